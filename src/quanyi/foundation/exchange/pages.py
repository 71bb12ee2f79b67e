"""Pages of an import from matching to result, and of exports."""

import io
from collections.abc import Mapping
from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from quanyi.engines.sheets import write_xlsx
from quanyi.foundation.audit import steps as audit
from quanyi.foundation.capabilities import listings
from quanyi.foundation.capabilities.actions import ActionError, Denied
from quanyi.foundation.capabilities.actions.action import new_key
from quanyi.foundation.capabilities.forms import Form
from quanyi.foundation.capabilities.pages import listing_page
from quanyi.foundation.documents import steps as documents
from quanyi.foundation.exchange import actions, queries, steps
from quanyi.foundation.exchange.listings import importer_label, listing_label, seen
from quanyi.foundation.exchange.models import Import, Mode, State
from quanyi.foundation.exchange.registry import Importer, importers
from quanyi.foundation.exchange.rules import plain, text

#: So many rejected rows are shown; the file holds all.
SHOWN = 50
HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}


def imports(request: HttpRequest) -> HttpResponse:
    """Show the imports of one's units."""
    return listing_page(request, "exchange.imports")


def exports(request: HttpRequest) -> HttpResponse:
    """Show one's own exports."""
    return listing_page(request, "exchange.exports")


def found(request: HttpRequest, number: str) -> Import:
    """Return an import in sight, or answer 404."""
    rows = seen(request.actor)  # type: ignore[attr-defined]  # set by capabilities' middleware
    importing: Import | None = rows.filter(subject__number=number).first()
    if importing is None:
        raise Http404
    return importing


def import_page(request: HttpRequest, number: str) -> HttpResponse:
    """Show where an import stands: matching, trial run, progress, result; a POST matches the columns."""
    importing = found(request, number)
    problem = ""
    if request.method == "POST":
        problem = matched(request, importing)
        if not problem:
            return HttpResponseRedirect(request.path)
        importing = found(request, number)
    actor = request.actor  # type: ignore[attr-defined]  # set by capabilities' middleware
    job = queries.job(importing.job)
    working = job is not None and not job.finished
    mine = importing.created_by_id == getattr(actor, "user_id", None)
    values = common(importing, job) | {"problem": problem, "working": working, "mine": mine}
    if request.fragment:  # type: ignore[attr-defined]  # set by ui's middleware
        return progress(request, values)
    asked = importing.state == State.OPENED or "match" in request.GET or bool(problem)
    possible = importing.state in {State.OPENED, State.MAPPED} and importing.importer in importers
    if asked and possible and mine and not working and not importing.file_removed_at:
        values |= match_values(importing, request.POST)
        return render(request, "exchange/match.html", values, status=422 if problem else 200)
    return render(request, "exchange/import.html", values | result_values(importing, actor, mine))


def matched(request: HttpRequest, importing: Import) -> str:
    """Match the columns as the form says; returns what is wrong, or an empty text.

    Raises:
        Denied: the roles do not allow it.
    """
    actor = request.actor  # type: ignore[attr-defined]  # set by capabilities' middleware
    version = request.POST.get("_version", "")
    expected = int(version) if version.isdecimal() and len(version) < 10 else None
    try:
        command = actions.match.command.parse(chosen(request.POST, importing), actor)
        actions.match(actor, command, now=timezone.localtime(), channel="web", target=importing, version=expected)
    except Denied:
        raise
    except ActionError as error:
        errors = getattr(error, "errors", {"": [str(error)]})
        return "；".join(sentence for sentences in errors.values() for sentence in sentences)
    return ""


def progress(request: HttpRequest, values: dict[str, Any]) -> HttpResponse:
    """Answer the page's question how far the job is; the whole page is loaded again when it has ended."""
    response = render(request, "exchange/progress.html", values)
    if not values["working"]:
        response.headers["HX-Refresh"] = "true"
    return response


