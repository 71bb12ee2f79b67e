"""Compiles all words of the packs into one automaton and finds them in a buffer, grouped by the list they belong to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from ahocorasick_rs import BytesAhoCorasick, Implementation
from numpy.typing import NDArray

from quanyi.engines.wording.buffer import Places
from quanyi.engines.wording.characters import Folding
from quanyi.engines.wording.packs import PackError

_HALF = 0x80
_UNUSED = 0x0080
_ALNUM = "abcdefghijklmnopqrstuvwxyz0123456789"
#: No word is longer; used to sort by place and length in one number.
LONGEST = 64


@dataclass(frozen=True, slots=True)
class Hits:
    """Places where words of one list stand, sorted by start, then end; ``end`` is the place behind the last
    character."""

    start: Places
    end: Places


class Words:
    """Collects lists of words; each list gets a number."""

    def __init__(self, folding: Folding) -> None:
        """Start empty."""
        self._folding = folding
        self._lists: dict[tuple[str, ...], int] = {}
        self._words: dict[str, int] = {}
        self._members: list[list[int]] = []

    def add(self, words: Sequence[str]) -> int:
        """Number a list; an equal list gets the same number. Raises ``PackError`` for a word that is too long."""
        key = tuple(words)
        if key not in self._lists:
            self._lists[key] = len(self._lists)
            folded = dict.fromkeys(self._folding.fold_words(key))
            folded.pop("", None)
            for word in folded:
                if len(word) >= LONGEST:
                    raise PackError(f"{word[:20]}… is longer than {LONGEST - 1} characters")
            index = self._words
            self._members.append([index.setdefault(word, len(index)) for word in folded])
        return self._lists[key]

    def compile(self) -> "Automaton":
        """Build the automaton over every word added so far."""
        return Automaton(list(self._words), self._members)


class Automaton:
    """Finds every word at every place.

    Characters are coded in two bytes, the first at or above 0x80 and the second below, so that a match can begin only
    at a character
    and byte places are twice character places; characters that no word holds share one code.
    """

    def __init__(self, words: Sequence[str], members: Sequence[Sequence[int]]) -> None:
        """Number the alphabet and compile ``words``; ``members`` are the places of each list's words in it."""
        together = "".join(words)
        alphabet = sorted(set(together))
        self._table = np.full(0x10000, _UNUSED, dtype="<u2")
        for number, character in enumerate(alphabet, start=1):
            self._table[ord(character)] = (_HALF + number // _HALF) | (number % _HALF) << 8
        flat = np.frombuffer(together.encode("utf-16-le"), dtype="<u2")
        lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
        ends = np.cumsum(lengths)
        begins = ends - lengths
        # What must not stand beside an edge: 0 anything may, 1 no letter or digit, 2 (a digit) no point either.
        edges = np.zeros(0x10000, dtype=np.int64)
        edges[[ord(c) for c in _ALNUM]] = 1
        edges[[ord(c) for c in "0123456789"]] = 2
        latin = np.maximum.reduceat(flat, begins) < 0x80
        self._left = edges[flat[begins]]
        self._right = ((edges[flat[ends - 1]] > 0) & latin).astype(np.int64)
        self._lists = len(members)
        word = np.fromiter(chain.from_iterable(members), dtype=np.int64)
        owner = np.repeat(np.arange(self._lists, dtype=np.uint16), [len(places) for places in members])
        self._members = owner[np.argsort(word, kind="stable")]
        self._first = np.concatenate(([0], np.cumsum(np.bincount(word, minlength=len(words)))))
        coded = self._table[flat].tobytes()
        patterns = [coded[start:end] for start, end in zip((2 * begins).tolist(), (2 * ends).tolist(), strict=True)]
        self._automaton = BytesAhoCorasick(patterns, implementation=Implementation.ContiguousNFA)
        self._goes_on = np.zeros((3, 0x10000), dtype=bool)
        self._goes_on[1:, [ord(c) for c in _ALNUM]] = True
        self._goes_on[2, ord(".")] = True

    def find(self, characters: NDArray[np.uint16], places: Places | None = None) -> list[Hits]:
        """Find all words.

        Args:
            characters: folded code points, ending with a separator.
            places: where each character stands in a greater buffer, when ``characters`` are whole texts chosen from
            one.

        Returns:
            One entry per list, in the order of their numbers; places of the greater buffer where ``places`` is given.
        """
        coded = self._table[characters]
        raw = self._automaton.find_matches_as_indexes(coded.tobytes(), overlapping=True)
        flat = np.fromiter(chain.from_iterable(raw), dtype=np.int64, count=3 * len(raw)).reshape(-1, 3)
        word, start, end = flat[:, 0], flat[:, 1] >> 1, flat[:, 2] >> 1
        whole = self._stand_alone(characters, word, start, end)
        if not whole.all():
            word, start, end = word[whole], start[whole], end[whole]
        if places is not None:
            start, end = places[start], places[end - 1] + 1
        return self._by_list(word, start, end)

    def _stand_alone(
        self, characters: NDArray[np.uint16], word: Places, start: Places, end: Places
    ) -> NDArray[np.bool_]:
        """Refuse a word that begins with a letter or a digit, or is Latin, and goes on: ``0利率`` in ``3.0利率``."""
        before = self._goes_on[self._left[word], characters[start - 1]] & (start > 0)
        after = self._goes_on[self._right[word], characters[end]]
        whole: NDArray[np.bool_] = ~(before | after)
        return whole

    def _by_list(self, word: Places, start: Places, end: Places) -> list[Hits]:
        order = np.argsort(start * LONGEST + end - start, kind="stable")
        word, start, end = word[order], start[order], end[order]
        counts = self._first[word + 1] - self._first[word]
        which = np.repeat(np.arange(word.size), counts)
        offset = np.arange(which.size) - np.repeat(np.cumsum(counts) - counts, counts)
        member = self._members[self._first[word[which]] + offset]
        which = which[np.argsort(member, kind="stable")]
        cuts = np.concatenate(([0], np.cumsum(np.bincount(member, minlength=self._lists))))
        return [Hits(start[which[a:b]], end[which[a:b]]) for a, b in pairwise(cuts.tolist())]


def merge(hits: Iterable[Hits]) -> Hits:
    """Join hits that overlap or touch into one span each."""
    parts = list(hits)
    start = np.concatenate([part.start for part in parts])
    end = np.concatenate([part.end for part in parts])
    if start.size < 2:
        return Hits(start, end)
    order = np.argsort(start, kind="stable")
    start, end = start[order], end[order]
    reach = np.maximum.accumulate(end)
    opens = np.concatenate(([True], start[1:] > reach[:-1]))
    return Hits(start[opens], np.maximum.reduceat(end, np.flatnonzero(opens)))
