"""Writes .xlsx and .csv from values alone: typed numbers and dates, text as text, nothing computed on opening."""

import codecs
import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import chain, islice
from typing import IO, TYPE_CHECKING, Any

from quanyi.engines.sheets.cells import Cell, cell
from quanyi.engines.sheets.errors import SheetError

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_MOST_ROWS = 1_048_576
_MOST_CHARACTERS = 32_767
_CUT = "…（超长，已截断）"
_MEASURED_ROWS = 100
_EARLIEST = date(1900, 3, 1)  # before it, spreadsheet programs count a day that never was


def write_csv(stream: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a .csv file: UTF-8 with its mark, so that Excel opens it, commas, lines ended by CR LF.

    Args:
        stream: a binary stream; it is left open.
        columns: the header.
        rows: the rows, consumed one by one.

    Returns:
        The number of rows written.
    """
    stream.write(codecs.BOM_UTF8)
    writer = csv.writer(codecs.getwriter("utf-8")(stream))
    writer.writerow([cell(column) for column in columns])
    count = 0
    for row in rows:
        writer.writerow([_plain(cell(value)) for value in row])
        count += 1
    return count


def _plain(value: Cell) -> object:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date | time) else value


def write_xlsx(
    stream: IO[bytes],
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str | None = None,
    widths: Sequence[float] | None = None,
    sheet: str = "Sheet1",
) -> int:
    """Write a .xlsx file with one sheet, a frozen header and a filter.

    The file is built in memory and never in temporary files, so that no customer's data is left on a disk.

    Args:
        stream: a binary stream; it is left open.
        columns: the header.
        rows: the rows, consumed one by one.
        title: a title over the whole width, in a row above the header.
        widths: the widths of the columns in characters; measured from the first rows when None.
        sheet: the name of the sheet, at most 31 characters.

    Returns:
        The number of rows written. A text beyond 32,767 characters, the most a cell can hold, is cut and says so.

    Raises:
        SheetError: more rows than a sheet can hold, no columns, or an impossible sheet name.
    """
    import xlsxwriter  # noqa: PLC0415 - costs 60 ms, and the engine commands only read

    if not columns:
        raise SheetError("a sheet needs at least one column")
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    try:
        page = book.add_worksheet(sheet)
    except xlsxwriter.exceptions.XlsxWriterException as error:
        raise SheetError(f"sheet name {sheet!r}: {error}") from error
    styles = _Styles(book)
    head = 0 if title is None else 1
    if title is not None:
        _write_title(page, title, len(columns), styles)
    for position, column in enumerate(columns):
        page.write_string(head, position, str(cell(column)), styles.header)
    first, rest = _measured(iter(rows))
    for position, width in enumerate(widths or _widths(columns, first)):
        page.set_column(position, position, width)
    count = 0
    for count, row in enumerate(chain(first, rest), 1):
        if head + count >= _MOST_ROWS:
            raise SheetError(f"a sheet holds {_MOST_ROWS} rows at most; narrow the selection or export .csv")
        for position, value in enumerate(row):
            _write(page, head + count, position, cell(value), styles)
    page.freeze_panes(head + 1, 0)
    page.autofilter(head, 0, head + max(count, 1), len(columns) - 1)
    book.close()
    return count


class _Styles:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self.title: Format = book.add_format({"bold": True, "font_size": 14, "align": "center", "valign": "vcenter"})
        self.header: Format = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True})
        self.date: Format = book.add_format({"num_format": "yyyy-mm-dd"})
        self.instant: Format = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.time: Format = book.add_format({"num_format": "hh:mm:ss"})


def _write_title(page: "Worksheet", title: str, width: int, styles: _Styles) -> None:
    if width > 1:
        page.merge_range(0, 0, 0, width - 1, "", styles.title)
    page.write_string(0, 0, str(cell(title)), styles.title)
    page.set_row(0, 28)


def _write(page: "Worksheet", row: int, column: int, value: Cell, styles: _Styles) -> None:
    if value is None:
        return
    if isinstance(value, str):
        page.write_string(row, column, _fitting(value))
    elif isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        page.write_number(row, column, value)
    elif isinstance(value, time):
        page.write_datetime(row, column, value, styles.time)
    elif (value.date() if isinstance(value, datetime) else value) < _EARLIEST:
        page.write_string(row, column, str(_plain(value)))
    else:
        page.write_datetime(row, column, value, styles.instant if isinstance(value, datetime) else styles.date)


def _fitting(text: str) -> str:
    # xlsxwriter counts UTF-16 units and drops what is too long without a word.
    if len(text) * 2 <= _MOST_CHARACTERS or len(text.encode("utf-16-le")) // 2 <= _MOST_CHARACTERS:
        return text
    kept = text.encode("utf-16-le")[: 2 * (_MOST_CHARACTERS - len(_CUT))]
    return kept.decode("utf-16-le", "ignore") + _CUT


def _measured(rows: Iterator[Sequence[object]]) -> tuple[list[Sequence[object]], Iterator[Sequence[object]]]:
    return list(islice(rows, _MEASURED_ROWS)), rows


def _widths(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> list[float]:
    widths = []
    for position, column in enumerate(columns):
        texts = [column, *(str(_plain(cell(row[position])) or "") for row in rows if position < len(row))]
        widths.append(float(min(60, max(8, 2 + max(_display_width(text) for text in texts)))))
    return widths


def _display_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text[:80])
