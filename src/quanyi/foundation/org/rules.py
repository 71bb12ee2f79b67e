"""Who acts and how far they reach: actors, unit paths and ranges, without a database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

#: Digits per level of a unit's path. Digits sort alike in every collation, so a range needs no LIKE.
WIDTH = 4
Range = tuple[str, str]


def after(path: str) -> str:
    """Return the first path behind the whole subtree of ``path``: the open end of its range."""
    return str(int(path) + 1).zfill(len(path))


def lineage(path: str) -> list[str]:
    """Return the paths of a unit and all units above it, top first."""
    return [path[:end] for end in range(WIDTH, len(path) + 1, WIDTH)]


def covers(upper: str, lower: str) -> bool:
    """Tell whether the unit at ``lower`` is the unit at ``upper`` or lies below it."""
    return lower.startswith(upper)


def outermost(paths: Iterable[str]) -> list[str]:
    """Drop every path that lies below another of them."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not covers(kept[-1], path):
            kept.append(path)
    return kept


@dataclass(frozen=True)
class Reach:
    """One grant in force: a role at a unit, with the actions the role table gives it."""

    role: str
    path: str
    actions: frozenset[str]
    deputy_of: str = ""


@dataclass(frozen=True)
class Staff:
    """A person of the bank, with the grants in force today (own and as deputy)."""

    user_id: int
    username: str
    name: str
    unit_id: int
    unit_path: str
    reaches: tuple[Reach, ...] = field(default=(), repr=False)

    def may(self, action: str, path: str | None = None) -> bool:
        """Tell whether some grant allows ``action``, at the unit of ``path`` if one is named."""
        return any(action in r.actions and (path is None or covers(r.path, path)) for r in self.reaches)

    def paths(self, action: str) -> list[str]:
        """Return the outermost unit paths below which ``action`` is allowed."""
        return outermost(reach.path for reach in self.reaches if action in reach.actions)

    def ranges(self, action: str) -> list[Range]:
        """Return the path ranges ``[low, high)`` in which ``action`` is allowed."""
        return [(path, after(path)) for path in self.paths(action)]

    def has_role(self, *codes: str) -> bool:
        """Tell whether one of these roles is held anywhere."""
        return any(reach.role in codes for reach in self.reaches)

    def acts_for(self, action: str, path: str | None = None) -> str:
        """Return whose deputy this person is when only a deputyship allows the action, else an empty text."""
        usable = [r for r in self.reaches if action in r.actions and (path is None or covers(r.path, path))]
        return usable[0].deputy_of if usable and all(r.deputy_of for r in usable) else ""


@dataclass(frozen=True)
class Holder:
    """A consumer who holds the receipt of one subject; sees and does nothing beyond it."""

    subject_id: int
    name: str = "consumer"
    actions: frozenset[str] = frozenset()

    def may(self, action: str, path: str | None = None) -> bool:
        """Tell whether a holder may do this; the unit does not matter, the subject alone does."""
        return action in self.actions


@dataclass(frozen=True)
class System:
    """The software itself: the worker, an import, a scheduled job."""

    name: str = "system"

    def may(self, action: str, path: str | None = None) -> bool:
        """Tell that the software may do what its jobs were written to do."""
        return True


Actor = Staff | Holder | System


def memory(actor: Actor) -> dict[Any, Any]:
    """Return what was looked up for an actor: codes, rules, reach.

    An actor is loaded anew for each request and each batch of an import, so that nothing older than that is
    remembered, and a file of a thousand rows asks for its units, codes and rules once.
    """
    found: dict[Any, Any] = vars(actor).setdefault("_memory", {})
    return found
