"""Runs an entitlement audit over lists that are already open and gives counts, lists, and a score per unit."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import polars as pl

from quanyi.engines.access import findings, holdings
from quanyi.engines.access.columns import DATA
from quanyi.engines.access.holdings import GRANT
from quanyi.engines.access.uses import Uses

#: Lists whose rows are, or name, single grants that the score counts as not needed.
FAULTS = ("unused", "excess", "incompatible", "leavers", "movers", "orphan")


@dataclass(frozen=True, slots=True)
class Settings:
    """What counts as what.

    Attributes:
        as_of: the day of the audit.
        unused_days: a grant that lay idle for so many days is unused.
        dormant_days: the same for an account; None: as ``unused_days``.
        peers: columns that make people peers.
        least_peers: smallest group, the person included, in which peers are compared.
        rare: a permission that at most this share of the other peers hold is excess.
        usual: a permission that at least this share of the other peers hold goes with the post.
    """

    as_of: date
    unused_days: int = 90
    dormant_days: int | None = None
    peers: tuple[str, ...] = ("post",)
    least_peers: int = 5
    rare: float = 0.10
    usual: float = 0.50


@dataclass(frozen=True, slots=True)
class Lists:
    """What is given: frames as ``tables.read`` makes them; only grants are needed."""

    grants: pl.DataFrame
    uses: Uses | None = None
    people: pl.DataFrame | None = None
    incompatible: pl.DataFrame | None = None
    sensitive: pl.DataFrame | None = None
    before: pl.DataFrame | None = None
    revoked: pl.DataFrame | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What the lists say.

    Attributes:
        totals: how many grants, accounts, permissions, people.
        found: name of the question → the rows that answer it.
        not_judged: name of the question → why it could not be asked.
        ignored: what was left out of the input, and how often.
    """

    totals: Mapping[str, int]
    found: Mapping[str, pl.DataFrame]
    not_judged: Mapping[str, str]
    ignored: Mapping[str, int]

    @property
    def counts(self) -> dict[str, int]:
        """Number of rows per question."""
        return {name: rows.height for name, rows in self.found.items()}


@dataclass(slots=True)
class _Case:
    """The audit under way."""

    lists: Lists
    settings: Settings
    held: pl.DataFrame
    persons: pl.DataFrame | None
    found: dict[str, pl.DataFrame] = field(default_factory=dict)
    not_judged: dict[str, str] = field(default_factory=dict)


@cache
def words() -> dict[str, dict[str, list[str]]]:
    """The words of ``data/words.toml``: generic account names, status of a person who has left."""
    raw: dict[str, dict[str, list[str]]] = tomllib.loads((DATA / "words.toml").read_text(encoding="utf-8"))
    return raw


def audit(lists: Lists, settings: Settings) -> Report:
    """Ask every question for which the lists suffice.

    Args:
        lists: what is given.
        settings: days, shares and the day of the audit.

    Returns:
        The answers; each question that lacks a list stands in ``not_judged`` with the reason, never as a zero.
    """
    grants = holdings.one_row_per_grant(lists.grants)
    persons = None
    if lists.people is not None:
        persons = holdings.one_row_per_person(lists.people, settings.as_of, words()["left"]["words"])
    held = holdings.hold(grants, lists.people, persons, lists.uses)
    case = _Case(lists, settings, findings.mark_unused(held, settings.as_of, settings.unused_days), persons)
    _about_use(case)
    _about_people(case)
    _about_pairs_and_data(case)
    _about_change(case, grants)
    case.found["units"] = score(case.held, case.found)
    totals = {
        "grants": held.height,
        "accounts": held.select("system", "account").n_unique(),
        "permissions": held.select("system", "permission").n_unique(),
        "people": 0 if persons is None else persons.height,
    }
    return Report(totals, case.found, case.not_judged, _ignored(lists, held.height, persons))


