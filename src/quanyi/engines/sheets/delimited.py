"""Reads .csv and .txt tables: encoding, delimiter, quoted line breaks, and the tricks Chinese systems play in them."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from quanyi.engines.sheets.cells import uncell
from quanyi.engines.sheets.decoding import find_encoding
from quanyi.engines.sheets.errors import SheetError
from quanyi.engines.sheets.limits import Limits

_CHUNK = 1 << 20
_SNIFFED = 1 << 16
_DELIMITERS = (",", "\t", ";", "|", "，")
_DECLARED = re.compile(r"sep=(.)\r?\n?")
#: Export programs write ="0012" so that Excel keeps the zeros.
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')


def open_delimited(source: Path | bytes, name: str, limits: Limits) -> tuple[str, Iterator[list[object]]]:
    """Open a delimited text.

    Args:
        source: a file or its bytes; a file is read twice, first to find its encoding.
        name: how to call it in an error.
        limits: the limits.

    Returns:
        The encoding and the records, blank lines included, each cell a text without surrounding tabs or None.

    Raises:
        SheetError: no text, or (while iterating) an unclosed quote, too many rows or columns.
    """
    encoding = find_encoding(_chunks(source), name)
    return encoding, _records(_opened(source, encoding), name, limits)


def _chunks(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _opened(source: Path | bytes, encoding: str) -> io.TextIOBase:
    # newline="": a line break inside quotes belongs to the cell.
    if isinstance(source, bytes):
        return io.TextIOWrapper(io.BytesIO(source), encoding=encoding, newline="")
    return source.open(encoding=encoding, newline="")


def _records(stream: io.TextIOBase, name: str, limits: Limits) -> Iterator[list[object]]:
    with stream:
        head = stream.read(_SNIFFED)
        declared = _DECLARED.match(head)
        delimiter = declared.group(1) if declared else sniff_delimiter(head)
        stream.seek(0)
        if declared:
            stream.readline()
            yield []  # the row of the declaration keeps its number
        reader = csv.reader(stream, delimiter=delimiter)
        number = 0
        try:
            for number, record in enumerate(reader, 2 if declared else 1):
                if number > limits.rows:
                    raise SheetError(f"{name}: more than {limits.rows} rows")
                if len(record) > limits.columns:
                    raise SheetError(f"{name}, row {number}: {len(record)} columns, more than {limits.columns}")
                yield [_value(text) for text in record]
        except csv.Error as error:
            raise SheetError(
                f"{name}, after row {number}: {error}; most often a quotation mark that is never closed"
            ) from error


def sniff_delimiter(head: str) -> str:
    """Find the delimiter of a text from its first records: the one that cuts most of them into equally many cells.

    Args:
        head: the beginning of the file.

    Returns:
        Comma, tab, semicolon, bar or full-width comma; a comma when nothing fits.
    """
    best, score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        if delimiter not in head:
            continue
        try:
            records = list(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter))
        except csv.Error:
            continue
        # The last record may be cut off; a title above the header has one cell.
        widths = Counter(len(record) for record in (records[:-1] or records) if len(record) > 1)
        if widths:
            width, times = widths.most_common(1)[0]
            share = times / sum(1 for record in records if record)
            score, best = max((score, best), ((round(share, 2), width), delimiter), key=lambda pair: pair[0])
    return best


def _value(text: str) -> object:
    text = text.strip("\t")  # a tab keeps long numbers from being rounded by Excel
    kept = _KEPT_AS_TEXT.fullmatch(text)
    if kept:
        return kept.group(1) or None
    return uncell(text) if text.strip() else None
