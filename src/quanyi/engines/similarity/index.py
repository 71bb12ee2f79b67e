"""Takes in one text after another and says at once which earlier ones it resembles."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quanyi.engines.similarity.bands import band_keys, least_agreement
from quanyi.engines.similarity.groups import BLOCK, THRESHOLD, join
from quanyi.engines.similarity.shingles import fingerprints, shingle
from quanyi.engines.similarity.wordings import collect

#: So many new wordings (or an eighth of all, if more) lie in dictionaries before they are sorted into the arrays.
FRESH = 4096


@dataclass(frozen=True, slots=True)
class Match:
    """An earlier text that resembles the new one.

    Attributes:
        number: number of the earlier text, counted from 0 in the order they were added; of equal wordings the first.
        score: Jaccard of the shingle sets.
    """

    number: int
    score: float


class Index:
    """Near-duplicates of a growing collection.

    As long as no more than ``BLOCK`` different wordings share a band key, ``group_of`` joins the same texts as
    ``groups.group`` does, in whatever order they are added; of a larger block the newest are compared. Equal
    wordings are kept once and fill no block.
    """

    def __init__(self, texts: Iterable[str] = (), threshold: float = THRESHOLD) -> None:
        """Start with the given texts.

        Args:
            texts: the first texts, taken in at once as ``groups.group`` does.
            threshold: Jaccard from which a text resembles another.
        """
        if not 0 < threshold <= 1:
            raise ValueError(f"threshold {threshold}: Jaccard lies above 0 and at most at 1")
        self._threshold = threshold
        self._least = least_agreement(threshold)
        known = collect(texts)
        # Wordings are numbered here by their first text, so that the root of a group is its oldest.
        order = np.argsort(known.first)
        age = np.empty_like(order)
        age[order] = np.arange(order.size)
        roots = join(known, threshold)
        oldest = np.full(order.size, order.size)
        np.minimum.at(oldest, roots, age)
        wording = np.full(known.texts, -1)
        wording[known.filled] = age[known.of_text]
        self._wording: list[int] = wording.tolist()  # text → wording, -1 for a text without letters
        self._first: list[int] = known.first[order].tolist()  # wording → first text
        sets = known.sets.take(order)
        ends = (sets.starts + sets.sizes).tolist()
        self._sets = [sets.values[start:end] for start, end in zip(sets.starts.tolist(), ends, strict=True)]
        self._sketches = list(known.sketch[order])  # wording → a byte of each minimum
        self._parent: list[int] = oldest[roots][order].tolist()  # wording → a wording nearer to the root
        self._known: dict[int, int] = dict(zip(known.prints.tolist(), age.tolist(), strict=True))
        # Band key in the upper half, wording in the lower, each band in increasing order.
        self._sorted = known.keys[order].T.astype(np.uint64) << np.uint64(32) | np.arange(order.size, dtype=np.uint64)
        self._sorted.sort(axis=1)
        self._fresh: dict[tuple[int, int], list[int]] = {}
        self._fresh_keys: list[NDArray[np.uint32]] = []

    def __len__(self) -> int:
        """How many texts were added."""
        return len(self._wording)

    def add(self, text: str) -> list[Match]:
        """Take in one text.

        Args:
            text: the new text; its number is ``len(index)`` before the call.

        Returns:
            The earlier wordings that resemble it, the most alike first; empty for a text without letters and digits.
        """
        number = len(self._wording)
        sets = shingle([text])
        if not sets.values.size:
            self._wording.append(-1)
            return []
        keys, sketch = band_keys(sets)
        matches = self._matches(sets.values, sketch[0], self._candidates(keys[0]))
        fingerprint = int(fingerprints(sets)[0])
        wording = self._known.get(fingerprint)
        if wording is None:
            wording = self._known[fingerprint] = len(self._sets)
            self._first.append(number)
            self._sets.append(sets.values)
            self._sketches.append(sketch[0])
            self._parent.append(wording)
            self._remember(wording, keys[0])
            for other, _ in matches:
                self._unite(wording, other)
        self._wording.append(wording)
        ordered = sorted(matches, key=lambda match: (-match[1], match[0]))
        return [Match(self._first[other], score) for other, score in ordered]

    def group_of(self, number: int) -> int:
        """The number of the first text of the group that a text belongs to; its own when it is alone."""
        wording = self._wording[number]
        return number if wording < 0 else self._first[self._root(wording)]

    def _candidates(self, keys: NDArray[np.uint32]) -> list[int]:
        """Wordings that share a band key; of a large block the newest."""
        found: set[int] = set()
        for band, key in enumerate(keys.tolist()):
            row = self._sorted[band]
            first = int(np.searchsorted(row, np.uint64(key << 32)))
            last = int(np.searchsorted(row, np.uint64(key << 32 | 0xFFFFFFFF)))
            block = (row[max(first, last - BLOCK) : last] & np.uint64(0xFFFFFFFF)).tolist()
            block += self._fresh.get((band, key), ())
            found.update(block[-BLOCK:])
        return sorted(found)

    def _matches(
        self, values: NDArray[np.uint32], sketch: NDArray[np.uint8], candidates: list[int]
    ) -> list[tuple[int, float]]:
        """Which candidates are alike enough, with the exact Jaccard."""
        matches = []
        for other in candidates:
            if np.count_nonzero(sketch == self._sketches[other]) < self._least:
                continue
            theirs = self._sets[other]
            common = np.intersect1d(values, theirs, assume_unique=True).size
            score = common / (values.size + theirs.size - common)
            if score >= self._threshold:
                matches.append((other, score))
        return matches

    def _remember(self, wording: int, keys: NDArray[np.uint32]) -> None:
        """Note the band keys of a new wording; sort the notes into the arrays when there are many."""
        self._fresh_keys.append(keys.copy())
        for place in enumerate(keys.tolist()):
            self._fresh.setdefault(place, []).append(wording)
        if len(self._fresh_keys) >= max(FRESH, len(self._sets) // 8):
            block = np.stack(self._fresh_keys, axis=1).astype(np.uint64) << np.uint64(32)
            block |= np.arange(len(self._sets) - len(self._fresh_keys), len(self._sets), dtype=np.uint64)
            self._sorted = np.concatenate([self._sorted, block], axis=1)
            self._sorted.sort(axis=1)
            self._fresh.clear()
            self._fresh_keys.clear()

    def _root(self, wording: int) -> int:
        """The oldest wording of a group, shortening the way for the next time."""
        while self._parent[wording] != wording:
            self._parent[wording] = self._parent[self._parent[wording]]
            wording = self._parent[wording]
        return wording

    def _unite(self, one: int, two: int) -> None:
        """Join two groups under the older root."""
        one, two = sorted((self._root(one), self._root(two)))
        self._parent[two] = one
