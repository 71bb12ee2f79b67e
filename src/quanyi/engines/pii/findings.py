"""What a scan returns: parallel arrays of spans, rules, confidences and reasons; objects only when a person looks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from quanyi.engines.pii.codes import Array
from quanyi.engines.pii.pack import Pack, load


@dataclass(frozen=True)
class Finding:
    """One finding, as a person reads it.

    Attributes:
        type: what was found (``cn_id_card``, ``mobile`` …).
        start: offset of its first character in the text.
        end: offset after its last character.
        text: the characters themselves; never write them to a log.
        confidence: 0 to 1.
        why: the reasons, in English.
        rule: id of the rule that found it.
    """

    type: str
    start: int
    end: int
    text: str
    confidence: float
    why: tuple[str, ...]
    rule: str


@dataclass(frozen=True)
class Batch:
    """Candidates of one recogniser, as parallel arrays; ``reasons`` are bits of the pack."""

    start: Array
    end: Array
    rule: Array
    confidence: Array
    reasons: Array

    def select(self, mask: Array) -> "Batch":
        """The candidates that a mask or an index array picks."""
        return Batch(self.start[mask], self.end[mask], self.rule[mask], self.confidence[mask], self.reasons[mask])

    def __len__(self) -> int:
        return int(self.start.size)


def batch(start: Array, end: Array, rule: int, confidence: Array | float, reasons: Array | int) -> Batch:
    """A batch of one rule; scalars are repeated."""
    size = start.size
    return Batch(
        np.asarray(start, dtype=np.int64),
        np.asarray(end, dtype=np.int64),
        np.full(size, rule, dtype=np.uint8),
        np.broadcast_to(np.asarray(confidence, dtype=np.float32), (size,)),
        np.broadcast_to(np.asarray(reasons, dtype=np.uint32), (size,)),
    )


def listed(rows: Sequence[tuple[int, int, int, float, int]]) -> Batch:
    """A batch from (start, end, rule, confidence, reasons) rows."""
    if not rows:
        return batch(np.zeros(0, np.int64), np.zeros(0, np.int64), 0, 0.0, 0)
    start, end, rule, confidence, reasons = zip(*rows, strict=True)
    return Batch(
        np.array(start, dtype=np.int64),
        np.array(end, dtype=np.int64),
        np.array(rule, dtype=np.uint8),
        np.array(confidence, dtype=np.float32),
        np.array(reasons, dtype=np.uint32),
    )


def join(batches: Sequence[Batch]) -> Batch:
    """Batches one after the other."""
    if not batches:
        return listed([])
    return Batch(
        *(
            np.concatenate([getattr(b, name) for b in batches])
            for name in ("start", "end", "rule", "confidence", "reasons")
        )
    )


def settle(found: Batch) -> Batch:
    """Keeps, of findings that overlap, the one of the lower rank, then the surer, the longer, the earlier one.

    Returns:
        The kept findings in the order of their starts.
    """
    if len(found) == 0:
        return found
    ranks = np.array([rule.rank for rule in load().rules], dtype=np.int64)[found.rule]
    order = np.lexsort((found.rule, -found.end, found.start))
    found, ranks = found.select(order), ranks[order]
    reach = np.maximum.accumulate(found.end)
    touched = np.concatenate(([False], found.start[1:] < reach[:-1]))
    if not touched.any():
        return found
    keep = np.ones(len(found), dtype=bool)
    groups = np.cumsum(~touched)
    crowded = np.flatnonzero(np.bincount(groups)[groups] > 1)
    for group in np.split(crowded, np.flatnonzero(np.diff(groups[crowded])) + 1):
        keep[group] = _settle_group(found, ranks, group)
    return found.select(keep)


def _settle_group(found: Batch, ranks: Array, group: Array) -> list[bool]:
    members = [
        (
            int(ranks[i]),
            -float(found.confidence[i]),
            int(found.start[i] - found.end[i]),
            int(found.start[i]),
            int(found.end[i]),
            n,
        )
        for n, i in enumerate(group)
    ]
    taken: list[tuple[int, int]] = []
    kept = [False] * len(members)
    for _, _, _, start, end, place in sorted(members):
        if all(end <= begin or start >= stop for begin, stop in taken):
            taken.append((start, end))
            kept[place] = True
    return kept


@dataclass(frozen=True)
class Findings:
    """All findings of one text, as arrays over the rule pack; iterate to get :class:`Finding` objects.

    Attributes:
        text: the text that was scanned.
        arrays: spans (character offsets of the text), rule numbers, confidences, reason bits.
    """

    text: str
    arrays: Batch

    def __len__(self) -> int:
        return len(self.arrays)

    def __iter__(self) -> Iterator[Finding]:
        pack = load()
        for place in range(len(self.arrays)):
            yield self._one(place, pack)

    def _one(self, place: int, pack: Pack) -> Finding:
        start, end = int(self.arrays.start[place]), int(self.arrays.end[place])
        rule = pack.rules[int(self.arrays.rule[place])]
        span = self.text[start:end]
        bits = int(self.arrays.reasons[place])
        if any("\uff01" <= char <= "\uff5e" for char in span):
            bits |= pack.bit("full_width")
        why = tuple(text for index, (_, text) in enumerate(pack.reasons) if bits >> index & 1)
        return Finding(rule.type, start, end, span, round(float(self.arrays.confidence[place]), 3), why, rule.id)

    def counts(self) -> dict[str, int]:
        """Number of findings of each type that was found."""
        pack = load()
        numbers = np.bincount(self.arrays.rule, minlength=len(pack.rules))
        totals: dict[str, int] = {}
        for rule, amount in zip(pack.rules, numbers, strict=True):
            if amount:
                totals[rule.type] = totals.get(rule.type, 0) + int(amount)
        return totals
