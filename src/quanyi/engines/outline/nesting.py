"""Decides which numbers are numbers, which of them stand inside which, and builds the tree."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from quanyi.engines.outline.headings import split_heading
from quanyi.engines.outline.lines import Line
from quanyi.engines.outline.markers import RANKS, Marker, marker_at
from quanyi.engines.outline.tree import Node, Part, Role, Span

_BOLD_HEADING = 10  # an unnumbered line all in bold ranks below every heading style
_LONGEST_BOLD = 30
_FEWEST_BOLD = 2
_LONGEST_STYLED = 60
_FARTHEST = 40  # higher numbers open no list
_DECIMAL_GAP = 3


@dataclass(slots=True)
class Head:
    """A line that opens a node: its number, or its heading style, or both."""

    line: Line
    scheme: str
    ordinal: int | None
    length: int
    heading: int | None
    depth: int = 0


@dataclass(slots=True)
class _Open:
    head: Head
    node: Node


@dataclass(slots=True)
class Order:
    """Which scheme stands inside which: by custom, except where the document's own sequences show the reverse."""

    reversed_pairs: set[tuple[str, str]] = field(default_factory=set)

    def inside(self, inner: Head, outer: Head) -> bool:
        """Return whether a new head belongs under an open one."""
        if inner.scheme == outer.scheme != "heading":
            deeper = inner.scheme.startswith(("bullet", "auto")) and inner.depth > outer.depth
            return deeper or (inner.heading is not None and outer.heading is not None and inner.heading > outer.heading)
        if inner.scheme == "heading":
            if outer.heading is not None:
                return (inner.heading or 0) > outer.heading
            return _rank(outer) <= RANKS["han-paren"] and (inner.heading or 0) > 1
        if outer.scheme == "heading":
            return inner.heading is None or outer.heading is None or inner.heading > outer.heading
        swapped = (inner.scheme, outer.scheme) in self.reversed_pairs
        return (_rank(inner) > _rank(outer)) != swapped


def find_heads(lines: Sequence[Line]) -> list[Head | None]:
    """Return for each line the head it is, None for running text, tables, noise and the like."""
    heads: list[Head | None] = []
    last: dict[str, int] = {}
    decimals: dict[str, int] = {}
    pseudo = _bold_headings(lines)
    bare = any(re.match(r"\d{1,2}[.．]\d{1,2}[ \u3000\t.．]", line.text) for line in lines)
    for line in lines:
        head = None
        if not line.role and not line.table:
            marker = _accepted(line, last, decimals) or (_bare(line, last) if bare else None)
            if marker:
                head = Head(line, marker.scheme, marker.ordinal, marker.length, line.heading, line.list_depth)
                if marker.ordinal is not None:
                    last[marker.scheme] = marker.ordinal
            elif line.heading is not None and not _is_prose(line.text):
                head = Head(line, "heading", None, 0, line.heading)
            elif id(line) in pseudo:
                head = Head(line, "heading", None, 0, _BOLD_HEADING)
        heads.append(head)
    return heads


def learn_order(heads: Sequence[Head | None]) -> Order:
    """Learn from the sequences of the document where an outer kind of number is used inside an inner one.

    A kind T holds a kind S when S begins again at 1 behind T's n and T goes on with n + 1 afterwards.
    """
    marks = [(head.scheme, head.ordinal) for head in heads if head and head.ordinal is not None]
    schemes = sorted({scheme for scheme, _ in marks if scheme in RANKS}, key=lambda scheme: RANKS[scheme])
    order = Order()
    for place, outer in enumerate(schemes):
        for inner in schemes[place + 1 :]:
            if _evidence(marks, inner, outer) > _evidence(marks, outer, inner):
                order.reversed_pairs |= {(outer, inner), (inner, outer)}
    return order


def build(lines: Sequence[Line], heads: Sequence[Head | None]) -> tuple[list[Part], list[Node], dict[int, Head]]:
    """Build the tree.

    Returns:
        The parts before the first heading, the outermost nodes, and for each node (by ``id``) its head.
    """
    order = learn_order(heads)
    front: list[Part] = []
    roots: list[Node] = []
    origin: dict[int, Head] = {}
    stack: list[_Open] = []
    for place, (line, head) in enumerate(zip(lines, heads, strict=True)):
        if line.role == "title":
            continue
        if head is None:
            (stack[-1].node.parts if stack else front).append(_part(line))
            continue
        _close(stack, head, order)
        continued = place + 1 < len(lines) and lines[place + 1].wrapped
        node = _node(head, len(stack) + 1, _followed(place, heads, lines, head, order), continued)
        (stack[-1].node.children if stack else roots).append(node)
        origin[id(node)] = head
        stack.append(_Open(head, node))
    return front, roots, origin


def _close(stack: list[_Open], head: Head, order: Order) -> None:
    """Take from the stack what the new head does not belong under."""
    popped: Head | None = None
    while stack:
        top = stack[-1].head
        if order.inside(head, top):
            return
        same_but_styled = top.scheme == head.scheme and top.heading is not None and head.heading is None
        continues = popped is not None and popped.scheme == head.scheme and popped.heading is None
        if same_but_styled and head.ordinal is not None and (head.ordinal == 1 or continues):
            return  # "1." as body text under "1." as a styled heading
        popped = top
        stack.pop()


