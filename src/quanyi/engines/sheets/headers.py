"""Finds the header of a table below a merged title and notes, and names every column once."""

from collections.abc import Iterator, Sequence
from itertools import islice

from quanyi.engines.sheets.workbooks import Merged

_LOOKED_AT = 50
_SHARE_OF_WIDTH = 0.6
_SHARE_OF_TEXT = 0.7
_SHARE_OF_TITLE = 0.9


def split_header(
    records: Iterator[list[object]], merged: Merged | None = None
) -> tuple[list[str], int, Iterator[list[object]]] | None:
    """Take the header off.

    The header is the first row that fills most of the table's width with texts, so that a merged title, a line with
    unit and date, or blank rows above it are passed over. Where groups of columns are merged above it, a column is
    named ``group/column``.

    Args:
        records: the rows from the first one on.
        merged: merged ranges, counted from zero.

    Returns:
        The column names, the number of the first data row (counted from 1) and the data rows, padded to the columns,
        without the blank ones at the end. None when there is nothing.
    """
    head = list(islice(records, _LOOKED_AT))
    ranges = merged or []
    spread = _spread(head, ranges)
    found = _header_row(spread)
    if found is None:
        return None
    depth = _depth(head, found, ranges)
    first = found + depth
    width = max(_extent(row) for row in spread[found:first])
    if head[first:]:
        # Columns that carry data without a name count where most rows use them; a single long row is an error in it.
        width = max(width, sorted(map(_extent, head[first:]))[len(head[first:]) // 2])
    names = [_name(spread[found : found + depth], column) for column in range(width)]
    return _unique(names), first + 1, _data(head[first:], records, width)


def _extent(row: Sequence[object]) -> int:
    for position in range(len(row), 0, -1):
        if row[position - 1] is not None:
            return position
    return 0


def _filled(row: Sequence[object]) -> int:
    return sum(value is not None for value in row)


def _spread(head: Sequence[list[object]], merged: Merged) -> list[list[object]]:
    """Copy the rows with every sideways merged group filled; a range over (nearly) the whole width is a title."""
    spread = [list(row) for row in head]
    width = max(map(_extent, head), default=0)
    for (top, left), (bottom, right) in merged:
        if top == bottom < len(spread) and right - left + 1 < _SHARE_OF_TITLE * width:
            row = spread[top]
            row.extend([None] * (right + 1 - len(row)))
            row[left : right + 1] = [row[left]] * (right + 1 - left)
    return spread


def _header_row(head: Sequence[Sequence[object]]) -> int | None:
    widest = max(map(_filled, head), default=0)
    full = [position for position, row in enumerate(head) if _filled(row) and _filled(row) >= _SHARE_OF_WIDTH * widest]
    for position in full:
        texts = sum(isinstance(value, str) for value in head[position])
        if texts >= _SHARE_OF_TEXT * _filled(head[position]):
            return position
    return full[0] if full else None


def _depth(head: Sequence[Sequence[object]], found: int, merged: Merged) -> int:
    # Two rows when a group is merged sideways over filled cells, or a name is merged downwards over both.
    if found + 1 >= len(head):
        return 1
    below = head[found + 1]
    for (top, left), (bottom, right) in merged:
        if top == found and bottom == found and right > left and _filled(below[left : right + 1]) > 1:
            return 2
        if top == found and bottom == found + 1:
            return 2
    return 1


def _name(rows: Sequence[Sequence[object]], column: int) -> str:
    parts = [_clean(row[column]) for row in rows if column < len(row)]
    return "/".join(part for part in parts if part)


def _clean(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _unique(names: Sequence[str]) -> list[str]:
    unique: list[str] = []
    taken: set[str] = set()
    for position, name in enumerate(names, 1):
        wanted = name or f"列{position}"
        again = 2
        candidate = wanted
        while candidate in taken:
            candidate = f"{wanted} ({again})"
            again += 1
        taken.add(candidate)
        unique.append(candidate)
    return unique


def _data(head: Sequence[list[object]], rest: Iterator[list[object]], width: int) -> Iterator[list[object]]:
    blanks = 0
    for part in (iter(head), rest):
        for row in part:
            extent = _extent(row)
            if not extent:
                blanks += 1
                continue
            while blanks:
                yield [None] * width
                blanks -= 1
            # A row longer than the header keeps what it has, so that the reader can point at it.
            yield (row + [None] * (width - len(row)))[: max(extent, width)]
