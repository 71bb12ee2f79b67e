"""Finds for many places at once which label stands right before each: hashes of the last characters."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from quanyi.engines.pii.codes import FILL, HAN, LETTER, UPPER, Array, Codes
from quanyi.engines.pii.pack import read_toml

_MULTIPLIER = 1000003
_LATIN = 16
_HAN = 4


def _hash(word: str) -> int:
    value = 0
    for char in word:
        value = (value * _MULTIPLIER + ord(char)) & 0xFFFFFFFFFFFFFFFF
    return value


_SLOT_BITS = 15
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def _slots(keys: Array) -> Array:
    """The slot of each hash: its top bits after spreading."""
    slots: Array = ((keys * _SPREAD) >> np.uint64(64 - _SLOT_BITS)).astype(np.intp)
    return slots


@dataclass(frozen=True)
class Table:
    """Words by the slot of their hash; words whose slots meet lie in further layers."""

    layers: tuple[tuple[Array, Array], ...]

    def look_up(self, keys: Array) -> Array:
        """Role bits of each key, 0 for one that is no label."""
        slots = _slots(keys)
        found = np.zeros(keys.size, dtype=np.uint32)
        for hashes, bits in self.layers:
            found |= np.where(hashes[slots] == keys, bits[slots], np.uint32(0))
        return found


def table(words: dict[str, int]) -> Table:
    """A table from word → bits."""
    pairs: dict[int, int] = {}
    for word, bits in words.items():
        key = _hash(word)
        pairs[key] = pairs.get(key, 0) | bits
    layers: list[tuple[Array, Array]] = []
    for key, bits in pairs.items():
        slot = int(_slots(np.array([key], dtype=np.uint64))[0])
        layer = next((one for one in layers if not one[1][slot]), None)
        if layer is None:
            layer = (np.zeros(1 << _SLOT_BITS, dtype=np.uint64), np.zeros(1 << _SLOT_BITS, dtype=np.uint32))
            layers.append(layer)
        layer[0][slot], layer[1][slot] = key, bits
    return Table(tuple(layers))


@lru_cache(maxsize=1)
def settings() -> dict[str, Any]:
    """The file ``data/labels.toml``."""
    return read_toml("labels.toml")


@lru_cache(maxsize=1)
def roles() -> dict[str, int]:
    """Role name → bit."""
    return {name: 1 << index for index, name in enumerate(settings()["roles"])}


@lru_cache(maxsize=1)
def label_words() -> dict[str, int]:
    """Every label as the engine knows it (a Chinese one cut to its last four characters) → role bits."""
    words: dict[str, int] = {}
    for role, entries in settings()["roles"].items():
        for word in entries:
            key = word if word.isascii() else word[-_HAN:]
            words[key] = words.get(key, 0) | roles()[role]
    return words


@lru_cache(maxsize=1)
def _tables() -> tuple[Table, Table]:
    skipped = dict.fromkeys(settings()["skipped"]["words"], 1)
    return table(label_words()), table(skipped)


def _back_over_fillers(codes: Codes, ends: Array, most: int) -> Array:
    for _ in range(most):
        filled = (codes.kind(ends - 1) & FILL) != 0
        if not filled.any():
            break
        ends = ends - filled
    return ends


def _latin_words(codes: Codes, ends: Array) -> tuple[Array, Array]:
    """Hash and length of the letter run that ends at each place (runs over 16 letters keep their last 16)."""
    keys = np.zeros(ends.size, dtype=np.uint64)
    lengths = np.zeros(ends.size, dtype=np.int64)
    going = np.ones(ends.size, dtype=bool)
    for step in range(_LATIN):
        going &= (codes.kind(ends - 1 - step) & LETTER) != 0
        if not going.any():
            break
        lengths += going
    for offset in range(int(lengths.max(initial=0)), 0, -1):
        inside = lengths >= offset
        kinds = codes.kind(ends - offset)
        chars = codes.unit(ends - offset).astype(np.uint64) + np.where(kinds & UPPER, np.uint64(32), np.uint64(0))
        keys = np.where(inside, keys * np.uint64(_MULTIPLIER) + chars, keys)
    return keys, lengths


def before(codes: Codes, places: Array) -> Array:
    """Role bits of the label right before each place; fillers and one word such as "no" are skipped.

    Args:
        codes: the text as arrays.
        places: where values begin.

    Returns:
        uint32 bits after :func:`roles`; 0 where no label stands.
    """
    found = np.zeros(places.size, dtype=np.uint32)
    if places.size == 0:
        return found
    ends = _back_over_fillers(codes, places, 4)
    live = np.flatnonzero((codes.kind(ends - 1) & (HAN | LETTER)) != 0)
    if live.size == 0:
        return found
    ends = ends[live]
    words, skipped = _tables()
    keys, lengths = _latin_words(codes, ends)
    bits = found[live]
    if lengths.any():
        skip = (skipped.look_up(keys) != 0) & (lengths > 0)
        if skip.any():
            ends = np.where(skip, _back_over_fillers(codes, ends - lengths, 3), ends)
            keys, lengths = _latin_words(codes, ends)
        bits = np.where(lengths > 0, words.look_up(keys), np.uint32(0))
    key = np.zeros(ends.size, dtype=np.uint64)
    power = np.uint64(1)
    longest = np.zeros(ends.size, dtype=np.uint32)
    going = lengths == 0
    for step in range(1, _HAN + 1):
        going = going & ((codes.kind(ends - step) & HAN) != 0)
        if not going.any():
            break
        key = key + codes.unit(ends - step).astype(np.uint64) * power
        power = np.uint64(int(power) * _MULTIPLIER & 0xFFFFFFFFFFFFFFFF)
        hit = np.where(going, words.look_up(key), np.uint32(0))
        longest = np.where(hit != 0, hit, longest)
    found[live] = np.where(lengths > 0, bits, longest)
    return found


@lru_cache(maxsize=1)
def amount_marks() -> Array:
    """Over all code units: 1 for what stands before an amount (¥), 2 for what stands after one (元)."""
    marks = np.zeros(65536, dtype=np.uint8)
    for bit, name in ((1, "before"), (2, "after")):
        for char in settings()["units"][name]:
            marks[ord(char)] |= bit
    return marks
