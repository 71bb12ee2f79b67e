"""The page of a person and the page of a unit."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from quanyi.foundation.administration import queries
from quanyi.foundation.administration.pages.forms import pressed
from quanyi.foundation.org.models import Deputy, Grant, Unit, User
from quanyi.foundation.org.queries import superior
from quanyi.foundation.org.rules import Actor, lineage


def person(request: HttpRequest, username: str) -> HttpResponse:
    """Show a person: unit, roles now and before, deputies, and what may be done."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by capabilities' middleware
    rows = User.objects.filter(
        unit__in=(queries.reach(actor, "administration.see_people") | queries.reach(actor, "administration.see_grants"))
    )
    user = rows.select_related("unit").filter(username=username).first()
    if user is None:
        raise Http404
    here, today = request.path, timezone.localdate()
    grants = Grant.objects.filter(user=user).select_related("role", "unit", "granted_by").order_by("role__order", "pk")
    leaves = Deputy.objects.filter(absent=user).select_related("deputy__unit").order_by("-starts_on")[:20]
    values = {
        "person": user,
        "given": queries.must_choose(user),
        "legal_person": queries.legal_person(user.unit),
        "grants": [
            (row, queries.title(row.role), standing(row, today), pressed(actor, row, "grant", here)) for row in grants
        ],
        "leaves": [(row, standing(row, today), pressed(actor, row, "deputy", here)) for row in leaves],
        "stands_in": Deputy.objects.filter(deputy=user, ends_on__gte=today).select_related("absent__unit"),
        "buttons": pressed(actor, user, "person", here),
        "grant_buttons": pressed(actor, user, "grants", here),
    }
    return render(request, "administration/person.html", values)


def standing(row: Any, today: Any) -> str:
    """Return whether a grant or deputyship holds: ``current``, ``to_come`` or ``ended``."""
    if row.starts_on > today:
        return "to_come"
    return "ended" if row.ends_on is not None and row.ends_on < today else "current"


def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Show a unit: its place in the tree, its superior, the border of its legal person, its people."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by capabilities' middleware
    row = queries.units(actor, "administration.see_units").filter(code=code).first()
    if row is None:
        raise Http404
    values = {
        "unit": row,
        "above": Unit.objects.filter(path__in=lineage(row.path)[:-1]),
        "superior": superior(row),
        "legal_person": queries.legal_person(row),
        "below": queries.units(actor, "administration.see_units").filter(parent=row),
        "people": queries.people(actor, "administration.see_people").filter(unit=row, is_active=True)[:100],
        "buttons": pressed(actor, row, "unit", request.path),
    }
    return render(request, "administration/unit.html", values)
