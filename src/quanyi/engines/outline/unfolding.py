"""Splits lines in which a whole passage ran together: "二、职责（一）领导小组……（二）办公室 1.……2.……"."""

import re
from dataclasses import dataclass
from itertools import pairwise

from quanyi.engines.outline.lines import EDGES, Line
from quanyi.engines.outline.markers import RANKS, marker_at

_CANDIDATE = re.compile(r"[（(〔㈠-㈩一二三四五六七八九十0-9０-９①-⑳⑴-⒇第]")
_BREAKS = frozenset("。；;：:！!？?…”」）)")
_REFERS = re.compile(
    r"(?:第|前款|上述|本方案|本办法|按照|依照|根据|参照|见|至|和|、|及|第[一二三四五六七八九十\d]+[章条款部分]+)$"
)
_HEAD_LENGTH = 34  # a heading before its first item on the same line
_SHORTEST = 12  # shorter lines hold no second number


@dataclass(slots=True)
class _Found:
    place: int
    scheme: str
    ordinal: int
    chain: int = 0


def unfold(lines: list[Line]) -> list[Line]:
    """Return the lines with run-together ones split before each inner number that belongs to a sequence.

    A line is split when it begins with a heading followed by such a sequence, or when sequences of two kinds run
    through it.
    Enumerations inside a sentence ("包括：（1）姓名；（2）证件号码") stay where they are.
    """
    result: list[Line] = []
    for line in lines:
        cuts = [] if line.table or line.role or len(line.text) < _SHORTEST else _cuts(line.text)
        bounds = [0, *cuts, len(line.text)]
        if not cuts:
            result.append(line)
            continue
        pieces = [line.part(start, end) for start, end in pairwise(bounds)]
        if line.bold and line.bold <= cuts[0]:
            pieces[0].bold = line.bold
        pieces[0].wrapped = line.wrapped
        result += [piece for piece in pieces if piece.text]
    return result


def _cuts(text: str) -> list[int]:
    found = _chained(_candidates(text))
    if not found:
        return []
    head = marker_at(text)
    inner = [each for each in found if each.place > 0]
    if not inner:
        return []
    schemes = {each.scheme for each in found}
    first = inner[0]
    before = text[head.length if head else 0 : first.place].strip(EDGES)
    heading_first = (
        head is not None and len(before) <= _HEAD_LENGTH and not re.search(r"[。；;，,！]", before.rstrip("。：:"))
    )
    outer = {"han", "han-paren"} & schemes
    if heading_first or (outer and len(schemes) > 1) or "han" in schemes:
        return [each.place for each in inner]
    return []


def _candidates(text: str) -> list[_Found]:
    found = []
    for match in _CANDIDATE.finditer(text):
        place = match.start()
        marker = marker_at(text[place : place + 24])
        if marker is None or not marker.ordinal or marker.scheme not in RANKS:
            continue
        if marker.scheme not in {"han", "han-paren", "arabic", "arabic-paren", "circled"}:
            continue
        before = text[:place]
        clean = before.rstrip(EDGES)
        at_break = not clean or clean[-1] in _BREAKS or (clean != before and marker.scheme != "arabic-paren")
        if marker.scheme == "han-paren":
            at_break = not _REFERS.search(clean[-12:])
        if marker.scheme in {"arabic-paren", "circled"} and _inside_sentence(clean):
            continue
        if at_break and text[place + marker.length :].strip(EDGES):
            found.append(_Found(place, marker.scheme, marker.ordinal))
    return found


def _inside_sentence(before: str) -> bool:
    """包括：（1）姓名；（2）… enumerates inside a sentence; 职责：（1）… heads a list."""
    clause = re.split(r"[。；;]", before)[-1]
    return before.endswith(("：", ":")) and bool(re.search(r"[，,]|包括|如下|分别|例如", clause))


def _chained(found: list[_Found]) -> list[_Found]:
    """Keep the numbers that count on from 1 (or from the line's own number), two at least to a sequence."""
    kept: list[_Found] = []
    expected: dict[str, int] = {}
    chain_of: dict[str, int] = {}
    chains = 0
    for each in found:
        rank = RANKS[each.scheme]
        wanted = expected.get(each.scheme, 1)
        if each.ordinal != wanted and each.place > 0:
            continue
        if each.scheme not in expected:
            chains += 1
            chain_of[each.scheme] = chains
        each.chain = chain_of[each.scheme]
        expected = {scheme: value for scheme, value in expected.items() if RANKS[scheme] <= rank}
        expected[each.scheme] = each.ordinal + 1
        kept.append(each)
    sizes: dict[int, int] = {}
    for each in kept:
        sizes[each.chain] = sizes.get(each.chain, 0) + 1
    first_of_pair = kept[1:2] if kept and kept[0].place == 0 and kept[0].scheme == "han" else []
    lone = {id(each) for each in first_of_pair if each.scheme == "han-paren" and each.place <= _HEAD_LENGTH}
    return [each for each in kept if sizes[each.chain] > 1 or each.place == 0 or id(each) in lone]
