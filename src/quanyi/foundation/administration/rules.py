"""Which roles one person may hold together, and who may be given which permission: decided without a database."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

#: The mark of the three administrators in the role table.
THREE = "three"


@dataclass(frozen=True)
class Holding:
    """A role that somebody holds for a while, by an own grant or as somebody's deputy.

    Args:
        role: code of the role.
        label: its name for people.
        mark: its ``exclusive`` mark, or empty.
        starts_on: first day.
        ends_on: last day; none: open.
    """

    role: str
    label: str
    mark: str
    starts_on: datetime.date
    ends_on: datetime.date | None = None

    def meets(self, other: "Holding") -> bool:
        """Tell whether the two are held on one day."""
        return self.starts_on <= (other.ends_on or datetime.date.max) and other.starts_on <= (
            self.ends_on or datetime.date.max
        )

    def within(self, starts_on: datetime.date, ends_on: datetime.date | None) -> "Holding | None":
        """Return the part of the holding that lies in a period, or none."""
        first = max(self.starts_on, starts_on)
        last = min(self.ends_on or datetime.date.max, ends_on or datetime.date.max)
        if first > last:
            return None
        return Holding(self.role, self.label, self.mark, first, None if last == datetime.date.max else last)


def clash(holdings: Iterable[Holding]) -> tuple[Holding, Holding] | None:
    """Return two roles that one person may not hold together, or none.

    Roles with the same mark exclude each other; one of the three administrators holds no other role at all, because
    administrators see no business rows.
    """
    known = list(holdings)
    for at, one in enumerate(known):
        for other in known[at + 1 :]:
            apart = one.role != other.role and (
                (one.mark != "" and one.mark == other.mark) or THREE in (one.mark, other.mark)
            )
            if apart and one.meets(other):
                return one, other
    return None


def moved(paths: Iterable[str], old: str, new: str) -> dict[str, str]:
    """Return the new path of each path at or below ``old`` when that unit moves to ``new``."""
    return {path: new + path[len(old) :] for path in paths}
