"""Masks values by type: what a masked value may still show is data."""

import re
from collections.abc import Iterable

from quanyi.engines.pii.levels import settings
from quanyi.engines.pii.pack import data_lines

STAR = "*"
#: Letters and digits that a rule hides at least, or it keeps a third only.
LEAST_HIDDEN = 4
#: Length of what stands for a value that is hidden whole, so that not even its length shows.
HIDDEN = 6


def _alnum(char: str) -> bool:
    return char.isalnum()


def mask(type_: str, value: str) -> str:
    """A value with the middle hidden as ``data/levels.toml`` says for its type.

    Args:
        type_: type of the value, such as ``mobile``; the caller knows it.
        value: the value as written; separators stay where they are.

    Returns:
        The masked value. Types of class C3 become six stars whatever their length. Of a value shorter than its rule
        expects, at most a third of the letters and digits stays.

    Raises:
        KeyError: the type is unknown.
    """
    keep = settings()["types"][type_]["keep"]
    if keep == "all":
        return STAR * HIDDEN
    if keep == "mail":
        return _mail(value)
    if keep == "name":
        return _name(value)
    if keep == "date":
        return _date(value)
    if keep == "address":
        return _address(value)
    if keep == "ip":
        return _ip(value)
    return _ends(value, keep[0], keep[1])


def _ends(value: str, first: int, last: int) -> str:
    """Keeps letters and digits at both ends, at most a third if fewer than four would be hidden; separators stay."""
    places = [place for place, char in enumerate(value) if _alnum(char)]
    if len(places) - first - last < LEAST_HIDDEN:
        room = len(places) // 3
        last = min(last, room)
        first = min(first, room - last)
    hidden = set(places[first : len(places) - last])
    return "".join(STAR if place in hidden else char for place, char in enumerate(value))


def _mail(value: str) -> str:
    local, _, domain = value.rpartition("@")
    shown = local[:1] if len(local) > 2 else ""
    return f"{shown}{STAR * 3}@{domain}" if domain else STAR * HIDDEN


def _name(value: str) -> str:
    """The surname stays: one character, or a compound surname before a given name; of Latin names the first letters."""
    if not value:
        return ""
    if value[0].isascii():
        return " ".join(word[:1] + STAR * 2 for word in value.split()) or STAR * HIDDEN
    shown = 2 if len(value) >= 4 and "·" not in value else 1
    return value[:shown] + STAR * (len(value) - shown) if len(value) > 1 else STAR


def _date(value: str) -> str:
    """The year stays."""
    year = re.search(r"(?:18|19|20)\d\d", value)
    span = year.span() if year else (0, 0)
    return "".join(
        char if span[0] <= place < span[1] or not (_alnum(char)) or char in "年月日号" else STAR
        for place, char in enumerate(value)
    )


def _ip(value: str) -> str:
    """The first half of the parts stays."""
    parts = re.split(r"([.:])", value)
    half = (len(parts) + 1) // 4 * 2
    return "".join(part if place < half or part in ".:" else STAR * len(part) for place, part in enumerate(parts))


_CITY = re.compile(r"^.{0,12}?(?:省|自治区|市|自治州|地区|盟)(?:.{1,8}?(?:市|自治州|地区|盟|区|县|旗))?")


def _address(value: str) -> str:
    """The divisions down to the district or county stay; street, house and room are hidden as four stars."""
    head = _CITY.match(value)
    shown = head.group() if head and len(head.group()) * 2 <= len(value) else ""
    return shown + STAR * 4


def spans_masked(text: str, spans: Iterable[tuple[str, int, int]]) -> str:
    """A text with each (type, start, end) masked; spans must not overlap."""
    parts: list[str] = []
    last = 0
    for type_, start, end in sorted(spans, key=lambda span: span[1]):
        parts += [text[last:start], mask(type_, text[start:end])]
        last = end
    return "".join([*parts, text[last:]])


def surnames() -> str:
    """Single-character surnames, most frequent first."""
    return "\n".join(data_lines("surnames.txt")).split("\ncompound\n")[0].replace("\n", "")
