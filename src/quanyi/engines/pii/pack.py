"""Reads the rule pack, the labels and the reference tables that the recognisers stand on; data only, no decisions."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Rule:
    """One rule of ``data/rules.toml``.

    Attributes:
        id: stable name, stored with every verdict made by it.
        type: what a finding of the rule is called.
        rank: which finding keeps a contested span; the lower one.
        base: confidence from shape and validator alone.
        label: confidence when a word beside it says so.
        words: the words before (or after) a value that only words give away; empty for shaped values.
        fields: everything else of the entry (patterns, source).
    """

    id: str
    type: str
    rank: int
    base: float
    label: float
    words: tuple[str, ...]
    fields: dict[str, Any]


@dataclass(frozen=True)
class Pack:
    """The whole rule pack: version, rules in order, texts of the reasons in the order of their bits."""

    version: str
    rules: tuple[Rule, ...]
    reasons: tuple[tuple[str, str], ...]

    def bit(self, reason: str) -> int:
        """The bit of a named reason; KeyError for a name the pack does not hold."""
        for index, (name, _) in enumerate(self.reasons):
            if name == reason:
                return 1 << index
        raise KeyError(reason)

    def index(self, rule: str) -> int:
        """The place of a rule by its id; KeyError for an unknown one."""
        for index, entry in enumerate(self.rules):
            if entry.id == rule:
                return index
        raise KeyError(rule)


def read_toml(name: str) -> dict[str, Any]:
    """One TOML file of the data folder."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def data_lines(name: str) -> Iterator[str]:
    """Lines of a table of the data folder, without comments and empty ones."""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


@lru_cache(maxsize=1)
def load() -> Pack:
    """The shipped rule pack, read once."""
    raw = read_toml("rules.toml")
    rules = tuple(
        Rule(
            entry["id"],
            entry["type"],
            entry["rank"],
            entry["base"],
            entry.get("label", entry["base"]),
            tuple(entry.get("words", ())),
            entry,
        )
        for entry in raw["rule"]
    )
    return Pack(raw["version"], rules, tuple((name, text) for name, text in raw["reasons"]))


@lru_cache(maxsize=1)
def types() -> tuple[str, ...]:
    """Every type a finding may have, in the order of the pack."""
    return tuple(dict.fromkeys(rule.type for rule in load().rules))


@lru_cache(maxsize=1)
def divisions() -> tuple[tuple[str, str], ...]:
    """(code, name) of every division, abolished ones too; codes of Hong Kong, Macau and Taiwan end in dashes."""
    rows = (line.split("\t") for line in data_lines("divisions.tsv"))
    return tuple((code, name) for code, name in rows)


@lru_cache(maxsize=1)
def issuers() -> dict[str, str]:
    """Card prefix → issuer."""
    return dict(line.split("\t") for line in data_lines("bins.tsv"))
