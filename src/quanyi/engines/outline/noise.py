"""Tells page furniture, web page surroundings and closing lines from the text, by ``data/noise.toml``."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from quanyi.engines.outline.lines import Line
from quanyi.engines.outline.markers import marker_at

_SEPARATORS = re.compile(r"[\s|｜/·•>＞»›\-_]+")
_CLOSING_REACH = 14  # lines before the end that may belong to the closing
_SHORT = 45  # an annex in a list of annexes


@dataclass(frozen=True, slots=True)
class _Pattern:
    reason: str
    match: Callable[[str], Any]
    longest: int
    edges: bool
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Patterns:
    noise: tuple[_Pattern, ...]
    menu: frozenset[str]
    menu_reason: str
    tail: re.Pattern[str]
    tail_reason: str
    date: re.Pattern[str]
    signature: re.Pattern[str]
    closing: re.Pattern[str]
    annexes: re.Pattern[str]


def mark_noise(lines: list[Line]) -> None:
    """Give every line that is noise its role and reason; nothing is removed."""
    patterns = _patterns()
    numbered = [place for place, line in enumerate(lines) if line.heading or marker_at(line.text)]
    first, last = (numbered[0], numbered[-1]) if numbered else (len(lines), -1)
    for place, line in enumerate(lines):
        if line.role or line.table or line.auto or (line.heading and line.reason):
            continue
        edge = place < first or place > last
        line.reason = _noise_reason(line.text, edge, patterns)
        line.role = "noise" if line.reason else ""
    _mark_contents(lines)
    _mark_tail(lines, patterns)


def mark_closing(lines: list[Line]) -> None:
    """Mark the closing lines (annexes, signature, date, circulation) at the end and before each annex."""
    _mark_annex_lists(lines)
    patterns = _patterns()
    ends = [place for place, line in enumerate(lines) if _is_annex(line)] + [len(lines)]
    for end in ends:
        place = end - 1
        while place >= 0 and place >= end - _CLOSING_REACH:
            line = lines[place]
            if line.role == "noise" or line.role == "closing":
                place -= 1
                continue
            kind = _closing_kind(line, lines[place + 1 : end], patterns)
            if not kind:
                break
            line.role, line.reason = "closing", kind
            place -= 1


def _noise_reason(text: str, edge: bool, patterns: _Patterns) -> str:
    words = [word for word in _SEPARATORS.split(text) if word]
    if words and (edge or len(words) > 1) and all(word in patterns.menu for word in words):
        return patterns.menu_reason
    for pattern in patterns.noise:
        if len(text) > pattern.longest or (pattern.edges and not edge):
            continue
        if pattern.match(text) and not (pattern.unless and pattern.unless.search(text)):
            return pattern.reason
    return ""


def _mark_contents(lines: list[Line]) -> None:
    """Below 目录 the headings stand once more; those lines are the table of contents, with page numbers or without."""
    start = next((place for place, line in enumerate(lines) if re.fullmatch(r"目\s*[录次]", line.text)), None)
    if start is None:
        return
    bare = [re.sub(r"[\s.．·…]*\d*$", "", line.text) for line in lines]
    seen: set[str] = set()
    for place in range(start + 1, len(lines)):
        line, text = lines[place], bare[place]
        if text in seen or (not line.role and text not in bare[place + 1 :]):
            break
        seen.add(text)
        line.role, line.reason = "noise", "table of contents"
    if seen:
        lines[start].role, lines[start].reason = "noise", "table of contents"


def _mark_tail(lines: list[Line], patterns: _Patterns) -> None:
    """Everything below "related documents" is the page's, unless the numbering of the document goes on there."""
    start = next(
        (place for place, line in enumerate(lines) if not line.table and patterns.tail.fullmatch(line.text)), None
    )
    if start is None or start < len(lines) // 3:
        return
    last = dict(_key(line) for line in lines[:start] if not line.role)
    for line in lines[start:]:
        scheme, ordinal = _key(line)
        # The article goes on below an inserted block when its own numbering goes on; a short "2. …" may be a link.
        goes_on = ordinal is not None and ordinal > 1 and last.get(scheme) == ordinal - 1
        if goes_on and (scheme in {"han", "han-paren"} or len(line.text) > _SHORT):
            return
        if not line.role:
            line.role, line.reason = "noise", patterns.tail_reason


def _key(line: Line) -> tuple[str, int | None]:
    marker = None if line.table else marker_at(line.text)
    return (marker.scheme, marker.ordinal) if marker else ("", None)


def _mark_annex_lists(lines: list[Line]) -> None:
    """Mark "附件：1.…" and the lines 2., 3. … that follow it."""
    patterns = _patterns()
    expected = 0
    for line in lines:
        if line.role or line.table:
            continue
        marker = marker_at(line.text)
        if (
            expected
            and marker
            and marker.scheme == "arabic"
            and marker.ordinal == expected
            and len(line.text) <= _SHORT
        ):
            line.role, line.reason = "closing", "list of annexes"
            expected += 1
            continue
        expected = 0
        if patterns.annexes.fullmatch(line.text) and not _is_annex(line) and len(line.text) <= 2 * _SHORT:
            line.role, line.reason = "closing", "list of annexes"
            rest = re.split(r"[:：]", line.text, maxsplit=1)[1].strip()
            first = marker_at(rest)
            expected = 1 if not rest else 2 if first and first.ordinal == 1 else 0


def _is_annex(line: Line) -> bool:
    marker = None if line.table or line.role else marker_at(line.text)
    return marker is not None and marker.scheme == "annex"


def _closing_kind(line: Line, after: list[Line], patterns: _Patterns) -> str:
    if line.table or line.heading or line.auto:
        return ""
    if patterns.date.fullmatch(line.text):
        return "date"
    if patterns.closing.fullmatch(line.text):
        return "closing line"
    if patterns.signature.fullmatch(line.text) and not marker_at(line.text):
        dated = any(following.reason == "date" for following in after) or re.search(r"\d\s*日", line.text)
        return "signature" if dated else ""
    return ""


@cache
def _patterns() -> _Patterns:
    data = tomllib.loads(resources.files(__package__).joinpath("data/noise.toml").read_text(encoding="utf-8"))
    noise = tuple(
        _Pattern(
            reason=entry["reason"],
            match=re.compile(entry["match"]).match
            if entry.get("starts_only")
            else re.compile(entry["match"]).fullmatch,
            longest=entry["longest"],
            edges=entry.get("edges", False),
            unless=re.compile(entry["unless"]) if "unless" in entry else None,
        )
        for entry in data["pattern"]
    )
    closing = data["closing"]
    return _Patterns(
        noise=noise,
        menu=frozenset(data["menu"]["words"]),
        menu_reason=data["menu"]["reason"],
        tail=re.compile(data["tail"]["match"]),
        tail_reason=data["tail"]["reason"],
        date=re.compile(closing["date"]),
        signature=re.compile(closing["signature"]),
        closing=re.compile(closing["line"]),
        annexes=re.compile(closing["annexes"]),
    )
