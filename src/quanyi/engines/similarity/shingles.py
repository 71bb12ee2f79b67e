"""Turns texts into sets of short character runs, a chunk of texts at a time in arrays, Chinese and English alike."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

#: Code points from here on are taken as they are when Chinese, and dropped otherwise (emoji, symbols).
PLANE_ONE = 0x10000
HAN_BEYOND, HAN_END = 0x20000, 0x32000
#: Scripts written without spaces: two characters carry about as much as four Latin letters.
DENSE = ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (HAN_BEYOND, HAN_END - 1))
#: Odd 64-bit constants (golden ratio and the multipliers of splitmix64): any odd ones would do, these spread well.
FACTORS = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93)


@dataclass(frozen=True, slots=True)
class Sets:
    """The shingle sets of some texts.

    Attributes:
        values: hashes of the shingles; of each text in increasing order, without repeats.
        starts: where in ``values`` the set of each text begins.
        sizes: number of shingles of each text; 0 for a text without letters and digits.
    """

    values: NDArray[np.uint32]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]

    def take(self, which: NDArray[np.int64]) -> "Sets":
        """Some of the sets in the given order, without copying them."""
        return Sets(self.values, self.starts[which], self.sizes[which])


def shingle(texts: Sequence[str]) -> Sets:
    """The shingle sets of texts.

    A shingle is two characters that begin with a Chinese one, or four that begin with any other letter or digit;
    at the end of the text what is left. Before that, letters are folded (case, full-width), everything else falls out.

    Args:
        texts: any strings; a few ten thousand at a time keep the arrays in reach.

    Returns:
        The sets, one behind the other in the order of the texts. Two shingles fall on the same hash once in 2³² pairs.
    """
    letters, owner = fold(texts)
    sizes = np.bincount(owner, minlength=len(texts))
    left = np.repeat(np.cumsum(sizes), sizes) - np.arange(letters.size)
    padded = np.concatenate([letters, np.zeros(3, np.uint64)])
    dense = _dense_table()[np.minimum(letters, HAN_END).astype(np.intp)]
    mixed = letters * np.uint64(FACTORS[0])
    for at in (1, 2, 3):
        follows = left > at if at == 1 else (left > at) & ~dense
        mixed += np.where(follows, padded[at : at + letters.size], 0) * np.uint64(FACTORS[at])
    hashes = scramble(mixed) >> np.uint64(32)
    keys = (owner.astype(np.uint64) << np.uint64(32)) | hashes
    keys.sort()
    if keys.size:
        keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])]
    counts = np.bincount((keys >> np.uint64(32)).astype(np.int64), minlength=len(texts)).astype(np.int64)
    return Sets(keys.astype(np.uint32), np.cumsum(counts) - counts, counts)


def fold(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Letters and digits of all texts, folded, and the number of the text that each belongs to."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    folded = _fold_table()[np.minimum(points, HAN_END)]
    kept = folded != 0
    owner = np.repeat(np.arange(len(texts)), lengths)
    return folded[kept].astype(np.uint64), owner[kept]


def fingerprints(sets: Sets) -> NDArray[np.uint64]:
    """One 64-bit number per text that depends on its set alone: equal sets, equal numbers; others with odds of 2⁻⁶⁴."""
    filled = sets.sizes > 0
    sums = np.zeros(sets.sizes.size, np.uint64)
    if sets.values.size:
        mixed = scramble(sets.values.astype(np.uint64) * np.uint64(FACTORS[0]) + np.uint64(FACTORS[3]))
        sums[filled] = np.add.reduceat(mixed, sets.starts[filled])
    return scramble(sums)


def scramble(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread each number over all 64 bits (the finish of splitmix64, a bijection)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(FACTORS[1])
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(FACTORS[2])
    return numbers ^ (numbers >> np.uint64(31))


@cache
def _fold_table() -> NDArray[np.uint32]:
    """Code point → folded code point, 0 = falls out. Letters whose folded form is longer than one stay as they are."""
    table = np.zeros(HAN_END + 1, np.uint32)
    for point in range(PLANE_ONE):
        letter = chr(point)
        plain = unicodedata.normalize("NFKC", letter).casefold()
        if len(plain) == 1 and plain.isalnum():
            table[point] = ord(plain)
        elif letter.isalnum():
            table[point] = point
    table[HAN_BEYOND:HAN_END] = np.arange(HAN_BEYOND, HAN_END)
    return table


@cache
def _dense_table() -> NDArray[np.bool_]:
    """Code point → whether its script is written without spaces."""
    table = np.zeros(HAN_END + 1, np.bool_)
    for first, last in DENSE:
        table[first : last + 1] = True
    return table
