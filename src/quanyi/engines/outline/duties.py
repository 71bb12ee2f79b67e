"""Drafts the duties of departments and bodies: "X部门：a；b；c" becomes one duty each."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quanyi.engines.outline.bodies import Body
from quanyi.engines.outline.lexicon import plan_words
from quanyi.engines.outline.passages import Passage, Piece, passage_of, passage_of_node
from quanyi.engines.outline.recurrence import Recurrence, VagueWord, principal, recurrences, vague_words
from quanyi.engines.outline.targets import Obligation, obligations
from quanyi.engines.outline.tree import Node, Span
from quanyi.engines.outline.units import acting_unit, is_unit, split_units, unit_name

_LABEL = re.compile(r"(?P<unit>[^：:。；;\n]{2,44}?)\s*[：:]\s*")
_SHORTEST = 4
_LONGEST_LABEL = 14


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of one unit; ``unit`` as printed, ``name`` without its bracket, ``body`` for a body's duty."""

    unit: str
    name: str
    alternative: str
    text: str
    body: bool
    recurrence: Recurrence | None
    vague: tuple[VagueWord, ...]
    obligations: tuple[Obligation, ...]
    confidence: float
    span: Span

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "unit": self.unit,
            "text": self.text,
            "name": self.name,
            "alternative": self.alternative,
            "body": self.body,
            "recurrence": self.recurrence.as_dict() if self.recurrence else None,
            "vague": [word.as_dict() for word in self.vague],
            "obligations": [each.as_dict() for each in self.obligations],
            "confidence": self.confidence,
            "span": [self.span.start, self.span.end],
        }


def make_duty(unit: str, piece: Piece, confidence: float, *, body: bool = False) -> Duty:
    """Return the duty that a clause states, with its recurrence, vague words and named regulations."""
    passage = piece.passage()
    name = unit_name(unit)
    return Duty(
        unit=name.printed,
        name=name.name,
        alternative=name.alternative,
        text=piece.text,
        body=body,
        recurrence=principal(recurrences(passage)),
        vague=tuple(vague_words(passage)),
        obligations=tuple(obligations(passage)),
        confidence=confidence,
        span=piece.span,
    )


def duties_of(node: Node, bodies: Sequence[Body] = ()) -> list[Duty]:
    """Return the duties under a heading on organisation or duties.

    Args:
        node: the heading.
        bodies: the bodies already found under it; their places tell which sentences speak of them.
    """
    places: dict[int, list[str]] = {}
    for body in bodies:
        places.setdefault(body.span.start, []).append(body.name)
    return list(_duties(node, "", places, body=False))


def _duties(node: Node, unit: str, places: Mapping[int, list[str]], *, body: bool) -> Iterator[Duty]:
    """Walk down; ``unit`` is the one that the headings above name."""
    words = plan_words()
    title = node.title
    if any(title.startswith(role) for role in words.roles):
        return
    named = places.get(node.title_span.start, []) if title else []
    if named:
        unit, body = named[0], True
    elif title and (is_unit(title) or (not unit and _names_somebody(node))):
        unit, body = title, False
    elif title and unit and not _is_label(title):
        # A titled item under a unit: 牵头制定制度：…
        yield make_duty(unit, _whole(node), 0.85, body=body)
        return
    passage = passage_of(node.parts)
    yield from _stated(passage, unit, places, body=body)
    lines = passage.lines()
    last = lines[-1].text.rstrip("：: ") if lines else ""
    if last and is_unit(last) and not body:
        unit = last  # "科技部：" on its line, its duties numbered below
    elif not unit and not title and lines and lines[-1].span.start in places:
        unit, body = places[lines[-1].span.start][-1], True
    for child in node.children:
        yield from _duties(child, unit, places, body=body)


