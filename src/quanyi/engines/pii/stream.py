"""Reads very large text and CSV files in blocks cut at line ends, so that memory does not grow with the file."""

import codecs
import csv
import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from quanyi.engines.pii import codes as arrays
from quanyi.engines.pii.codes import Array
from quanyi.engines.pii.pack import load
from quanyi.engines.pii.scanning import MINIMUM, scan

#: Bytes of a block; a longer line is cut every so many bytes after its beginning.
BLOCK = 4 << 20
#: Places at which a sample is taken, and bytes read at each.
_PLACES, _READ = 256, 64 << 10


class StreamError(ValueError):
    """A file that cannot be read in blocks; the text says what to do."""


def encoding_of(path: Path) -> str:
    """UTF-8 if the first megabyte is, else GB18030.

    Raises:
        StreamError: the file is UTF-16 or holds zero bytes.
    """
    with path.open("rb") as file:
        head = file.read(1 << 20)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in head:
        raise StreamError(f"{path.name}: a file of this size must be UTF-8 or GB18030 text; convert it first")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def cuts(path: Path, block: int = BLOCK) -> list[tuple[int, int]]:
    """Byte ranges that end after a line feed; a line longer than a block is cut a block after its beginning."""
    size = path.stat().st_size
    ranges: list[tuple[int, int]] = []
    with path.open("rb") as file:
        begin = 0
        while begin < size:
            end = _cut(file.read(block), begin, size) if begin + block < size else size
            ranges.append((begin, end))
            begin = end
            file.seek(begin)
    return ranges


def _cut(data: bytes, begin: int, size: int) -> int:
    place = data.rfind(b"\n")
    return begin + (place + 1 if place >= 0 else min(len(data), size - begin))


def read_block(path: Path, begin: int, end: int, encoding: str) -> str:
    """The text of a byte range; bytes that are none in the encoding become U+FFFD."""
    with path.open("rb") as file:
        file.seek(begin)
        return file.read(end - begin).decode(encoding, "replace")


@dataclass(frozen=True)
class Layout:
    """How a CSV file is written: its encoding, delimiter and columns."""

    encoding: str
    delimiter: str
    columns: tuple[str, ...]


def layout(path: Path) -> Layout:
    """Reads the head of a CSV file.

    Raises:
        StreamError: the file is empty or no text.
    """
    encoding = encoding_of(path)
    with path.open("rb") as file:
        text = file.read(256 << 10).decode(encoding, "replace").lstrip("\ufeff")
    line = text.split("\n", 1)[0].rstrip("\r")
    if not line.strip():
        raise StreamError(f"{path.name}: the first line must name the columns")
    delimiter = max(",\t;|", key=lambda mark: (line.count(mark), mark == ","))
    return Layout(encoding, delimiter, tuple(name.strip() for name in next(csv.reader([line], delimiter=delimiter))))


def sample_rows(path: Path, shape: Layout, count: int, seed: int = 0) -> list[list[str]]:
    """Rows from random places of a CSV file, without reading the rest; rows of another width are passed over."""
    size = path.stat().st_size
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    rows: list[list[str]] = []
    with path.open("rb") as file:
        for place in sorted(chance.randrange(size) for _ in range(_PLACES)):
            file.seek(place)
            lines = file.read(_READ).split(b"\n")[1:-1]
            text = b"\n".join(chance.sample(lines, min(len(lines), 1 + 2 * count // _PLACES)))
            reader = csv.reader(text.decode(shape.encoding, "replace").splitlines(), delimiter=shape.delimiter)
            rows += [row for row in reader if len(row) == len(shape.columns)]
    return chance.sample(rows, min(count, len(rows)))


@dataclass
class Counts:
    """What a whole file holds: findings by type, and by (column, type) for a table."""

    lines: int = 0
    types: dict[str, int] = field(default_factory=dict)
    cells: dict[tuple[int, str], int] = field(default_factory=dict)

    def add(self, other: "Counts") -> None:
        """Takes in the counts of another part."""
        self.lines += other.lines
        for type_, amount in other.types.items():
            self.types[type_] = self.types.get(type_, 0) + amount
        for cell, amount in other.cells.items():
            self.cells[cell] = self.cells.get(cell, 0) + amount


def _columns_of(text: str, places: Array, delimiter: str) -> Array:
    """The column of each place: delimiters outside quotes since the line began."""
    units = arrays.encode(text).folded
    quoted = np.cumsum(units == ord('"'), dtype=np.int32) & 1
    marks = np.cumsum((units == ord(delimiter)) & (quoted == 0), dtype=np.int32)
    feeds = np.flatnonzero(units == 10)
    line = np.searchsorted(feeds, places)
    begins = np.where(line > 0, marks[feeds[np.maximum(line - 1, 0)]], 0) if feeds.size else 0
    result: Array = marks[places] - begins
    return result


def _count_block(job: tuple[Path, int, int, str, str, tuple[str, ...] | None]) -> Counts:
    path, begin, end, encoding, delimiter, wanted = job
    text = read_block(path, begin, end, encoding)
    found = scan(text, wanted, MINIMUM)
    counts = Counts(text.count("\n") + (not text.endswith("\n")), found.counts())
    if delimiter and len(found):
        columns = _columns_of(text, found.arrays.start, delimiter)
        rules = load().rules
        for column, number in zip(columns.tolist(), found.arrays.rule.tolist(), strict=True):
            key = (column, rules[number].type)
            counts.cells[key] = counts.cells.get(key, 0) + 1
    return counts


def count_file(
    path: Path, encoding: str, delimiter: str = "", wanted: tuple[str, ...] | None = None, jobs: int = 1
) -> Counts:
    """Scans every line of a file.

    Args:
        path: the file.
        encoding: its encoding.
        delimiter: of a CSV file, so that findings are counted by column; empty for text. A quoted field must not hold
            a line feed.
        wanted: types to look for; all when None.
        jobs: processes to split the blocks over; each needs about 200 MB.
    """
    total = Counts()
    for counts in _each(((path, begin, end, encoding, delimiter, wanted) for begin, end in cuts(path)), jobs):
        total.add(counts)
    return total


def _each(work: Iterator[tuple[Path, int, int, str, str, tuple[str, ...] | None]], jobs: int) -> Iterator[Counts]:
    if jobs <= 1:
        yield from map(_count_block, work)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_count_block, work)
