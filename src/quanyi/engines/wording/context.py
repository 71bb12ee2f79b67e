"""Judges what stands around hits: the nearest cue before or after, in the same clause, sentence or text, all hits at
once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quanyi.engines.wording.buffer import Buffer, Flags, Places
from quanyi.engines.wording.packs import Condition, Scope
from quanyi.engines.wording.scan import LONGEST, Hits

#: A longer quotation is speech, not a mention of words.
QUOTED = 16


@dataclass(frozen=True, slots=True)
class Compiled:
    """A condition whose word lists have numbers; -1 stands for an empty list."""

    condition: Condition
    words: int
    stop: int
    without: int
    also: int


class Cues:
    """The cues of one list, prepared once per buffer for searches from either side."""

    def __init__(self, hits: Hits) -> None:
        """Take hits sorted by start."""
        self.size = hits.start.size
        by_end = np.argsort(hits.end, kind="stable")
        self._ends = hits.end[by_end]
        lengths = self._ends - hits.start[by_end]
        self._latest = np.maximum.accumulate(hits.start[by_end] * LONGEST + lengths)
        self._starts = hits.start
        reversed_keys = (hits.end * LONGEST + LONGEST - (hits.end - hits.start))[::-1]
        self._earliest = np.minimum.accumulate(reversed_keys)[::-1]

    def before(self, places: Places) -> tuple[Places, Places]:
        """Give start and end of the cue that begins last among those ending at or before each place; -1 where there is
        none."""
        index = np.searchsorted(self._ends, places, side="right")
        key = np.where(index > 0, self._latest[index - 1], -LONGEST)
        start = key // LONGEST
        return start, start + key % LONGEST

    def after(self, places: Places, none: int) -> tuple[Places, Places]:
        """Give start and end of the cue that ends first among those beginning at or behind each place; ``none`` where
        there is none."""
        index = np.searchsorted(self._starts, places, side="left")
        key = np.where(
            index < self.size, self._earliest[np.minimum(index, self.size - 1)], none * LONGEST + LONGEST - 1
        )
        end = key // LONGEST
        return end - LONGEST + key % LONGEST, end


class Surroundings:
    """Answers conditions for the hits of one buffer."""

    def __init__(self, buffer: Buffer, lists: Sequence[Hits], false_cues: Hits) -> None:
        """Take the words found; ``false_cues`` are longer words that merely contain a cue (``不仅`` holds no
        negation)."""
        self._buffer = buffer
        self._lists = lists
        self._false = false_cues
        self._prepared: dict[int, Cues] = {}

    def found(self, number: int) -> Hits:
        """Give the words found of a list, judged by nothing yet."""
        return self._lists[number]

    def real(self, number: int) -> Hits:
        """Give the words found of a list without those that only stand inside a false cue."""
        hits = self._lists[number]
        real = ~covered(hits, self._false, properly=True)
        return Hits(hits.start[real], hits.end[real])

    def cues(self, number: int) -> Cues:
        """Give the prepared cues of a list."""
        if number not in self._prepared:
            self._prepared[number] = Cues(self.real(number))
        return self._prepared[number]

    def bounds(self, hits: Hits, scope: Scope) -> tuple[Places, Places]:
        """Give the first place of each hit's scope and the place behind its last."""
        marks = {"clause": self._buffer.clauses, "sentence": self._buffer.sentences, "text": self._buffer.texts}[scope]
        first = marks[np.searchsorted(marks, hits.start, side="left") - 1] + 1
        return first, marks[np.searchsorted(marks, hits.end, side="left")]

    def holds(self, compiled: Compiled, hits: Hits) -> Flags:
        """Tell for each hit whether the condition holds."""
        condition = compiled.condition
        if condition.where == "quoted":
            return self._quoted(hits) & self._scope_allows(compiled, hits)
        cues = self.cues(compiled.words)
        if not cues.size or not hits.start.size:
            return np.zeros(hits.start.size, dtype=bool)
        if condition.where == "inside":
            return self._within(compiled.words, hits.start, hits.end)
        first, last = self.bounds(hits, condition.scope)
        if condition.where == "anywhere":
            found = self._within(compiled.words, first, last)
        elif condition.where == "before":
            found = self._before(compiled, hits, first)
        else:
            found = self._after(compiled, hits, last)
        return found & self._scope_allows(compiled, hits)

    def _scope_allows(self, compiled: Compiled, hits: Hits) -> Flags:
        """Look for what voids the condition in the scope, and for what it needs there."""
        allowed = np.ones(hits.start.size, dtype=bool)
        if compiled.without < 0 and compiled.also < 0:
            return allowed
        first, last = self.bounds(hits, compiled.condition.scope)
        if compiled.without >= 0:
            allowed &= ~self._within(compiled.without, first, last)
        if compiled.also >= 0:
            allowed &= self._within(compiled.also, first, last)
        return allowed

    def _quoted(self, hits: Hits) -> Flags:
        """Tell whether a hit is mentioned rather than said: quotation marks open close before it and close close
        behind it."""
        buffer = self._buffer
        opened, closed = buffer.opened, buffer.closed
        if not opened.size or not closed.size or not hits.start.size:
            return np.zeros(hits.start.size, dtype=bool)
        start, end = buffer.origin[hits.start], buffer.origin[hits.end - 1]
        before = np.searchsorted(opened, start, side="left") - 1
        after = np.minimum(np.searchsorted(closed, end, side="right"), closed.size - 1)
        left, right = opened[before], closed[after]
        shut = closed[np.searchsorted(closed, start, side="left") - 1]
        begins = buffer.begins[np.searchsorted(buffer.begins, start, side="right") - 1]
        ends = buffer.origin[buffer.texts[np.searchsorted(buffer.texts, hits.end, side="left")]]
        inside = (
            (before >= 0)
            & (left >= begins)
            & (right < ends)
            & (left < start)
            & (right > end)
            & ((shut <= left) | (shut > start))
        )
        return inside & (right - left <= QUOTED)

    def _within(self, number: int, first: Places, last: Places) -> Flags:
        cues = self.cues(number)
        if not cues.size:
            return np.zeros(first.size, dtype=bool)
        return cues.after(first, int(last.max()) + 1)[1] <= last

    def _before(self, compiled: Compiled, hits: Hits, first: Places) -> Flags:
        start, end = self.cues(compiled.words).before(hits.start)
        found = start >= first
        if compiled.condition.within >= 0:
            found &= hits.start - end <= compiled.condition.within
        if compiled.stop >= 0 and self.cues(compiled.stop).size:
            found &= self.cues(compiled.stop).before(hits.start)[1] <= start
        return found

    def _after(self, compiled: Compiled, hits: Hits, last: Places) -> Flags:
        none = int(last.max()) + 1
        start, end = self.cues(compiled.words).after(hits.end, none)
        found = end <= last
        if compiled.condition.within >= 0:
            found &= start - hits.end <= compiled.condition.within
        if compiled.stop >= 0 and self.cues(compiled.stop).size:
            found &= self.cues(compiled.stop).after(hits.end, none)[0] >= end
        return found


