"""Reads the rule packs: what is looked for, what excuses it, which article stands behind it; refuses a faulty pack by
name."""

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from quanyi.engines.wording.patterns import PatternError, disguises, expand_all

DATA = Path(__file__).parent / "data"
#: Only short words are spelled in disguise; the long ones are whole phrases, whose short core is a word of its own.
LONGEST_DISGUISED = 5

Kind = Literal["wealth", "loan", "insurance", "deposit", "card", "fund", "general"]
Severity = Literal["high", "medium", "low"]
Confidence = Literal["H", "Mid", "M-unverified"]
Where = Literal["before", "after", "anywhere", "inside", "quoted"]
Scope = Literal["clause", "sentence", "text"]

KINDS: tuple[str, ...] = get_args(Kind)


class PackError(ValueError):
    """A rule pack, a cue list or a word list is faulty; the message says which file, which entry and what is wrong."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that stands near a hit.

    ``words`` are looked for ``where`` (before, after, anywhere in the scope, inside the hit; ``quoted`` asks
    for quotation marks around it instead), inside ``scope``, at most ``within``
    characters away (-1: no limit); a word of ``stop`` between the two cuts the tie; a word of ``without`` in the scope
    voids it, and one of
    ``also``, where given, must stand in the scope too.
    """

    words: tuple[str, ...]
    where: Where
    scope: Scope
    within: int
    stop: tuple[str, ...]
    without: tuple[str, ...]
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two words in one clause, the second at most ``gap`` characters after the first; the hit spans both."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    gap: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack, expanded and ready to compile."""

    id: str
    pack: str
    title: str
    words: tuple[str, ...]
    pairs: tuple[Pair, ...]
    inside: tuple[str, ...]
    unless: tuple[Condition, ...]
    needs: tuple[tuple[Condition, ...], ...]
    kinds: frozenset[str]
    channels: frozenset[str]
    channel_told: bool
    severity: Severity
    statutory: bool
    confidence: Confidence
    source: str
    article: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    why: str
    suggestion: str
    match: tuple[Mapping[str, str], ...]
    passes: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A statement that a text about a kind of product must carry; each of ``groups`` must be met by one of its
    words; a word that is part of one of ``inside`` (``没有风险``) does not count."""

    id: str
    statement: str
    groups: tuple[tuple[str, ...], ...]
    inside: tuple[str, ...]
    when: tuple[str, ...]
    kinds: frozenset[str]
    channels: frozenset[str]
    channel_told: bool
    statutory: bool
    confidence: Confidence
    article: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    example: str


@dataclass(frozen=True, slots=True)
class Packs:
    """Everything the engine knows: rules, required statements, words that tell the product kind, and channel names."""

    rules: tuple[Rule, ...]
    requirements: tuple[Requirement, ...]
    kind_words: Mapping[str, tuple[str, ...]]
    channels: Mapping[str, str]
    false_cues: tuple[str, ...]
    characters: Mapping[str, Any]


@dataclass(slots=True)
class _Reader:
    """Carries the shared lists while the packs are read."""

    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    named: dict[str, tuple[Condition, ...]] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    channel_sets: dict[str, frozenset[str]] = field(default_factory=dict)
    sources: dict[str, Mapping[str, str]] = field(default_factory=dict)
    false_cues: tuple[str, ...] = ()
    characters: Mapping[str, Any] = field(default_factory=dict)

    def words(self, entries: str | Sequence[str]) -> tuple[str, ...]:
        """Expand patterns; ``@name`` stands for a shared list."""
        names = [entries] if isinstance(entries, str) else entries
        found: list[str] = []
        for name in names:
            found += self.groups[name[1:]] if name.startswith("@") else expand_all([name])
        return tuple(dict.fromkeys(found))

    def condition(self, entry: Mapping[str, Any]) -> Condition:
        return Condition(
            words=self.words(entry["words"]),
            where=_one_of(entry.get("where", "anywhere"), get_args(Where)),
            scope=_one_of(entry.get("scope", "sentence"), get_args(Scope)),
            within=int(entry.get("within", -1)),
            stop=self.words(entry.get("stop", [])),
            without=self.words(entry.get("without", [])),
            also=self.words(entry.get("also", [])),
        )

    def conditions(self, entries: Sequence[str | Mapping[str, Any]]) -> tuple[Condition, ...]:
        found: list[Condition] = []
        for entry in entries:
            found += self.named[entry] if isinstance(entry, str) else [self.condition(entry)]
        return tuple(found)

    def channel_set(self, entries: Sequence[str]) -> frozenset[str]:
        found: set[str] = set()
        for entry in entries:
            found |= self.channel_sets.get(entry, frozenset([entry]))
        unknown = found - set(self.channels.values())
        if unknown:
            raise PackError(f"unknown channel {sorted(unknown)[0]!r}")
        return frozenset(found)

    def article(self, entry: Mapping[str, Any]) -> str:
        """Write the citations: title, article in Chinese, then source key and article number."""
        cited = [entry, *entry.get("also", [])]
        titles = [self.sources[one["source"]]["title"] for one in cited]
        keys = [f"{one['source']} {one['ref']}" if one.get("ref") else one["source"] for one in cited]
        return "；".join(
            f"{title}{one.get('article', '')}（{key}）" for title, one, key in zip(titles, cited, keys, strict=True)
        )

    def dates(self, entry: Mapping[str, Any]) -> tuple[datetime.date, datetime.date | None]:
        """Take the rule's own dates, else those of its source."""
        source = self.sources[entry["source"]]
        begins = entry.get("valid_from", source["valid_from"])
        ends = entry.get("valid_to", source.get("valid_to"))
        return datetime.date.fromisoformat(begins), datetime.date.fromisoformat(ends) if ends else None


