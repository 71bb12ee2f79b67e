"""The arithmetic: walks from the start to the due date and says of each day whether and why it counts."""

import calendar as months
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from quanyi.engines.terms.calendars import Calendar, DayKind, published_calendar
from quanyi.engines.terms.errors import TermError
from quanyi.engines.terms.reasons import Text, Why
from quanyi.engines.terms.rulebook import Rule, StopGround, Term, Unit

#: Beyond this an entered date is a slip of the pen, and walking on would only hide it.
_LONGEST = timedelta(days=3660)

_ONE_DAY = timedelta(days=1)


class Pause(NamedTuple):
    """An excluded period (不计入期间): it takes out the days after ``first`` up to and including ``last``.

    A period that still runs is given with today as its last day. ``ground`` names a stop ground of the rule; None
    when the caller has checked the ground elsewhere.
    """

    first: date
    last: date
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day between start and due date, whether it counts, and why."""

    date: date
    counted: bool
    why: Why


@dataclass(frozen=True, slots=True)
class Timeline:
    """The answer.

    Attributes:
        rule: the rule's id.
        start: the day (or, for terms in hours and minutes, the instant) that starts the term.
        due: the last day, or the instant, in time.
        provisional: the due date lies beyond the last published calendar year, or a working day was told by its
            weekday alone: compute it again when the year is published.
        days: every day from the start to the due date; empty for terms in hours and minutes.
        article: the article in short form.
        citation: the article written out.
        term: the term that was applied.
        lawful_due: without an agreement the same as ``due``; with one, what the law alone would give.
        calendar: the version of the calendar.
    """

    rule: str
    start: date
    due: date
    provisional: bool
    days: tuple[Day, ...]
    article: str
    citation: str
    term: Term
    lawful_due: date
    calendar: str


def compute(
    rule: Rule,
    start: date,
    *,
    pauses: Iterable[Pause | tuple[date, date]] = (),
    complicated: bool = False,
    extended: bool = False,
    agreed_due: date | None = None,
    calendar: Calendar | None = None,
) -> Timeline:
    """Find the due date of a term.

    The first day is not counted unless the rule says so. An excluded period from day *a* to day *b* takes out the
    days *a* + 1 … *b*; overlapping ones are united; days before the start or after the due date change nothing. A
    restart is another start: the caller keeps the first receipt.

    Args:
        rule: the legal rule.
        start: the day the term starts with; an aware ``datetime`` for a rule in hours or minutes.
        pauses: excluded periods.
        complicated: the case was declared complicated (情况复杂).
        extended: the lawful extension was granted; the caller has checked approval and notice.
        agreed_due: the date the parties agreed on (T20 21); it prevails over the lawful one.
        calendar: the working days; the published calendar when None.

    Returns:
        The due date with every day and its reason.

    Raises:
        TermError: the question does not fit the rule, or a date is impossible.
    """
    calendar = calendar or published_calendar()
    total = rule.total(complicated=complicated, extended=extended)
    periods = _checked(rule, pauses)
    try:
        if rule.term.unit.is_exact:
            return _exact(rule, start, total, agreed_due, calendar)
        if isinstance(start, datetime):
            raise TermError(f"rule {rule.id} counts days: its start is a date, not an instant")
        days = _walk(rule, start, total, periods, calendar)
        timeline = _timeline(rule, start, total, days, calendar)
        return timeline if agreed_due is None else _agreed(rule, timeline, agreed_due)
    except OverflowError as error:
        raise TermError(f"rule {rule.id}: the due date lies outside the calendar") from error


def _checked(rule: Rule, pauses: Iterable[Pause | tuple[date, date]]) -> list[Pause]:
    periods = [Pause(*pause) for pause in pauses]
    named = any(period.ground is not None for period in periods)
    if periods and not rule.stop_grounds and (named or rule.term.unit.is_exact):
        raise TermError(f"rule {rule.id} has no excluded periods: {rule.article} names no lawful ground")
    grounds = [ground.ground for ground in rule.stop_grounds]
    for first, last, ground in periods:
        if isinstance(first, datetime) or isinstance(last, datetime):
            raise TermError("an excluded period runs from date to date, not from instant to instant")
        if last < first:
            raise TermError(f"the excluded period from {first} to {last} ends before it starts")
        if ground is not None and ground not in grounds:
            raise TermError(f"{ground!r} is no lawful ground of rule {rule.id}; the grounds are {', '.join(grounds)}")
    return periods


def _exact(rule: Rule, start: date, total: int, agreed_due: date | None, calendar: Calendar) -> Timeline:
    # Counted in hours, a term runs from the instant itself (Civil Code art. 201.2): no first-day convention.
    if agreed_due is not None:
        raise TermError(f"rule {rule.id} cannot be agreed otherwise")
    if not isinstance(start, datetime) or start.utcoffset() is None:
        raise TermError(f"rule {rule.id} counts {rule.term.unit.value}s: its start is an instant with its offset")
    step = timedelta(hours=total) if rule.term.unit is Unit.HOUR else timedelta(minutes=total)
    due = start + step
    term = Term(total, rule.term.unit)
    return Timeline(
        rule.id, start, due, False, (), rule.article, rule.citation, term, lawful_due=due, calendar=calendar.version
    )


def _walk(rule: Rule, start: date, total: int, periods: Sequence[Pause], calendar: Calendar) -> list[Day]:
    needed = (_after_months(start, total) - start).days if rule.term.unit is Unit.MONTH else total
    days: list[Day] = []
    day, number = start, 0
    if not rule.first_day_counts:
        days.append(Day(start, False, Why("first_day")))
        day += _ONE_DAY
    while True:
        if day - start > _LONGEST:
            raise TermError(f"rule {rule.id}: the excluded periods run past ten years; check their dates")
        counts, why = _judge(rule, day, number + 1, periods, calendar)
        days.append(Day(day, counts, why))
        number += counts
        if number == needed:
            break
        day += _ONE_DAY
    if rule.roll_over:
        days.extend(_rolled(day, calendar))
    return days


def _after_months(start: date, count: int) -> date:
    # Civil Code art. 202: the corresponding day of the last month, or its last day where it has none.
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    if year > date.max.year:
        raise OverflowError
    return date(year, month + 1, min(start.day, months.monthrange(year, month + 1)[1]))


def _judge(rule: Rule, day: date, number: int, periods: Sequence[Pause], calendar: Calendar) -> tuple[bool, Why]:
    for period in periods:
        if period.first < day <= period.last:
            return False, _excluded(rule, period)
    ordinal = ("number", str(number))
    if rule.term.unit is not Unit.WORKING_DAY:
        return True, Why("natural_day", (ordinal,))
    known = calendar.day(day)
    year = ("year", str(day.year))
    holiday: tuple[tuple[str, str | Text], ...] = (("holiday", known.name or {}), ("notice", known.notice or ""))
    match known.kind:
        case DayKind.HOLIDAY:
            return False, Why("holiday", holiday)
        case DayKind.MAKE_UP:
            return True, Why("make_up_day", (*holiday, ordinal))
        case DayKind.WEEKEND:
            return False, Why("weekend") if known.published else Why("unpublished_weekend", (year,))
        case DayKind.WORKING:
            return True, Why("working_day", (ordinal,)) if known.published else Why(
                "unpublished_working_day", (year, ordinal)
            )


def _excluded(rule: Rule, period: Pause) -> Why:
    span = (("first", period.first.isoformat()), ("last", period.last.isoformat()))
    named: StopGround | None = next((each for each in rule.stop_grounds if each.ground == period.ground), None)
    if named is None:
        return Why("excluded", span)
    return Why("excluded_ground", (("ground", named.name), *span, ("article", named.article)))


def _rolled(last: date, calendar: Calendar) -> list[Day]:
    days: list[Day] = []
    day = last
    while not calendar.is_working(day):
        day += _ONE_DAY
        days.append(Day(day, False, Why("last_day" if calendar.is_working(day) else "rolled_over")))
    return days


def _timeline(rule: Rule, start: date, total: int, days: Sequence[Day], calendar: Calendar) -> Timeline:
    due = days[-1].date
    guessed = rule.term.unit is Unit.WORKING_DAY and not all(calendar.is_published(day.date) for day in days[1:])
    provisional = calendar.lies_beyond(due) or guessed
    term = Term(total, rule.term.unit)
    return Timeline(
        rule.id,
        start,
        due,
        provisional,
        tuple(days),
        rule.article,
        rule.citation,
        term,
        lawful_due=due,
        calendar=calendar.version,
    )


def _agreed(rule: Rule, timeline: Timeline, agreed_due: date) -> Timeline:
    if rule.agreement_article is None or rule.agreement_citation is None:
        raise TermError(f"rule {rule.id} cannot be agreed otherwise: {rule.article} does not allow it")
    if isinstance(agreed_due, datetime) or agreed_due < timeline.start:
        raise TermError(f"the agreed date {agreed_due} must be a date that is not before the start {timeline.start}")
    if agreed_due - timeline.start > _LONGEST:
        raise TermError(f"the agreed date {agreed_due} lies more than ten years after the start; check it")
    why = Why("agreed", (("article", rule.agreement_article),))
    days = [day for day in timeline.days if day.date <= agreed_due]
    later = (agreed_due - timeline.due).days
    days.extend(Day(timeline.due + timedelta(days=step), False, why) for step in range(1, later + 1))
    # What the parties agreed on does not depend on a holiday notice.
    return replace(
        timeline,
        due=agreed_due,
        provisional=False,
        days=tuple(days),
        article=rule.agreement_article,
        citation=rule.agreement_citation,
    )
