"""The one function through which every exported value goes, so that no spreadsheet program takes it for a formula."""

import math
import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal

#: A value that a writer may write as it is.
Cell = str | int | float | bool | date | datetime | time | None

_MINUS = "\u2212"
_SAFE_NUMBER = re.compile(r"-[0-9][0-9,]*(\.[0-9]+)?(%|[eE][-+]?[0-9]+)?")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")  # cannot be written as UTF-8
_LARGEST_EXACT = 10**15


def cell(value: object) -> Cell:
    """Make a value safe to stand in a cell of any spreadsheet.

    A text that a spreadsheet program could read as a formula gets an apostrophe in front: one that starts with
    ``= + - @`` or their full-width and small forms, also behind white space, control or invisible characters or
    apostrophes, and one that starts with a tab or a line break. Plain negative numbers stay as they are; a telephone
    number such as ``+86 138…`` keeps every digit behind the apostrophe instead of turning into 8.6E+12.
    :func:`uncell` takes the apostrophe away again.

    Args:
        value: anything; enumerations and lazy texts are written by ``str``.

    Returns:
        A text, number, truth value, date or instant (an aware instant loses its offset and keeps its wall time), or
        None for nothing, NaN and infinities. Whole numbers beyond fifteen digits become text, since spreadsheets round
        them.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(str(value))
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, datetime | time):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return value
    return _text(str(value))


def uncell(text: str) -> str:
    """Undo :func:`cell` on a text: take one protecting apostrophe away, if it is one."""
    return text[1:] if text.startswith("'") and _is_dangerous(text[1:]) else text


def _number(value: int | float | Decimal) -> Cell:
    if not math.isfinite(value):
        return None
    if isinstance(value, int):
        return int(value) if abs(value) < _LARGEST_EXACT else str(int(value))
    number = float(value)
    return number if isinstance(value, float) or Decimal(repr(number)) == value else str(value)


def _text(text: str) -> str:
    text = _HALF_CHARACTER.sub("\ufffd", text)
    return f"'{text}" if _is_dangerous(text) else text


def _is_dangerous(text: str) -> bool:
    if text[:1].isalnum():  # the common case, decided fast
        return False
    if text[:1] in {"\t", "\r", "\n"}:
        return True
    for character in text:
        if character == "'" or unicodedata.category(character)[0] in "ZC":
            continue
        if character == _MINUS or unicodedata.normalize("NFKC", character)[:1] in {"=", "+", "-", "@"}:
            return _SAFE_NUMBER.fullmatch(text) is None
        return False
    return False
