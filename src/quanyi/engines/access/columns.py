"""Finds which column of somebody else's list holds which field, by its heading in English or Chinese, or as told."""

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


class InputError(ValueError):
    """A list cannot be read as asked; the message says which list, what is wrong with it and what to do."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a list may hold.

    Attributes:
        needed: fields that must be there.
        order: how the columns of a list without headings are read.
        headings: field → accepted headings, the preferred one first.
    """

    needed: tuple[str, ...]
    order: tuple[str, ...]
    headings: Mapping[str, tuple[str, ...]]


@cache
def shapes() -> dict[str, Shape]:
    """The lists the engine reads, by name (``grants``, ``usage``, ``people`` …), from ``data/columns.toml``."""
    raw = tomllib.loads((DATA / "columns.toml").read_text(encoding="utf-8"))
    return {
        name: Shape(
            tuple(table["needed"]),
            tuple(table["order"]),
            {field: tuple(map(plain, [field, *words])) for field, words in table["fields"].items()},
        )
        for name, table in raw.items()
    }


def plain(heading: str) -> str:
    """A heading without letter case, full-width forms, spaces, underscores and hyphens: spellings compare equal."""
    folded = unicodedata.normalize("NFKC", heading).casefold().lstrip("\ufeff")
    return "".join(letter for letter in folded if letter not in " _-\t")


def assign(table: str, headings: Sequence[str], told: Mapping[str, str]) -> dict[str, str]:
    """Say which heading holds which field.

    Args:
        table: name of the list, a key of :func:`shapes`.
        headings: the headings of the file, as written.
        told: field → heading, what the user said; wins over the defaults. An empty heading: no such field.

    Returns:
        field → heading as written, for the fields that the file has.

    Raises:
        InputError: an unknown field or heading was told, or a needed field has no column.
    """
    shape = shapes()[table]
    by_plain: dict[str, str] = {}
    for heading in headings:
        by_plain.setdefault(plain(heading), heading)
    found: dict[str, str] = {}
    for field, heading in told.items():
        if field not in shape.headings:
            raise InputError(f"{table}: there is no field '{field}'; the fields are {', '.join(shape.headings)}")
        if heading and plain(heading) not in by_plain:
            raise InputError(f"{table}: the file has no column '{heading}'; its columns are {_listed(headings)}")
        if heading:
            found[field] = by_plain[plain(heading)]
    for field, accepted in shape.headings.items():
        match = next((by_plain[word] for word in accepted if word in by_plain), None)
        if field not in told and match is not None and match not in found.values():
            found[field] = match
    missing = [field for field in shape.needed if field not in found]
    if table == "people" and not {"person", "account"} & found.keys():
        missing = ["person"]
    if missing:
        raise InputError(
            f"{table}: no column for {', '.join(missing)}; the file's columns are {_listed(headings)}. "
            f"Say which it is, for example --map {table}.{missing[0]}='{headings[0] if headings else 'HEADING'}'"
        )
    return found


def _listed(headings: Sequence[str]) -> str:
    """The first twenty headings for a message."""
    shown = ", ".join(f"'{heading}'" for heading in headings[:20])
    return shown + (" …" if len(headings) > 20 else "")