def _node(head: Head, level: int, followed: bool, continued: bool) -> Node:
    line, text = head.line, head.line.text
    styled = head.heading is not None and not _is_prose(text)
    if head.scheme == "heading":
        title_end = text_start = len(text)
        if head.heading != _BOLD_HEADING:
            title_end = len(text.rstrip("：:")) or len(text)
    else:
        hints = {"followed": followed, "continued": continued, "styled": styled}
        split = split_heading(text, head.length, head.scheme, bold=line.bold, **hints)
        title_end, text_start = split.title_end, split.text_start
    number = text[: head.length]
    title = text[head.length : title_end].strip()
    title_start = text.find(title, head.length) if title else head.length
    node = Node(
        level=level,
        number=number,
        ordinal=head.ordinal,
        scheme=head.scheme,
        title=title,
        separator=text[title_end:text_start].strip() if title else "",
        span=Span(line.start, line.start + text_start),
        title_span=Span(line.start + title_start, line.start + title_start + len(title)),
    )
    body = text[text_start:]
    if body:
        node.parts.append(Part("text", body, Span(line.start + text_start, line.end)))
    return node


def _part(line: Line) -> Part:
    roles: dict[str, Role] = {"noise": "noise", "closing": "closing"}
    role: Role = "table" if line.table else roles.get(line.role, "text")
    return Part(role, line.text, Span(line.start, line.end), line.wrapped, line.reason, line.table)


def _followed(place: int, heads: Sequence[Head | None], lines: Sequence[Line], head: Head, order: Order) -> bool:
    """Return whether running text or a deeper head follows the line at ``place``."""
    for line, following in zip(lines[place + 1 :], heads[place + 1 :], strict=True):
        if line.role:
            continue
        return following is None or order.inside(following, head)
    return False


def _is_prose(text: str) -> bool:
    """A paragraph that wears a heading style by mistake, as happens in WPS files, is running text."""
    return len(text) > _LONGEST_STYLED or (len(text) > _LONGEST_BOLD and text[-1] in "。；")


def _accepted(line: Line, last: dict[str, int], decimals: dict[str, int]) -> Marker | None:
    """Return the number at the line's head when it can be one in its place in the document."""
    marker = marker_at(line.text)
    if line.auto and (marker is None or abs(marker.length - line.auto) > 1):
        return Marker(f"auto-{line.list_depth}", None, line.auto)
    if marker is None:
        return None
    if marker.length >= len(line.text) and marker.scheme != "annex":
        return None  # a number without text is page furniture or an empty item
    expected = marker.ordinal is not None and last.get(marker.scheme, 0) + 1 == marker.ordinal
    if line.auto:
        return marker
    if marker.scheme.startswith("decimal"):
        return marker if _decimal_fits(line.text[: marker.length], decimals) else None
    if marker.scheme == "letter" and not (expected or marker.ordinal == 1):
        return None
    if marker.scheme == "arabic" and not expected and (marker.ordinal or 0) > _FARTHEST:
        return None
    if line.wrapped and not (expected or marker.ordinal == 1):
        return None
    return marker


def _bare(line: Line, last: dict[str, int]) -> Marker | None:
    """A number with a blank only ("3 工作措施"), in documents that number 3.1 below it (GB/T 1.1-2020, 7.3)."""
    match = re.match(r"(\d{1,2})[ \u3000\t]+(?=[\u4e00-\u9fff])", line.text)
    if not match or line.wrapped or len(line.text) > _LONGEST_BOLD or line.text[-1] in "。；;，,":
        return None
    ordinal = int(match[1])
    return Marker("arabic", ordinal, len(match[1])) if ordinal == last.get("arabic", 0) + 1 else None


def _decimal_fits(number: str, decimals: dict[str, int]) -> bool:
    """3.1 opens a list and 3.2 continues it; 3.15 alone is a date."""
    numbers = re.split(r"[.．]", number.strip(".．、"))
    prefix, value = ".".join(numbers[:-1]), int(numbers[-1])
    before = decimals.get(prefix, 0)
    fits = value > 0 and value - before <= (1 if not before else _DECIMAL_GAP)
    if fits:
        decimals[prefix] = value
    return fits


def _bold_headings(lines: Sequence[Line]) -> set[int]:
    """Return the (ids of the) unnumbered lines all in bold that head paragraphs which are not."""
    found = set()
    for line, following in pairwise(lines):
        plain = (
            line.bold_all and not (line.role or line.table or line.heading or line.centred) and not marker_at(line.text)
        )
        if plain and len(line.text) <= _LONGEST_BOLD and line.text[-1] not in "。；;，,、" and not following.bold_all:
            found.add(id(line))
    return found if len(found) >= _FEWEST_BOLD else set()


def _evidence(marks: Sequence[tuple[str, int | None]], outer: str, inner: str) -> int:
    """Count how often ``inner`` begins at 1 behind ``outer`` n and ``outer`` then goes on with n + 1."""
    count, current, begun = 0, 0, False
    before = ""
    for scheme, ordinal in marks:
        if scheme == outer:
            count += begun and ordinal == current + 1
            current, begun = ordinal or 0, False
        elif scheme == inner and ordinal == 1 and before == outer:
            begun = True
        if scheme in {outer, inner}:
            before = scheme
        elif RANKS.get(scheme, 99) < min(RANKS[outer], RANKS[inner]):
            current, begun, before = 0, False, ""
    return count


def _rank(head: Head) -> float:
    if head.scheme.startswith("auto"):
        return RANKS["arabic"] + head.depth + 0.5
    return RANKS.get(head.scheme, RANKS["bullet"])
