"""Opens a file that came in and yields its rows with their numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from quanyi.engines.sheets import Limits, SheetError, open_rows
from quanyi.foundation.capabilities.actions import Invalid
from quanyi.foundation.exchange.rules import limit

Row = tuple[int, Sequence[object]]


@dataclass
class Opened:
    """An open file: its headings, and its rows with the numbers that Excel shows; blank rows are left out."""

    columns: list[str]
    rows: Iterator[Row]


def open_file(source: Path | bytes, name: str) -> Opened:
    """Open a spreadsheet or .csv.

    Raises:
        Invalid: it cannot be read; the sentence says why.
    """
    limits = Limits(rows=limit("import_rows") + 1000, size=limit("import_megabytes") * 1024 * 1024)
    try:
        opened = open_rows(source, name, limits)
    except SheetError as error:
        raise Invalid({"file": [unreadable(error)]}) from error
    return Opened(opened.columns, filled(opened.rows, opened.first_row))


def filled(rows: Iterator[list[object]], first: int) -> Iterator[Row]:
    """Yield the rows that hold anything."""
    try:
        for number, row in enumerate(rows, first):
            if any(value is not None and value != "" for value in row):
                yield number, row
    except SheetError as error:
        raise Invalid({"file": [unreadable(error)]}) from error


def unreadable(error: SheetError) -> str:
    """Return the sentence for a file that cannot be read."""
    return _("The file cannot be read: %(reason)s") % {"reason": error}


def counted(opened: Opened, wanted: int = 3) -> tuple[int, list[Sequence[object]]]:
    """Read to the end: the number of rows and the first few of them.

    Raises:
        Invalid: more rows than an import may have, or none.
    """
    total, first = 0, []
    for _number, row in opened.rows:
        total += 1
        if total <= wanted:
            first.append(row)
    if total > limit("import_rows"):
        words = {"rows": total, "limit": limit("import_rows")}
        raise Invalid({"file": [_("The file has %(rows)s rows; at most %(limit)s at a time. Split it") % words]})
    if not total:
        raise Invalid({"file": [_("The file has headings but no rows")]})
    return total, first
