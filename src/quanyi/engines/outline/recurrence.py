"""Finds how often and when (每季度, 6月底前, 定期): rules in the manner of RFC 5545 with the words found."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from quanyi.engines.outline.markers import number_of
from quanyi.engines.outline.passages import Passage
from quanyi.engines.outline.tree import Span

_NUMBER = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_QUARTER = r"[一二三四1-4]"
_PLACES = {"{n}": _NUMBER, "{m}": _MONTH, "{d}": _DAY, "{q}": _QUARTER}
_TENTHS = {"初": 1, "上旬": 10, "中旬": 20, "下旬": -1, "底": -1, "末": -1}
_LAST_MONTH = 12
_LIMIT = re.compile(r"(?:时限|完成时间|完成日期|截止(?:时间|日期)?)[ \u3000]*[:：][ \u3000]*$")

_Rule = tuple[str, tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How often or when something is done.

    Attributes:
        rule: an RRULE value (RFC 5545, 3.3.10), None when the words do not fix one (定期).
        period: ``year``, ``half-year``, ``quarter``, ``month``, ``week``, ``day``, ``years``, ``months``, ``ten-days``,
            ``date`` (once, at or by a date of the plan's year) or ``vague``.
        words: the words found.
        times: how many times within the period, 1 unless the text says more.
        window: first and last month for something done within a stretch of the year.
        deadline: the date is the last day (6月底前), not the day itself.
        text: the clause that holds the words.
        confidence: 0 to 1.
        span: the words' place in the source.
    """

    rule: str | None
    period: str
    words: str
    times: int
    window: tuple[int, int] | None
    deadline: bool
    text: str
    confidence: float
    span: Span

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "rule": self.rule,
            "period": self.period,
            "words": [self.words],
            "times": self.times,
            "window": list(self.window) if self.window else None,
            "deadline": self.deadline,
            "text": self.text,
            "confidence": self.confidence,
            "span": [self.span.start, self.span.end],
        }


@dataclass(frozen=True, slots=True)
class VagueWord:
    """A word that names no time or measure one could check, and the clause it stands in."""

    word: str
    text: str
    span: Span

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"word": self.word, "text": self.text, "span": [self.span.start, self.span.end]}


@dataclass(frozen=True, slots=True)
class _Pattern:
    match: re.Pattern[str]
    kind: str
    rule: str
    period: str
    window: tuple[int, int] | None
    confidence: float


@dataclass(frozen=True, slots=True)
class _Lexicon:
    patterns: tuple[_Pattern, ...]
    times: re.Pattern[str]
    vague: re.Pattern[str]
    recurring: frozenset[str]
    exceptions: re.Pattern[str]


def recurrences(passage: Passage) -> list[Recurrence]:
    """Return every recurrence and date of a passage in the order of the text, the vague ones included."""
    lexicon = _lexicon()
    taken = bytearray(len(passage.text))
    found: list[tuple[int, Recurrence]] = []
    bounds = list(passage.bounds("。；;"))
    for pattern in lexicon.patterns:
        for match in pattern.match.finditer(passage.text):
            start, end = match.span()
            if taken.find(1, start, end) >= 0:
                continue
            taken[start:end] = b"\x01" * (end - start)
            found.append((start, _made(pattern, match, passage, bounds, lexicon)))
    for start, end in _vague_places(passage.text, lexicon):
        word = passage.text[start:end]
        if word in lexicon.recurring:
            clause = _clause(passage, bounds, start)
            found.append(
                (
                    start,
                    Recurrence(
                        None,
                        "vague",
                        word,
                        1,
                        None,
                        deadline=False,
                        text=clause,
                        confidence=0.9,
                        span=passage.span(start, end),
                    ),
                )
            )
    return [recurrence for _, recurrence in sorted(found, key=lambda each: each[0])]


def vague_words(passage: Passage) -> list[VagueWord]:
    """Return the vague words of a passage (定期, 及时, 适当 …), names of products and figures left out."""
    bounds = list(passage.bounds("。；;"))
    return [
        VagueWord(passage.text[start:end], _clause(passage, bounds, start), passage.span(start, end))
        for start, end in _vague_places(passage.text, _lexicon())
    ]


def principal(found: list[Recurrence]) -> Recurrence | None:
    """Return the one that best stands for a measure: a rule before a date before a vague word, the surest."""
    order = {"date": 1, "vague": 2}
    return min(found, key=lambda each: (order.get(each.period, 0), -each.confidence), default=None)


