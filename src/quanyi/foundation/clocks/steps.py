"""Starts, moves and ends clocks inside somebody's action; a due date never moves without a record."""

import datetime
import json
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from quanyi.engines import terms
from quanyi.engines.terms import Rule, TermError
from quanyi.foundation.capabilities.actions import Refused
from quanyi.foundation.clocks import queries, registry
from quanyi.foundation.clocks.models import Clock, Exclusion, Lane, LawRule
from quanyi.foundation.clocks.rules import next_moment
from quanyi.foundation.org.steps import Context
from quanyi.foundation.subjects.models import Subject

DATA = Path(__file__).parent / "data"
SHIPPED = Path(terms.__file__).parent / "data" / "rules.json"
END_OF_DAY = datetime.time(23, 59, 59)


def seed() -> None:
    """Load the shipped rules, statutory and internal, that this installation does not have yet."""
    known = set(LawRule.objects.values_list("rule_id", flat=True))
    for path, lane in ((SHIPPED, Lane.STATUTORY), (DATA / "internal.json", Lane.INTERNAL)):
        for text in json.loads(path.read_text("utf-8"))["rules"]:
            if text["id"] not in known:
                dates = {name: text.get(name) for name in ("valid_from", "valid_to")}
                LawRule.objects.create(rule_id=text["id"], lane=lane, text=text, **dates)


def start(subject: Subject, rule_id: str, started: datetime.date, context: Context) -> Clock:
    """Start a statutory or internal clock.

    Args:
        subject: whose deadline it is.
        rule_id: the rule; its lane is the clock's lane.
        started: the day that starts the term, or an aware instant for a rule in hours.
        context: the act.
    """
    day = timezone.localtime(started).date() if isinstance(started, datetime.datetime) else started
    legal, row = ruled(rule_id, day, context)
    clock = Clock(
        subject=subject,
        lane=row.lane,
        rule_id=rule_id,
        title=legal.subject["zh"],
        title_en=legal.subject["en"],
        started_on=day,
        started_at=started if isinstance(started, datetime.datetime) else None,
        first_started_on=day,
        rule_version=row.edition,
        checked_at=context.now,
    )
    begin = timezone.localtime(started) if isinstance(started, datetime.datetime) else started
    calendar = queries.calendar(context.actor)
    result = terms.compute(legal, begin, calendar=calendar)
    clock.due_on, clock.due_at = ends(result.due)
    clock.original_due_on = clock.due_on
    clock.provisional = result.provisional
    clock.calendar_version = queries.calendar_stamp(calendar)
    clock.article = legal.citation
    clock.next_check_at = upcoming(clock, context.now)
    context.add(clock)
    bring_forward(subject, clock)
    return clock


def ruled(rule_id: str, day: datetime.date, context: Context) -> tuple[Rule, LawRule]:
    """Return a rule as it was in force on a day.

    Raises:
        Refused: no version of it covers the day, for example a receipt decades ago.
    """
    try:
        return queries.rule(rule_id, day, context.actor)
    except TermError as error:
        raise Refused(_("No rule on this deadline was in force on %(day)s") % {"day": day}) from error


def demand(subject: Subject, title: str, title_en: str, due_on: datetime.date, context: Context) -> Clock:
    """Start a demanded clock: the date is typed from the slip of the forwarding body and never computed."""
    day, instant = ends(due_on)
    clock = Clock(
        subject=subject,
        lane=Lane.DEMANDED,
        title=title,
        title_en=title_en,
        started_on=context.today,
        first_started_on=context.today,
        due_on=day,
        due_at=instant,
        original_due_on=day,
        checked_at=context.now,
    )
    clock.next_check_at = upcoming(clock, context.now)
    context.add(clock)
    bring_forward(subject, clock)
    return clock


def ends(due: datetime.date) -> tuple[datetime.date, datetime.datetime]:
    """Return the due day and the due instant: a day ends with its last second."""
    if isinstance(due, datetime.datetime):
        local = timezone.localtime(due)
        return local.date(), local
    return due, datetime.datetime.combine(due, END_OF_DAY, timezone.get_current_timezone())


def upcoming(clock: Clock, now: datetime.datetime) -> datetime.datetime | None:
    """Return when the clock is looked at next; never while it is suspended."""
    if clock.suspended:
        return None
    found = next_moment(registry.LADDER, timezone.localtime(clock.due_at), timezone.localtime(now))
    return found[1] if found else None