def common(importing: Import, job: Any) -> dict[str, Any]:
    """Return what every page of an import shows."""
    return {
        "importing": importing,
        "subject": importing.subject,
        "label": importer_label(importing),
        "job": job,
        "total": (job.total if job is not None else 0) or importing.total,
        "failed": job.error or _("The work was broken off") if job is not None and job.state == "dead" else "",
        "address": reverse("import", args=[importing.subject.number]),
    }


def chosen(posted: Mapping[str, Any], importing: Import) -> dict[str, Any]:
    """Read the matching form: one choice of a column and one fixed value per field."""
    made = importers.get(importing.importer)
    if made is None:
        return {"columns": []}
    columns = [f"{f.name}={posted.get(f'column:{f.name}', '')}" for f in made.fields if posted.get(f"column:{f.name}")]
    fixed = [f"{f.name}={posted.get(f'fixed:{f.name}', '')}" for f in made.fields if posted.get(f"fixed:{f.name}")]
    return {"columns": columns, "constants": fixed}


def match_values(importing: Import, posted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rows of the matching form with the first values of each column."""
    made = importers[importing.importer]
    try:
        first = [cells for _number, cells in islice(steps.reopened(importing).rows, 3)]
    except documents.Damaged:
        first = []  # the trial run will say that the file is gone
    samples = {
        column: [text(value)[:40] for cells in first if (value := plain(cells[place])) is not None]
        for place, column in enumerate(importing.columns)
    }
    now, fixed = importing.mapping.get("columns", {}), importing.mapping.get("constants", {})
    if posted:
        now = {f.name: posted.get(f"column:{f.name}", "") for f in made.fields}
        fixed = {f.name: posted.get(f"fixed:{f.name}", "") for f in made.fields}
    rows = [
        {
            "field": f,
            "column": now.get(f.name, ""),
            "fixed": fixed.get(f.name, ""),
            "samples": samples.get(now.get(f.name, ""), []),
        }
        for f in made.fields
    ]
    unused = [column for column in importing.columns if column not in now.values()]
    return {"rows": rows, "unused": unused, "preset": shipped_label(made, importing), "columns": importing.columns}


def shipped_label(made: Importer, importing: Import) -> str:
    """Return the name of the shipped mapping that was recognised."""
    shipped = made.presets.get(importing.preset)
    return str(shipped.label) if shipped else ""


def result_values(importing: Import, actor: Any, mine: bool) -> dict[str, Any]:
    """Return counts, the first rejected rows, and the buttons with their reasons.

    Errors quote what stands in the file, so only the person who brought it reads them.
    """
    rejects = list(importing.rejects.order_by("number")[: SHOWN + 1]) if mine else []
    buttons = {
        act.name.split(".")[1]: act.why_not(importing, actor)
        for act in (actions.run, actions.undo, actions.discard, actions.match)
        if act.permitted(importing, actor)
    }
    return {
        "rejects": [(row.number, [queries.said(error) for error in row.errors]) for row in rejects[:SHOWN]],
        "more": len(rejects) > SHOWN,
        "buttons": buttons,
        "mode": Mode(importing.mode).label,
        "checked": importing.checked,
        "ended": importing.state == State.STARTED and importing.finished_at is not None,
    }


def rejected_file(request: HttpRequest, number: str) -> HttpResponse:
    """Hand the rejected rows to the person who imports: as they came, with the reasons in front, to correct them."""
    importing = found(request, number)
    actor = request.actor  # type: ignore[attr-defined]  # set by capabilities' middleware
    if importing.created_by_id != getattr(actor, "user_id", 0) or importing.file_removed_at is not None:
        raise Http404
    errors = dict(importing.rejects.values_list("number", "errors"))
    try:
        opened = steps.reopened(importing)
    except documents.Damaged:
        return damaged(request, importing.subject.url)
    rows = (
        [row, "；".join(queries.said(error) for error in errors[row]), *cells]
        for row, cells in opened.rows
        if row in errors
    )
    stream = io.BytesIO()
    write_xlsx(stream, [_("Row in the file"), _("What to correct"), *importing.columns], rows)
    detail = {"rows": len(errors)}
    audit.note_seen(actor, "exchange.rejected", timezone.now(), subject=importing.subject, detail=detail)
    return attachment(f"{number}-{_('rejected rows')}.xlsx", stream.getvalue(), steps.MEDIA["xlsx"])


def damaged(request: HttpRequest, back: str) -> HttpResponse:
    """Say that a stored file is missing or was altered, and note it."""
    actor = request.actor  # type: ignore[attr-defined]  # set by capabilities' middleware
    audit.note_seen(actor, "exchange.damaged", timezone.now(), detail={"address": back})
    return render(request, "exchange/damaged.html", {"back": back}, status=500)


def attachment(name: str, content: bytes, media_type: str) -> HttpResponse:
    """Return bytes as a download."""
    response = HttpResponse(content, content_type=media_type, headers=HEADERS)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def export_new(request: HttpRequest) -> HttpResponse:
    """Ask for format and purpose of an export (GET), order it (POST)."""
    actor = request.actor  # type: ignore[attr-defined]  # set by capabilities' middleware
    asked = request.POST if request.method == "POST" else request.GET
    listing = listings.registry.get(asked.get("listing", ""))
    if listing is None:
        raise Http404
    if not actor.may(listing.permission) or not actor.may(actions.order.name):
        audit.note_seen(actor, f"denied:{actions.order.name}", timezone.now())
        raise Denied
    values = {name: asked[name] for name in actions.Order.model_fields if asked.get(name)}
    errors: dict[str, list[str]] = {}
    refusal = ""
    if request.method == "POST":
        try:
            command = actions.Order.parse(values, actor)
            key = request.POST.get("_key", "")[:80]
            outcome = actions.order(actor, command, now=timezone.localtime(), channel="web", key=key)
            return HttpResponseRedirect(reverse("export", args=[outcome.answer["number"]]))
        except ActionError as error:
            errors, refusal = getattr(error, "errors", {}), str(error)
    form = Form(actions.Order, actor, initial=values, errors=errors)
    query = listing.read(QueryDict(values.get("query", "")).dict())
    count = listing.count(listing.select(actor, query))
    shown = {"form": form, "listing": listing, "count": count, "key": new_key(), "refusal": refusal}
    return render(request, "exchange/export_new.html", shown, status=422 if refusal else 200)


def export_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one's own export: progress, then the download."""
    export = queries.own_exports(request.actor).filter(pk=pk).first()  # type: ignore[attr-defined]  # by middleware
    if export is None:
        raise Http404
    job = queries.job(export.job)
    working = job is not None and not job.finished
    failed = job.error if job is not None and job.state == "dead" else ""
    values = {"export": export, "label": listing_label(export), "job": job, "working": working, "failed": failed}
    values |= {
        "address": request.path,
        "expired": export.expires_at is not None and export.expires_at <= timezone.now(),
    }
    if request.fragment:  # type: ignore[attr-defined]  # set by ui's middleware
        return progress(request, values)
    return render(request, "exchange/export.html", values)


def export_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand an export out to its owner, and note it."""
    actor = request.actor  # type: ignore[attr-defined]  # set by capabilities' middleware
    now = timezone.now()
    export = queries.downloadable(actor, pk, now)
    if export is None:
        raise Http404
    try:
        content = documents.read(export.sha256)
    except documents.Damaged:
        return damaged(request, f"/exports/{pk}/")
    detail = {"export": pk, "listing": export.listing, "rows": export.rows}
    audit.note_seen(actor, "exchange.download", now, purpose=export.reason, detail=detail)
    name = f"{listing_label(export)}-{timezone.localtime(export.created_at):%Y%m%d-%H%M}.{export.format}"
    return attachment(name, content, steps.MEDIA[export.format])
