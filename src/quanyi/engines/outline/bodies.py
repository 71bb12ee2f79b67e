"""Drafts the bodies of a plan (领导小组, 办公室, 委员会) with chair, deputies and members."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from quanyi.engines.outline.lexicon import plan_words
from quanyi.engines.outline.passages import Passage, Piece, passage_of_node
from quanyi.engines.outline.tree import Node, Span
from quanyi.engines.outline.units import split_units, unit_name

_LONGEST_HOLDER = 60
_SEGMENT_STOPS = "，,。；;"


@dataclass(slots=True)
class Body:
    """A body: its name, who chairs it, the deputies, the members, and the unit where an office is seated."""

    name: str
    span: Span
    chair: list[str] = field(default_factory=list)
    deputies: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    seat: str = ""
    confidence: float = 0.5

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "name": self.name,
            "chair": "、".join(self.chair),
            "deputies": self.deputies,
            "members": self.members,
            "seat": self.seat,
            "confidence": self.confidence,
            "span": [self.span.start, self.span.end],
        }


def bodies_of(node: Node, before: Sequence[Body] = ()) -> list[Body]:
    """Return the bodies that a section on organisation names, in order; ``before`` are those of earlier sections.

    A heading that names a body opens one; so does "成立…领导小组" and "办公室设在…部" in the text.
    """
    found = list(before)
    _gather(node, None, found)
    return merged(found[len(before) :])


def merged(found: Sequence[Body]) -> list[Body]:
    """Return each body once, with all that was said of it."""
    bodies: dict[str, Body] = {}
    for body in found:
        same = bodies.setdefault(body.name, body)
        if same is not body:
            same.chair += [each for each in body.chair if each not in same.chair]
            same.deputies += [each for each in body.deputies if each not in same.deputies]
            same.members += [each for each in body.members if each not in same.members]
            same.seat = same.seat or body.seat
    for body in bodies.values():
        body.confidence = 0.95 if body.chair and body.members else 0.85 if body.chair or body.seat else 0.6
    return list(bodies.values())


def body_named(title: str) -> str:
    """Return the body that a heading names (成立消保领导小组 → 消保领导小组), else nothing."""
    words = plan_words()
    clean = re.sub(
        r"^(?:成立|设立|组建|建立|健全|完善|明确|总行|本行)", "", re.sub(r"[（(][^）)]*[）)]", "", title)
    ).strip()
    match = words.body_name.match(clean)
    return match[0] if match and len(match[0]) > 1 else ""


def read_roles(passage: Passage, body: Body) -> None:
    """Read chair, deputies and members out of a passage into ``body``."""
    words = plan_words()
    for line in passage.lines():
        labels = list(words.role_label.finditer(line.text))
        ends = [*(label.start() for label in labels[1:]), len(line.text)]
        for label, end in zip(labels, ends, strict=False):
            value = line.text[label.end() : end]
            _hold(body, words.roles[_closed(label["role"])], re.split(r"[。；;]", value)[0])
        if labels:
            continue
        for segment in re.split(f"[{_SEGMENT_STOPS}]", line.text):
            if len(segment) > 2 * _LONGEST_HOLDER:
                continue
            for pattern in words.role_clause:
                match = pattern.match(segment.strip())
                if match and len(match["who"]) <= _LONGEST_HOLDER:
                    _hold(body, words.roles[_closed(match["role"])], re.sub(r"^.*由(?=[^由]+$)", "", match["who"]))
                    break


def _gather(node: Node, current: Body | None, found: list[Body]) -> None:
    words = plan_words()
    named = body_named(node.title)
    if named.endswith("办公室") and not re.search("小组|委员会|专班|工作办公室|保护办公室", named):
        # 办公室 is also the name of a department; it is the group's office when it is said to be seated somewhere.
        named = named if words.seat.search(node.text) or found[-1:] == [current] else ""
    if named:
        current = Body(_qualified(named, found), node.title_span)
        found.append(current)
    passage = passage_of_node(node, deep=False, title=node.title in words.roles)
    for line in passage.lines():
        current = _of_line(line, current, found)
        if current is None and words.role_label.match(line.text):
            current = Body("领导小组", line.span)  # 组长：… under 组织架构, the group itself unnamed
            found.append(current)
        if current:
            read_roles(line.passage(), current)
    for child in node.children:
        _gather(child, current, found)


def _of_line(line: Piece, current: Body | None, found: list[Body]) -> Body | None:
    """Return the body that a line speaks of: one that it founds, an office that it seats, or the one before."""
    words = plan_words()
    founded, seat = words.founded.search(line.text), words.seat.search(line.text)
    name = founded["name"] if founded else ""
    if name and "办公室" not in name and not (current and _same(current.name, name)):
        current = Body(name, line.span)
        found.append(current)
    office = (seat["name"] if seat else "") or (name if "办公室" in name else "")
    if not (office or (seat and current and "办公室" in current.name)):
        return current
    if current is None or "办公室" not in current.name:
        # The founding sentence goes on about the group; only a line that begins with the office is about the office.
        made = Body(_qualified(re.sub(r"^(?:下设|其)", "", office), found), line.span)
        about_office = not (founded and "办公室" not in name)
        found.append(made)
        target, current = made, made if about_office else current
    else:
        target = current
    if seat and not target.seat:
        target.seat = re.sub(r"^(?:总行|本行|我行)(?=.)", "", seat["unit"])
    return current


def _qualified(name: str, found: list[Body]) -> str:
    """办公室 alone is the office of the group named before."""
    group = next((body.name for body in reversed(found) if "办公室" not in body.name), "")
    return f"{group}办公室" if name == "办公室" and group else name


def _closed(role: str) -> str:
    """组　长 is typed with blanks to align with 副组长."""
    return re.sub(r"\s", "", role)


def _same(name: str, other: str) -> bool:
    return name.endswith(other) or other.endswith(name)


def _hold(body: Body, kind: str, value: str) -> None:
    holders = [unit_name(each).printed for each in split_units(value.strip(" 　，,。"))]
    target = {"chair": body.chair, "deputy": body.deputies, "member": body.members}[kind]
    target += [holder for holder in holders if holder not in target]
