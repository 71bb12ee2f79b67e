"""The common ground of all readers: a source text in one piece and its lines with what the format told of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from quanyi.engines.outline.markers import BLANK
from quanyi.engines.outline.tree import Caution, Cell, Span, Table

#: What may be stripped from a line's ends: blanks of all widths and invisible characters of pasted text.
EDGES = "".join(chr(c) for c in range(0x3001) if chr(c).isspace()) + "\u200b\u200c\u200d\u2060\ufeff"

__all__ = ["BLANK", "EDGES", "CellText", "Line", "Source", "SourceBuilder"]


@dataclass(slots=True)
class Line:
    """One line of a document, without the blanks at its ends.

    Attributes:
        start, end: its place in the source text.
        heading: outline level 1–9 given by a Word style or by ``#`` signs, None for none.
        bold: how many characters at its head are bold while the rest is not, 0 for none.
        bold_all: the whole line is bold.
        auto: how many characters at its head are an automatic number.
        list_depth: level of the list that the automatic number or the indented bullet belongs to.
        centred, title_style: further hints of the format.
        blank_before: the line stands behind an empty line.
        wrapped: it continues the line before it.
        role, reason: ``noise`` or ``closing`` and why; empty for ordinary text.
    """

    start: int
    end: int
    text: str
    heading: int | None = None
    bold: int = 0
    bold_all: bool = False
    auto: int = 0
    list_depth: int = 0
    centred: bool = False
    title_style: bool = False
    blank_before: bool = False
    wrapped: bool = False
    role: str = ""
    reason: str = ""
    table: Table | None = None

    def part(self, start: int, end: int) -> "Line":
        """Return the piece between two offsets into the text, stripped; only the first piece keeps the hints."""
        text = self.text[start:end]
        left = len(text) - len(text.lstrip(EDGES))
        text = text.strip(EDGES)
        begin = self.start + start + left
        piece = Line(begin, begin + len(text), text, blank_before=self.blank_before and start == 0)
        if start == 0:
            piece.heading, piece.auto, piece.list_depth = self.heading, self.auto, self.list_depth
        return piece


@dataclass(slots=True)
class CellText:
    """A table cell as a reader found it."""

    text: str
    merged: bool = False


@dataclass(slots=True)
class Source:
    """A document as read: its text in one piece, its lines, and what the reader has to warn of."""

    text: str
    lines: list[Line]
    warnings: list[Caution] = field(default_factory=list)


class SourceBuilder:
    """Collects lines and tables in order and keeps count of their places."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._blank = False
        self.lines: list[Line] = []

    def add(self, text: str, **hints: int | str | bool | None) -> Line | None:
        """Append one line; returns it, or None when it is blank."""
        start = self._length
        self._push(text + "\n")
        stripped = text.strip(EDGES)
        if not stripped:
            self._blank = True
            return None
        left = len(text) - len(text.lstrip(EDGES))
        line = Line(start + left, start + left + len(stripped), stripped, blank_before=self._blank)
        for name, value in hints.items():
            setattr(line, name, value)
        self._blank = False
        self.lines.append(line)
        return line

    def add_table(self, rows: Sequence[Sequence[CellText]]) -> None:
        """Append a table: cells apart by a tab, rows by a line end; rows are padded to equal length."""
        width = max((len(row) for row in rows), default=0)
        start, cells_of_rows = self._length, []
        for row in rows:
            cells: list[Cell] = []
            for place in range(width):
                cell = row[place] if place < len(row) else CellText("", merged=False)
                text = cell.text.strip(EDGES)
                cells.append(Cell(text, Span(self._length, self._length + len(text)), cell.merged))
                self._push(text + ("\t" if place + 1 < width else "\n"))
            cells_of_rows.append(tuple(cells))
        table = Table(tuple(cells_of_rows))
        if any(cell.text for row in table.rows for cell in row):
            end = self._length - 1
            self.lines.append(Line(start, end, self.text()[start:end], blank_before=self._blank, table=table))
        self._blank = False

    def text(self) -> str:
        """Return everything collected so far."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""

    def source(self) -> Source:
        """Return the finished source."""
        return Source(self.text(), self.lines)

    def _push(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)
