"""The legal rules on time as data: length, unit, who may extend, what may stop the clock, and the article."""

import functools
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from quanyi.engines.terms.errors import TermError
from quanyi.engines.terms.reasons import Text


class Unit(StrEnum):
    """What a term is counted in."""

    NATURAL_DAY = "natural_day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    HOUR = "hour"
    MINUTE = "minute"

    @property
    def is_exact(self) -> bool:
        """Whether the term runs from instant to instant instead of from day to day."""
        return self in {Unit.HOUR, Unit.MINUTE}


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time, for example 15 natural days."""

    length: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Complicated:
    """The longer total for a complicated case: its own id, its length in the rule's unit, article, what it needs."""

    id: str
    length: int
    article: str
    needs: Text


@dataclass(frozen=True, slots=True)
class Extension:
    """A lawful extension.

    Attributes:
        id: its own rule id.
        length: units added to the term that runs; None when ``total`` is given.
        total: units in all, counted from the start; None when ``length`` is given.
        times: how often it may be granted.
        approved_by: who may approve, as role ids; one of them is enough.
        notice_before_expiry: whether the person must be told before the term that runs has expired.
        article: where it stands.
        needs: what must be evidenced, in both languages.
    """

    id: str
    length: int | None
    total: int | None
    times: int
    approved_by: tuple[str, ...]
    notice_before_expiry: bool
    article: str
    needs: Text


@dataclass(frozen=True, slots=True)
class StopGround:
    """A lawful reason for an excluded period, with the proof that it needs."""

    id: str
    ground: str
    name: Text
    proof: Text
    article: str


@dataclass(frozen=True, slots=True)
class Restart:
    """What makes the term start anew."""

    id: str
    ground: Text
    article: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One legal rule on time, in one version.

    Attributes:
        id: for example ``CMP-01``.
        subject: what must be done, in both languages.
        trigger: what starts the term, in both languages.
        term: length and unit.
        first_day_counts: False for the usual convention (Civil Code art. 201).
        roll_over: whether a last day that is no working day moves to the next working day (Civil Code art. 203).
        complicated: the longer term of a complicated case, or None.
        extension: the lawful extension, or None.
        stop_grounds: the closed list of grounds for excluded periods.
        restart: what starts the term anew, or None.
        agreement_article: where the parties are allowed to agree on another date, or None.
        agreement_citation: that article written out in Chinese, or None.
        article: short form, for example ``T20 18.1``.
        citation: the article written out in Chinese.
        source: the document.
        valid_from: first day of this version; None when open.
        valid_to: last day of this version; None when open.
        confidence: ``H`` (text read), ``Mid`` (official summary) or ``L`` (unverified).
    """

    id: str
    subject: Text
    trigger: Text
    term: Term
    first_day_counts: bool
    roll_over: bool
    complicated: Complicated | None
    extension: Extension | None
    stop_grounds: tuple[StopGround, ...]
    restart: Restart | None
    agreement_article: str | None
    agreement_citation: str | None
    article: str
    citation: str
    source: str
    valid_from: date | None
    valid_to: date | None
    confidence: str

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> "Rule":
        """Read a rule from a mapping such as one entry of ``data/rules.json``.

        Args:
            data: the rule; see ``docs/engines/terms.md`` for the fields.

        Raises:
            TermError: a field is missing, unknown or impossible; the text names the rule and the field.
        """
        name = data.get("id", "without an id")
        try:
            rule = _rule(data)
        except TermError as error:
            raise TermError(f"rule {name}: {error}") from error
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise TermError(f"rule {name}: a field is missing or wrong: {error}") from error
        return rule

    def total(self, *, complicated: bool = False, extended: bool = False) -> int:
        """How many units the term has in all.

        Args:
            complicated: the case was declared complicated; changes nothing where the rule has no longer term for it.
            extended: the lawful extension was granted.

        Raises:
            TermError: the law knows no extension of this term.
        """
        length = self.complicated.length if complicated and self.complicated else self.term.length
        if not extended:
            return length
        if self.extension is None:
            raise TermError(f"rule {self.id} cannot be extended: {self.article} knows no extension")
        return self.extension.total if self.extension.total is not None else length + (self.extension.length or 0)

    def is_valid_on(self, day: date) -> bool:
        """Whether this version is in force on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


_KNOWN = frozenset(Rule.__dataclass_fields__) - {"term", "agreement_article", "agreement_citation"} | {
    "length",
    "unit",
    "agreement",
}


def _rule(data: Mapping[str, Any]) -> Rule:
    unknown = sorted(set(data) - _KNOWN)
    if unknown:
        raise TermError(f"unknown field {unknown[0]}")
    unit = Unit(data["unit"])
    if unit.is_exact and (data.get("stop_grounds") or data.get("roll_over") or data.get("first_day_counts")):
        raise TermError(f"a term in {unit.value}s has no days: no stop grounds, roll-over or first day")
    confidence = data.get("confidence", "L")
    if confidence not in {"H", "Mid", "L"}:
        raise TermError(f"confidence must be H, Mid or L, not {confidence!r}")
    agreement = data.get("agreement")
    restart = data.get("restart")
    return Rule(
        id=_words(data["id"]),
        subject=_text(data["subject"]),
        trigger=_text(data["trigger"]),
        term=Term(_count(data["length"]), unit),
        first_day_counts=_flag(data, "first_day_counts"),
        roll_over=_flag(data, "roll_over"),
        complicated=_complicated(data.get("complicated")),
        extension=_extension(data.get("extension")),
        stop_grounds=tuple(_stop_ground(entry) for entry in data.get("stop_grounds", ())),
        restart=Restart(restart["id"], _text(restart["ground"]), restart["article"]) if restart else None,
        agreement_article=_words(agreement["article"]) if agreement else None,
        agreement_citation=_words(agreement["citation"]) if agreement else None,
        article=_words(data["article"]),
        citation=_words(data["citation"]),
        source=_words(data["source"]),
        valid_from=_day(data.get("valid_from")),
        valid_to=_day(data.get("valid_to")),
        confidence=confidence,
    )