def _made(
    pattern: _Pattern, match: re.Match[str], passage: Passage, bounds: list[tuple[int, int]], lexicon: _Lexicon
) -> Recurrence:
    groups = {name: value for name, value in match.groupdict().items() if value}
    rule, window = _RULES[pattern.kind](groups) if pattern.kind else (pattern.rule, pattern.window)
    times = lexicon.times.match(passage.text, match.end()) if pattern.period not in {"date", "vague"} else None
    return Recurrence(
        rule=rule,
        period=pattern.period,
        words=match[0],
        times=number_of(times["n"]) if times else 1,
        window=window,
        deadline=groups.get("before", "内") != "内" or bool(_LIMIT.search(passage.text[: match.start()])),
        text=_clause(passage, bounds, match.start()),
        confidence=pattern.confidence,
        span=passage.span(match.start(), match.end()),
    )


def _clause(passage: Passage, bounds: list[tuple[int, int]], place: int) -> str:
    return next((passage.text[start:end].strip() for start, end in bounds if start <= place <= end), "")


def _vague_places(text: str, lexicon: _Lexicon) -> list[tuple[int, int]]:
    excepted = [match.span() for match in lexicon.exceptions.finditer(text)]
    return [
        match.span()
        for match in lexicon.vague.finditer(text)
        if not any(left <= match.start() and match.end() <= right for left, right in excepted)
    ]


def _months_rule(groups: Mapping[str, str]) -> _Rule:
    months = sorted({number_of(month) for month in re.findall(_MONTH, groups["months"])})
    rule = "FREQ=YEARLY;BYMONTH=" + ",".join(str(month) for month in months)
    day = _day(groups.get("tail", ""))
    # "6月前" ends with May; "6月底前" with June.
    if not day and "before" in groups:
        months = [month - 1 or _LAST_MONTH for month in months]
        return "FREQ=YEARLY;BYMONTH=" + ",".join(map(str, months)) + ";BYMONTHDAY=-1", None
    return rule + (f";BYMONTHDAY={day}" if day else ""), None


def _quarter_rule(groups: Mapping[str, str]) -> _Rule:
    quarter = number_of(groups["quarter"])
    first, last = 3 * quarter - 2, 3 * quarter
    if "tail" not in groups and groups.get("before", "内") != "内":
        return f"FREQ=YEARLY;BYMONTH={first - 1 or _LAST_MONTH};BYMONTHDAY=-1", None  # "二季度前" ends with March
    if groups.get("tail") == "初":
        return f"FREQ=YEARLY;BYMONTH={first}", (first, first)
    return f"FREQ=YEARLY;BYMONTH={last};BYMONTHDAY=-1", (first, last)


def _window_rule(groups: Mapping[str, str]) -> _Rule:
    first, last = number_of(groups["from"]), number_of(groups["to"])
    return f"FREQ=YEARLY;BYMONTH={last};BYMONTHDAY=-1", (first, last)


def _years_rule(groups: Mapping[str, str]) -> _Rule:
    every = number_of(groups["n"])
    return ("FREQ=YEARLY" if every == 1 else f"FREQ=YEARLY;INTERVAL={every}"), None


def _every_months_rule(groups: Mapping[str, str]) -> _Rule:
    every = number_of(groups.get("n", "2"))
    return ("FREQ=MONTHLY" if every == 1 else f"FREQ=MONTHLY;INTERVAL={every}"), None


def _month_day_rule(groups: Mapping[str, str]) -> _Rule:
    return f"FREQ=MONTHLY;BYMONTHDAY={_day(groups['tail'])}", None


def _quarter_day_rule(groups: Mapping[str, str]) -> _Rule:
    months = "1,4,7,10" if groups["which"] == "首" else "3,6,9,12"
    return f"FREQ=YEARLY;BYMONTH={months};BYMONTHDAY={_day(groups['tail'])}", None


_RULES: dict[str, Callable[[Mapping[str, str]], _Rule]] = {
    "months": _months_rule,
    "quarter-of-year": _quarter_rule,
    "window": _window_rule,
    "day-of-quarter": _quarter_day_rule,
    "every-n-years": _years_rule,
    "every-n-months": _every_months_rule,
    "day-of-month": _month_day_rule,
}


def _day(tail: str) -> int:
    digits = re.match(r"\d+", tail)
    return int(digits[0]) if digits else _TENTHS.get(tail, 0)


@cache
def _lexicon() -> _Lexicon:
    data = tomllib.loads(resources.files(__package__).joinpath("data/recurrence.toml").read_text(encoding="utf-8"))

    def compiled(pattern: str) -> re.Pattern[str]:
        for name, value in _PLACES.items():
            pattern = pattern.replace(name, value)
        return re.compile(pattern)

    patterns = tuple(
        _Pattern(
            compiled(entry["match"]),
            entry.get("kind", ""),
            entry.get("rule", ""),
            entry["period"],
            tuple(entry["window"]) if "window" in entry else None,
            entry["confidence"],
        )
        for entry in data["pattern"]
    )
    words = sorted(data["vague"]["words"], key=len, reverse=True)
    return _Lexicon(
        patterns,
        compiled(data["times"]["match"]),
        re.compile("|".join(words)),
        frozenset(data["vague"]["recurring"]),
        re.compile("|".join(data["vague"]["except"])),
    )
