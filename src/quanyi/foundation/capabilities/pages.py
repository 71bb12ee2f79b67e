"""The three kinds of pages: listing, action; a detail page is an ordinary view that asks ``buttons``."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quanyi.foundation.audit import steps as audit
from quanyi.foundation.capabilities import actions, listings
from quanyi.foundation.capabilities.actions.action import Action, bulk, new_key, shown_subject, subject_of
from quanyi.foundation.capabilities.forms.form import Form, submitted
from quanyi.foundation.org.rules import Actor
from quanyi.foundation.subjects.models import Tracked
from quanyi.foundation.ui.rules import Pill, Problem
from quanyi.foundation.ui.rules import Tab as TabLink
from quanyi.foundation.ui.templatetags.marks import day, moment


@dataclass(frozen=True)
class Button:
    """A button of a detail page: where it leads, and why it cannot be pressed now."""

    name: str
    label: str
    url: str
    icon: str
    tone: str
    reason: str


def buttons(actor: Actor, target: Any, place: str) -> list[Button]:
    """Return the buttons of one place for a row: the main one first, those that a rule forbids now last.

    Actions that the role table does not give this actor, or that belong to another state, are not shown.
    """
    found = []
    for act in actions.registry.values():
        if act.place != place or act.target is not type(target) or not act.fits(target):
            continue
        if not act.permitted(target, actor):
            continue
        url = reverse("action", args=[act.name, reference(act, target)])
        reason = act.why_not(target, actor)
        found.append(Button(act.name, str(act.label), url, act.icon, act.tone, reason))
    return sorted(found, key=lambda button: (bool(button.reason), button.tone != "primary"))


def reference(act: Action, target: Any) -> str:
    """Return the word that names a target in an address."""
    for part in act.lookup.split("__"):
        target = getattr(target, part)
    return str(target)


def action_page(request: HttpRequest, name: str, reference: str = "") -> HttpResponse:
    """Show the form of an action (GET) or carry it out (POST)."""
    act = actions.registry.get(name)
    if act is None or (act.target is not None) != bool(reference):
        raise Http404
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        target = act.find(actor, reference) if act.target is not None else None
        if request.method != "POST":
            return shown(request, act, target)
        return carried_out(request, act, target)
    except actions.Denied:
        note_denial(request, act, target)
        raise


def note_denial(request: HttpRequest, act: Action, target: Any) -> None:
    """Keep a denial, in a transaction of its own."""
    subject = subject_of(target) if isinstance(target, Tracked) else None
    audit.note_seen(request.actor, f"denied:{act.name}", timezone.now(), subject=subject)  # type: ignore[attr-defined]


def shown(
    request: HttpRequest,
    act: Action,
    target: Any,
    *,
    values: dict[str, Any] | None = None,
    errors: dict[str, list[str]] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the form of an action; what somebody typed stays in it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not act.permitted(target, actor):
        raise actions.Denied
    if values is None:
        values = {name: request.GET[name] for name in act.command.model_fields if name in request.GET}
    context = {
        "act": act,
        "target": target,
        "subject": shown_subject(target, actor),
        "form": Form(act.command, actor, initial=values, errors=errors),
        "key": request.POST.get("_key") or new_key(),
        "refusal": refusal or act.why_not(target, actor),
        "unfolded": bool(errors),
        "version": getattr(target, "version", ""),
        "reference": reference(act, target) if target is not None else "",
        "back": back(request, target),
        "help": act.help if get_language() == "en" else "",
    }
    form = context["form"]
    context["problems"] = [Problem(f"{item.label}: {text}", item.id) for item in form for text in item.errors]
    context["problems"] += [Problem(text) for text in form.own_errors]
    return render(request, [f"actions/{act.name}.html", "actions/page.html"], context, status=status)


def back(request: HttpRequest, target: Any) -> str:
    """Return where the form came from: the row's page, or a page of this house that the form names."""
    named = request.POST.get("_back") or request.GET.get("back", "")
    # Browsers read "/\\" and "/<tab>/" as "//": Django's own check knows them all.
    if named.startswith("/") and url_has_allowed_host_and_scheme(named, allowed_hosts=None):
        return named
    subject = shown_subject(target, request.actor)  # type: ignore[attr-defined]
    return subject.url if subject is not None else ""


