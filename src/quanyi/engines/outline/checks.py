"""What a reader should be warned of: numbers out of sequence, and a document that breaks off."""

import re
from collections.abc import Mapping, Sequence

from quanyi.engines.outline.lexicon import plan_words
from quanyi.engines.outline.lines import Line
from quanyi.engines.outline.nesting import Head
from quanyi.engines.outline.tree import Caution, Node, Span

_ENDS = frozenset("。！？!?.）)”」》】")
_PAIRS = (("（", "）"), ("《", "》"), ("“", "”"), ("(", ")"))
_SHOWN = 24


def numbering_cautions(source: str, roots: Sequence[Node], heads: Mapping[int, Head]) -> list[Caution]:
    """Warn of numbers that repeat, go back or skip among siblings; the numbers themselves are kept as written."""
    cautions: list[Caution] = []
    latest: dict[str, int] = {}
    for siblings in _families(roots):
        previous: dict[str, int] = {}
        for node in siblings:
            if node.ordinal is None or id(node) not in heads:
                continue
            before = previous.get(node.scheme)
            sentence = _judge(node, before, latest.get(node.scheme, 0))
            if sentence:
                code, text = sentence
                label = node.title or node.text
                cautions.append(caution(code, f"{text}: “{(node.number + label)[:_SHOWN]}”", source, node.span))
            previous[node.scheme] = latest[node.scheme] = node.ordinal
    return sorted(cautions, key=lambda each: each.span.start)


def broken_off(source: str, lines: Sequence[Line], heads: Sequence[Head | None]) -> list[Caution]:
    """Warn when the last line of the document ends in mid-sentence or is a heading with nothing under it."""
    place = next((i for i in range(len(lines) - 1, -1, -1) if not lines[i].role), -1)
    if place < 0 or lines[place].table or any(line.role == "closing" for line in lines[place + 1 :]):
        return []
    line, head = lines[place], heads[place]
    text, span = line.text, Span(line.start, line.end)
    unbalanced = any(text.count(opening) > text.count(closing) for opening, closing in _PAIRS)
    if text[-1] in _ENDS and not unbalanced:
        return []
    if text[-1] in "；;" and not unbalanced:
        return [
            caution(
                "broken-off",
                f"the document ends with a semicolon; perhaps it is cut off: “…{text[-_SHOWN:]}”",
                source,
                span,
            )
        ]
    running = unbalanced or any(each.text[-1] in "。；" for each in lines if not each.role)
    if not running:
        return []
    if plan_words().unit_label.fullmatch(text[head.length :].strip() if head else text):
        return []  # 完成时限：每季度末
    bare = head is not None and not re.search("[：:，,、。；]", text[head.length :])
    what = "with a heading that has no text" if bare else "in mid-sentence"
    return [caution("broken-off", f"the document breaks off {what}: “…{text[-_SHOWN:]}”", source, span)]


def caution(code: str, message: str, source: str, span: Span) -> Caution:
    """Return a warning with the line number of its place."""
    return Caution(code, message, source.count("\n", 0, span.start) + 1, span)


def _judge(node: Node, before: int | None, latest: int) -> tuple[str, str] | None:
    ordinal = node.ordinal or 0
    if before is None:
        if ordinal in {1, latest + 1}:
            return None
        return "numbering-skips", f"the first number of its list is not 1 but {ordinal}"
    if ordinal == before + 1:
        return None
    if ordinal == before:
        return "numbering-repeats", f"number {ordinal} stands twice"
    if ordinal == 1:
        return "numbering-restarts", f"the numbering begins again at 1 after {before}"
    if ordinal < before:
        return "numbering-restarts", f"the numbering goes back from {before} to {ordinal}"
    return "numbering-skips", f"the numbering jumps from {before} to {ordinal}"


def _families(roots: Sequence[Node]) -> list[Sequence[Node]]:
    """Return the lists of siblings in the order in which their first member stands."""
    families: list[Sequence[Node]] = [roots]
    for root in roots:
        families += [node.children for node in root.walk() if node.children]
    return families
