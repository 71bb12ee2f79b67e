"""Reads a spreadsheet, whatever its kind, as columns and rows that know their place in the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quanyi.engines.sheets.delimited import open_delimited
from quanyi.engines.sheets.errors import SheetError
from quanyi.engines.sheets.headers import split_header
from quanyi.engines.sheets.limits import DEFAULT, Limits
from quanyi.engines.sheets.workbooks import Workbook, refuse_old_kinds

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_OFFICE_OR_PAGE = 8192


@dataclass(slots=True)
class Table:
    """A table in memory.

    Attributes:
        columns: the names, unique, white space normalised; a column without one is 列3.
        rows: the cells: None, text, int, float, bool, date, datetime, time or timedelta; from .csv None or text. A row
            is as long as ``columns``, or longer if the file has more cells there. Blank rows inside stay, so that
            numbers hold.
        sheet: the sheet's name, or the file's name without its ending.
        encoding: of a .csv; None for a workbook.
        first_row: the number, counted from 1 as Excel shows it, of the row that ``rows[0]`` stands in.
    """

    columns: list[str]
    rows: list[list[object]]
    sheet: str
    encoding: str | None
    first_row: int

    def numbered(self) -> Iterator[tuple[int, list[object]]]:
        """The rows that are not blank, each with its number in the file."""
        for number, row in enumerate(self.rows, self.first_row):
            if any(value is not None for value in row):
                yield number, row


@dataclass(slots=True)
class Rows:
    """A table whose rows are read one by one; the attributes are those of :class:`Table`."""

    columns: list[str]
    rows: Iterator[list[object]]
    sheet: str
    encoding: str | None
    first_row: int


def open_rows(source: Path | bytes, name: str, limits: Limits = DEFAULT) -> Rows:
    """Open the first visible sheet that holds something, or a .csv, to be read row by row.

    A .csv of any length takes constant memory; a workbook is held in memory by its reader.

    Args:
        source: a file or its bytes; its kind is told by its content, not its name.
        name: the file's name, for the sheet's name and for errors.
        limits: the limits.

    Raises:
        SheetError: the file cannot be read, or holds no table; also while iterating.
    """
    opened = next(_tables(source, name, limits, hidden=False), None)
    if opened is None:
        raise SheetError(f"{name}: the file holds no table")
    return opened


def read_table(source: Path | bytes, name: str, limits: Limits = DEFAULT) -> Table:
    """Read the first visible sheet that holds something, or a .csv.

    Args:
        source: a file or its bytes.
        name: the file's name.
        limits: the limits.

    Raises:
        SheetError: the file cannot be read, or holds no table.
    """
    return _read(open_rows(source, name, limits))


def read_tables(source: Path | bytes, name: str, limits: Limits = DEFAULT) -> list[Table]:
    """Read every sheet that holds something, hidden ones too.

    Args:
        source: a file or its bytes.
        name: the file's name.
        limits: the limits.

    Raises:
        SheetError: the file cannot be read. A file without any table gives an empty list.
    """
    return [_read(rows) for rows in _tables(source, name, limits, hidden=True)]


def _read(opened: Rows) -> Table:
    return Table(opened.columns, list(opened.rows), opened.sheet, opened.encoding, opened.first_row)


def _tables(source: Path | bytes, name: str, limits: Limits, *, hidden: bool) -> Iterator[Rows]:
    head = _head(source, name, limits)
    if head.startswith(_ZIP):
        data = source if isinstance(source, bytes) else source.read_bytes()
        for sheet, merged, records in Workbook(data, name, limits).sheets(hidden=hidden):
            split = split_header(records, merged)
            if split is not None:
                yield Rows(split[0], split[2], sheet, None, split[1])
        return
    refuse_old_kinds(source if isinstance(source, bytes) else _all_or_head(source, head), name)
    encoding, records = open_delimited(source, name, limits)
    split = split_header(records)
    if split is not None:
        yield Rows(split[0], split[2], Path(name).stem, encoding, split[1])


def _head(source: Path | bytes, name: str, limits: Limits) -> bytes:
    try:
        if isinstance(source, bytes):
            size, head = len(source), source[:_OLD_OFFICE_OR_PAGE]
        else:
            size = source.stat().st_size
            with source.open("rb") as stream:
                head = stream.read(_OLD_OFFICE_OR_PAGE)
    except OSError as error:
        raise SheetError(f"{name}: the file cannot be opened: {error.strerror}") from error
    if size > limits.size:
        raise SheetError(f"{name}: {size} bytes are more than {limits.size}")
    if not size:
        raise SheetError(f"{name}: the file is empty")
    return head


def _all_or_head(source: Path, head: bytes) -> bytes:
    return source.read_bytes() if head.startswith(b"\xd0\xcf\x11\xe0") else head
