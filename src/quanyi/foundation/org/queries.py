"""Reads people and their reach, and units of the tree."""

import datetime

from django.db.models import Q, QuerySet

from quanyi.foundation.org.models import Deputy, Grant, RolePermission, Unit, User
from quanyi.foundation.org.rules import Actor, Reach, Staff, System, after, lineage


def in_force(day: datetime.date) -> Q:
    """Return the condition that a row with ``starts_on`` and ``ends_on`` holds on ``day``."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def staff(user: User, day: datetime.date) -> Staff:
    """Load a person with the grants in force on ``day``, own and as deputy. Three queries."""
    absent = dict(Deputy.objects.filter(in_force(day), deputy=user).values_list("absent_id", "absent__name"))
    grants = list(
        Grant.objects.filter(in_force(day), user_id__in=[user.pk, *absent], unit__active=True)
        .order_by("pk")
        .values_list("user_id", "role_id", "role__code", "unit__path")
    )
    actions: dict[int, set[str]] = {role_id: set() for _, role_id, _, _ in grants}
    for role_id, action in RolePermission.objects.filter(role_id__in=actions).values_list("role_id", "action"):
        actions[role_id].add(action)
    reaches = tuple(
        Reach(code, path, frozenset(actions[role_id]), "" if owner == user.pk else absent[owner])
        for owner, role_id, code, path in grants
    )
    return Staff(user.pk, user.username, user.name, user.unit_id, user.unit.path, reaches)


def below(path: str) -> QuerySet[Unit]:
    """Return the unit at ``path`` and all units below it."""
    return Unit.objects.filter(path__gte=path, path__lt=after(path))


def within(actor: Actor, action: str) -> QuerySet[Unit]:
    """Return the active units in which somebody may do ``action``; all of them for the software itself."""
    if not isinstance(actor, Staff):
        return Unit.objects.filter(active=True) if isinstance(actor, System) else Unit.objects.none()
    condition = Q(pk__in=[])
    for low, high in actor.ranges(action):
        condition |= Q(path__gte=low, path__lt=high)
    return Unit.objects.filter(condition, active=True)


def people(path: str, action: str, day: datetime.date) -> QuerySet[User]:
    """Return the active people whose grants allow ``action`` at the unit of ``path``."""
    roles = RolePermission.objects.filter(action=action).values("role_id")
    holders = Grant.objects.filter(in_force(day), role_id__in=roles, unit__path__in=lineage(path)).values("user_id")
    return User.objects.filter(pk__in=holders, is_active=True).select_related("unit")


def superior(unit: Unit) -> Unit | None:
    """Return the superior institution of a unit: the one entered as data, else the one above it in the tree."""
    return unit.superior or unit.parent


def colleagues(actor: Actor, action: str) -> QuerySet[User]:
    """Return the active people of the units in which somebody may do ``action``."""
    return User.objects.filter(unit__in=within(actor, action), is_active=True).select_related("unit")


def everybody(actor: Actor) -> QuerySet[User]:
    """Return all active people of the bank: names and units are known in the house."""
    return User.objects.filter(is_active=True).select_related("unit")


def every_unit(actor: Actor) -> QuerySet[Unit]:
    """Return all active units: the tree is known in the house."""
    return Unit.objects.filter(active=True)
