"""Reads rules, calendar, clocks, and explains a due date day by day."""

import datetime
import hashlib
from collections.abc import Iterable
from functools import lru_cache

from django.db.models import QuerySet
from django.utils import timezone

from quanyi.engines.terms import Calendar, Pause, Rule, TermError, Timeline, compute, published_years
from quanyi.engines.terms.calendars import CalendarYear as PublishedYear
from quanyi.foundation.clocks.models import CalendarYear, Clock, LawRule
from quanyi.foundation.org.rules import Actor, memory
from quanyi.foundation.subjects.models import Subject


def rule(rule_id: str, day: datetime.date, actor: Actor | None = None) -> tuple[Rule, LawRule]:
    """Return the version of a rule in force on a day: the newest whose validity covers it.

    Args:
        rule_id: the rule.
        day: the day.
        actor: remembers the answer, for acts that start many clocks.

    Raises:
        TermError: no version of the rule covers the day.
    """
    known = memory(actor) if actor is not None else {}
    key = ("rule", rule_id, day)
    if key not in known:
        known[key] = version_on(rule_id, day)
    found: tuple[Rule, LawRule] = known[key]
    return found


def version_on(rule_id: str, day: datetime.date) -> tuple[Rule, LawRule]:
    """Read the version of a rule in force on a day."""
    for row in LawRule.objects.filter(rule_id=rule_id).order_by("-edition"):
        if (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or day <= row.valid_to):
            return Rule.parse(row.text), row
    raise TermError(f"rule {rule_id} has no version in force on {day}")


def calendar(actor: Actor | None = None) -> Calendar:
    """Return the working-day calendar: the shipped years, overridden by those the bank entered."""
    known = memory(actor) if actor is not None else {}
    if "calendar" not in known:
        known["calendar"] = newest_calendar()
    found: Calendar = known["calendar"]
    return found


def newest_calendar() -> Calendar:
    """Read which years the bank entered and return the calendar with them."""
    return _calendar(tuple(CalendarYear.objects.order_by("year").values_list("year", "version")))


def calendar_stamp(used: Calendar) -> str:
    """Return a short name of a calendar's version, to be stored beside a due date."""
    return hashlib.sha256(used.version.encode()).hexdigest()[:16]


@lru_cache(maxsize=4)
def _calendar(stamp: tuple[tuple[int, int], ...]) -> Calendar:
    own = {row.year: PublishedYear.parse(row.data) for row in CalendarYear.objects.all()}
    shipped = {year.year: year for year in published_years()}
    return Calendar((shipped | own).values())


def pauses(clock: Clock, today: datetime.date) -> list[Pause]:
    """Return the excluded periods of a clock; one that still runs reaches to today."""
    return [
        Pause(row.starts_on, row.ends_on or max(today, row.starts_on), row.ground) for row in clock.exclusions.all()
    ]


def timeline(clock: Clock, today: datetime.date) -> Timeline | None:
    """Compute a clock anew with every day and its reason; none for a demanded date, which is typed and not computed."""
    if not clock.rule_id:
        return None
    legal, _row = rule(clock.rule_id, clock.started_on)
    return compute(
        legal,
        timezone.localtime(clock.started_at) if legal.term.unit.is_exact and clock.started_at else clock.started_on,
        pauses=pauses(clock, today),
        complicated=clock.complicated,
        extended=clock.extended,
        agreed_due=clock.agreed_on,
        calendar=calendar(),
    )


def of(subject: Subject) -> QuerySet[Clock]:
    """Return the clocks of a subject, running ones first."""
    return Clock.objects.filter(subject=subject).order_by("-running", "due_at").prefetch_related("exclusions")


def statutory(subject: Subject) -> Clock | None:
    """Return the statutory clock of a subject that runs, or the last one that ran."""
    rows = Clock.objects.filter(subject=subject, lane="statutory")
    return rows.order_by("-running", "-pk").first()


def earliest(subjects: Iterable[int]) -> dict[int, Clock]:
    """Return the earliest running clock of each subject; one query for a page of rows."""
    found: dict[int, Clock] = {}
    for clock in Clock.objects.filter(subject_id__in=list(subjects), running=True).order_by("due_at", "pk"):
        found.setdefault(clock.subject_id, clock)
    return found
