"""Band keys: numbers that two texts share the more likely the more alike they are, so that look-alikes meet."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from quanyi.engines.similarity.shingles import FACTORS, Sets, scramble

#: 22 bands of 3 minima: two texts of Jaccard .6 meet with 99.5 %, of .7 with 99.99 %, of .2 with 16 %, to be refused.
BANDS, ROWS = 22, 3
#: Shingles worked on at once: small enough to stay in the processor's cache.
CHUNK = 1 << 15


def band_keys(sets: Sets) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """The keys of each text, ``BANDS`` of them, and a byte of each minimum to refuse most pairs cheaply.

    Each minimum is taken over the set after a multiply-shift permutation of the 32-bit hashes (Dietzfelbinger 1997),
    with multipliers fixed for ever, so that keys of different days compare.

    Args:
        sets: shingle sets as ``shingle`` makes them, without the empty ones.

    Returns:
        Keys of the shape (texts, BANDS) and bytes of the shape (texts, BANDS * ROWS).
    """
    factors, offsets = _permutations()
    starts = sets.starts
    keys = np.empty((sets.sizes.size, BANDS), np.uint32)
    sketch = np.empty((sets.sizes.size, BANDS * ROWS), np.uint8)
    cuts = _cuts(starts, sets.values.size)
    for first, last in pairwise(cuts):
        begin = starts[first]
        values = sets.values[begin : starts[last] if last < starts.size else sets.values.size]
        where = starts[first:last] - begin
        work = np.empty_like(values)
        for band in range(BANDS):
            mixed = np.zeros(last - first, np.uint64)
            for row in range(band * ROWS, band * ROWS + ROWS):
                np.multiply(values, factors[row], out=work)
                np.add(work, offsets[row], out=work)
                minima = np.minimum.reduceat(work, where)
                sketch[first:last, row] = minima.astype(np.uint8)
                mixed = scramble(mixed + minima)
            keys[first:last, band] = mixed >> np.uint64(32)
    return keys, sketch


def least_agreement(threshold: float) -> int:
    """How many bytes of two sketches agree at least when the Jaccard is ``threshold``: three standard deviations below.

    A pair exactly at the threshold that met in a band is lost about once in a thousand, one .05 above hardly ever.
    """
    count = BANDS * ROWS
    return max(0, int(count * threshold - 3 * (count * threshold * (1 - threshold)) ** 0.5))


def _permutations() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Odd multipliers and offsets, one of each per minimum, drawn from splitmix64 with a fixed start."""
    steps = np.arange(1, 2 * BANDS * ROWS + 1, dtype=np.uint64) * np.uint64(FACTORS[0])
    drawn = (scramble(steps) >> np.uint64(32)).astype(np.uint32)
    return drawn[: BANDS * ROWS] | np.uint32(1), drawn[BANDS * ROWS :]


def _cuts(starts: NDArray[np.int64], total: int) -> list[int]:
    """Numbers of the texts at which a new chunk of about ``CHUNK`` shingles begins, the end included."""
    wanted = np.arange(0, total, CHUNK)
    return [*np.unique(np.searchsorted(starts, wanted)).tolist(), starts.size] if starts.size else [0]
