"""Screens texts: finds what the rules forbid and what the product kind requires, many texts at once."""

import datetime
import gc
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from quanyi.engines.wording.buffer import Folder
from quanyi.engines.wording.characters import Folding
from quanyi.engines.wording.judge import Judge, Spans
from quanyi.engines.wording.packs import KINDS, PackError, Packs, load_packs
from quanyi.engines.wording.required import Missing, Required

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
class Screening:
    """What one text showed."""

    findings: tuple[Finding, ...]
    missing: tuple[Missing, ...]


class Screener:
    """The compiled packs: build once, screen as often as needed, from any thread."""

    def __init__(self, packs: Packs) -> None:
        """Compile ``packs``. Raises ``PackError`` for a word that is too long."""
        self.packs = packs
        self._folding = Folding(packs.characters)
        self._folder = Folder(self._folding)
        self._judge = Judge(packs, self._folding)

    @cached_property
    def _required(self) -> Required:
        """Compiled on first use: a run without a product kind never needs it."""
        return Required(self.packs, self._folding)

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
            kind: kind of product the texts are about; ``general`` lets the words of each text decide and requires no
            statement.
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
            spans = self._judge.judge(buffer, kind, channel, as_of)
            missing = {} if kind == "general" else self._required.missing(buffer, kind, channel, as_of)
            cuts = np.searchsorted(spans.text, np.arange(len(batch) + 1))
            for number, text in enumerate(batch):
                chosen = slice(int(cuts[number]), int(cuts[number + 1]))
                lacks = missing.get(number, ()) if text.strip() else ()
                yield Screening(tuple(self._findings(text, spans, chosen)), lacks)

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
            found = self._judge.judge(buffer, kind, channel, as_of)
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
    collecting = gc.isenabled()
    gc.disable()  # building makes a great many small objects and no cycles; collecting in between only costs time
    try:
        return Screener(load_packs())
    finally:
        if collecting:
            gc.enable()
