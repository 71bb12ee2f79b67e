"""Drafts the measures of a plan with lead and supporting units, recurrence, targets and steps."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from quanyi.engines.outline.markers import RANKS
from quanyi.engines.outline.passages import Passage, Piece, passage_of, passage_of_node
from quanyi.engines.outline.recurrence import Recurrence, VagueWord, principal, recurrences, vague_words
from quanyi.engines.outline.sections import AREAS, Section
from quanyi.engines.outline.targets import Obligation, Target, obligations, targets
from quanyi.engines.outline.tree import Node, Span
from quanyi.engines.outline.units import Assigned, assigned

_LONGEST_TITLE = 32
_SHORTEST = 3
_OUTER_RANK = RANKS["han-paren"]


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a measure: a deeper item, or one of 一是…二是…."""

    text: str
    recurrence: Recurrence | None
    span: Span

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        recurrence = self.recurrence.as_dict() if self.recurrence else None
        return {"text": self.text, "recurrence": recurrence, "span": [self.span.start, self.span.end]}


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of the plan.

    ``path`` names the headings above it, ``area`` the part of the plan (``measures``, ``supervision``, ``support``),
    ``origin`` whether it stands in the ``text`` or in a ``table``, ``due`` and ``evidence`` what such a table says.
    """

    title: str
    text: str
    number: str
    path: tuple[str, ...]
    area: str
    origin: str
    assigned: Assigned
    recurrences: tuple[Recurrence, ...]
    vague: tuple[VagueWord, ...]
    targets: tuple[Target, ...]
    obligations: tuple[Obligation, ...]
    steps: tuple[Step, ...]
    due: str
    evidence: str
    confidence: float
    span: Span

    @property
    def recurrence(self) -> Recurrence | None:
        """The recurrence that best stands for the whole measure."""
        return principal(list(self.recurrences))

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        recurrence = self.recurrence
        return {
            "title": self.title,
            "text": self.text,
            "number": self.number,
            "path": list(self.path),
            "area": self.area,
            "origin": self.origin,
            "units": list(self.assigned.units),
            "lead": list(self.assigned.lead),
            "supporting": list(self.assigned.supporting),
            "recurrence": recurrence.as_dict() if recurrence else None,
            "recurrences": [each.as_dict() for each in self.recurrences],
            "vague": [each.as_dict() for each in self.vague],
            "targets": [each.as_dict() for each in self.targets],
            "obligations": [each.as_dict() for each in self.obligations],
            "steps": [each.as_dict() for each in self.steps],
            "due": self.due,
            "evidence": self.evidence,
            "confidence": self.confidence,
            "span": [self.span.start, self.span.end],
        }


def measures_of(section: Section, known_units: Iterable[str]) -> list[Measure]:
    """Return the measures under a section.

    A measure is an item below the groups: 三、 holds groups （一）, a group holds measures 1.; a group without items
    is itself a measure, and what stands deeper ((1), ①, 一是) are its steps. A section without items holds a measure
    a paragraph.
    """
    area = next((kind for kind in AREAS if section.has(kind)), "measures")
    maker = _Maker(area, frozenset(known_units), 0.9 if section.sure else 0.7)
    top = section.node
    path = (*section.path, top.title) if top.title else section.path
    if not top.children:
        return list(maker.paragraphs(top, path))
    found = list(maker.introduction(top, path))
    for child in top.children:
        found += maker.below(child, path, depth=1)
    return found


def short_title(text: str) -> str:
    """Return a title for a measure without heading: its first clause, shortened."""
    first = re.split(r"[，,。；;：:\n]", text.strip(), maxsplit=1)[0]
    return first if len(first) <= _LONGEST_TITLE else first[: _LONGEST_TITLE - 1] + "…"


@dataclass(frozen=True, slots=True)
class _Maker:
    area: str
    known: frozenset[str]
    sure: float

    def below(self, node: Node, path: tuple[str, ...], depth: int) -> Iterator[Measure]:
        """Yield the measures of a node: itself, or those of its children when it is a group."""
        if not _is_group(node, depth):
            if node.children or passage_of(node.parts).text or not any(part.table for part in node.parts):
                yield self.from_node(node, path)  # a heading over a table alone has its measures in the table
            return
        yield from self.introduction(node, path)
        deeper = (*path, node.title) if node.title else path
        for child in node.children:
            yield from self.below(child, deeper, depth + 1)

    def introduction(self, node: Node, path: tuple[str, ...]) -> Iterator[Measure]:
        """The text between a group's heading and its items is a measure only when it binds somebody to something."""
        passage = passage_of(node.parts)
        if len(passage.text) < _SHORTEST or passage.text.rstrip().endswith(("：", ":")):
            return
        who = assigned(passage, ())
        firm = [each for each in recurrences(passage) if each.rule]
        if (firm or who.lead) and not re.fullmatch(r"[（(【\[].*[）)】\]]", passage.text.strip(), re.DOTALL):
            yield self.made(passage, node.title or short_title(passage.text), node.number, path, (), 0.5)

    def from_node(self, node: Node, path: tuple[str, ...]) -> Measure:
        """One node with everything under it."""
        passage = passage_of_node(node, deep=True)
        own = passage_of(node.parts)
        steps: tuple[Step, ...] = ()
        if node.children:
            steps = tuple(_step(_whole(child)) for child in node.children)
        elif own.steps():
            steps = tuple(_step(piece) for piece in own.steps())
        elif len(own.lines()) > 1:
            steps = tuple(_step(piece) for piece in own.lines())
        sure = self.sure if node.title else self.sure - 0.05
        return self.made(passage, node.title or short_title(own.text), node.number, path, steps, sure, _body(node))

    def paragraphs(self, node: Node, path: tuple[str, ...]) -> Iterator[Measure]:
        """A section without items: a measure for each paragraph; 一是…二是… are measures of their own."""
        passage = passage_of(node.parts)
        for piece in passage.steps() or passage.lines():
            if len(piece.text) < _SHORTEST or piece.text.endswith(("：", ":")):
                continue
            yield self.made(piece.passage(), short_title(piece.text), node.number, path, (), self.sure - 0.2)

    def made(
        self,
        passage: Passage,
        title: str,
        number: str,
        path: tuple[str, ...],
        steps: tuple[Step, ...],
        sure: float,
        text: str | None = None,
    ) -> Measure:
        """Put a measure together from its text."""
        who = assigned(passage, self.known)
        return Measure(
            title=title,
            text=passage.text if text is None else text,
            number=number,
            path=path,
            area=self.area,
            origin="text",
            assigned=who,
            recurrences=tuple(recurrences(passage)),
            vague=tuple(vague_words(passage)),
            targets=tuple(targets(passage)),
            obligations=tuple(obligations(passage)),
            steps=steps,
            due="",
            evidence="",
            confidence=round(min(0.95, sure + 0.05 * who.labelled), 2),
            span=passage.span(0, len(passage.text)),
        )


def _is_group(node: Node, depth: int) -> bool:
    """A node with items is a group when its number is of an outer kind, or it is a bare heading at the first depth."""
    if not node.children:
        return False
    rank = RANKS.get(node.scheme, 0)
    inner = node.children[0].scheme
    if inner in {"circled", "bullet", "letter", "half-paren"} and node.text and depth > 1:
        return False
    if rank <= _OUTER_RANK:
        return True
    return depth == 1 and not node.text and bool(node.title)


def _whole(node: Node) -> Piece:
    passage = passage_of_node(node, deep=True)
    return passage.piece(0, len(passage.text))


def _step(piece: Piece) -> Step:
    return Step(piece.text, principal(recurrences(piece.passage())), piece.span)


def _body(node: Node) -> str:
    """The text under a measure's heading, deeper items each on a line with their number."""
    lines = [node.text] if node.text else []
    lines += [each.number + each.title + each.separator + each.text for each in node.walk() if each is not node]
    return "\n".join(lines)
