"""The page of one record of the audit trail."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from quanyi.foundation.administration import queries
from quanyi.foundation.administration.listings.trail import CHANNELS
from quanyi.foundation.administration.pages.roles import allowed
from quanyi.foundation.audit.models import Record
from quanyi.foundation.capabilities import actions
from quanyi.foundation.subjects.models import Subject


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what one act was given and what it changed; its content only to those who may know of the row."""
    actor = allowed(request, "administration.see_trail")
    row = queries.records(actor).filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Http404
    open_to = row.subject is None or Subject.objects.filter(queries.readable(actor), pk=row.subject.pk).exists()
    values = {
        "record": row,
        "action": queries.permission_label(row.action),
        "channel": CHANNELS.get(row.channel, row.channel),
        "open": open_to,
        "given": given(row) if open_to else [],
        "changes": row.changes,
        "values": [changed(change) for change in row.changes] if open_to else [],
    }
    return render(request, "administration/record.html", values)


def given(row: Record) -> list[tuple[str, Any]]:
    """Return the input of an act: each field's label and value, rows by the name they had then."""
    act = actions.registry.get(row.action)
    shown = []
    for name, value in row.input.items():
        known = act is not None and name in act.command.model_fields
        label = str(act.command.presentation(name).label) if act is not None and known else name
        text = row.labels.get(name, value)
        shown.append((label or name, "、".join(map(str, text)) if isinstance(text, list) else text))
    return shown


def changed(change: dict[str, Any]) -> tuple[str, Any, list[tuple[str, Any, Any]]]:
    """Return one changed row: its kind, its key, and field, old and new value of what changed."""
    values = [(name, before, after) for name, (before, after) in change["values"].items()]
    return change["model"], change["pk"], values
