"""Groups near-duplicate texts: band keys bring candidates together, exact Jaccard decides, union-find joins."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from quanyi.engines.similarity.bands import BANDS, ROWS, band_keys, least_agreement
from quanyi.engines.similarity.shingles import Sets, fingerprints, shingle

#: Jaccard from which two texts count as the same story.
THRESHOLD = 0.6
#: A block of texts with one band key is compared completely up to this size …
BLOCK = 32
#: … and beyond it each text with so many neighbours only: a template of thousands must not cost thousands squared.
NEIGHBOURS = 4
TEXTS_AT_ONCE = 10_000
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
    sets, prints, keys, sketch = _read(texts)
    filled = np.flatnonzero(sets.sizes)
    unique, first, inverse, copies = np.unique(
        prints[filled], return_index=True, return_inverse=True, return_counts=True
    )
    contents = sets.take(filled[first])
    keys = keys[first]
    sketch = sketch[first]
    parent = _join(contents, keys, sketch, threshold)
    label, score = np.full(sets.sizes.size, -1), np.ones(sets.sizes.size)
    roots, number, stands = _number(parent, copies, unique)
    label[filled] = number[parent[inverse]]
    score[filled] = similar(contents, np.arange(parent.size), stands[parent])[inverse]
    return Groups(label, score, filled[first[stands[roots]]])


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


def _read(texts: Iterable[str]) -> tuple[Sets, NDArray[np.uint64], NDArray[np.uint32], NDArray[np.uint8]]:
    """Sets and fingerprints of all texts; band keys and sketches of those that are not empty."""
    stream = iter(texts)
    # These grow in place: joining a list of arrays at the end would need twice the memory.
    values, keys, sketch = array("I"), array("I"), array("B")
    sizes, prints = [np.empty(0, np.int64)], [np.empty(0, np.uint64)]
    while chunk := list(islice(stream, TEXTS_AT_ONCE)):
        sets = shingle(chunk)
        sizes.append(sets.sizes)
        prints.append(fingerprints(sets))
        values.frombytes(sets.values.tobytes())
        if sets.values.size:
            some_keys, some_sketch = band_keys(sets.take(np.flatnonzero(sets.sizes)))
            keys.frombytes(some_keys.tobytes())
            sketch.frombytes(some_sketch.tobytes())
    all_sizes = np.concatenate(sizes)
    return (
        Sets(np.frombuffer(values, np.uint32), np.cumsum(all_sizes) - all_sizes, all_sizes),
        np.concatenate(prints),
        np.frombuffer(keys, np.uint32).reshape(-1, BANDS),
        np.frombuffer(sketch, np.uint8).reshape(-1, BANDS * ROWS),
    )


def _join(contents: Sets, keys: NDArray[np.uint32], sketch: NDArray[np.uint8], threshold: float) -> NDArray[np.int64]:
    """Root of each text. Contents come in the order of their fingerprints, so nothing depends on the order of input."""
    count = contents.sizes.size
    parent = np.arange(count)
    if not count:
        return parent
    least = least_agreement(threshold)
    numbers = np.arange(count, dtype=np.uint64)
    for band in range(BANDS):
        packed = (keys[:, band].astype(np.uint64) << np.uint64(32)) | numbers
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
            likely = agreement(sketch, one, two) >= least
            one, two = one[likely], two[likely]
            good = similar(contents, one, two) >= threshold
            merge(parent, one[good], two[good])
    return parent


def _number(
    parent: NDArray[np.int64], copies: NDArray[np.int64], unique: NDArray[np.uint64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Roots of the groups by falling size, number of each root's group, and what stands for each root."""
    count = parent.size
    weight = np.bincount(parent, weights=copies, minlength=count).astype(np.int64)
    roots = np.flatnonzero(weight > 1)
    roots = roots[np.lexsort((unique[roots], -weight[roots]))]
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
