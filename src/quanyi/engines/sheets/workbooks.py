"""Reads .xlsx workbooks with calamine, after a look at their XML that refuses what would exhaust the memory."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from quanyi.engines.sheets.archives import members, open_archive
from quanyi.engines.sheets.cells import uncell
from quanyi.engines.sheets.errors import SheetError
from quanyi.engines.sheets.limits import Limits

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_COLUMN_OF_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]+)[0-9]""")
_ROW_OF_CELL = re.compile(rb"""\sr\s*=\s*["'][A-Za-z]*([0-9]+)["']""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_INDEX = re.compile(rb"<(?:\w+:)?v[^>]*>\s*\+?([0-9]{1,9})\s*<")
_STRING_ITEM = re.compile(rb"<(?:\w+:)?si[\s/>]")
_PROMISED = re.compile(rb"""[cC]ount\s*=\s*["']\s*\+?([0-9]+)""")
_LARGEST_EXACT = 1e15

#: Merged cells as calamine tells them: ((first row, first column), (last row, last column)), from zero.
Merged = list[tuple[tuple[int, int], tuple[int, int]]]


class Workbook:
    """A workbook that kept the limits."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        """Check and open.

        Args:
            data: the whole file.
            name: how to call it in an error.
            limits: the limits.

        Raises:
            SheetError: the file is damaged, protected, of an old kind, or breaks a limit.
        """
        self._name = name
        self._limits = limits
        _check(data, name, limits)
        with _damage(name):
            self._book = CalamineWorkbook.from_filelike(BytesIO(data))

    def sheets(self, *, hidden: bool) -> Iterator[tuple[str, Merged, Iterator[list[object]]]]:
        """Go through the sheets that hold something.

        Args:
            hidden: hidden ones too.

        Yields:
            The sheet's name, its merged ranges and its rows from the first one on, blank ones included.
        """
        for position, meta in enumerate(self._book.sheets_metadata):
            if not hidden and meta.visible is not SheetVisibleEnum.Visible:
                continue
            if meta.typ is not SheetTypeEnum.WorkSheet:
                continue  # a sheet that is all chart
            with _damage(f"{self._name}, sheet {meta.name}"):
                sheet = self._book.get_sheet_by_index(position)
            if sheet.height:
                yield meta.name, list(sheet.merged_cell_ranges or []), self._rows(sheet)

    def _rows(self, sheet: CalamineSheet) -> Iterator[list[object]]:
        with _damage(f"{self._name}, sheet {sheet.name}"):
            rows = sheet.to_python(skip_empty_area=False)
        for number, row in enumerate(rows, 1):
            if number > self._limits.rows:
                raise SheetError(f"{self._name}, sheet {sheet.name}: more than {self._limits.rows} rows")
            yield [_value(value) for value in row]


@contextmanager
def _damage(where: str) -> Iterator[None]:
    try:
        yield
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise SheetError(f"{where}: the workbook is damaged: {error}") from error
    except BaseException as error:
        # A panic of the reader comes as a bare BaseException of a type that cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise SheetError(f"{where}: the workbook is damaged: {error}") from error


def _value(value: object) -> object:
    if isinstance(value, str):
        if value[:1].isalnum():  # the common case, decided fast
            return value
        return uncell(value) if value.strip() else None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < _LARGEST_EXACT else value
    if isinstance(value, bool | int | datetime | date | time | timedelta):
        return value
    return None if value is None else str(value)


def refuse_old_kinds(data: bytes, name: str) -> None:
    """Refuse what only looks like a spreadsheet, with advice.

    Raises:
        SheetError: the file is an .xls of old Excel, a protected workbook, or a web page saved as .xls.
    """
    if data.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise SheetError(f"{name}: the workbook is protected by a password; save it without one")
        raise SheetError(f"{name}: this is a file of an old Office program (.xls, .doc); save it as .xlsx")
    if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<html", b"<!doctype html", b"<table")):
        raise SheetError(f"{name}: this is a web page with another name; open it in Excel and save it as .xlsx")


def _check(data: bytes, name: str, limits: Limits) -> None:
    archive = open_archive(data, name, limits)
    names = archive.namelist()
    if "[Content_Types].xml" not in names or not any(part.startswith("xl/") for part in names):
        raise SheetError(f"{name}: the archive is no .xlsx workbook")
    sizes: list[int] = []
    sheets: list[bytes] = []
    for part, content in members(archive, name):
        # The reader reserves what a count promises, and ends the process when the memory is not there.
        if any(len(number) > 9 or int(number) > len(content) for number in set(_PROMISED.findall(content))):
            raise SheetError(f"{name}: the part {part!r} is damaged: it promises more than it holds")
        if _ROW.search(content):
            _check_sheet(content, f"{name}, {part}", limits)
            sheets.append(content)
        if _STRING_ITEM.search(content):
            sizes.extend(map(len, _STRING_ITEM.split(content)[1:]))
    if max(sizes, default=0) > limits.characters * 4:
        raise SheetError(f"{name}: a cell holds more than {limits.characters} characters")
    _check_repetition(sizes, sheets, name, 2 * limits.expanded)


def _check_repetition(sizes: list[int], sheets: list[bytes], name: str, most: int) -> None:
    # One long text that a million cells point to is copied a million times. Numbers count as pointers too: the sum
    # is an upper bound, and only looked at where the cheap bound does not settle it.
    cells = sum(_plain_count(content) for content in sheets)
    if max(sizes, default=0) * cells <= most:
        return
    pointers = (int(index) for content in sheets for index in _INDEX.findall(content))
    if sum(sizes[index] for index in pointers if index < len(sizes)) > most:
        raise SheetError(f"{name}: its cells repeat long texts until they fill more than {most} bytes; it is refused")


def _plain_count(content: bytes) -> int:
    """An upper bound for the cells of a sheet, several times faster than the exact pattern."""
    return sum(content.count(before + b"c" + after) for before in (b"<", b":") for after in (b" ", b">", b"/", b"\n"))


def _check_sheet(content: bytes, where: str, limits: Limits) -> None:
    addresses = _COLUMN_OF_CELL.findall(content)
    widest = max(map(_column_number, set(addresses)), default=0)
    if _plain_count(content) > len(addresses):
        # Cells without an address stand one after the other.
        widest = max(widest, *(len(_CELL.findall(row)) for row in _ROW.split(content)))
    rows = max((int(row[:9]) for row in set(_ROW_OF_CELL.findall(content))), default=0)
    rows = max(rows, len(_ROW.findall(content)))
    if rows > limits.rows or widest > limits.columns:
        raise SheetError(
            f"{where}: {rows} rows and {widest} columns, more than {limits.rows} and {limits.columns}; delete"
            " empty rows and columns that only carry a format"
        )
    if rows * widest > limits.cells:
        raise SheetError(f"{where}: {rows} rows times {widest} columns are too many; split the sheet")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters[:8].upper():
        number = number * 26 + letter - 64
    return number
