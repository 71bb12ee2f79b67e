"""Screens texts: finds what the rules forbid and what the product kind requires, many texts at once."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from quanyi.engines.wording.buffer import Buffer, Flags, Folder, Places
from quanyi.engines.wording.characters import Folding
from quanyi.engines.wording.context import Compiled, Surroundings, outside, pairs
from quanyi.engines.wording.packs import KINDS, Condition, PackError, Packs, Requirement, Rule, load_packs
from quanyi.engines.wording.scan import Hits, Words, merge

#: Characters screened in one go: enough to be fast, few enough to stay small in memory.
BATCH = 2_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """Wording that a rule names; ``start`` and ``end`` are character offsets of the original text."""

    rule: str
    article: str
    severity: str
    statutory: bool
    start: int
    end: int
    text: str
    why: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A statement the text should carry and does not."""

    statement: str
    article: str


@dataclass(frozen=True, slots=True)
class Screening:
    """What one text showed."""

    findings: tuple[Finding, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Spans:
    """Findings of many texts as arrays: number of the text, number of the rule, offsets in that text."""

    text: Places
    rule: Places
    start: Places
    end: Places


@dataclass(frozen=True, slots=True)
class _Plan:
    """One rule with its lists numbered."""

    rule: Rule
    number: int
    words: int
    pairs: tuple[tuple[int, int, int], ...]
    inside: int
    kind_words: int
    unless: tuple[Compiled, ...]
    needs: tuple[tuple[Compiled, ...], ...]


@dataclass(frozen=True, slots=True)
class _Demand:
    """One required statement with its lists numbered."""

    requirement: Requirement
    groups: tuple[int, ...]
    when: int


class Screener:
    """The compiled packs; build once, screen as often as needed. Safe to share between threads: screening changes nothing in it."""

    def __init__(self, packs: Packs) -> None:
        """Compile ``packs``."""
        self.packs = packs
        folding = Folding(packs.characters)
        self._folder = Folder(folding)
        words = Words(folding)
        self._false = words.add(packs.false_cues)
        self._plans = tuple(self._plan(rule, number, words) for number, rule in enumerate(packs.rules))
        self._demands = tuple(
            _Demand(r, tuple(words.add(group) for group in r.groups), words.add(r.when) if r.when else -1)
            for r in packs.requirements
        )
        self._automaton = words.compile()

    def _plan(self, rule: Rule, number: int, words: Words) -> _Plan:
        def compiled(condition: Condition) -> Compiled:
            stop = words.add(condition.stop) if condition.stop else -1
            without = words.add(condition.without) if condition.without else -1
            also = words.add(condition.also) if condition.also else -1
            return Compiled(condition, words.add(condition.words), stop, without, also)

        kinds = () if "general" in rule.kinds else sorted(rule.kinds)
        kind_words = tuple(word for kind in kinds for word in self.packs.kind_words[kind])
        return _Plan(
            rule=rule,
            number=number,
            words=words.add(rule.words),
            pairs=tuple((words.add(pair.first), words.add(pair.second), pair.gap) for pair in rule.pairs),
            inside=words.add(rule.inside) if rule.inside else -1,
            kind_words=words.add(kind_words) if kind_words else -1,
            unless=tuple(compiled(condition) for condition in rule.unless),
            needs=tuple(tuple(compiled(condition) for condition in group) for group in rule.needs),
        )

    def channel(self, name: str) -> str:
        """Give the canonical name of a channel. Raises ``PackError`` with the list when there is none."""
        if name and name not in self.packs.channels:
            raise PackError(f"unknown channel {name!r}; known: {', '.join(sorted(set(self.packs.channels.values())))}")
        return self.packs.channels.get(name, "")

    def screen(
        self, texts: Iterable[str], kind: str = "general", channel: str = "", as_of: datetime.date | None = None
    ) -> Iterator[Screening]:
        """Screen texts one after another.

        Args:
            texts: any number of texts; they are read in batches.
            kind: kind of product the texts are about; ``general`` lets the words of each text decide and requires no statement.
            channel: name or alias of the channel; empty when unknown, then the rules of every channel count.
            as_of: the day whose law counts; today when left out.

        Yields:
            One screening per text, in order.

        Raises:
            PackError: the kind or the channel is unknown.
        """
        channel = self._checked(kind, channel)
        as_of = as_of or datetime.date.today()
        for batch in _batches(texts):
            buffer = self._folder.join(batch)
            surroundings = self._surroundings(buffer)
            spans = self._spans(buffer, surroundings, kind, channel, as_of)
            missing = self._missing(buffer, surroundings, kind, channel, as_of)
            cuts = np.searchsorted(spans.text, np.arange(len(batch) + 1))
            for number, text in enumerate(batch):
                chosen = slice(int(cuts[number]), int(cuts[number + 1]))
                yield Screening(tuple(self._findings(text, spans, chosen)), missing.get(number, ()))

    def spans(
        self, texts: Sequence[str], kind: str = "general", channel: str = "", as_of: datetime.date | None = None
    ) -> Spans:
        """Screen many texts and keep the findings as arrays (no required statements): for counting and for bulk work.

        Arguments and errors are those of ``screen``.
        """
        channel = self._checked(kind, channel)
        as_of = as_of or datetime.date.today()
        parts: list[Spans] = []
        done = 0
        for batch in _batches(texts):
            buffer = self._folder.join(batch)
            found = self._spans(buffer, self._surroundings(buffer), kind, channel, as_of)
            parts.append(Spans(found.text + done, found.rule, found.start, found.end))
            done += len(batch)
        empty = np.empty(0, dtype=np.int64)
        parts = parts or [Spans(empty, empty, empty, empty)]
        columns = ([p.text for p in parts], [p.rule for p in parts], [p.start for p in parts], [p.end for p in parts])
        return Spans(*(np.concatenate(column) for column in columns))

    def _checked(self, kind: str, channel: str) -> str:
        if kind not in KINDS:
            raise PackError(f"unknown kind {kind!r}; known: {', '.join(KINDS)}")
        return self.channel(channel)

    def _surroundings(self, buffer: Buffer) -> Surroundings:
        lists = self._automaton.find(buffer)
        return Surroundings(buffer, lists, lists[self._false])

    def _spans(self, buffer: Buffer, around: Surroundings, kind: str, channel: str, as_of: datetime.date) -> Spans:
        columns: list[tuple[Places, Places, Places]] = []
        for plan in self._plans:
            if not _applies(plan.rule, kind, channel, as_of):
                continue
            hits = _judge(plan, buffer, around, kind)
            if hits.start.size:
                columns.append((np.full(hits.start.size, plan.number), hits.start, hits.end))
        empty = np.empty(0, dtype=np.int64)
        rule, start, end = (np.concatenate([empty, *(column[i] for column in columns)]) for i in range(3))
        text = np.searchsorted(buffer.texts, start, side="left") - 1
        first = buffer.origin[start] - buffer.begins[text]
        last = buffer.origin[end - 1] + 1 - buffer.begins[text]
        order = np.lexsort((rule, last, first, text))
        return Spans(text[order], rule[order], first[order], last[order])

    def _findings(self, text: str, spans: Spans, chosen: slice) -> Iterator[Finding]:
        for number, start, end in zip(
            spans.rule[chosen].tolist(), spans.start[chosen].tolist(), spans.end[chosen].tolist(), strict=True
        ):
            rule = self.packs.rules[number]
            yield Finding(
                rule.id,
                rule.article,
                rule.severity,
                rule.statutory,
                start,
                end,
                text[start:end],
                rule.why,
                rule.suggestion,
            )

    def _missing(
        self, buffer: Buffer, around: Surroundings, kind: str, channel: str, as_of: datetime.date
    ) -> dict[int, tuple[Missing, ...]]:
        wanted = [demand for demand in self._demands if _applies(demand.requirement, kind, channel, as_of)]
        count = buffer.begins.size
        missing: dict[int, list[Missing]] = {}
        for demand in wanted:
            lacks = np.zeros(count, dtype=bool)
            for group in demand.groups:
                lacks |= ~_holding(buffer, around.found(group), count)
            if demand.when >= 0:
                lacks &= _holding(buffer, around.found(demand.when), count)
            for number in np.flatnonzero(lacks).tolist():
                entry = Missing(demand.requirement.statement, demand.requirement.article)
                missing.setdefault(number, []).append(entry)
        return {number: tuple(entries) for number, entries in missing.items()}


def _applies(rule: Rule | Requirement, kind: str, channel: str, as_of: datetime.date) -> bool:
    """Tell whether a rule is in force on the day and meant for the kind and the channel."""
    in_force = rule.valid_from <= as_of and (rule.valid_to is None or as_of <= rule.valid_to)
    if isinstance(rule, Requirement):
        return in_force and kind in rule.kinds and (not rule.channels or channel in rule.channels)
    meant = not rule.channels or channel in rule.channels or (not channel and not rule.channel_told)
    return in_force and meant and (kind == "general" or kind in rule.kinds)


def _judge(plan: _Plan, buffer: Buffer, around: Surroundings, kind: str) -> Hits:
    """Find the hits of one rule that nothing around them excuses."""
    excused = around.found(plan.inside) if plan.inside >= 0 else None
    found = [outside(around.found(plan.words), excused)]
    for first, second, gap in plan.pairs:
        parts = (outside(around.found(first), excused), outside(around.found(second), excused))
        joined = pairs(*parts, gap, buffer.clauses)
        found.append(outside(joined, excused))
    hits = merge(found)
    if hits.start.size and kind == "general" and plan.kind_words >= 0:
        count = buffer.begins.size
        of_kind = _holding(buffer, around.real(plan.kind_words), count)
        hits = _keep(hits, of_kind[np.searchsorted(buffer.texts, hits.start, side="left") - 1])
    for group in plan.needs:
        if hits.start.size:
            hits = _keep(hits, np.logical_or.reduce([around.holds(condition, hits) for condition in group]))
    for condition in plan.unless:
        if hits.start.size:
            hits = _keep(hits, ~around.holds(condition, hits))
    return hits


def _keep(hits: Hits, flags: Flags) -> Hits:
    return Hits(hits.start[flags], hits.end[flags])


def _holding(buffer: Buffer, hits: Hits, count: int) -> Flags:
    """Tell for each text whether it holds one of the hits."""
    holds = np.zeros(count, dtype=bool)
    holds[np.searchsorted(buffer.texts, hits.start, side="left") - 1] = True
    return holds


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text) + 1
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@cache
def default_screener() -> Screener:
    """Give the screener over the packs that ship with Quanyi, built once per process."""
    return Screener(load_packs())
