"""Forms that open with what is there now, and the buttons that lead to them."""

import dataclasses
import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from quanyi.foundation.administration.actions.roles import stamp
from quanyi.foundation.capabilities import actions
from quanyi.foundation.capabilities.pages import Button, action_page, buttons, note_denial, reference, shown
from quanyi.foundation.clocks.models import CalendarYear, LawRule
from quanyi.foundation.org.models import Role, RolePermission, Unit, User
from quanyi.foundation.org.rules import Actor
from quanyi.foundation.queue.models import Schedule

Values = Callable[[Any], dict[str, Any]]


def of_person(user: User) -> dict[str, Any]:
    """Return what a person's form begins with."""
    names = ("name", "post", "phone", "email", "language")
    return {name: getattr(user, name) for name in names} | {"unit": user.unit.code}


def of_unit(unit: Unit) -> dict[str, Any]:
    """Return what a unit's form begins with."""
    superior = unit.superior.code if unit.superior else ""
    return {"name": unit.name, "kind": unit.kind, "superior": superior, "legal_person": unit.legal_person}


def of_role(role: Role) -> dict[str, Any]:
    """Return what a role's forms begin with."""
    given = list(RolePermission.objects.filter(role=role).values_list("action", flat=True))
    return {"label": role.label, "label_en": role.label_en, "permissions": given, "before": stamp(given)}


def of_rule(rule: LawRule) -> dict[str, Any]:
    """Return the text of a rule as people edit it."""
    return {"text": json.dumps(rule.text, ensure_ascii=False, indent=2)}


def of_year(year: CalendarYear) -> dict[str, Any]:
    """Return the text of a calendar year as people edit it."""
    return {"text": json.dumps(year.data, ensure_ascii=False, indent=2)}


def of_schedule(schedule: Schedule) -> dict[str, Any]:
    """Return when a schedule starts now."""
    at = f"{schedule.at:%H:%M}" if schedule.at else ""
    return {"active": schedule.active, "every_minutes": schedule.every_minutes or "", "at": at}


def of_grant(user: User) -> dict[str, Any]:
    """Return a grant from today at the person's own unit."""
    return {"unit": user.unit.code, "starts_on": timezone.localdate()}


def of_leave(user: User) -> dict[str, Any]:
    """Return a leave from today."""
    return {"starts_on": timezone.localdate()}


#: Action → what its form begins with.
FILLED: dict[str, Values] = {
    "administration.change_person": of_person,
    "administration.change_unit": of_unit,
    "administration.change_role": of_role,
    "administration.set_permissions": of_role,
    "administration.change_schedule": of_schedule,
    "administration.grant_role": of_grant,
    "administration.set_deputy": of_leave,
    "clocks.revise_rule": of_rule,
}


def form(request: HttpRequest, name: str, reference: str) -> HttpResponse:
    """Show the form of an action filled with what is there now (GET) or carry it out (POST)."""
    act = actions.registry.get(name)
    if act is None or act.target is None or name not in FILLED:
        raise Http404
    if request.method == "POST":
        return action_page(request, name, reference)
    target = act.find(request.actor, reference)  # type: ignore[attr-defined]  # set by capabilities' middleware
    try:
        values = FILLED[name](target)
        return shown(request, act, target, values={k: v for k, v in values.items() if k in act.command.model_fields})
    except actions.Denied:
        note_denial(request, act, target)
        raise


def address(name: str, target: Any, back: str) -> str:
    """Return the address of an action's form that comes back to a page."""
    act = actions.registry[name]
    route = "administration_form" if name in FILLED else "action"
    return f"{reverse(route, args=[name, reference(act, target)])}?{urlencode({'back': back})}"


#: Of each pair only the act that fits is shown: nobody reactivates an active account.
PAIRS = frozenset({"administration.reactivate_person", "administration.reopen_unit"})


def fits(button: Button, target: Any) -> bool:
    """Tell whether a button belongs to the row as it stands now."""
    if button.name in PAIRS:
        return not (target.is_active if isinstance(target, User) else target.active)
    if button.name in {"administration.deactivate_person", "administration.close_unit"}:
        return bool(target.is_active if isinstance(target, User) else target.active)
    return True


def pressed(actor: Actor, target: Any, place: str, back: str) -> list[Button]:
    """Return the buttons of a place; each form comes back to the page it was opened from."""
    return [
        dataclasses.replace(button, url=address(button.name, target, back))
        for button in buttons(actor, target, place)
        if fits(button, target)
    ]


def starters(actor: Actor, names: Iterable[str], back: str) -> list[Button]:
    """Return the buttons of actions that make something new."""
    found = []
    for name in names:
        act = actions.registry[name]
        if actor.may(name):
            url = f"{reverse('action', args=[name])}?{urlencode({'back': back})}"
            found.append(Button(name, str(act.label), url, act.icon, "primary", ""))
    return found