def _one_of(value: str, allowed: Sequence[str]) -> Any:
    if value not in allowed:
        raise PackError(f"{value!r} is none of {', '.join(allowed)}")
    return value


def _examples(entries: Sequence[str | Mapping[str, str]]) -> tuple[Mapping[str, str], ...]:
    return tuple({"text": entry} if isinstance(entry, str) else entry for entry in entries)


def _rule(entry: Mapping[str, Any], pack: Mapping[str, Any], reader: _Reader) -> Rule:
    entry = {**pack.get("defaults", {}), **entry}
    words = reader.words(entry.get("words", []))
    inside = reader.words(entry.get("inside", []))
    if entry.get("disguises", False):
        characters = reader.characters
        spelled = [
            spelling
            for word in words
            if len(word) <= LONGEST_DISGUISED
            for spelling in disguises(word, characters["pinyin"], characters["same_sound"])
        ]
        words = tuple(dict.fromkeys([*words, *spelled]))
    begins, ends = reader.dates(entry)
    return Rule(
        id=entry["id"],
        pack=pack["pack"],
        title=entry["title"],
        words=words,
        pairs=tuple(
            Pair(reader.words(p["first"]), reader.words(p["second"]), int(p["gap"])) for p in entry.get("pairs", [])
        ),
        inside=inside,
        unless=reader.conditions(entry.get("unless", [])),
        needs=tuple(
            reader.conditions([need] if isinstance(need, (str, dict)) else need) for need in entry.get("needs", [])
        ),
        kinds=frozenset(_one_of(kind, KINDS) for kind in entry.get("kinds", KINDS)),
        channels=reader.channel_set(entry.get("channels", [])),
        channel_told=bool(entry.get("channel_told", False)),
        severity=_one_of(entry["severity"], get_args(Severity)),
        statutory=bool(entry["statutory"]),
        confidence=_one_of(entry["confidence"], get_args(Confidence)),
        source=entry["source"],
        article=reader.article(entry),
        valid_from=begins,
        valid_to=ends,
        why=entry["why"],
        suggestion=entry["suggestion"],
        match=_examples(entry["match"]),
        passes=_examples(entry["pass"]),
    )


def _requirement(entry: Mapping[str, Any], reader: _Reader) -> Requirement:
    begins, ends = reader.dates(entry)
    return Requirement(
        id=entry["id"],
        statement=entry["statement"],
        groups=tuple(reader.words(group) for group in entry["groups"]),
        inside=reader.words(entry.get("inside", [])),
        when=reader.words(entry.get("when", [])),
        kinds=frozenset(_one_of(kind, KINDS) for kind in entry["kinds"]),
        channels=reader.channel_set(entry.get("channels", [])),
        channel_told=bool(entry.get("channel_told", False)),
        statutory=bool(entry["statutory"]),
        confidence=_one_of(entry["confidence"], get_args(Confidence)),
        article=reader.article(entry),
        valid_from=begins,
        valid_to=ends,
        example=entry["example"],
    )


def read_json(path: Path) -> Any:
    """Read one data file. Raises ``PackError`` naming the file when it is missing or not JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise PackError(f"{path.name}: {error}") from error


def _reader(folder: Path) -> _Reader:
    reader = _Reader(characters=read_json(folder / "characters.json"), sources=read_json(folder / "sources.json"))
    channels = read_json(folder / "channels.json")
    for name, aliases in channels["channels"].items():
        reader.channels |= dict.fromkeys([name, *aliases], name)
    reader.channel_sets = {name: frozenset(members) for name, members in channels["sets"].items()}
    cues = read_json(folder / "cues.json")
    for name, entries in cues["groups"].items():
        reader.groups[name] = reader.words(entries)
    reader.false_cues = reader.words(cues["false_cues"])
    for name, conditions in cues["conditions"].items():
        reader.named[name] = tuple(reader.condition(entry) for entry in conditions)
    return reader


@cache
def load_packs(folder: Path = DATA) -> Packs:
    """Read every rule pack of a folder.

    Args:
        folder: holds ``characters.json``, ``sources.json``, ``channels.json``, ``cues.json``, ``requirements.json``
        and ``rules-*.json``.

    Returns:
        The packs, expanded; read once per folder and process.

    Raises:
        PackError: a file or an entry is faulty; the message names both.
    """
    reader = _reader(folder)
    rules: list[Rule] = []
    for path in sorted(folder.glob("rules-*.json")):
        pack = read_json(path)
        for entry in pack["rules"]:
            try:
                rules.append(_rule(entry, pack, reader))
            except (KeyError, PatternError, PackError, ValueError) as error:
                raise PackError(f"{path.name}: rule {entry.get('id', '?')}: {error}") from error
    requirements: list[Requirement] = []
    for entry in read_json(folder / "requirements.json")["requirements"]:
        try:
            requirements.append(_requirement(entry, reader))
        except (KeyError, PatternError, PackError, ValueError) as error:
            raise PackError(f"requirements.json: {entry.get('id', '?')}: {error}") from error
    twice = {rule.id for rule in rules if [other.id for other in rules].count(rule.id) > 1}
    if twice:
        raise PackError(f"two rules have the id {sorted(twice)[0]}")
    kind_words = {kind: reader.groups[f"kind_{kind}"] for kind in KINDS if kind != "general"}
    return Packs(tuple(rules), tuple(requirements), kind_words, reader.channels, reader.false_cues, reader.characters)