def bring_forward(subject: Subject, clock: Clock) -> None:
    """Let a new clock stand for its subject when it is the earliest. Derived, hence not recorded."""
    if subject.due_at is None or clock.due_at < subject.due_at:
        subject.due_at, subject.due_lane = clock.due_at, clock.lane
        Subject.objects.filter(pk=subject.pk).update(due_at=clock.due_at, due_lane=clock.lane)


def mirror(subject: Subject) -> None:
    """Copy the earliest running deadline to the subject, by which queues sort. Derived, hence not recorded."""
    first = Clock.objects.filter(subject=subject, running=True).order_by("due_at", "pk").first()
    subject.due_at, subject.due_lane = (first.due_at, first.lane) if first else (None, "")
    Subject.objects.filter(pk=subject.pk).update(due_at=subject.due_at, due_lane=subject.due_lane)


def recompute(clock: Clock, context: Context, **inputs: Any) -> Clock:
    """Set inputs of a clock and store the due date that follows from all of them."""
    if clock.rule_id:
        ruled(clock.rule_id, inputs.get("started_on") or clock.started_on, context)
    context.change(clock, **inputs) if inputs else None
    result = queries.timeline(clock, context.today)
    assert result is not None, "a demanded date is typed, not computed"
    due_on, due_at = ends(result.due)
    clock.due_at = due_at
    context.change(
        clock,
        due_on=due_on,
        due_at=due_at,
        provisional=result.provisional,
        calendar_version=queries.calendar_stamp(queries.calendar()),
        next_check_at=upcoming(clock, context.now),
        checked_at=context.now,
    )
    mirror(clock.subject)
    return clock


def complicate(clock: Clock, context: Context) -> Clock:
    """Give the longer term of a complicated case (T20 18.1: 30 days in all)."""
    return recompute(clock, context, complicated=True)


def extend(clock: Clock, context: Context) -> Clock:
    """Give the lawful extension once; approval and notice are checked by the caller (T20 18.1: 60 days in all)."""
    return recompute(clock, context, extended=True)


def agree(clock: Clock, due_on: datetime.date, context: Context) -> Clock:
    """Set the date the parties agreed on (T20 21)."""
    return recompute(clock, context, agreed_on=due_on)


def restart(clock: Clock, started_on: datetime.date, context: Context) -> Clock:
    """Count anew from the receipt of new facts (T20 18.3); the first receipt stays in ``first_started_on``."""
    return recompute(clock, context, started_on=started_on)


def exclude(
    clock: Clock, ground: str, starts_on: datetime.date, proof: str, told_on: datetime.date | None, context: Context
) -> Exclusion:
    """Open an excluded period (T20 18.2, 23); until it ends the clock is not looked at."""
    row = context.add(Exclusion(clock=clock, ground=ground, starts_on=starts_on, proof=proof, told_on=told_on))
    recompute(clock, context, suspended=True)
    return row


def resume(clock: Clock, ends_on: datetime.date, context: Context) -> Clock:
    """Close the open excluded periods of a clock and count on."""
    for row in clock.exclusions.filter(ends_on__isnull=True):
        context.change(row, ends_on=ends_on)
    return recompute(clock, context, suspended=False)


def stop(clock: Clock, ended_on: datetime.date, how: str, context: Context) -> Clock:
    """End a clock on the day of the proof (T20 21), the withdrawal (T20 15) or the feedback."""
    context.change(clock, running=False, ended_on=ended_on, ended_how=how, next_check_at=None, suspended=False)
    mirror(clock.subject)
    return clock


def stop_all(subject: Subject, ended_on: datetime.date, how: str, context: Context, *lanes: str) -> None:
    """End the running clocks of a subject, of some lanes or of all."""
    rows = Clock.objects.filter(subject=subject, running=True)
    for clock in rows.filter(lane__in=lanes) if lanes else rows:
        clock.subject = subject
        stop(clock, ended_on, how, context)


def hand_on(source: Subject, target: Subject, lane: str, context: Context) -> None:
    """Let the running clocks of one lane go on at another subject, with which the first one was merged."""
    for clock in Clock.objects.filter(subject=source, lane=lane, running=True):
        context.change(clock, subject=target)
    mirror(source)
    mirror(target)


def stop_rule(subject: Subject, rule_id: str, ended_on: datetime.date, how: str, context: Context) -> None:
    """End the running clocks of one rule, for example the target for the first contact."""
    for clock in Clock.objects.filter(subject=subject, rule_id=rule_id, running=True):
        clock.subject = subject
        stop(clock, ended_on, how, context)
