"""Rising topics: terms that a week has far more often than the weeks before, gathered into topics with sample texts."""

import math
import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import ahocorasick_rs

DATA = Path(__file__).parent / "data"
#: Longest Chinese term; longer ones come as several terms of one topic.
LONGEST = 8
#: A shorter term goes when a longer one that contains it has this share of its texts.
COVERED = 0.8
#: A term joins a topic when this share of its texts already belongs to it.
SHARED = 0.5
SEGMENT = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]+|[a-z][a-z0-9']*(?:[ ][a-z][a-z0-9']*)*")
SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Told:
    """One text with its day and, if known, its unit."""

    text: str
    day: date
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What counts as rising.

    Attributes:
        weeks: weeks before that are compared with.
        least: texts of the week that must have the term.
        growth: how many times as often as expected it must occur.
        surprise: least log-likelihood ratio; 10.8 comes by chance once in a thousand terms.
    """

    weeks: int = 8
    least: int = 5
    growth: float = 2.0
    surprise: float = 10.8


@dataclass(frozen=True, slots=True)
class Topic:
    """A rising topic.

    Attributes:
        week: ISO week, such as ``2026-W47``.
        unit: the unit, or empty for all units together.
        terms: what grew, the most surprising first.
        texts: texts of the week that have one of the terms.
        expected: so many texts would have the first term if the week were like those before.
        growth: how many times as often the first term came.
        surprise: log-likelihood ratio of the first term.
        samples: wordings that hold most of the terms.
    """

    week: str
    unit: str
    terms: tuple[str, ...]
    texts: int
    expected: float
    growth: float
    surprise: float
    samples: tuple[str, ...]


def rising(
    told: Iterable[Told], monday: date | None = None, limits: Limits | None = None, samples: int = 3
) -> list[Topic]:
    """The topics that rose in one week, over all units and for each unit.

    Args:
        told: the texts; those outside the week and the weeks before it are passed over.
        monday: any day of the week asked about; None: the last week that has a text.
        limits: what counts as rising.
        samples: how many sample texts a topic shows.

    Returns:
        All units together first, then unit by unit in order of name; the most surprising topic first. The order of the
        texts does not matter.
    """
    limits = limits or Limits()
    known = sorted(told, key=lambda one: (one.day, one.unit, one.text))
    if not known:
        return []
    start = _monday(monday or known[-1].day)
    first = start - timedelta(weeks=limits.weeks)
    now = [one for one in known if start <= one.day < start + timedelta(weeks=1)]
    before = [one for one in known if first <= one.day < start]
    terms, having = _terms_of(now, limits.least)
    earlier = _count_earlier(before, terms)
    totals_before = Counter(one.unit for one in before)
    topics = []
    for unit in ["", *sorted({one.unit for one in now} - {""})]:
        mine = {at for at, one in enumerate(now) if unit in ("", one.unit)}
        base = len(before) if not unit else totals_before[unit]
        if not base:
            continue
        grown = _grown(having, earlier, mine, unit, base, limits)
        topics += _gather(grown, now, _week(start), unit, samples)
    return topics


def _grown(
    having: Mapping[str, set[int]],
    earlier: Mapping[str, Counter[str]],
    mine: set[int],
    unit: str,
    base: int,
    limits: Limits,
) -> list[tuple[float, str, set[int], float]]:
    """Terms that grew in one unit: surprise, term, texts, expected number; the most surprising first."""
    grown = []
    for term, texts in having.items():
        here = texts & mine
        if len(here) < limits.least:
            continue
        was = earlier[term].total() if not unit else earlier[term][unit]
        # Half a text more than was seen: a new word must not have been impossible.
        expected = (was + 0.5) / (base + 1) * len(mine)
        surprise = 2 * (len(here) * math.log(len(here) / expected) - (len(here) - expected))
        if len(here) >= limits.growth * expected and surprise >= limits.surprise:
            grown.append((surprise, term, here, expected))
    return sorted(grown, key=lambda one: (-one[0], -len(one[1]), one[1]))


def _gather(
    grown: Sequence[tuple[float, str, set[int], float]], now: Sequence[Told], week: str, unit: str, samples: int
) -> list[Topic]:
    """Gather terms that share their texts into topics."""
    topics: list[tuple[tuple[float, str, set[int], float], list[str], set[int], Counter[int]]] = []
    for one in grown:
        _, term, texts, _ = one
        home = next((topic for topic in topics if len(texts & topic[2]) >= SHARED * len(texts)), None)
        if home is None:
            topics.append((one, [term], set(texts), Counter(texts)))
        else:
            home[1].append(term)
            home[2].update(texts)
            home[3].update(texts)
    answer = []
    for (surprise, _, lead, expected), terms, texts, weight in topics:
        best = sorted(texts, key=lambda at: (-weight[at], len(now[at].text), now[at].text))
        shown = list(dict.fromkeys(now[at].text for at in best))[:samples]
        names = tuple(term.strip() for term in terms)
        growth = len(lead) / expected
        answer.append(Topic(week, unit, names, len(texts), expected, growth, surprise, tuple(shown)))
    return answer


def _terms_of(now: Sequence[Told], least: int) -> tuple[list[str], dict[str, set[int]]]:
    """The terms that enough texts have, without those that a longer one covers, and which texts have them."""
    counts: Counter[str] = Counter()
    for one in now:
        counts.update(_terms(_plain(one.text)))
    frequent = {term for term, count in counts.items() if count >= least and not _idle(term)}
    parts = ((part, term) for term in frequent for part in _parts(term) if part in frequent)
    kept = frequent - {part for part, term in parts if counts[term] >= COVERED * counts[part]}
    having: dict[str, set[int]] = defaultdict(set)
    for at, one in enumerate(now):
        for term in _terms(_plain(one.text)) & kept:
            having[term].add(at)
    return sorted(kept), having


def _count_earlier(before: Sequence[Told], terms: Sequence[str]) -> dict[str, Counter[str]]:
    """term → unit → how many of the earlier texts have it."""
    counts: dict[str, Counter[str]] = {term: Counter() for term in terms}
    if not terms:
        return counts
    automaton = ahocorasick_rs.AhoCorasick(list(terms))
    for one in before:
        for at in {match[0] for match in automaton.find_matches_as_indexes(_plain(one.text), overlapping=True)}:
            counts[terms[at]][one.unit] += 1
    return counts


def _plain(text: str) -> str:
    """Chinese and Latin runs, one a line; Latin ones with a space on either side, so that words match whole."""
    folded = SPACE.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    return "\n".join(f" {run} " if run.isascii() else run for run in SEGMENT.findall(folded))


def _terms(plain: str) -> set[str]:
    """All terms of a plain text: Chinese runs of 2 to ``LONGEST`` characters, Latin words and pairs of words."""
    terms: set[str] = set()
    for run in plain.split("\n"):
        if run.startswith(" "):
            words = run.split()
            terms.update(f" {word} " for word in words)
            terms.update(f" {one} {two} " for one, two in pairwise(words))
        else:
            size = len(run)
            terms.update(run[at : at + long] for long in range(2, LONGEST + 1) for at in range(size - long + 1))
    return terms


def _parts(term: str) -> set[str]:
    """The shorter terms that a term contains."""
    return _terms(term) - {term}


def _idle(term: str) -> bool:
    """Whether a term says nothing by itself: a function word at its edge, a word of every complaint, one letter."""
    edges, common = _words()
    if term.startswith(" "):
        words = term.split()
        return words[0] in common or words[-1] in common or len(term.strip()) < 3
    return term[0] in edges or term[-1] in edges or term in common


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Characters that edge no term, and common terms, from ``data/topics.toml``."""
    raw = tomllib.loads((DATA / "topics.toml").read_text(encoding="utf-8"))
    return frozenset(raw["edges"]["characters"]), frozenset(raw["common"]["words"])


def _monday(day: date) -> date:
    """The Monday of a day's ISO week."""
    return day - timedelta(days=day.weekday())


def _week(monday: date) -> str:
    """The name of an ISO week."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02d}"
