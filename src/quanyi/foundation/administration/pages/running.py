"""Pages of rules on time, calendars, jobs, schedules and settings."""

import json
import platform
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quanyi import __version__
from quanyi.engines.terms import DayKind, published_years
from quanyi.foundation.administration.listings.running import confidence, kind_label, term, wording
from quanyi.foundation.administration.pages.forms import address, pressed, starters
from quanyi.foundation.administration.pages.roles import allowed
from quanyi.foundation.capabilities import actions
from quanyi.foundation.clocks.models import CalendarYear, Clock, LawRule
from quanyi.foundation.queue import registry
from quanyi.foundation.queue.models import Job, Schedule
from quanyi.foundation.queue.queries import counts
from quanyi.foundation.ui.templatetags.marks import moment


def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    """Show a rule on time: what it says, where it comes from, whether it was checked, its versions."""
    actor = allowed(request, "administration.see_rules")
    versions = list(LawRule.objects.filter(rule_id=rule_id).order_by("-edition"))
    if not versions:
        raise Http404
    row = versions[0]
    revise = actions.registry["clocks.revise_rule"]
    values = {
        "rule": row,
        "subject": wording(row.text.get("subject")),
        "trigger": wording(row.text.get("trigger")),
        "term": term(row),
        "checked": confidence(row),
        "verified": row.text.get("confidence") == "H",
        "versions": versions,
        "text": json.dumps(row.text, ensure_ascii=False, indent=2),
        "revise": address("clocks.revise_rule", row, request.path) if revise.permitted(row, actor) else "",
        "revise_label": revise.label,
    }
    return render(request, "administration/rule.html", values)


def calendars(request: HttpRequest) -> HttpResponse:
    """Show the published years and where provisional dates begin."""
    actor = allowed(request, "administration.see_rules")
    own = {row.year: row for row in CalendarYear.objects.all()}
    years = {year.year: year for year in published_years()}
    shown: list[dict[str, Any]] = []
    for number in sorted(years.keys() | own.keys(), reverse=True):
        parsed = type(published_years()[0]).parse(own[number].data) if number in own else years[number]
        shown.append({"year": number, "own": own.get(number), **tally(parsed)})
    values = {
        "years": shown,
        "provisional": Clock.objects.filter(running=True, provisional=True).count(),
        "last": max(years.keys() | own.keys()),
        "starters": starters(actor, ["clocks.publish_year"], request.path),
    }
    return render(request, "administration/calendars.html", values)


def tally(year: Any) -> dict[str, Any]:
    """Return the notices of a year and how many special days it has."""
    days = sorted(year.days, key=lambda day: day.date)
    return {
        "notices": "、".join(year.notices),
        "off": sum(day.kind != DayKind.MAKE_UP for day in year.days),
        "working": sum(day.kind == DayKind.MAKE_UP for day in year.days),
        "days": [(day, day.kind == DayKind.MAKE_UP, wording(day.name)) for day in days],
    }


def calendar(request: HttpRequest, year: int) -> HttpResponse:
    """Show every special day of a year."""
    actor = allowed(request, "administration.see_rules")
    row = CalendarYear.objects.filter(year=year).first()
    shipped = {item.year: item for item in published_years()}
    if row is None and year not in shipped:
        raise Http404
    parsed = type(published_years()[0]).parse(row.data) if row is not None else shipped[year]
    recompute = actions.registry["clocks.recompute_provisional"]
    values = {
        "year": year,
        "row": row,
        **tally(parsed),
        "recompute": address(recompute.name, row, request.path) if row and recompute.permitted(row, actor) else "",
        "recompute_label": recompute.label,
    }
    return render(request, "administration/calendar.html", values)


def job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a job: how far it is, what went wrong, and what may be done."""
    actor = allowed(request, "administration.see_jobs")
    row = Job.objects.select_related("created_by").filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Http404
    values = {"job": row, "kind": kind_label(row.kind), "buttons": pressed(actor, row, "job", request.path)}
    return render(request, "administration/job.html", values)


def schedules(request: HttpRequest) -> HttpResponse:
    """Show which jobs start by themselves, when, and how the queue stands."""
    actor = allowed(request, "administration.see_jobs")
    rows = {row.name: row for row in Schedule.objects.all()}
    change = actions.registry["administration.change_schedule"]
    may = change.permitted(None, actor)
    shown = []
    for plan in sorted(registry.schedules.values(), key=lambda plan: plan.name):
        row = rows.get(plan.name)
        minutes = row.every_minutes if row else (int(plan.every.total_seconds() // 60) if plan.every else None)
        shown.append(
            {
                "plan": plan,
                "kind": kind_label(plan.kind),
                "row": row,
                "minutes": minutes,
                "at": row.at if row else plan.at,
                "change": address(change.name, row, request.path) if row and may else "",
            }
        )
    jobs = reverse("listing", args=["administration.jobs"])
    return render(request, "administration/schedules.html", {"schedules": shown, "counts": counts(), "jobs": jobs})


def settings_page(request: HttpRequest) -> HttpResponse:
    """Show the effective configuration; secrets are never read here."""
    allowed(request, "administration.see_settings")
    return render(request, "administration/settings.html", {"parts": effective()})


def effective() -> list[tuple[str, list[tuple[str, Any]]]]:
    """Return the configuration in force, part by part, without anything secret."""
    return [
        (
            _("Product"),
            [
                (_("Version of Quanyi"), __version__),
                ("Python", sys.version.split()[0]),
                ("Django", django.get_version()),
                (_("Operating system"), f"{platform.system()} {platform.release()}"),
            ],
        ),
        (_("Database"), stored()),
        (_("Access"), guarded()),
        (
            _("Language and time"),
            [
                (_("Language"), dict(settings.LANGUAGES)[settings.LANGUAGE_CODE]),
                (_("Time zone"), settings.TIME_ZONE),
                (_("Time of the server"), moment(timezone.now())),
            ],
        ),
    ]


def stored() -> list[tuple[str, Any]]:
    """Return where the data lies, without user name and password."""
    database = connection.settings_dict
    version = ".".join(str(part) for part in connection.get_database_version())
    return [
        (_("Kind"), f"{connection.display_name} {version}"),
        (
            _("Place of the database"),
            f"{database['HOST']}:{database['PORT']}" if database["HOST"] else _("data folder"),
        ),
        (_("Database name"), Path(str(database["NAME"])).name),
    ]


def guarded() -> list[tuple[str, Any]]:
    """Return how access is guarded."""
    validators: Any = settings.AUTH_PASSWORD_VALIDATORS
    length = next((item["OPTIONS"]["min_length"] for item in validators if "OPTIONS" in item), 8)
    encrypted = _("Yes") if settings.SESSION_COOKIE_SECURE else _("No")
    return [
        (_("Names of the server"), "、".join(settings.ALLOWED_HOSTS)),
        (_("Encrypted connections only"), encrypted),
        (_("A sign-in lasts at most"), _("%(n)s hours") % {"n": settings.SESSION_COOKIE_AGE // 3600}),
        (_("Wrong passwords before the lock"), settings.AXES_FAILURE_LIMIT),
        (_("The lock lasts"), _("%(n)s minutes") % {"n": round(float(settings.AXES_COOLOFF_TIME) * 60)}),
        (_("Shortest password"), _("%(n)s characters") % {"n": length}),
    ]
