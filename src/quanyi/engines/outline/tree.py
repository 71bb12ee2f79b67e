"""What a document becomes: a source text, and a tree of headings whose every part points back into that text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["text", "table", "noise", "closing"]


class OutlineError(ValueError):
    """The input cannot be read as an outline; the message says what, where and what to do."""


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters in ``Document.source``."""

    start: int
    end: int

    def of(self, source: str) -> str:
        """Return the characters of ``source`` that the span covers."""
        return source[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; ``merged`` marks a place that a neighbouring cell covers (its text is empty)."""

    text: str
    span: Span
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table, all padded to the same number of cells."""

    rows: tuple[tuple[Cell, ...], ...]

    def as_text(self) -> str:
        """Return the rows one a line, cells apart by a tab, line breaks inside a cell as spaces."""
        return "\n".join("\t".join(" ".join(cell.text.split()) for cell in row) for row in self.rows)

    def filled(self) -> list[list[Cell]]:
        """Return the rows with every merged place filled from the cell above it, as a reader sees them."""
        done: list[list[Cell]] = []
        for row in self.rows:
            cells = list(row)
            if done:
                above = done[-1]
                cells = [above[i] if cell.merged and i < len(above) else cell for i, cell in enumerate(cells)]
            done.append(cells)
        return done


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of running text, a table, a line of noise or a closing line (signature, date, list of annexes).

    ``joined`` means that the piece continues the piece before it (the line was wrapped by hand).
    ``reason`` says why a line counts as noise or closing.
    """

    role: Role
    text: str
    span: Span
    joined: bool = False
    reason: str = ""
    table: Table | None = None


@dataclass(slots=True)
class Node:
    """A heading or numbered item with what stands under it.

    Attributes:
        level: depth in the tree, 1 for the outermost.
        number: the number as printed, with its punctuation (``一、``, ``（二）``, ``1.``), typed or automatic.
        ordinal: the number's value, None where there is none (a bullet, a heading without number).
        scheme: the kind of number: ``part``, ``chapter``, ``section``, ``article``, ``han``, ``han-paren``, ``arabic``,
            ``arabic-paren``, ``half-paren``, ``circled``, ``decimal-2`` …, ``letter``, ``bullet``, ``heading``,
            ``annex``, ``auto-…`` (an automatic number of no known shape).
        title: the heading; empty where the item is running text only.
        separator: the punctuation between the title and the text on its line.
        span: the heading line, from number to separator.
        parts: what follows before the first child, in order.
    """

    level: int
    number: str
    ordinal: int | None
    scheme: str
    title: str
    separator: str
    span: Span
    title_span: Span
    parts: list[Part] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The running text and the tables under the heading, without noise and closing lines."""
        return text_of(self.parts)

    def walk(self) -> Iterator["Node"]:
        """Yield the node and everything under it, in the order of the document."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Caution:
    """Something a reader should look at.

    ``code`` is stable (``numbering-restarts``, ``numbering-skips``, ``numbering-repeats``, ``broken-off``,
    ``encoding``, ``no-title``, ``no-structure``, ``deleted-text``); ``message`` is the sentence; ``line`` counts the
    source's lines from 1.
    """

    code: str
    message: str
    line: int
    span: Span

    def __str__(self) -> str:
        return f"line {self.line}: {self.message} [{self.code}]"


@dataclass(slots=True)
class Document:
    """A parsed document.

    ``source`` is the document's text in one piece, automatic numbers written out: every span points into it.
    ``parts`` is what stands before the first heading.
    """

    name: str
    source: str
    title: str
    title_spans: tuple[Span, ...]
    parts: list[Part]
    nodes: list[Node]
    warnings: list[Caution]

    @property
    def text(self) -> str:
        """The running text before the first heading (salutation, reason), without the title."""
        return text_of(self.parts)

    def walk(self) -> Iterator[Node]:
        """Yield all nodes in the order of the document."""
        for node in self.nodes:
            yield from node.walk()

    def all_parts(self) -> Iterator[Part]:
        """Yield all parts, of the document and of its nodes, in order."""
        yield from self.parts
        for node in self.walk():
            yield from node.parts

    def as_dict(self) -> dict[str, Any]:
        """Return the tree as plain data for JSON: ``title, text, children, warnings, noise, closing``."""
        return {
            "title": self.title,
            "text": self.text,
            "children": [node_as_dict(node) for node in self.nodes],
            "warnings": [str(warning) for warning in self.warnings],
            "noise": [{"text": part.text, "reason": part.reason} for part in self.all_parts() if part.role == "noise"],
            "closing": [part.text for part in self.all_parts() if part.role == "closing"],
        }


def text_of(parts: list[Part]) -> str:
    """Join the running text and the tables of ``parts``, a line each; wrapped lines are joined again."""
    text = ""
    for part in parts:
        if part.role in {"noise", "closing"}:
            continue
        piece = part.table.as_text() if part.table else part.text
        if text and not part.joined:
            text += "\n"
        elif part.joined and text and _is_latin(text[-1]) and _is_latin(piece[:1]):
            text += " "
        text += piece
    return text


def node_as_dict(node: Node) -> dict[str, Any]:
    """Return one node and its children as plain data."""
    return {
        "level": node.level,
        "number": node.number,
        "title": node.title,
        "separator": node.separator,
        "text": node.text,
        "ordinal": node.ordinal,
        "scheme": node.scheme,
        "span": [node.span.start, node.span.end],
        "children": [node_as_dict(child) for child in node.children],
    }


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
