"""Cells of a file become values, headings become a mapping: without a database and without words for people."""

import datetime
import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from quanyi.engines.sheets import uncell

LIMITS = Path(__file__).parent / "data" / "limits.json"
DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?.*)?"
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
YES = frozenset(["是", "有", "对", "y", "yes", "true", "1", "√", "✓"])
NO = frozenset(["否", "无", "不", "没有", "n", "no", "false", "0", "×", "x"])
MAX_FEN = 10**15


class BadValue(ValueError):
    """A cell that cannot be used: ``code`` says why (``steps.wording`` has the sentences), ``words`` what to name."""

    def __init__(self, code: str, **words: object) -> None:
        self.code, self.words = code, words
        super().__init__(code)


@cache
def limit(name: str) -> int:
    """Return one of the limits of ``data/limits.json``."""
    return int(json.loads(LIMITS.read_text("utf-8"))[name])


def plain(value: object) -> Any:
    """Return a cell without what spreadsheets add: white space, the protecting apostrophe, ``.0``; empty is none."""
    if isinstance(value, str):
        return uncell(value.strip()).strip() or None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def text(value: Any) -> str:
    """Return any cell as text; dates as 2026-11-24."""
    if isinstance(value, datetime.datetime):
        whole = value.time() == datetime.time()
        return value.date().isoformat() if whole else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def day(value: Any) -> datetime.date:
    """Return a calendar day from a date cell or one of the usual Chinese ways of writing it."""
    return instant(value).date()


def instant(value: Any) -> datetime.datetime:
    """Return day and time, without a zone, from a date cell or text.

    Raises:
        BadValue: it is no date.
    """
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, datetime.date):
        return datetime.datetime.combine(value, datetime.time())
    written = unicodedata.normalize("NFKC", str(value)).strip()
    match = DATE.fullmatch(written) or COMPACT.fullmatch(written)
    try:
        if match is None:
            raise ValueError
        return datetime.datetime(*(int(part) for part in match.groups() if part is not None))  # type: ignore[arg-type]
    except ValueError as error:
        raise BadValue("date", value=value) from error


def turned(value: Any) -> Any:
    """Return 9/24/19 or 09/24/2019 as 2019-09-24; anything else stays as it is."""
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})", str(value).strip())
    if match is None:
        return value
    month, day_, year = match.groups()
    return f"{year if len(year) == 4 else '20' + year}-{month}-{day_}"


def integer(value: Any) -> int:
    """Return a whole number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    written = unicodedata.normalize("NFKC", str(value)).replace(",", "").strip()
    if not re.fullmatch(r"-?\d{1,15}", written):
        raise BadValue("integer", value=value)
    return int(written)


def fen(value: Any) -> int:
    """Return an amount of yuan as integer fen, exact.

    Raises:
        BadValue: no amount, or more than two decimals.
    """
    written = unicodedata.normalize("NFKC", str(value)).strip().removeprefix("¥").removesuffix("元").replace(",", "")
    try:
        amount = Decimal(written.strip()) * 100
    except InvalidOperation as error:
        raise BadValue("amount", value=value) from error
    if not amount.is_finite() or amount != amount.to_integral_value() or abs(amount) > MAX_FEN:
        raise BadValue("amount", value=value)
    return int(amount)


def yes_or_no(value: Any) -> bool:
    """Return a truth value from 是/否 and their like."""
    word = unicodedata.normalize("NFKC", text(value)).strip().lower()
    if word in YES or word in NO:
        return word in YES
    raise BadValue("boolean", value=value)


def one_of(choices: Mapping[str, str]) -> Any:
    """Return a parser that accepts codes or labels of a list.

    Args:
        choices: label or code as it may be written → code.
    """
    known = {heading(written): code for written, code in choices.items()}

    def chosen(value: Any) -> str:
        found = known.get(heading(text(value)))
        if found is None:
            raise BadValue("choice", value=value, choices="、".join(dict.fromkeys(choices)))
        return found

    return chosen


def heading(name: str) -> str:
    """Return a heading as headings are compared: no spaces, brackets' content and stars gone, lower case."""
    folded = unicodedata.normalize("NFKC", name).lower()
    return re.sub(r"\(.*?\)|[\s*＊:：_\-/]", "", folded)


def signature(columns: Sequence[str]) -> str:
    """Return what tells one kind of file from another: its headings in their order."""
    return hashlib.sha256("\x1f".join(heading(column) for column in columns).encode()).hexdigest()


def suggestion(fields: Mapping[str, Sequence[str]], columns: Sequence[str]) -> dict[str, str]:
    """Return field → column for every field whose name or synonym is a heading; each column serves one field.

    Args:
        fields: field name → its name, label and synonyms as they may be written, best first.
        columns: the headings of the file.
    """
    free = {heading(column): column for column in reversed(columns)}
    found: dict[str, str] = {}
    for exact in (True, False):
        for name, written in fields.items():
            if name in found:
                continue
            wanted = [heading(word) for word in written]
            if exact:
                match = next((word for word in wanted if word in free), None)
            else:
                match = next((head for head in free if any(len(w) > 1 and w in head for w in wanted)), None)
            if match is not None:
                found[name] = free.pop(match)
    return found


def short_key(key: str) -> str:
    """Return a key as it is stored: itself, or its digest when it is long."""
    return key if len(key) <= 100 else hashlib.sha256(key.encode()).hexdigest()
