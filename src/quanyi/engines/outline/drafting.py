"""Drafts from a parsed plan what it wants of whom: objectives, bodies, duties, measures, phases, regulations named."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from quanyi.engines.outline.bodies import Body, bodies_of, body_named, merged
from quanyi.engines.outline.breakdown import body_of_table, duties_of_table, indicator_rows, measures_of_table
from quanyi.engines.outline.duties import Duty, duties_of, units_of
from quanyi.engines.outline.measures import Measure, measures_of, short_title
from quanyi.engines.outline.passages import Passage, Piece, passage_of, passage_of_node
from quanyi.engines.outline.recurrence import Recurrence, VagueWord, recurrences
from quanyi.engines.outline.sections import AREAS, Section, classify, sections
from quanyi.engines.outline.targets import Obligation, Target, obligations, targets
from quanyi.engines.outline.tree import Document, Node, Span, Table

_SHORTEST = 6
_AIMS = re.compile(r"目标|实现|确保|力争|达到|不低于|提升|提高|不发生|零|全覆盖")
_LABELLED = re.compile(r"(?P<label>[^：:。，\n]{2,14})[：:]\s*")


@dataclass(frozen=True, slots=True)
class Objective:
    """One objective with the numbers that it sets; ``kind``: ``item``, or ``overall`` before the items."""

    title: str
    text: str
    number: str
    kind: str
    targets: tuple[Target, ...]
    confidence: float
    span: Span

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "title": self.title,
            "text": self.text,
            "number": self.number,
            "kind": self.kind,
            "targets": [each.as_dict() for each in self.targets],
            "confidence": self.confidence,
            "span": [self.span.start, self.span.end],
        }


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of the timetable with the dates found in it."""

    title: str
    text: str
    dates: tuple[Recurrence, ...]
    confidence: float
    span: Span

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "title": self.title,
            "text": self.text,
            "dates": [each.as_dict() for each in self.dates],
            "confidence": self.confidence,
            "span": [self.span.start, self.span.end],
        }


@dataclass(slots=True)
class Draft:
    """What a plan asks, as found; a person confirms or corrects it beside the text."""

    objectives: list[Objective] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    obligations: list[Obligation] = field(default_factory=list)

    @property
    def vague(self) -> list[VagueWord]:
        """The vague words of duties and measures, which wait for a frequency."""
        duties = [word for duty in self.duties for word in duty.vague]
        return duties + [word for measure in self.measures for word in measure.vague]

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "objectives": [each.as_dict() for each in self.objectives],
            "bodies": [each.as_dict() for each in self.bodies],
            "duties": [each.as_dict() for each in self.duties],
            "measures": [each.as_dict() for each in self.measures],
            "phases": [each.as_dict() for each in self.phases],
            "obligations": [each.as_dict() for each in self.obligations],
            "vague": [each.as_dict() for each in self.vague],
        }


def draft(document: Document) -> Draft:
    """Draft the plan that a document states.

    Every item carries a confidence from 0 to 1 and its place in ``document.source``. Nothing is invented: a plan that
    names no units yields measures without units.
    """
    result = Draft()
    parts = sections(document)
    for section in parts:
        if section.has("objectives"):
            result.objectives += _objectives(section)
        if section.has("bodies") or section.has("duties"):
            found = bodies_of(section.node, result.bodies)
            result.bodies += found
            result.duties += duties_of(section.node, found)
    _read_tables(document, parts, result)
    result.bodies = merged(result.bodies)
    known = units_of(result.duties)
    for section in parts:
        if section.has("timetable"):
            result.phases += _phases(section.node)
        elif section.kinds & set(AREAS) and not section.kinds & {"objectives", "bodies", "duties"}:
            result.measures += measures_of(section, known)
    result.measures = [each for each in result.measures if each.text.strip() or each.title]
    result.measures.sort(key=lambda each: each.span.start)
    result.duties.sort(key=lambda each: each.span.start)
    result.obligations = _named(document)
    return result


