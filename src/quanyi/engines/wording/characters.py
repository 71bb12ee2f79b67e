"""Says what each character means to the screen: which plain character it stands for, and whether it is text, noise or
a boundary."""

import unicodedata
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any


class Sort(IntEnum):
    """What a character does to the text around it."""

    PLAIN = 0
    NOISE = 1  # a space or a symbol slipped between characters: taken out
    NUMBER_MARK = 2  # belongs to a number beside a digit or a letter, else noise
    COMMA = 3  # belongs to a number between two digits, else ends a clause
    CLAUSE = 4
    LINE = 5  # ends a sentence, unless the line was only wrapped
    SENTENCE = 6
    TEXT = 7  # between two texts; never the sort of a character


NUMBER_MARKS = frozenset(".-/+~")
COMMAS = frozenset(",:")
CLAUSES = frozenset(";()—–―…；")
SENTENCES = frozenset("。!?")
LINES = frozenset("\n\u2028\u2029\x0b\x0c\x85")
PLAIN_MARKS = frozenset("%‰、¥￥$")
#: Stands for every character outside the basic plane that is a letter; no pattern holds it.
OTHER = 0xFFFD
#: Lines shorter than this are headings or list entries; a longer one that ends in the middle of a phrase was wrapped.
WRAPPED_LINE = 18


class Folding:
    """The folding of single characters, from ``characters.json``."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Take the traditional and the look-alike characters of ``data``."""
        simple = dict(zip(data["traditional_from"], data["traditional_to"], strict=True))
        self._simple: dict[str, str] = simple | data["look_alike"]
        self._folded = _Folded(self)

    @property
    def special(self) -> frozenset[int]:
        """Characters that stand for another one: traditional and look-alike forms."""
        return frozenset(map(ord, self._simple))

    def fold(self, code: int) -> tuple[int, Sort]:
        """Fold one character.

        Args:
            code: its code point.

        Returns:
            The code point it stands for (half-width, lower case, simplified) and its sort.
        """
        character = chr(code)
        plain = character
        if not 0x4E00 <= code <= 0x9FFF and code > 0x7F:
            compatible = unicodedata.normalize("NFKC", character)
            plain = compatible if len(compatible) == 1 else character
        plain = plain.lower() if len(plain.lower()) == 1 else plain
        plain = self._simple.get(plain, plain)
        sort = _sort(plain)
        return (ord(plain) if ord(plain) <= 0xFFFF else OTHER), sort

    def fold_words(self, words: Iterable[str]) -> list[str]:
        """Fold words of a pack as the texts are folded; what counts as noise is taken out. No word may hold a line
        end."""
        return "\n".join(words).translate(self._folded).split("\n")


class _Folded(dict[int, str]):
    """What each character becomes in a word, worked out when first met."""

    def __init__(self, folding: Folding) -> None:
        super().__init__()
        self._folding = folding

    def __missing__(self, code: int) -> str:
        plain, sort = self._folding.fold(code)
        self[code] = "" if sort is Sort.NOISE else chr(plain)
        return self[code]


def _sort(plain: str) -> Sort:  # one return per sort reads better than a table of predicates
    if plain in LINES:
        return Sort.LINE
    if plain in SENTENCES:
        return Sort.SENTENCE
    if plain in CLAUSES:
        return Sort.CLAUSE
    if plain in COMMAS:
        return Sort.COMMA
    if plain in NUMBER_MARKS:
        return Sort.NUMBER_MARK
    if plain in PLAIN_MARKS or unicodedata.category(plain)[0] in "LN":
        return Sort.PLAIN
    return Sort.NOISE
