"""Reads a list (CSV, Parquet, or columns parted by spaces) into a polars frame with the engine's fields."""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from quanyi.engines.access.columns import InputError, assign, plain, shapes

SEPARATORS = ",\t;|"
DATES = ("granted_on", "used_on", "left_on", "moved_on")
#: Order of attempts; day-first and month-first dates cannot be told apart and are refused.
DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
ISO_LENGTH = 10
CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Table:
    """A list as found: nothing is read yet.

    Attributes:
        name: which list it is, a key of ``columns.shapes()``.
        frame: the fields as columns, values as written.
        columns: field → heading as written in the file.
    """

    name: str
    frame: pl.LazyFrame
    columns: Mapping[str, str]


def open_table(path: Path, name: str, told: Mapping[str, str], scratch: Path) -> Table:
    """Open a list and find its fields.

    Args:
        path: a ``.parquet`` file, or text: comma, tab, semicolon or bar between columns, or spaces and no headings.
        name: which list it is, a key of ``columns.shapes()``.
        told: field → heading, where the defaults do not fit.
        scratch: a folder of this list alone, made when needed; a text that is not UTF-8 is rewritten there.

    Raises:
        InputError: the file is missing, empty, in no known encoding, or lacks a needed field.
    """
    if not path.is_file():
        raise InputError(f"{name}: there is no file {path}")
    if path.stat().st_size == 0:
        raise InputError(f"{name}: {path} is empty")
    if path.suffix.lower() in {".parquet", ".pq"}:
        frame = pl.scan_parquet(path)
    else:
        frame = _scan_text(_as_utf8(path, name, scratch), name)
    try:
        headings = frame.collect_schema().names()
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{name}: {path} cannot be read: {error}") from error
    found = assign(name, headings, told)
    return Table(name, frame.select(pl.col(heading).alias(field) for field, heading in found.items()), found)


def read(table: Table) -> pl.DataFrame:
    """All rows of a list with every field of its shape: text without spaces around it, dates as dates, empty as null.

    Raises:
        InputError: a row is broken, or a date is none.
    """
    schema = table.frame.collect_schema()
    fields = [text(field, schema[field]) for field in table.columns if field not in DATES]
    raw_dates = [pl.col(field) for field in table.columns if field in DATES]
    try:
        frame = table.frame.select(*fields, *raw_dates).collect()
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{table.name}: a row cannot be read: {error}") from error
    for field in table.columns:
        if field in DATES:
            parsed = frame.select(any_date(field, schema[field])).to_series()
            refuse_bad_date(table.name, table.columns[field], frame[field], parsed)
            frame = frame.with_columns(parsed)
    missing = [field for field in shapes()[table.name].headings if field not in table.columns]
    kinds = {field: pl.Date if field in DATES else pl.String for field in missing}
    return frame.with_columns(pl.lit(None, kind).alias(field) for field, kind in kinds.items())


def text(field: str, kind: pl.DataType) -> pl.Expr:
    """A field as text without spaces around it, empty as null; whole numbers stored as floats lose their ``.0``."""
    column = pl.col(field)
    if kind.is_float():
        column = column.cast(pl.Int64)
    stripped = column.cast(pl.String).str.strip_chars()
    return pl.when(stripped != "").then(stripped).alias(field)


def iso_date(field: str, kind: pl.DataType) -> pl.Expr:
    """A field as a date when it is stored as one, or written as 2026-01-31 (a time may follow), else null"""
    column = pl.col(field)
    if kind.is_temporal():
        return column.cast(pl.Date).alias(field)
    return column.cast(pl.String).str.slice(0, ISO_LENGTH).str.to_date("%Y-%m-%d", strict=False).alias(field)


def any_date(field: str, kind: pl.DataType) -> pl.Expr:
    """A field as a date in any accepted way of writing; null where it is none."""
    if kind.is_temporal():
        return iso_date(field, kind)
    day = pl.col(field).cast(pl.String).str.strip_chars().str.replace(r"[ T].*$", "")
    return pl.coalesce(day.str.to_date(form, strict=False) for form in DATE_FORMATS).alias(field)


def refuse_bad_date(name: str, heading: str, written: pl.Series, parsed: pl.Series) -> None:
    """Raise :class:`InputError` naming the first value that is written and yet no date."""
    bad = pl.DataFrame({"written": written.cast(pl.String), "parsed": parsed}).with_row_index("row", offset=1)
    bad = bad.filter(pl.col("parsed").is_null() & (pl.col("written").str.strip_chars() != "")).head(1)
    for row, value, _ in bad.iter_rows():
        raise InputError(f"{name}: row {row}, column '{heading}': '{value}' is not a date; write 2026-01-31")


def _scan_text(path: Path, name: str) -> pl.LazyFrame:
    """A text file as columns of text; no type is guessed, so that 007 stays 007."""
    with path.open(encoding="utf-8-sig") as lines:
        first = lines.readline().rstrip("\r\n")
    separator = max(SEPARATORS, key=first.count)
    if separator in first:
        return pl.scan_csv(path, separator=separator, infer_schema=False)
    words = first.split()
    if len(words) <= 1 or any(
        plain(word) in accepted for word in words for accepted in shapes()[name].headings.values()
    ):
        raise InputError(f"{name}: {path.name} has one column only: '{first[:60]}'; part the columns by commas or tabs")
    fields = shapes()[name].order[: len(words)]
    lines_of = pl.scan_csv(
        path, separator="\x1f", has_header=False, infer_schema=False, quote_char=None, new_columns=["line"]
    )
    pattern = r"^\s*" + r"\s+".join(r"(\S+)" for _ in fields)
    return lines_of.select(pl.col("line").str.extract(pattern, at + 1).alias(field) for at, field in enumerate(fields))


def _as_utf8(path: Path, name: str, scratch: Path) -> Path:
    """The file itself when it is UTF-8; else a copy in UTF-8, read as UTF-16 (by its mark) or GB18030."""
    with path.open("rb") as source:
        mark = source.read(2)
    if mark not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) and _is_utf8(path):
        return path
    encoding = "utf-16" if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "gb18030"
    scratch.mkdir(parents=True, exist_ok=True)
    copy = scratch / f"{name}.csv"
    try:
        with path.open(encoding=encoding, newline="") as source, copy.open("w", encoding="utf-8", newline="") as target:
            while part := source.read(CHUNK):
                target.write(part)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: {path} is neither UTF-8 nor GB18030 (byte {error.start} of a block); save it as UTF-8"
        ) from error
    return copy


def _is_utf8(path: Path) -> bool:
    """Whether the whole file decodes; blocks of plain ASCII, most of a log, are passed over quickly."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as source:
        while block := source.read(CHUNK):
            if block.isascii() and decoder.getstate() == (b"", 0):
                continue
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                return False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
