"""Reads texts for the command: one a line, or a column of a table in CSV, in UTF-8 or GB18030."""

import codecs
import csv
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, TextIO

DATA = Path(__file__).parent / "data"
SEPARATORS = ",\t;|"
TABLES = {".csv", ".tsv"}
#: A complaint of ten megabytes is no complaint.
LONGEST_FIELD = 10_000_000
DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
BLOCK = 1 << 22


class InputError(ValueError):
    """A file cannot be read as asked; the message says what is wrong with it and what to do."""


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """A text file in its encoding: UTF-8 with or without mark, UTF-16 by its mark, else GB18030.

    Raises:
        InputError: there is no such file, or its bytes are in none of these.
    """
    if not path.is_file():
        raise InputError(f"there is no file {path}")
    with path.open("rb") as source:
        encoding = _encoding(source)
    try:
        with path.open(encoding=encoding, newline="") as lines:
            yield lines
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is neither UTF-8 nor GB18030; save it as UTF-8") from error


def lines_of(source: BinaryIO) -> Iterator[str]:
    """The lines of a stream, each in UTF-8 or else GB18030; broken bytes leave a mark in their place."""
    for raw in source:
        line = raw.rstrip(b"\r\n")
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            yield line.decode("gb18030", "replace")


def rows_of(lines: TextIO, wanted: Mapping[str, str | None]) -> Iterator[dict[str, str]]:
    """The wanted columns of a table.

    Args:
        lines: the file; its first line holds the headings.
        wanted: ``text``, ``date``, ``unit``, ``id`` → the heading as told, "" to find it among the usual ones (which
            must succeed), or None when it is not needed.

    Yields:
        One dictionary per row, a key for each wanted column.

    Raises:
        InputError: a column is missing, or a row is broken.
    """
    csv.field_size_limit(LONGEST_FIELD)
    head = lines.readline().lstrip("\ufeff")
    separator = max(SEPARATORS, key=head.count)
    headings = next(csv.reader([head], delimiter=separator), [])
    places = {name: _place(headings, name, told) for name, told in wanted.items() if told is not None}
    reader = csv.reader(lines, delimiter=separator)
    try:
        for row in reader:
            if row:
                yield {name: row[at] if at < len(row) else "" for name, at in places.items()}
    except csv.Error as error:
        raise InputError(f"row {reader.line_num + 1}: {error}") from error


def day_of(text: str, form: str | None) -> date | None:
    """A date as written; a time may follow. None for an empty cell.

    Args:
        text: the cell.
        form: how dates are written, as for ``strptime``; None: year first, in one of the usual ways.

    Raises:
        InputError: it is no such date.
    """
    written = text.strip()
    if not written:
        return None
    for known in (form,) if form else DATE_FORMATS:
        try:
            return datetime.strptime(written if form else written.split("T")[0].split()[0], known).date()
        except ValueError:
            continue
    raise InputError(f"'{written}' is not a date; write 2026-01-31, or say how it is written: --date-format %m/%d/%y")


def _place(headings: list[str], name: str, told: str) -> int:
    """Where a column stands."""
    plain = [_plain(heading) for heading in headings]
    usual = _usual().get(name, [])
    for heading in [told] if told else usual:
        if _plain(heading) in plain:
            return plain.index(_plain(heading))
    shown = ", ".join(f"'{heading}'" for heading in headings[:20])
    raise InputError(f"no column for the {name}; the columns are {shown}. Say which: --{name}-column HEADING")


def _usual() -> dict[str, list[str]]:
    """Usual headings per column, from ``data/topics.toml``."""
    raw: dict[str, list[str]] = tomllib.loads((DATA / "topics.toml").read_text(encoding="utf-8"))["headings"]
    return raw


def _plain(heading: str) -> str:
    """A heading without case, full-width forms, spaces, underscores and hyphens."""
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(letter for letter in folded if letter not in " _-")


def _encoding(source: BinaryIO) -> str:
    """The encoding of a file, from all its bytes."""
    block = source.read(BLOCK)
    if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block:
            decoder.decode(block)
            block = source.read(BLOCK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"
