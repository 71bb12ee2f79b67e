"""Loads the shipped code lists, reads those that a bank hands in, and sets new editions in force."""

import csv
import datetime
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from quanyi.engines.sheets import SheetError, read_table, uncell
from quanyi.foundation.org.steps import Context
from quanyi.foundation.reference import rules
from quanyi.foundation.reference.models import Code, CodeList

DATA = Path(__file__).parent / "data"


def seed() -> None:
    """Load every list of ``data/lists.json`` that this installation does not have yet."""
    for entry in json.loads((DATA / "lists.json").read_text("utf-8")):
        edition, made = CodeList.objects.get_or_create(
            code=entry["code"],
            edition=entry["edition"],
            defaults={key: entry[key] for key in ("name", "name_en", "source", "confidence", "valid_from")},
        )
        if made:
            with (DATA / f"{entry['code']}.csv").open(encoding="utf-8", newline="") as file:
                fill(edition, csv.DictReader(file))


def fill(edition: CodeList, rows: Iterable[Mapping[str, str]]) -> int:
    """Fill an edition with codes; a row names its parent by code, and parents come first.

    Args:
        edition: the empty edition.
        rows: ``code``, ``parent``, ``name``, ``name_en`` and optionally ``official``, ``article``, ``more`` (JSON).

    Returns:
        How many codes were made.
    """
    made: dict[str, Code] = {}
    for order, row in enumerate(rows, 1):
        made[row["code"]] = Code.objects.create(
            list=edition,
            code=row["code"],
            name=row["name"],
            name_en=row.get("name_en") or row["name"],
            parent=made[row["parent"]] if row.get("parent") else None,
            official=row.get("official") or "",
            article=row.get("article") or "",
            more=json.loads(row["more"]) if row.get("more") else {},
            order=order,
        )
    return len(made)


def lines(content: bytes, name: str) -> list[tuple[int, dict[str, str]]]:
    """Read the rows of an uploaded code list.

    Args:
        content: a CSV or XLSX file.
        name: its name.

    Returns:
        (line in the file, field → text) of every row that is not blank.

    Raises:
        SheetError: the file cannot be read, or has no column for the code.
    """
    table = read_table(content, name)
    names = rules.fields(table.columns)
    if "code" not in names:
        raise SheetError(_("The file has no column “code” (代码)"))
    return [
        (number, {field: text(value) for field, value in zip(names, row, strict=False) if field})
        for number, row in table.numbered()
    ]


def text(value: object) -> str:
    """Return a cell as text; a whole number in a workbook is a code and carries no decimal point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return uncell(str(value))


def supersede(edition: CodeList, context: Context) -> None:
    """End the editions of the same list that were in force when a new one begins: the day before it."""
    eve = edition.valid_from - datetime.timedelta(days=1)
    for row in CodeList.objects.filter(code=edition.code, valid_from__lt=edition.valid_from).exclude(pk=edition.pk):
        if row.valid_to is None or row.valid_to > eve:
            context.change(row, valid_to=eve)


def fill_official(edition: CodeList, pairs: Iterable[tuple[str, str]], context: Context) -> list[str]:
    """Fill official codes into an edition; returns the codes that the edition does not have."""
    known = {row.code: row for row in Code.objects.filter(list=edition)}
    missing = []
    for code, official in pairs:
        if code in known:
            context.change(known[code], official=official)
        else:
            missing.append(code)
    return missing