def covered(hits: Hits, covers: Hits, properly: bool = False) -> Flags:
    """Tell which hits lie inside one of ``covers`` (``properly``: inside a longer one)."""
    if not covers.start.size:
        return np.zeros(hits.start.size, dtype=bool)
    reach = np.maximum.accumulate(covers.end)
    index = np.searchsorted(covers.start, hits.start, side="right") - 1
    inside = (index >= 0) & (reach[index] >= hits.end)
    if not properly:
        return inside
    earlier = np.searchsorted(covers.start, hits.start, side="left") - 1
    begun_before = (earlier >= 0) & (reach[earlier] >= hits.end)
    return begun_before | (inside & (reach[index] > hits.end))


def outside(hits: Hits, harmless: Hits | None) -> Hits:
    """Leave out hits that a longer, harmless word holds, or that begin or end inside one (``全国第一`` in
    ``全国第一批``)."""
    if harmless is None or not harmless.start.size or not hits.start.size:
        return hits
    reach = np.concatenate(([-1], np.maximum.accumulate(harmless.end)))
    from_before = reach[np.searchsorted(harmless.start, hits.start, side="left")] > hits.start
    beyond = reach[np.searchsorted(harmless.start, hits.end, side="left")] > hits.end
    kept = ~(covered(hits, harmless) | from_before | beyond)
    return Hits(hits.start[kept], hits.end[kept])


def pairs(first: Hits, second: Hits, gap: int, clauses: Places) -> Hits:
    """Join each hit of ``first`` with the nearest of ``second`` behind it in the same clause, at most ``gap``
    characters away."""
    if not first.start.size or not second.start.size:
        return Hits(first.start[:0], first.end[:0])
    index = np.searchsorted(second.start, first.end, side="left")
    near = np.minimum(index, second.start.size - 1)
    clause_end = clauses[np.searchsorted(clauses, first.end, side="left")]
    found = (index < second.start.size) & (second.start[near] - first.end <= gap) & (second.end[near] <= clause_end)
    return Hits(first.start[found], second.end[near[found]])
