"""Reads texts in chunks into what is compared: the different wordings, their sets, band keys and sketches."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from quanyi.engines.similarity.bands import BANDS, ROWS, band_keys
from quanyi.engines.similarity.shingles import Sets, fingerprints, shingle

TEXTS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Wordings:
    """The different wordings of some texts, in the order of their fingerprints.

    Attributes:
        texts: how many texts there were.
        filled: numbers of the texts that have letters or digits.
        of_text: wording of each of those.
        first: per wording, the number of the first text that has it.
        prints: per wording, its fingerprint; increasing.
        sets: per wording, its shingles.
        keys: per wording, its band keys.
        sketch: per wording, a byte of each minimum.
    """

    texts: int
    filled: NDArray[np.int64]
    of_text: NDArray[np.int64]
    first: NDArray[np.int64]
    prints: NDArray[np.uint64]
    sets: Sets
    keys: NDArray[np.uint32]
    sketch: NDArray[np.uint8]


def collect(texts: Iterable[str]) -> Wordings:
    """Read texts once; equal sets of shingles become one wording. The texts themselves are not kept."""
    sets, prints, keys, sketch = _read(texts)
    filled = np.flatnonzero(sets.sizes)
    unique, first, of_text = np.unique(prints[filled], return_index=True, return_inverse=True)
    contents = sets.take(filled[first])
    return Wordings(sets.sizes.size, filled, of_text, filled[first], unique, contents, keys[first], sketch[first])


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
