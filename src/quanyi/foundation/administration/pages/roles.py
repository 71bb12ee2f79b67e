"""The role table: roles against permissions, and the page of one role."""

from collections import defaultdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from quanyi.foundation.administration import queries
from quanyi.foundation.administration.pages.forms import pressed, starters
from quanyi.foundation.capabilities import actions
from quanyi.foundation.capabilities.forms.form import Form
from quanyi.foundation.org.models import Grant, Role, RolePermission
from quanyi.foundation.org.queries import in_force
from quanyi.foundation.org.rules import Actor


def allowed(request: HttpRequest, permission: str) -> Actor:
    """Return the actor of a request who may open a page.

    Raises:
        Denied: the role table does not give the permission.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by capabilities' middleware
    if not actor.may(permission):
        raise actions.Denied
    return actor


def by_room() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (room, its permissions with their words), room by room."""
    rooms: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in queries.permissions():
        rooms[name.split(".")[0]].append((name, queries.permission_label(name)))
    return [(queries.room_label(room), names) for room, names in rooms.items()]


def grouped(request: HttpRequest, form: Form) -> dict[str, Any]:
    """Return the choices of the form of a role, room by room, with those given now marked."""
    field = form["permissions"]
    given = set(field.value or ())
    rooms = [(label, [(name, words, name in given) for name, words in names]) for label, names in by_room()]
    return {"rooms": rooms}


def matrix(request: HttpRequest) -> HttpResponse:
    """Show the whole table, or the part of one room."""
    actor = allowed(request, "administration.see_roles")
    roles = list(Role.objects.all())
    cells = set(RolePermission.objects.values_list("action", "role_id"))
    rooms = by_room()
    chosen = request.GET.get("room", "")
    shown = [room for room in rooms if room[0] == chosen] or rooms
    parts: list[tuple[str, list[Any]]] = [
        (label, [(name, words, [(role, (name, role.pk) in cells) for role in roles]) for name, words in names])
        for label, names in shown
    ]
    values = {
        "roles": [(role, queries.title(role)) for role in roles],
        "parts": parts,
        "rooms": [label for label, _names in rooms],
        "chosen": chosen,
        "starters": starters(actor, ["administration.add_role"], request.path),
    }
    return render(request, "administration/matrix.html", values)


def role(request: HttpRequest, code: str) -> HttpResponse:
    """Show one role: what it may do, and how many people hold it."""
    actor = allowed(request, "administration.see_roles")
    row = Role.objects.filter(code=code).first()
    if row is None:
        raise Http404
    given = set(RolePermission.objects.filter(role=row).values_list("action", flat=True))
    rooms = [(label, [pair for pair in names if pair[0] in given]) for label, names in by_room()]
    held = Grant.objects.filter(in_force(timezone.localdate()), role=row, user__is_active=True)
    values = {
        "role": row,
        "title": queries.title(row),
        "rooms": [room for room in rooms if room[1]],
        "holders": held.values("user_id").distinct().count(),
        "buttons": pressed(actor, row, "role", request.path),
    }
    return render(request, "administration/role.html", values)