def _complicated(data: Mapping[str, Any] | None) -> Complicated | None:
    if data is None:
        return None
    return Complicated(_words(data["id"]), _count(data["length"]), _words(data["article"]), _text(data["needs"]))


def _extension(data: Mapping[str, Any] | None) -> Extension | None:
    if data is None:
        return None
    length, total = data.get("length"), data.get("total")
    if (length is None) == (total is None):
        raise TermError("an extension has either a length or a total")
    return Extension(
        id=_words(data["id"]),
        length=None if length is None else _count(length),
        total=None if total is None else _count(total),
        times=_count(data["times"]),
        approved_by=tuple(_words(role) for role in data["approved_by"]),
        notice_before_expiry=_flag(data, "notice_before_expiry"),
        article=_words(data["article"]),
        needs=_text(data["needs"]),
    )


def _stop_ground(data: Mapping[str, Any]) -> StopGround:
    return StopGround(
        _words(data["id"]), _words(data["ground"]), _text(data["name"]), _text(data["proof"]), _words(data["article"])
    )


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 3660:
        raise TermError(f"{value!r} is not a whole number from 1 to 3660")
    return value


def _flag(data: Mapping[str, Any], name: str) -> bool:
    value = data.get(name, False)
    if not isinstance(value, bool):
        raise TermError(f"{name} must be true or false, not {value!r}")
    return value


def _words(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TermError(f"{value!r} is not a text")
    return value


def _text(data: Mapping[str, Any]) -> Text:
    return {"zh": _words(data["zh"]), "en": _words(data["en"])}


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(_words(value))


class RuleBook:
    """All versions of all rules; looks a rule up by id and by the day on which its term starts."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Gather rules.

        Args:
            rules: any number of versions per id, whose validities must not overlap.

        Raises:
            TermError: two versions of one rule overlap.
        """
        self._versions: dict[str, list[Rule]] = {}
        for rule in rules:
            self._versions.setdefault(rule.id, []).append(rule)
        for versions in self._versions.values():
            versions.sort(key=lambda rule: rule.valid_from or date.min)
            for earlier, later in itertools.pairwise(versions):
                if earlier.valid_to is None or earlier.valid_to >= (later.valid_from or date.min):
                    raise TermError(f"rule {later.id}: two versions are in force on {later.valid_from}")

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> "RuleBook":
        """Read ``{"rules": [...]}``, the content of a rules file.

        Raises:
            TermError: see :meth:`Rule.parse`.
        """
        entries = data.get("rules")
        if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
            raise TermError("a rules file holds a list of rules under 'rules'")
        return cls(Rule.parse(entry) for entry in entries)

    def __iter__(self) -> Iterator[Rule]:
        """Every version of every rule, by id and validity."""
        return (rule for rule_id in sorted(self._versions) for rule in self._versions[rule_id])

    @property
    def ids(self) -> tuple[str, ...]:
        """The rule ids, sorted."""
        return tuple(sorted(self._versions))

    def find(self, rule_id: str, on: date | None = None) -> Rule:
        """Look a rule up.

        Args:
            rule_id: for example ``CMP-01``.
            on: the day on which the term starts; None for the latest version.

        Returns:
            The version in force on that day. A day before the first version gets the first one and a day after the
            last one gets the last, so that history can be shown; ask :meth:`Rule.is_valid_on` where it matters.

        Raises:
            TermError: no such rule; where the id names an excluded period or a restart, the text says of which rule.
        """
        versions = self._versions.get(rule_id)
        if versions is None:
            raise TermError(f"unknown rule {rule_id!r}: {self._hint(rule_id)}")
        if on is None:
            return versions[-1]
        begun = [rule for rule in versions if rule.valid_from is None or rule.valid_from <= on]
        return begun[-1] if begun else versions[0]

    def part(self, part_id: str) -> tuple[str, str] | None:
        """Return the rule of which an id names the longer term or the extension, and which of the two it is.

        ``CMP-02`` gives ``("CMP-01", "complicated")``, ``CMP-03`` gives ``("CMP-01", "extended")``.
        """
        for rule in self:
            if rule.complicated and rule.complicated.id == part_id:
                return rule.id, "complicated"
            if rule.extension and rule.extension.id == part_id != rule.id:
                return rule.id, "extended"
        return None

    def _hint(self, rule_id: str) -> str:
        for rule in self:
            if any(ground.id == rule_id for ground in rule.stop_grounds):
                return f"it is an excluded period of {rule.id}"
            if rule.restart and rule.restart.id == rule_id:
                return f"it is a new start of {rule.id}"
        return "the rules are " + ", ".join(self.ids)


@functools.cache
def published_rules() -> RuleBook:
    """The rules that ship with Quanyi, from ``data/rules.json``."""
    path = Path(__file__).parent / "data" / "rules.json"
    return RuleBook.parse(json.loads(path.read_text(encoding="utf-8")))
