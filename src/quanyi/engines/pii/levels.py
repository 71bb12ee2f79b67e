"""Grades types and records under JR/T 0171, JR/T 0197 and the NFRA scheme; combinations raise a level."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from quanyi.engines.pii.pack import read_toml


@dataclass(frozen=True)
class Level:
    """A level under three schemes.

    Attributes:
        jrt0171: ``C3``, ``C2``, ``C1``, or empty when nothing personal is there.
        jrt0197: 5 (highest) to 1.
        nfra: ``sensitive`` or ``general``.
        why: reasons, one a combination that raised it.
    """

    jrt0171: str
    jrt0197: int
    nfra: str
    why: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def settings() -> dict[str, Any]:
    """The file ``data/levels.toml``."""
    return read_toml("levels.toml")


def level_of(type_: str) -> Level:
    """The level of one type by itself.

    Raises:
        KeyError: the type has no level in ``data/levels.toml``.
    """
    entry = settings()["types"][type_]
    return Level(entry["jrt0171"], entry["jrt0197"], entry["nfra"])


def grade(types: Iterable[str]) -> Level:
    """The level of a record (a text, a row, a table) that holds the given types.

    The highest level of any type counts (JR/T 0197: take the higher value when in doubt); a combination whose parts are
    all present raises it.
    """
    present = frozenset(types)
    if not present:
        return Level("", 1, "general")
    singles = [level_of(type_) for type_ in sorted(present)]
    jrt0171 = max(single.jrt0171 for single in singles)
    jrt0197 = max(single.jrt0197 for single in singles)
    nfra = "sensitive" if any(single.nfra == "sensitive" for single in singles) else "general"
    why = []
    for combination in settings()["combination"]:
        if all(present & set(part) for part in combination["parts"]):
            if combination["jrt0171"] > jrt0171 or combination["jrt0197"] > jrt0197:
                why.append(f"{combination['why']} ({combination['id']})")
            jrt0171 = max(jrt0171, combination["jrt0171"])
            jrt0197 = max(jrt0197, combination["jrt0197"])
    return Level(jrt0171, jrt0197, nfra, tuple(why))
