"""Looks for the statements a text about a kind of product must carry, and tells which are missing."""

import datetime
from dataclasses import dataclass

import numpy as np

from quanyi.engines.wording.buffer import Buffer
from quanyi.engines.wording.characters import Folding
from quanyi.engines.wording.context import outside
from quanyi.engines.wording.packs import Packs, Requirement
from quanyi.engines.wording.scan import Words


@dataclass(frozen=True, slots=True)
class Missing:
    """A statement the text should carry and does not."""

    statement: str
    article: str


@dataclass(frozen=True, slots=True)
class _Demand:
    """One required statement with its lists numbered; ``inside`` and ``when`` are -1 where the statement has none."""

    requirement: Requirement
    groups: tuple[int, ...]
    inside: int
    when: int


class Required:
    """The compiled required statements."""

    def __init__(self, packs: Packs, folding: Folding) -> None:
        """Number the words of every statement and compile the automaton."""
        words = Words(folding)
        self._demands = tuple(
            _Demand(
                one,
                tuple(words.add(group) for group in one.groups),
                words.add(one.inside) if one.inside else -1,
                words.add(one.when) if one.when else -1,
            )
            for one in packs.requirements
        )
        self._automaton = words.compile()

    def missing(self, buffer: Buffer, kind: str, channel: str, as_of: datetime.date) -> dict[int, tuple[Missing, ...]]:
        """Tell which statements are missing.

        Args:
            buffer: the folded texts.
            kind: kind of product; ``general`` requires nothing.
            channel: canonical channel; when it is not known, all statements count but those of one channel only.
            as_of: the day whose law counts.

        Returns:
            The missing statements by number of the text; a complete text has no entry.
        """
        wanted = [demand for demand in self._demands if _applies(demand.requirement, kind, channel, as_of)]
        if not wanted:
            return {}
        lists = self._automaton.find(buffer.characters)
        missing: dict[int, list[Missing]] = {}
        for demand in wanted:
            lacks = np.zeros(buffer.begins.size, dtype=bool)
            denied = lists[demand.inside] if demand.inside >= 0 else None
            for group in demand.groups:
                lacks |= ~buffer.texts_with(outside(lists[group], denied).start)
            if demand.when >= 0:
                lacks &= buffer.texts_with(lists[demand.when].start)
            entry = Missing(demand.requirement.statement, demand.requirement.article)
            for number in np.flatnonzero(lacks).tolist():
                missing.setdefault(number, []).append(entry)
        return {number: tuple(entries) for number, entries in missing.items()}


def _applies(requirement: Requirement, kind: str, channel: str, as_of: datetime.date) -> bool:
    in_force = requirement.valid_from <= as_of and (requirement.valid_to is None or as_of <= requirement.valid_to)
    here = not requirement.channels or channel in requirement.channels or not (channel or requirement.channel_told)
    return in_force and here and kind in requirement.kinds
