"""The search page: one field, results by kind."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from quanyi.foundation.audit import steps as audit
from quanyi.foundation.search import queries, registry
from quanyi.foundation.subjects.models import Subject

LIMIT = 50


def search(request: HttpRequest) -> HttpResponse:
    """Show what a person may know of for the words they typed; each search is noted."""
    actor = request.actor  # type: ignore[attr-defined]  # set by capabilities' middleware
    if not actor.may("search.find"):
        audit.note_seen(actor, "denied:search", timezone.now())
        raise PermissionDenied
    text = request.GET.get("q", "").strip()[:100]
    found = queries.find(actor, text, LIMIT + 1)
    if text:
        # A keyed digest answers "who looked for this name?" without keeping the name.
        digest = salted_hmac("search", " ".join(text.split())).hexdigest()[:32]
        audit.note_seen(actor, "search", timezone.now(), detail={"digest": digest, "hits": len(found[:LIMIT])})
    values = {"q": text, "groups": grouped(found[:LIMIT]), "more": len(found) > LIMIT, "limit": LIMIT}
    return render(request, "search/page.html", values)


def grouped(found: list[Subject]) -> list[dict[str, Any]]:
    """Put subjects under the headings of their kinds, in the declared order."""
    kinds = sorted(registry.kinds.values(), key=lambda kind: kind.order)
    groups = [{"label": kind.label, "rows": [row for row in found if row.kind == kind.kind]} for kind in kinds]
    return [group for group in groups if group["rows"]]
