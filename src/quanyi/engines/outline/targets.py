"""Finds numbers one can be held to (不低于95%, 全覆盖, 零发生) and the regulations and policies named (《…办法》)."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from quanyi.engines.outline.passages import Passage
from quanyi.engines.outline.tree import Span

_TITLE = re.compile(
    r"《(?P<name>[^《》]{1,80}(?:《[^《》]{1,60}》[^《》]{0,30})?)》(?:\s*[（(]\s*(?P<paper>[^（）()]{2,40}?号)\s*[）)])?"
)
_METRIC_STOPS = re.compile(r"[，。；：、\n]|(?:确保|实现|力争|做到|保持|使|将|争取|达成|要求|其中)")
_LONGEST_METRIC = 24


@dataclass(frozen=True, slots=True)
class Target:
    """A number to reach; ``metric`` is the words before it, ``operator`` one of ``>= <= > < = change within``."""

    text: str
    metric: str
    operator: str
    value: float
    unit: str
    confidence: float
    span: Span

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "text": self.text,
            "metric": self.metric,
            "operator": self.operator,
            "value": self.value,
            "unit": self.unit,
            "confidence": self.confidence,
            "span": [self.span.start, self.span.end],
        }


@dataclass(frozen=True, slots=True)
class Obligation:
    """A regulation or policy named in the text.

    ``kind`` is ``basis`` (根据《…》), ``own`` (修订《…》: a paper the bank makes), or ``named``.
    """

    name: str
    paper: str
    kind: str
    confidence: float
    span: Span

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "name": self.name,
            "paper": self.paper,
            "kind": self.kind,
            "confidence": self.confidence,
            "span": [self.span.start, self.span.end],
        }


@dataclass(frozen=True, slots=True)
class _Words:
    number: re.Pattern[str]
    absolute: tuple[tuple[re.Pattern[str], str, float, str], ...]
    operators: dict[str, str]
    terms: frozenset[str]
    basis: re.Pattern[str]
    own: re.Pattern[str]
    regulation: re.Pattern[str]


def targets(passage: Passage) -> list[Target]:
    """Return the targets of a passage in the order of the text."""
    words, text = _words(), passage.text
    found: list[Target] = []
    for match in words.number.finditer(text):
        operator = words.operators[match["operator"]] if match["operator"] else "="
        if match["within"] and match["unit"] in words.terms:
            operator = "within"
        elif not match["operator"] and match["unit"] not in {"%", "％", "‰"}:
            continue  # a bare number is no target; a bare percentage is
        value = _value(match["value"])
        confidence = 0.9 if operator != "=" or match["operator"] else 0.7
        found.append(_target(passage, match.span(), operator, value, match["unit"].replace("％", "%"), confidence))
    for pattern, operator, value, unit in words.absolute:
        found += [_target(passage, match.span(), operator, value, unit, 0.8) for match in pattern.finditer(text)]
    found.sort(key=lambda each: (each.span.start, -each.span.end))
    kept: list[Target] = []
    for each in found:
        if not kept or each.span.start >= kept[-1].span.end:
            kept.append(each)
    return kept


def obligations(passage: Passage) -> list[Obligation]:
    """Return the papers named in 《》, each with what the words before it say of it."""
    words, found = _words(), []
    for match in _TITLE.finditer(passage.text):
        before = re.split(r"[。；\n]", passage.text[max(0, match.start() - 40) : match.start()])[-1]
        clause = re.split(r"[，,]", before)[-1]
        before = clause if len(clause) > 1 else before  # 根据《甲》，《乙》: the verb goes on
        basis, own = _last(words.basis, before), _last(words.own, before)
        kind = "own" if own > basis else "basis" if basis >= 0 else "named"
        is_rule = bool(words.regulation.search(match["name"]))
        confidence = 0.95 if is_rule and kind != "named" else 0.8 if is_rule else 0.5
        found.append(Obligation(match["name"], match["paper"] or "", kind, confidence, passage.span(*match.span())))
    return found


def _target(
    passage: Passage, place: tuple[int, int], operator: str, value: float, unit: str, confidence: float
) -> Target:
    start, end = place
    before = passage.text[max(0, start - _LONGEST_METRIC) : start]
    stops = [match.end() for match in _METRIC_STOPS.finditer(before)]
    metric = before[stops[-1] if stops else 0 :].strip(" 的")
    metric = re.sub(r"(?:均|都|须|应当|需|要)$", "", metric)
    return Target(passage.text[start:end], metric, operator, value, unit, confidence, passage.span(start, end))


def _value(text: str) -> float:
    plain = text.translate(str.maketrans("０１２３４５６７８９．", "0123456789.")).replace(",", "")
    return float(plain)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in pattern.finditer(text)), default=-1)


@cache
def _words() -> _Words:
    data = tomllib.loads(resources.files(__package__).joinpath("data/targets.toml").read_text(encoding="utf-8"))
    operators = {word: sign for sign, words in data["operators"].items() for word in words}
    alternatives = "|".join(sorted(map(re.escape, operators), key=len, reverse=True))
    units = "|".join(sorted(map(re.escape, data["units"]), key=len, reverse=True))
    number = re.compile(
        rf"(?P<operator>{alternatives})?\s*(?P<value>(?<![\d.])[\d０-９]{{1,3}}(?:,\d{{3}})+|(?<![\d.])[\d０-９]+(?:[.．][\d０-９]+)?)\s*"
        rf"(?P<unit>{units})(?P<within>之内|以内|内)?"
    )
    absolute = tuple((re.compile(e["match"]), e["operator"], float(e["value"]), e["unit"]) for e in data["absolute"])
    named = (re.compile(data[name]) for name in ("basis", "own", "regulation"))
    return _Words(number, absolute, operators, frozenset(data["terms"]), *named)