def _stated(passage: Passage, unit: str, places: Mapping[int, list[str]], *, body: bool) -> Iterator[Duty]:
    """Read the duties that running text states, line by line: labelled, or by a sentence that begins with the unit."""
    current = unit
    for line in passage.lines():
        if plan_words().role_label.match(line.text):
            continue  # 组长：行长
        alone = line.text.rstrip("：: ")
        if is_unit(alone) and not body:
            current = alone  # a department's name alone on its line heads the lines below it
            continue
        founded = [name for name in places.get(line.span.start, []) if name != unit]
        if founded or (body and not _LABEL.match(line.text)):
            yield from _body_line(line, [*([unit] if body and unit else []), *founded])
            continue
        owner, offset, sure = _owner(line.text, current, body=body)
        if owner:
            yield from _clauses(line.after(offset), owner, sure, body=body and owner == unit)
            current = unit or (owner if offset else current)


def _body_line(line: Piece, names: list[str]) -> Iterator[Duty]:
    """A line on one body or two (领导小组…；办公室设在…，负责…): naming the office switches to it."""
    office = next((name for name in names if "办公室" in name), "")
    current = names[0]
    for piece in line.passage().clauses():
        if office and "办公室" in piece.text:
            current = office
        label = plan_words().duty_label.match(piece.text)
        if label and label.end():
            piece = piece.after(label.end())
        if len(piece.text) >= _SHORTEST and not piece.text.endswith(("如下", "：", ":")):
            yield from _body_clause(piece, current)


def _owner(text: str, current: str, *, body: bool) -> tuple[str, int, float]:
    """Return whose duties a line states, where they begin on the line, and how sure that is."""
    words = plan_words()
    label = _LABEL.match(text)
    if label and is_unit(label["unit"]):
        return label["unit"], label.end(), 0.9
    if label and label["unit"] in words.lead_labels | words.supporting_labels:
        rest = text[label.end() :]
        acting = acting_unit(rest) or re.split(r"[。，；]", rest)[0]
        if is_unit(acting):
            return acting, label.end() + len(acting), 0.85
    if not (body and current):
        acting = acting_unit(text)
        if acting:
            return acting, len(acting), 0.8
    return current, 0, 0.9


def _clauses(rest: Piece, unit: str, sure: float, *, body: bool) -> Iterator[Duty]:
    for piece in rest.passage().clauses():
        label = plan_words().duty_label.match(piece.text)
        if label:
            piece = piece.after(label.end())
        if len(piece.text) < _SHORTEST or piece.text.endswith(("如下", "：", ":")):
            continue
        if body:
            yield from _body_clause(piece, unit)
        else:
            yield make_duty(acting_unit(piece.text) or unit, piece, sure)


def _body_clause(piece: Piece, unit: str) -> Iterator[Duty]:
    """Of a sentence on a body keep what it has to do: 办公室设在法律合规部，负责日常工作 → 负责日常工作."""
    words = plan_words()
    if words.body_duty.match(piece.text):
        yield make_duty(unit, piece, 0.8, body=True)
        return
    for match in re.finditer(r"[，,]", piece.text):
        if words.body_duty.match(piece.text[match.end() :]):
            yield make_duty(unit, piece.after(match.end()), 0.75, body=True)
            return
    if not words.not_duty.search(piece.text) and re.search(r"最高|机构|负责|职责", piece.text):
        yield make_duty(unit, piece, 0.5, body=True)


def _names_somebody(node: Node) -> bool:
    """Among duties a short label before a colon names whose they are (合规总监：…), even without a unit's ending."""
    title = node.title
    labelled = node.separator[:1] in {"：", ":"} and bool(node.text) and not node.children
    return labelled and len(title) <= _LONGEST_LABEL and not _is_label(title) and not plan_words().verb.match(title)


def _whole(node: Node) -> Piece:
    passage = passage_of_node(node, deep=True)
    return passage.piece(0, len(passage.text))


def _is_label(title: str) -> bool:
    """Headings that only announce duties (主要职责, 工作职责)."""
    return bool(re.fullmatch(r"[^，。；]{0,14}(?:职责|分工|如下|任务)", title))


def units_of(duties: Iterable[Duty]) -> set[str]:
    """Return the names of the units that have duties, to look for them in the rest of the plan."""
    names = {name for duty in duties if not duty.body for name in split_units(duty.name)}
    return {name for name in names if is_unit(name)}
