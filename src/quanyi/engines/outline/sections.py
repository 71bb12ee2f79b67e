"""Finds the parts of a plan: objectives, bodies, duties, measures, supervision, support, timetable."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quanyi.engines.outline.lexicon import plan_words
from quanyi.engines.outline.tree import Document, Node
from quanyi.engines.outline.units import is_unit

#: Inside these, a child's title does not change what the part is (重点工作 / （四）完善考核评价).
SETTLED = frozenset({"measures", "supervision", "support", "timetable"})
_CONTAINERS = frozenset({"annex", "heading", "part", "chapter"})
AREAS = ("measures", "supervision", "support")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the kinds of plan part it stands for; ``sure`` when its own title or an ancestor's says so."""

    node: Node
    kinds: frozenset[str]
    path: tuple[str, ...]
    sure: bool

    def has(self, kind: str) -> bool:
        """Return whether the section is of this kind."""
        return kind in self.kinds


def classify(title: str) -> frozenset[str]:
    """Return the kinds of part that a title stands for."""
    words = plan_words()
    kinds = {kind for kind, pattern in words.sections.items() if pattern.search(title)}
    for kind in tuple(kinds):
        kinds -= words.drops[kind]
    return frozenset(kinds)


def sections(document: Document) -> list[Section]:
    """Return the sections that carry content of one kind: the topmost headings whose whole content is of that kind."""
    found: list[Section] = []
    for node in document.nodes:
        found += _sections(node, frozenset(), (), sure=False)
    return found


def _sections(node: Node, inherited: frozenset[str], path: tuple[str, ...], *, sure: bool) -> Iterator[Section]:
    own = classify(node.title) if node.title else frozenset()
    kinds = _by_content(node, _settle(node, own, inherited)) if not inherited else _settle(node, own, inherited)
    sure = sure or bool(own)
    if not kinds:
        yield from _unknown(node, path, sure)
        return
    if kinds & SETTLED or not _refines(node.children, kinds):
        yield Section(node, kinds, path, sure)
        return
    if node.text:
        yield Section(_without_children(node), kinds, path, sure)
    deeper = (*path, node.title) if node.title else path
    for child in node.children:
        yield from _sections(child, kinds, deeper, sure=sure)


def _unknown(node: Node, path: tuple[str, ...], sure: bool) -> Iterator[Section]:
    """A heading that says nothing: a mere container is looked into; else it is taken for a theme with measures."""
    if node.scheme not in _CONTAINERS or not any(each.title and classify(each.title) for each in node.walk()):
        yield Section(node, frozenset({"measures"}), path, sure=False)
        return
    if node.text:
        yield Section(_without_children(node), frozenset({"measures"}), path, sure=False)
    for child in node.children:
        yield from _sections(child, frozenset(), (*path, node.title or node.number), sure=sure)


def _settle(node: Node, own: frozenset[str], inherited: frozenset[str]) -> frozenset[str]:
    if inherited & SETTLED:
        return inherited
    if not inherited:
        return own
    if inherited & {"bodies", "duties"}:
        named = own & {"bodies", "duties"}
        if named:
            return named
        return frozenset({"duties"}) if "duties" in inherited and node.title and is_unit(node.title) else inherited
    return (own & inherited) or inherited


def _by_content(node: Node, kinds: frozenset[str]) -> frozenset[str]:
    """组织保障 and 组织领导 head a body and its members in one plan, and an appeal to leadership in the next."""
    if kinds not in ({"bodies"}, {"support"}) or "组织" not in node.title:
        return kinds
    words = plan_words()
    content = "\n".join(each.title + each.separator + each.text for each in node.walk())
    staffed = bool(words.role_label.search(content) or words.role_named.search(content))
    named = "bodies" in kinds and bool(words.sections["bodies"].search(content.replace(node.title, "")))
    return frozenset({"bodies" if staffed or named else "support"})


def _refines(children: Sequence[Node], kinds: frozenset[str]) -> bool:
    """Return whether a child's title tells more than its parent's does (指导思想 under 指导思想与总体目标)."""
    own = [classify(child.title) - SETTLED for child in children if child.title]
    return any(each and each != kinds for each in own)


def _without_children(node: Node) -> Node:
    return Node(
        node.level,
        node.number,
        node.ordinal,
        node.scheme,
        node.title,
        node.separator,
        node.span,
        node.title_span,
        node.parts,
        [],
    )
