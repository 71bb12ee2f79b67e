"""Running text gathered from parts of the tree, with the way back from each character to the source."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from quanyi.engines.outline.tree import Node, Part, Span

_ENUMERATOR = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,2}是|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,2})[）)]|\d{1,2}[.．、)）](?!\d)|[①-⑳]|第[一二三四五六七八九十][，,]|[-—•·●■◆])\s*"
)
_FIRST_ENUMERATOR = re.compile(r"(?<=[。；;：:，,\n])\s*一是|^\s*一是")
_NEXT_ENUMERATOR = re.compile(r"(?<=[。；;，,\n])\s*[二三四五六七八九十]{1,2}是")
_OPENING, _CLOSING = "（(《“「【", "）)》”」】"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a passage: their text, where they stand in it (``start``) and in the source (``span``)."""

    text: str
    span: Span
    whole: "Passage"
    start: int

    def passage(self) -> "Passage":
        """Return the characters as a passage of their own."""
        return self.whole.cut(self.start, self.start + len(self.text))

    def after(self, count: int) -> "Piece":
        """Return the piece without its first ``count`` characters, and without blanks and commas then at its head."""
        count += len(self.text) - count - len(self.text[count:].lstrip("，,：:。 \u3000"))
        return self.whole.piece(self.start + count, self.start + len(self.text))


class Passage:
    """Text gathered from several places of a document."""

    def __init__(self) -> None:
        self.text = ""
        self._starts: list[int] = []
        self._sources: list[int] = []

    def add(self, text: str, source_start: int, *, joined: bool = False) -> None:
        """Append characters that stand at ``source_start`` in the source; a line end goes before unless ``joined``."""
        if not text:
            return
        if self.text and not joined:
            self.text += "\n"
        self._starts.append(len(self.text))
        self._sources.append(source_start)
        self.text += text

    def span(self, start: int, end: int) -> Span:
        """Return the source range of ``text[start:end]``."""
        return Span(self._at(start), self._at(max(start, end - 1)) + (1 if end > start else 0))

    def piece(self, start: int, end: int) -> Piece:
        """Return ``text[start:end]`` without blanks at its ends."""
        raw = self.text[start:end]
        start += len(raw) - len(raw.lstrip())
        text = raw.strip()
        return Piece(text, self.span(start, start + len(text)), self, start)

    def cut(self, start: int, end: int) -> "Passage":
        """Return ``text[start:end]`` as a passage that leads back to the same places."""
        cut = Passage()
        for index, begin in enumerate(self._starts):
            stop = self._starts[index + 1] if index + 1 < len(self._starts) else len(self.text)
            left, right = max(begin, start), min(stop, end)
            if left < right:
                cut.add(self.text[left:right], self._sources[index] + left - begin, joined=True)
        return cut

    def bounds(self, stops: str) -> Iterator[tuple[int, int]]:
        """Yield the ranges between characters of ``stops`` and line ends, brackets kept whole."""
        start = depth = 0
        for place, character in enumerate(self.text):
            if character in _OPENING:
                depth += 1
            elif character in _CLOSING:
                depth = max(0, depth - 1)
            if character == "\n" or (depth == 0 and character in stops):
                yield start, place
                start = place + 1
                depth = 0 if character == "\n" else depth
        yield start, len(self.text)

    def clauses(self, stops: str = "；;。！!") -> list[Piece]:
        """Return the clauses between stops, without enumerators (一是, （1）, ①) at their heads."""
        found = []
        for start, end in self.bounds(stops):
            head = _ENUMERATOR.match(self.text, start, end)
            piece = self.piece(head.end() if head and head.end() < end else start, end)
            if piece.text.strip("，,、：: ）)"):
                found.append(piece)
        return found

    def lines(self) -> list[Piece]:
        """Return the lines."""
        return [piece for start, end in self.bounds("") if (piece := self.piece(start, end)).text]

    def steps(self) -> list[Piece]:
        """Return the pieces of an enumeration 一是…二是…, empty when there is none."""
        first = _FIRST_ENUMERATOR.search(self.text)
        if not first:
            return []
        cuts = [
            first.start(),
            *(match.start() for match in _NEXT_ENUMERATOR.finditer(self.text, first.end())),
            len(self.text),
        ]
        pieces = []
        for start, end in pairwise(cuts):
            head = _ENUMERATOR.match(self.text, start, end)
            while self.text[end - 1] in "；;。\n":
                end -= 1
            pieces.append(self.piece(head.end() if head else start, end))
        return pieces if len(pieces) > 1 else []

    def _at(self, place: int) -> int:
        index = max(0, bisect_right(self._starts, place) - 1)
        return self._sources[index] + place - self._starts[index] if self._starts else 0


def passage_of(parts: Iterable[Part]) -> Passage:
    """Gather the running text of parts (tables, noise and closing lines left out)."""
    passage = Passage()
    for part in parts:
        if part.role == "text":
            passage.add(part.text, part.span.start, joined=part.joined)
    return passage


def passage_of_node(node: Node, *, deep: bool, title: bool = True) -> Passage:
    """Gather a node's heading and text, with everything under it when ``deep``."""
    passage = Passage()
    for each in node.walk() if deep else (node,):
        joined = False
        if each.title and (title or each is not node):
            passage.add(each.title, each.title_span.start)
            joined = bool(each.separator)
            if joined:
                passage.add(each.separator, each.title_span.end, joined=True)
        for part in each.parts:
            if part.role == "text":
                passage.add(part.text, part.span.start, joined=joined or part.joined)
                joined = False
    return passage