def score(held: pl.DataFrame, found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Least-privilege score per unit: the share of grants, in per cent, against which nothing was found.

    A grant with several faults counts once; the column of each fault says how many grants it touches. Grants of
    nobody stand under the unit null. When no fault could be sought the score is null, not 100.
    """
    marks = held.select(*GRANT, "holder", "person", "unit")
    asked = [fault for fault in FAULTS if fault in found]
    if "unused" in found:
        marks = marks.with_columns(held["unused"])
    for fault in asked:
        if fault == "unused":
            continue
        rows = found[fault]
        if fault == "incompatible":
            sides = [rows.select("holder", system=f"system_{s}", permission=f"permission_{s}") for s in "ab"]
            rows, keys = pl.concat(sides), ["holder", "system", "permission"]
        else:
            keys = [key for key in GRANT if key in rows.columns]
        rows = rows.select(keys).unique().with_columns(pl.lit(value=True).alias(fault))
        marks = marks.join(rows, on=keys, how="left").with_columns(pl.col(fault).fill_null(value=False))
    needless = pl.any_horizontal(*asked) if asked else pl.lit(value=False)
    rows = (
        marks.with_columns(needless=needless)
        .group_by("unit")
        .agg(
            pl.col("person").drop_nulls().n_unique().alias("people"),
            pl.len().alias("grants"),
            *(pl.col(fault).sum() for fault in asked),
            pl.col("needless").sum(),
        )
    )
    grants = pl.col("grants").cast(pl.Int64)
    value = 100.0 * (grants - pl.col("needless")) / grants if asked else pl.lit(None, pl.Float64)
    return rows.with_columns(score=value).sort("score", "unit", nulls_last=False)


def _about_use(case: _Case) -> None:
    """Unused grants, dormant accounts, permissions nobody uses."""
    settings, uses = case.settings, case.lists.uses
    if uses is None:
        case.not_judged |= dict.fromkeys(("unused", "dormant", "never_used"), "no usage log was given")
        return
    case.found["unused"] = findings.unused(case.held)
    seen = holdings.last_use_of_accounts(case.held, uses)
    days = settings.unused_days if settings.dormant_days is None else settings.dormant_days
    case.found["dormant"] = findings.dormant(case.held, seen, settings.as_of, days)
    if uses.names_permissions:
        case.found["never_used"] = findings.never_used(case.held)
    else:
        case.not_judged["never_used"] = "the log says who logged in, not which permission was used"


def _about_people(case: _Case) -> None:
    """Ownerless and shared accounts, leavers, movers, excess against peers."""
    people, settings = case.lists.people, case.settings
    generic = words()["generic"]
    claimants = None if people is None else holdings.owners(people)
    case.found["generic"] = findings.generic(
        case.held, claimants, frozenset(generic["words"]), tuple(generic["chinese"])
    )
    if people is None or case.persons is None:
        case.not_judged |= dict.fromkeys(("orphan", "leavers", "movers", "excess"), "no list of people was given")
        return
    case.found["orphan"] = findings.orphan(case.held)
    if case.persons["gone"].any() or people["status"].count() or people["left_on"].count():
        case.found["leavers"] = findings.leavers(case.held)
    else:
        case.not_judged["leavers"] = "the list of people has neither a status nor a leaving date"
    shares = findings.share_among_peers(case.held, case.persons, settings.peers, settings.least_peers)
    if all(case.persons[column].count() for column in settings.peers):
        case.found["excess"] = findings.excess(case.held, shares, settings.rare)
    else:
        case.not_judged["excess"] = f"the list of people has no {' and '.join(settings.peers)}"
    if case.persons["moved_on"].count() == 0:
        case.not_judged["movers"] = "the list of people has no date of moving"
    elif case.held["granted_on"].count() == 0:
        case.not_judged["movers"] = "the grants have no dates"
    else:
        case.found["movers"] = findings.movers(case.held, shares, settings.as_of, settings.usual)


def _about_pairs_and_data(case: _Case) -> None:
    """Incompatible duties, equal sets, reach to sensitive data."""
    lists = case.lists
    if lists.incompatible is None:
        case.not_judged["incompatible"] = "no list of incompatible duties was given"
    else:
        case.found["incompatible"] = findings.incompatible(case.held, lists.incompatible)
    case.found["equal_sets"] = findings.equal_sets(case.held)
    if lists.sensitive is None:
        case.not_judged["reach"] = "no list of sensitive assets was given"
    else:
        rows = findings.reach(case.held, lists.sensitive)
        case.found["reach"] = rows if lists.uses is not None else rows.drop("unused", "used_on")


def _about_change(case: _Case, grants: pl.DataFrame) -> None:
    """What came and went since an earlier snapshot; what was to go and did not."""
    lists = case.lists
    if lists.before is None:
        case.not_judged |= dict.fromkeys(("added", "removed"), "no earlier snapshot was given")
    else:
        before = holdings.one_row_per_grant(lists.before)
        case.found["added"] = findings.only_in(grants, before)
        case.found["removed"] = findings.only_in(before, grants)
    if lists.revoked is None:
        case.not_judged["still_there"] = "no list of revocations was given"
    else:
        case.found["still_there"] = findings.still_there(case.held, lists.revoked)


def _ignored(lists: Lists, grants: int, persons: pl.DataFrame | None) -> dict[str, int]:
    """What was left out of the input, and how often; only what occurred."""
    named = lists.grants.filter(pl.col("account").is_not_null(), pl.col("permission").is_not_null()).height
    ignored = {
        "grants without account or permission": lists.grants.height - named,
        "repeated grants": named - grants,
    }
    if lists.people is not None and persons is not None:
        people = lists.people.with_columns(person=pl.coalesce("person", "account"))
        people = people.filter(pl.col("person").is_not_null())
        ignored["people without number"] = lists.people.height - people.height
        described = people.select("person", "unit", "post", "status", "left_on", "moved_on").unique()
        ignored["people listed again with other particulars"] = described.height - persons.height
    if lists.uses is not None:
        ignored["events after the day of the audit"] = lists.uses.future
        ignored["events without account or date"] = lists.uses.undated
    return {what: count for what, count in ignored.items() if count}
