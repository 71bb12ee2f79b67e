"""What a bank changes about time: rules, calendar years, and dates that were provisional."""

import datetime
import json
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from quanyi.engines.terms import Rule, TermError
from quanyi.engines.terms.calendars import CalendarYear as PublishedYear
from quanyi.foundation.capabilities.actions import As, Command, Refused, action
from quanyi.foundation.clocks import steps
from quanyi.foundation.clocks.models import CalendarYear, Clock, LawRule
from quanyi.foundation.org.steps import Context


def parsed(text: str) -> dict[str, Any]:
    """Read a JSON object that somebody typed or uploaded.

    Raises:
        Refused: it is no JSON object; says where.
    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused(
            _("Not valid JSON: line %(line)s, column %(column)s") % {"line": error.lineno, "column": error.colno}
        ) from error
    if not isinstance(value, dict):
        raise Refused(_("The file must hold one JSON object"))
    return value


class PublishYear(Command):
    """A year's holidays and make-up workdays."""

    text: Annotated[
        str,
        Field(max_length=20_000),
        As(_("Calendar year (JSON)"), help=_("Year, notices, holidays and make-up workdays as published"), lines=12),
    ]


@action("clocks.publish_year", _("Publish a calendar year"))
def publish_year(command: PublishYear, context: Context) -> CalendarYear:
    """Enter a year as the State Council published it; due dates are recomputed by an action of its own."""
    data = parsed(command.text)
    try:
        year = PublishedYear.parse(data)
    except TermError as error:
        raise Refused(str(error)) from error
    known = CalendarYear.objects.filter(year=year.year).first()
    if known is not None:
        return context.change(known, data=data, version=known.version + 1)
    return context.add(CalendarYear(year=year.year, data=data))


class ReviseRule(Command):
    """A new version of a rule."""

    text: Annotated[str, Field(max_length=20_000), As(_("Rule (JSON)"), lines=16)]
    reason: Annotated[str, Field(max_length=500), As(_("Reason and source of the change"), lines=2)]


@action("clocks.revise_rule", _("Revise a rule"), target=LawRule)
def revise_rule(rule: LawRule, command: ReviseRule, context: Context) -> None:
    """Add a version of a rule; running clocks keep the date they were given until somebody recomputes them."""
    text = parsed(command.text)
    try:
        legal = Rule.parse(text)
    except TermError as error:
        raise Refused(str(error)) from error
    if legal.id != rule.rule_id:
        raise Refused(_("The rule's number cannot change"))
    newest = LawRule.objects.filter(rule_id=rule.rule_id).order_by("-edition").values_list("edition", flat=True)[0]
    context.add(
        LawRule(
            rule_id=legal.id,
            lane=rule.lane,
            edition=newest + 1,
            valid_from=legal.valid_from,
            valid_to=legal.valid_to,
            text=text,
        )
    )


class RecomputeProvisional(Command):
    """The reason is kept with the record."""

    reason: Annotated[str, Field(max_length=500), As(_("Reason"), lines=2)]


@action("clocks.recompute_provisional", _("Recompute provisional dates"), target=CalendarYear)
def recompute_provisional(year: CalendarYear, command: RecomputeProvisional, context: Context) -> None:
    """Compute the provisional dates of running clocks that fall into a published year; each change is recorded."""
    first, last = datetime.date(year.year, 1, 1), datetime.date(year.year, 12, 31)
    for clock in Clock.objects.filter(running=True, provisional=True, due_on__range=(first, last)).select_related(
        "subject"
    ):
        steps.recompute(clock, context)