def _objectives(section: Section) -> Iterator[Objective]:
    node = section.node
    mixed = section.has("guiding")
    passage = passage_of(node.parts)
    for piece in passage.lines():
        yield from _stated(piece, mixed=mixed, items=bool(node.children))
    for child in node.children:
        kinds = classify(child.title) if child.title else frozenset()
        if "objectives" in kinds and child.children:
            yield from _objectives(Section(child, kinds, section.path, section.sure))
        elif "guiding" not in kinds or "objectives" in kinds:
            yield _objective(child)


def _objective(node: Node) -> Objective:
    passage = passage_of_node(node, deep=True)
    own = passage_of_node(node, deep=True, title=False)
    text = own.text or passage.text
    title = node.title or short_title(text)
    return Objective(
        title, text, node.number, "item", tuple(targets(passage)), 0.95, passage.span(0, len(passage.text))
    )


def _stated(line: Piece, *, mixed: bool, items: bool) -> Iterator[Objective]:
    """Objectives in running text: the sentences under 总体目标, or in a mixed section those that name an aim."""
    label = _LABELLED.match(line.text)
    kinds = classify(label["label"]) if label else frozenset()
    if "guiding" in kinds and "objectives" not in kinds:
        return
    body = line.after(label.end()) if label and kinds else line
    if body.text.endswith(("：", ":")) or len(body.text) < _SHORTEST:
        return
    pieces = body.passage().steps() or ([body] if items else body.passage().clauses())
    for piece in pieces:
        if mixed and "objectives" not in kinds and not _AIMS.search(piece.text):
            continue
        passage = piece.passage()
        kind = "overall" if items else "item"
        sure = 0.6 if items or mixed else 0.85
        yield Objective(short_title(piece.text), piece.text, "", kind, tuple(targets(passage)), sure, piece.span)


def _phases(node: Node) -> Iterator[Phase]:
    if node.children:
        for child in node.children:
            passage = passage_of_node(child, deep=True)
            yield _phase(child.title or short_title(passage.text), passage)
        return
    for piece in passage_of(node.parts).lines():
        yield _phase(short_title(piece.text), piece.passage())


def _phase(title: str, passage: Passage) -> Phase:
    dates = tuple(each for each in recurrences(passage) if each.rule)
    return Phase(title, passage.text, dates, 0.9 if dates else 0.6, passage.span(0, len(passage.text)))


def _read_tables(document: Document, parts: list[Section], result: Draft) -> None:
    areas = {id(part): section for section in parts for node in section.node.walk() for part in node.parts}
    for path, part in _with_paths(document):
        table: Table | None = part.table
        if table is None:
            continue
        section = areas.get(id(part))
        duties = duties_of_table(table)
        result.duties += duties
        body = body_of_table(table, next((name for title in reversed(path) if (name := body_named(title))), "领导小组"))
        if body:
            result.bodies = [each for each in result.bodies if each.name != body.name or each.chair] + [body]
        rows = indicator_rows(table)
        for indicator, target, passage in rows:
            span = passage.span(0, len(passage.text))
            result.objectives.append(
                Objective(indicator, f"{indicator}：{target}", "", "item", tuple(targets(passage)), 0.9, span)
            )
        if not (duties or body or rows):
            area = next((kind for kind in AREAS if section and section.has(kind)), "measures")
            result.measures += measures_of_table(table, path, area, units_of(result.duties))


def _with_paths(document: Document) -> Iterator[tuple[tuple[str, ...], Any]]:
    for part in document.parts:
        yield (), part

    def below(node: Node, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
        path = (*path, node.title or node.number)
        for part in node.parts:
            yield path, part
        for child in node.children:
            yield from below(child, path)

    for node in document.nodes:
        yield from below(node, ())


def _named(document: Document) -> list[Obligation]:
    """Each regulation or policy once, at its first place, with the surest reading of why it is named."""
    passage = Passage()
    for part in document.parts:
        if part.role in {"text", "table"}:
            passage.add(part.text, part.span.start)
    for node in document.walk():
        for line in passage_of_node(node, deep=False).lines():
            passage.add(line.text, line.span.start)
        for part in node.parts:
            if part.table:
                passage.add(part.text, part.span.start)
    best: dict[str, Obligation] = {}
    for each in obligations(passage):
        known = best.get(each.name, each)
        surest = each if each.confidence > known.confidence else known
        best[each.name] = replace(surest, paper=known.paper or each.paper, span=known.span)
    return list(best.values())
