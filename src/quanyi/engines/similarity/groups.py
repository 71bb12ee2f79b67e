"""Groups near-duplicate texts: band keys bring candidates together, exact Jaccard decides, union-find joins."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quanyi.engines.similarity.bands import BANDS, least_agreement
from quanyi.engines.similarity.shingles import Sets
from quanyi.engines.similarity.wordings import Wordings, collect

#: Jaccard from which two texts count as the same story.
THRESHOLD = 0.6
#: A block of texts with one band key is compared completely up to this size …
BLOCK = 32
#: … and beyond it each text with so many neighbours only: a template of thousands must not cost thousands squared.
NEIGHBOURS = 4
PAIRS_AT_ONCE = 16_384


@dataclass(frozen=True, slots=True)
class Groups:
    """Near-duplicate groups of a collection. Which texts are together does not depend on the order they came in.

    Attributes:
        label: number of the group of each text, 0 for the largest; -1 for a text that is alone.
        score: Jaccard of each text with the representative of its group; 1 for a text that is alone.
        representative: number of the text that stands for each group: its most frequent wording.
    """

    label: NDArray[np.int64]
    score: NDArray[np.float64]
    representative: NDArray[np.int64]

    def members(self) -> Iterator[NDArray[np.int64]]:
        """The numbers of the texts of each group, the largest group first, each in increasing order."""
        order = np.argsort(self.label, kind="stable")
        order = order[np.searchsorted(self.label[order], 0) :]
        sizes = np.bincount(self.label[order], minlength=self.representative.size)
        yield from np.split(order, np.cumsum(sizes)[:-1]) if sizes.size else []


def group(texts: Iterable[str], threshold: float = THRESHOLD) -> Groups:
    """Group the texts of a collection; they are read once, in chunks, and not kept.

    Args:
        texts: short texts; the numbers in the answer count them from 0.
        threshold: Jaccard of the shingle sets from which two texts are joined, above 0 and at most 1. Below .5 the
            bands begin to miss pairs.

    Raises:
        ValueError: the threshold is outside its range.
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold {threshold}: Jaccard lies above 0 and at most at 1")
    wordings = collect(texts)
    parent = join(wordings, threshold)
    roots, number, stands = _number(parent, wordings)
    label, score = np.full(wordings.texts, -1), np.ones(wordings.texts)
    label[wordings.filled] = number[parent[wordings.of_text]]
    to_representative = similar(wordings.sets, np.arange(parent.size), stands[parent])
    score[wordings.filled] = to_representative[wordings.of_text]
    return Groups(label, score, wordings.first[stands[roots]])


def similar(contents: Sets, one: NDArray[np.int64], two: NDArray[np.int64]) -> NDArray[np.float64]:
    """Exact Jaccard of pairs of non-empty sets, given by their numbers."""
    answer = np.empty(one.size, np.float64)
    for at in range(0, one.size, PAIRS_AT_ONCE):
        a, b = one[at : at + PAIRS_AT_ONCE], two[at : at + PAIRS_AT_ONCE]
        keys = np.concatenate([_keyed(contents.take(a)), _keyed(contents.take(b))])
        # Two increasing runs: the stable sort merges them in one pass.
        keys.sort(kind="stable")
        both = keys[1:][keys[1:] == keys[:-1]] >> np.uint64(32)
        common = np.bincount(both.astype(np.int64), minlength=a.size)
        answer[at : at + a.size] = common / (contents.sizes[a] + contents.sizes[b] - common)
    return answer


def agreement(sketch: NDArray[np.uint8], one: NDArray[np.int64], two: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many bytes of the sketches of each pair agree."""
    answer = np.empty(one.size, np.int64)
    for at in range(0, one.size, PAIRS_AT_ONCE):
        a, b = one[at : at + PAIRS_AT_ONCE], two[at : at + PAIRS_AT_ONCE]
        answer[at : at + a.size] = np.count_nonzero(sketch[a] == sketch[b], axis=1)
    return answer


def merge(parent: NDArray[np.int64], one: NDArray[np.int64], two: NDArray[np.int64]) -> None:
    """Join the groups of each pair in place; ``parent`` is flat (each text points to its root) before and after."""
    while True:
        a, b = parent[one], parent[two]
        apart = a != b
        if not apart.any():
            return
        one, two = one[apart], two[apart]
        np.minimum.at(parent, np.maximum(a, b)[apart], np.minimum(a, b)[apart])
        while True:
            higher = parent[parent]
            if np.array_equal(higher, parent):
                break
            parent[:] = higher


def join(wordings: Wordings, threshold: float) -> NDArray[np.int64]:
    """Root of each wording, itself when it is alone.

    Wordings come in the order of their fingerprints, so nothing depends on the order of input.
    """
    count = wordings.first.size
    parent = np.arange(count)
    if not count:
        return parent
    least = least_agreement(threshold)
    numbers = np.arange(count, dtype=np.uint64)
    for band in range(BANDS):
        packed = (wordings.keys[:, band].astype(np.uint64) << np.uint64(32)) | numbers
        packed.sort()
        members = (packed & np.uint64(0xFFFFFFFF)).astype(np.int64)
        block_key = packed >> np.uint64(32)
        heads = np.flatnonzero(np.concatenate([[True], block_key[1:] != block_key[:-1]]))
        sizes = np.diff(np.append(heads, count))
        reach = np.repeat(np.where(sizes <= BLOCK, BLOCK, NEIGHBOURS), sizes)
        alive = np.flatnonzero(np.repeat(sizes, sizes) > 1)
        for step in range(1, BLOCK):
            alive = alive[(alive + step < count) & (reach[alive] >= step)]
            alive = alive[block_key[alive] == block_key[np.minimum(alive + step, count - 1)]]
            if not alive.size:
                break
            one, two = members[alive], members[alive + step]
            apart = parent[one] != parent[two]
            one, two = one[apart], two[apart]
            likely = agreement(wordings.sketch, one, two) >= least
            one, two = one[likely], two[likely]
            good = similar(wordings.sets, one, two) >= threshold
            merge(parent, one[good], two[good])
    return parent


def _number(
    parent: NDArray[np.int64], wordings: Wordings
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Roots of the groups by falling size, number of each root's group, and what stands for each root."""
    copies = np.bincount(wordings.of_text, minlength=parent.size)
    count = parent.size
    weight = np.bincount(parent, weights=copies, minlength=count).astype(np.int64)
    roots = np.flatnonzero(weight > 1)
    roots = roots[np.lexsort((roots, -weight[roots]))]
    number = np.full(count, -1)
    number[roots] = np.arange(roots.size)
    # Written from the back, so that the most frequent wording is written last and stays.
    rarest_first = np.lexsort((np.arange(count), -copies))[::-1]
    stands = np.full(count, -1)
    stands[parent[rarest_first]] = rarest_first
    return roots, number, stands


def _keyed(sets: Sets) -> NDArray[np.uint64]:
    """The shingles of some sets, each with the place of its set in the upper half."""
    ends = np.cumsum(sets.sizes)
    shifts = np.repeat(sets.starts - (ends - sets.sizes), sets.sizes)
    place = np.repeat(np.arange(sets.sizes.size, dtype=np.uint64) << np.uint64(32), sets.sizes)
    keyed: NDArray[np.uint64] = place | sets.values[np.arange(shifts.size) + shifts]
    return keyed
