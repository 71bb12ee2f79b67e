"""Judges a buffer by the rules: first the words themselves, then, in the texts that hold some, everything around
them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quanyi.engines.wording.buffer import Buffer, Flags, Places
from quanyi.engines.wording.characters import Folding
from quanyi.engines.wording.context import Compiled, Surroundings, outside, pairs
from quanyi.engines.wording.packs import Condition, Packs, Rule
from quanyi.engines.wording.scan import Hits, Words, merge


@dataclass(frozen=True, slots=True)
class Spans:
    """Findings of many texts as arrays: number of the text, number of the rule, offsets in that text."""

    text: Places
    rule: Places
    start: Places
    end: Places


@dataclass(frozen=True, slots=True)
class _Plan:
    """One rule with its lists numbered: words, pairs and harmless words among the triggers, the rest among the cues."""

    rule: Rule
    number: int
    words: int
    pairs: tuple[tuple[int, int, int], ...]
    inside: int
    kind_words: int
    unless: tuple[Compiled, ...]
    needs: tuple[tuple[Compiled, ...], ...]


class Judge:
    """The compiled rules."""

    def __init__(self, packs: Packs, folding: Folding) -> None:
        """Number the words of every rule and compile both automata."""
        triggers, cues = Words(folding), Words(folding)
        self._false = cues.add(packs.false_cues)
        self._plans = tuple(_plan(rule, number, packs, triggers, cues) for number, rule in enumerate(packs.rules))
        self._triggers = triggers.compile()
        self._cues = cues.compile()

    def judge(self, buffer: Buffer, kind: str, channel: str, as_of: datetime.date) -> Spans:
        """Find what the rules forbid.

        Args:
            buffer: the folded texts.
            kind: kind of product, ``general`` when unknown.
            channel: canonical channel, empty when unknown.
            as_of: the day whose law counts.

        Returns:
            The findings, sorted by text, start, end and rule.
        """
        lists = self._triggers.find(buffer.characters)
        raised = [
            (plan, _raise(plan, lists, buffer)) for plan in self._plans if applies(plan.rule, kind, channel, as_of)
        ]
        raised = [(plan, hits) for plan, hits in raised if hits.start.size]
        if not raised:
            nothing = np.empty(0, dtype=np.int64)
            return Spans(nothing, nothing, nothing, nothing)
        around = self._around(buffer, [hits for _, hits in raised])
        columns = []
        for plan, hits in raised:
            kept = _excuse(plan, hits, buffer, around, kind)
            columns.append((np.full(kept.start.size, plan.number), kept.start, kept.end))
        rule, start, end = (np.concatenate([column[i] for column in columns]) for i in range(3))
        text = buffer.text_of(start)
        first = buffer.origin[start] - buffer.begins[text]
        last = buffer.origin[end - 1] + 1 - buffer.begins[text]
        order = np.lexsort((rule, last, first, text))
        return Spans(text[order], rule[order], first[order], last[order])

    def _around(self, buffer: Buffer, raised: Sequence[Hits]) -> Surroundings:
        """Look for cues, in the texts with hits only."""
        chosen = np.zeros(buffer.begins.size, dtype=bool)
        for hits in raised:
            chosen[buffer.text_of(hits.start)] = True
        lengths = np.diff(buffer.texts[:-1])
        places = np.flatnonzero(np.repeat(chosen, lengths))
        lists = self._cues.find(buffer.characters[places], places)
        return Surroundings(buffer, lists, lists[self._false])


def _plan(rule: Rule, number: int, packs: Packs, triggers: Words, cues: Words) -> _Plan:
    def optional(words: Sequence[str], among: Words) -> int:
        return among.add(words) if words else -1

    def compiled(condition: Condition) -> Compiled:
        extras = (optional(words, cues) for words in (condition.stop, condition.without, condition.also))
        return Compiled(condition, cues.add(condition.words), *extras)

    kinds = () if "general" in rule.kinds else sorted(rule.kinds)
    return _Plan(
        rule=rule,
        number=number,
        words=triggers.add(rule.words),
        pairs=tuple((triggers.add(pair.first), triggers.add(pair.second), pair.gap) for pair in rule.pairs),
        inside=optional(rule.inside, triggers),
        kind_words=optional([word for kind in kinds for word in packs.kind_words[kind]], cues),
        unless=tuple(compiled(condition) for condition in rule.unless),
        needs=tuple(tuple(compiled(condition) for condition in group) for group in rule.needs),
    )


def applies(rule: Rule, kind: str, channel: str, as_of: datetime.date) -> bool:
    """Tell whether a rule is in force on the day and meant for the kind and the channel."""
    in_force = rule.valid_from <= as_of and (rule.valid_to is None or as_of <= rule.valid_to)
    meant = not rule.channels or channel in rule.channels or (not channel and not rule.channel_told)
    return in_force and meant and (kind == "general" or kind in rule.kinds)


def _raise(plan: _Plan, lists: Sequence[Hits], buffer: Buffer) -> Hits:
    """Find the wording of one rule, without what is part of a harmless word."""
    harmless = lists[plan.inside] if plan.inside >= 0 else None
    found = [outside(lists[plan.words], harmless)]
    for first, second, gap in plan.pairs:
        joined = pairs(outside(lists[first], harmless), outside(lists[second], harmless), gap, buffer.clauses)
        found.append(outside(joined, harmless))
    return merge(found)


def _excuse(plan: _Plan, hits: Hits, buffer: Buffer, around: Surroundings, kind: str) -> Hits:
    """Keep the hits of one rule that nothing around them excuses."""
    if kind == "general" and plan.kind_words >= 0:
        of_kind = buffer.texts_with(around.real(plan.kind_words).start)
        hits = _keep(hits, of_kind[buffer.text_of(hits.start)])
    for group in plan.needs:
        if hits.start.size:
            hits = _keep(hits, np.logical_or.reduce([around.holds(condition, hits) for condition in group]))
    for condition in plan.unless:
        if hits.start.size:
            hits = _keep(hits, ~around.holds(condition, hits))
    return hits


def _keep(hits: Hits, flags: Flags) -> Hits:
    return Hits(hits.start[flags], hits.end[flags])
