"""Turns a text into arrays: folded code units and their classes, one entry a character, so that offsets stay."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from quanyi.engines.pii.pack import data_lines

Array = npt.NDArray[Any]

DIGIT, UPPER, LOWER, HAN, FILL, PROVINCE, HOUSE, BREAK = 1, 2, 4, 8, 16, 32, 64, 128
LETTER = UPPER | LOWER
ALNUM = DIGIT | LETTER

#: Province characters that open a vehicle plate (GA 36-2018), with 使 and 领 left to the tail.
PLATE_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
#: Characters that follow a number in an address.
HOUSE_UNITS = "号弄栋幢座楼室单层组巷房户村"
#: What may stand between a label and its value.
FILLERS = " :=([{<\"'#.-*`~_“”‘’「『【《〔是为№"
#: Characters no label or name reaches across.
BREAKS = ",;。、!?\n\r\t\x00|"
#: Characters read as another one, besides full-width forms and traditional characters: spaces and dashes.
FOLDS = dict.fromkeys("\u3000\u00a0\u2002\u2003\u2009\u202f\u200b", " ") | dict.fromkeys("‐‑‒–—―−", "-")


#: Line feeds before and after the arrays, so that neighbours can be read without asking whether they exist.
PAD = 96


@dataclass(frozen=True)
class Codes:
    """A text as arrays.

    Attributes:
        text: the text itself.
        folded: code units after folding (uint8 for ASCII text, else uint16); characters outside the BMP become U+FFFD.
        kinds: the class bits of each character.
        changed: whether folding may have changed anything.
        padded_units: ``folded`` with :data:`PAD` line feeds on both sides.
        padded_kinds: ``kinds`` with as many breaks on both sides.
    """

    text: str
    folded: Array
    kinds: Array
    changed: bool
    padded_units: Array
    padded_kinds: Array

    def string(self) -> str:
        """The folded text as a string of the same length."""
        if not self.changed:
            return self.text
        return self.folded.tobytes().decode("utf-16-le", "surrogatepass")

    def window(self, begin: int, end: int) -> str:
        """The folded characters from ``begin`` to ``end``; cheaper than :meth:`string` for a few places."""
        units = self.folded[max(0, begin) : end]
        return units.astype("<u2").tobytes().decode("utf-16-le", "surrogatepass")

    def unit(self, places: Array) -> Array:
        """Folded units at places, up to :data:`PAD` outside the text too."""
        found: Array = self.padded_units[places + PAD]
        return found

    def kind(self, places: Array) -> Array:
        """Class bits at places, up to :data:`PAD` outside the text too."""
        found: Array = self.padded_kinds[places + PAD]
        return found


@lru_cache(maxsize=1)
def tables() -> tuple[Array, Array]:
    """Fold table and class table over all 65,536 code units."""
    fold = np.arange(65536, dtype=np.uint16)
    fold[0xFF01:0xFF5F] = np.arange(0x21, 0x7F)
    for source, target in FOLDS.items():
        fold[ord(source)] = ord(target)
    for line in data_lines("traditional.txt"):
        pairs = np.frombuffer(line.encode("utf-16-le"), dtype="<u2")
        fold[pairs[0::2]] = pairs[1::2]
    kinds = np.zeros(65536, dtype=np.uint8)
    kinds[ord("0") : ord("9") + 1] |= DIGIT
    kinds[ord("A") : ord("Z") + 1] |= UPPER
    kinds[ord("a") : ord("z") + 1] |= LOWER
    kinds[0x3400:0xA000] |= HAN
    for chars, bit in ((FILLERS, FILL), (PLATE_PROVINCES, PROVINCE), (HOUSE_UNITS, HOUSE), (BREAKS, BREAK)):
        for char in chars:
            kinds[ord(char)] |= bit
    return fold, kinds[fold]


def encode(text: str) -> Codes:
    """Arrays of a text; lone surrogates and characters outside the BMP are kept in place, as one unit each."""
    fold, kinds = tables()
    if text.isascii():
        units: Array = np.frombuffer(text.encode("ascii"), dtype=np.uint8)
        padded = np.full(units.size + 2 * PAD, 10, dtype=np.uint8)
        padded[PAD : PAD + units.size] = units
        classes = kinds[:256][padded]
    else:
        raw = text.encode("utf-16-le", "surrogatepass")
        if len(raw) == 2 * len(text):
            units = np.frombuffer(raw, dtype="<u2")
        else:
            wide = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
            units = np.where(wide > 0xFFFF, 0xFFFD, wide).astype(np.uint16)
        padded = np.full(units.size + 2 * PAD, 10, dtype=np.uint16)
        padded[PAD : PAD + units.size] = units
        places = padded.astype(np.intp)
        classes = kinds.take(places)
        padded = fold.take(places)
    inside = slice(PAD, PAD + units.size)
    return Codes(text, padded[inside], classes[inside], padded.dtype != np.uint8, padded, classes)


@lru_cache(maxsize=32)
def membership(chars: str) -> Array:
    """Over all code units, whether each is one of ``chars``; to be indexed with units."""
    table = np.zeros(65536, dtype=bool)
    table[[ord(char) for char in chars]] = True
    return table


def runs(mask: Array) -> tuple[Array, Array]:
    """Starts and ends of the runs of True in a boolean array."""
    if mask.size == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    edges = np.flatnonzero(mask[1:] != mask[:-1]) + 1
    if mask[0]:
        edges = np.concatenate(([0], edges))
    if mask[-1]:
        edges = np.concatenate((edges, [mask.size]))
    return edges[0::2], edges[1::2]


def columns(units: Array, starts: Array, length: int) -> Array:
    """The units at each start and the ``length - 1`` after it, one row a place and one column a start.

    Column operations run over all candidates at once; the caller guarantees that the places lie inside.
    """
    found = np.empty((length, starts.size), dtype=units.dtype)
    for place in range(length if starts.size else 0):
        found[place] = units[starts + place]
    return found