def carried_out(request: HttpRequest, act: Action, target: Any) -> HttpResponse:
    """Carry an action out from a posted form; a refusal brings the form back with everything typed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    values = submitted(act.command, request)
    version = request.POST.get("_version", "")
    try:
        command = act.command.parse(values, actor)
        outcome = act(
            actor,
            command,
            now=timezone.localtime(),
            channel="web",
            target=target,
            version=int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else None,
            key=request.POST.get("_key", "").replace("\0", "")[:80],
        )
    except actions.Denied:
        raise
    except actions.Invalid as error:
        return shown(request, act, target, values=values, errors=error.errors, status=422)
    except actions.ActionError as error:
        fresh = act.find(actor, reference(act, target)) if target is not None else None
        return shown(request, act, fresh, values=values, refusal=str(error), status=error.status)
    messages.success(request, _("Done: %(label)s") % {"label": act.label})
    return HttpResponseRedirect(back(request, None) or outcome.answer.get("url") or "/")


def listing_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show a listing as page or fragment."""
    listing = listings.registry.get(name)
    if listing is None:
        raise Http404
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(listing.permission):
        audit.note_seen(actor, f"denied:{name}", timezone.now())
        raise actions.Denied
    return render(request, "listings/page.html", listing_context(actor, listing, request.GET))


def listing_context(actor: Actor, listing: listings.Listing, parameters: Any) -> dict[str, Any]:
    """Return what the listing templates need: rows, tabs with counts, filters, pills, pages."""
    query = listing.read(parameters)
    page = listing.page(actor, query)
    filters: list[dict[str, Any]] = [
        {"filter": f, "choices": f.choices(actor) if f.choices else [], "value": query.filters.get(f.name, "")}
        for f in listing.filters
    ]
    pills = [
        Pill(item["filter"].label, word(item), "?" + query.parameters(**{item["filter"].name: ""}))
        for item in filters
        if item["value"]
    ]
    current = listing.tab(query)
    shown = [column for column in listing.columns if not column.hidden]
    return {
        "listing": listing,
        "query": query,
        "page": page,
        "filters": filters,
        "more_filters": any(not item["filter"].main and not item["value"] for item in filters),
        "pills": pills,
        "clear": "?" + query.parameters(**dict.fromkeys(query.filters, "")),
        "tabs": [
            TabLink(str(t.label), "?" + query.parameters(tab=t.name), count, t is current)
            for t, count in listing.tab_counts(actor, query)
        ],
        "headings": [heading(column, query) for column in shown],
        "rows": [line(listing, shown, row) for row in page.rows],
        "shown": len(page.rows),
        "previous": "?" + query.parameters(page=page.number - 1) if page.number > 1 else "",
        "next": "?" + query.parameters(page=page.number + 1) if page.has_next else "",
        "bulk": [actions.registry[act] for act in listing.bulk if actor.may(act)],
        "export": query.parameters(),
    }


def line(listing: listings.Listing, shown: list[listings.Column], row: Any) -> dict[str, Any]:
    """Return one row as the table shows it."""
    return {
        "row": row,
        "url": listing.address(row) if listing.address else "",
        "reference": row.subject.number if getattr(row, "subject", None) else row.pk,
        "cells": [{"label": column.label, "text": written(column.value(row))} for column in shown],
    }


def written(value: Any) -> Any:
    """Return a plain value as a table shows it."""
    if isinstance(value, datetime.datetime):
        return moment(value)
    if isinstance(value, datetime.date):
        return day(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "—" if value in (None, "") else value


def word(item: dict[str, Any]) -> str:
    """Return how a filter's value reads."""
    return str(dict(item["choices"]).get(item["value"], item["value"]))


def heading(column: listings.Column, query: listings.Query) -> dict[str, Any]:
    """Return a column's heading with the address that sorts by it."""
    turned = query.sort == column.name
    return {
        "column": column,
        "sorted": "ascending" if turned else "descending" if query.sort == f"-{column.name}" else "",
        "url": "?" + query.parameters(sort=f"-{column.name}" if turned else column.name) if column.sort else "",
    }


def bulk_page(request: HttpRequest, name: str) -> HttpResponse:
    """Ask for the input of a bulk action over the marked rows, then carry it out row by row."""
    act = actions.registry.get(name)
    marked = request.POST.getlist("row")[:500]
    if act is None or act.target is None or request.method != "POST" or not marked:
        raise Http404
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(act.name):
        raise actions.Denied
    context: dict[str, Any] = {"act": act, "marked": marked, "back": back(request, None)}
    asked = not act.command.model_fields or "_sent" in request.POST
    if not asked:
        return render(request, "actions/bulk.html", context | {"form": Form(act.command, actor)})
    values = submitted(act.command, request)
    try:
        command = act.command.parse(values, actor)
    except actions.Invalid as error:
        form = Form(act.command, actor, initial=values, errors=error.errors)
        return render(request, "actions/bulk.html", context | {"form": form}, status=422)
    results = bulk(act, actor, marked, command, now=timezone.localtime(), channel="web")
    return render(request, "actions/bulk_done.html", context | {"results": results})
