"""Loads the shipped code lists; editions and codes that the bank changed stay as they are."""

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

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
