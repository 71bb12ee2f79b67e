"""Reads people, units, grants and records within the reach of an administrator."""

import datetime
from collections.abc import Collection, Iterable

from django.apps import apps
from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from quanyi.foundation.administration.models import GivenPassword
from quanyi.foundation.administration.rules import THREE, Holding
from quanyi.foundation.audit.models import Record, Seen
from quanyi.foundation.capabilities import actions, listings
from quanyi.foundation.clocks.models import LawRule
from quanyi.foundation.org.models import Deputy, Grant, Role, RolePermission, SeededAction, Unit, User
from quanyi.foundation.org.queries import in_force
from quanyi.foundation.org.rules import WIDTH, Actor, Staff, System, lineage
from quanyi.foundation.search.queries import sight_permissions
from quanyi.foundation.subjects.models import Subject, Tracked, in_ranges, visible_subjects

#: What permissions without an action or a list of their own allow.
WORDS = {
    "administration.see_roles": gettext_lazy("See: role table"),
    "administration.see_settings": gettext_lazy("See: settings"),
    "administration.see_whole_trail": gettext_lazy("See: what was done in the whole reach, without content"),
    "search.find": gettext_lazy("Search"),
}


def reach(actor: Actor, permission: str) -> QuerySet[Unit]:
    """Return the units, closed ones too, in which somebody may do something."""
    if isinstance(actor, System):
        return Unit.objects.all()
    return Unit.objects.filter(in_ranges(actor.ranges(permission))) if isinstance(actor, Staff) else Unit.objects.none()


def people(actor: Actor, permission: str) -> QuerySet[User]:
    """Return the people of the units in reach with their units and the grants in force today."""
    held = Grant.objects.filter(in_force(timezone.localdate()), unit__active=True).select_related("role", "unit")
    rows = User.objects.filter(unit__in=reach(actor, permission).values("pk"))
    return rows.select_related("unit").prefetch_related(Prefetch("grants", held.order_by("role__order"), "held"))


def units(actor: Actor, permission: str) -> QuerySet[Unit]:
    """Return the units in reach with the number of their active people."""
    rows = reach(actor, permission).select_related("parent", "superior")
    here = User.objects.filter(unit=OuterRef("pk"), is_active=True).order_by().values("unit")
    # Counted for the rows of the page alone: a join would count the whole bank first.
    return rows.annotate(staff=Coalesce(Subquery(here.annotate(size=Count("pk")).values("size")), 0))


def grants(actor: Actor, permission: str) -> QuerySet[Grant]:
    """Return the grants at units in reach, and those of people whose unit is in reach."""
    inside = reach(actor, permission).values("pk")
    rows = Grant.objects.filter(Q(unit__in=inside) | Q(user__unit__in=inside))
    return rows.select_related("user__unit", "role", "unit", "granted_by")


def deputies(actor: Actor, permission: str) -> QuerySet[Deputy]:
    """Return the deputyships of people whose unit is in reach."""
    inside = reach(actor, permission).values("pk")
    return Deputy.objects.filter(absent__unit__in=inside).select_related("absent__unit", "deputy__unit")


def holdings(user: User, *, left_out: int | None = None) -> list[Holding]:
    """Return every role a person holds or will hold: by own grants, and by those of the people they stand in for.

    Args:
        user: the person.
        left_out: key of a grant that is about to be replaced.
    """
    own = Grant.objects.filter(user=user).select_related("role")
    found = [held(grant) for grant in own if grant.pk != left_out]
    for row in Deputy.objects.filter(deputy=user).prefetch_related("absent__grants__role"):
        found += lent(row.absent, row.starts_on, row.ends_on)
    return found


def lent(absent: User, starts_on: datetime.date, ends_on: datetime.date) -> list[Holding]:
    """Return the roles that a deputy of somebody holds during an absence."""
    parts = (held(g).within(starts_on, ends_on) for g in Grant.objects.filter(user=absent).select_related("role"))
    return [part for part in parts if part is not None]


def held(grant: Grant) -> Holding:
    """Return a grant as the rules read it."""
    role = grant.role
    return Holding(role.code, title(role), role.exclusive, grant.starts_on, grant.ends_on)


def title(role: Role) -> str:
    """Return a role's name in the language of the reader."""
    return role.label if (get_language() or "").startswith("zh") else role.label_en


def stand_ins(user: User, day: datetime.date) -> QuerySet[Deputy]:
    """Return who stands in for a person now or later."""
    return Deputy.objects.filter(absent=user, ends_on__gte=day).select_related("deputy")


def legal_person(unit: Unit) -> Unit | None:
    """Return the legal person a unit belongs to: the nearest unit at or above it that is one."""
    return Unit.objects.filter(path__in=lineage(unit.path), legal_person=True).order_by("-path").first()


def foreign(unit: Unit, home: Unit) -> list[Unit]:
    """Return the legal persons other than the home unit's that a grant at ``unit`` would reach."""
    own = legal_person(home)
    below = Unit.objects.filter(in_ranges([(unit.path, _end(unit.path))]), legal_person=True, active=True)
    found = {row.pk: row for row in below}
    at = legal_person(unit)
    if at is not None:
        found[at.pk] = at
    return [row for row in found.values() if own is None or row.pk != own.pk]


def _end(path: str) -> str:
    return str(int(path) + 1).zfill(len(path))


def others_who_hold(role: Role, day: datetime.date, user: User) -> bool:
    """Tell whether an active person besides this one holds a role today."""
    rows = Grant.objects.filter(in_force(day), role=role, user__is_active=True, unit__active=True)
    return rows.exclude(user=user).exists()


def must_choose(user: User) -> bool:
    """Tell whether somebody still uses the password that an administrator gave them."""
    return GivenPassword.objects.filter(user_id=user.pk).exists()


def permissions() -> list[str]:
    """Return every permission of the house, room by room."""
    named = {listing.permission for listing in listings.registry.values()}
    shipped = SeededAction.objects.values_list("action", flat=True)
    return sorted(set(actions.registry) | named | set(shipped))


def permission_label(name: str) -> str:
    """Return what a permission allows, in words."""
    act = actions.registry.get(name)
    if act is not None:
        return str(act.label)
    if name in WORDS:
        return str(WORDS[name])
    shown: list[str | Promise] = [row.label for row in listings.registry.values() if row.permission == name]
    if name.endswith(".see"):
        return _("See the rows of this part")
    return _("See: %(lists)s") % {"lists": "、".join(str(label) for label in shown)} if shown else name


def room_label(room: str) -> str:
    """Return the name of the part of the house that a permission belongs to."""
    return str(apps.get_app_config(room).verbose_name) if room in apps.app_configs else room


def is_business(name: str) -> bool:
    """Tell whether a permission opens business rows, which the three administrators never see."""
    act = actions.registry.get(name)
    if act is not None and act.target is not None and issubclass(act.target, Tracked):
        return True
    room = name.split(".")[0]
    return room in apps.app_configs and any(issubclass(m, Tracked) for m in apps.get_app_config(room).get_models())


def duty_of(name: str, role: Role) -> Role | None:
    """Return the other administrator whose duty an action of this house is, or none."""
    if name not in actions.registry or not role.exclusive:
        return None
    cells = RolePermission.objects.filter(action=name, role__exclusive=role.exclusive).exclude(role=role)
    holders = [cell.role for cell in cells.select_related("role")]
    # What all three may do (choose a password, read notices) is nobody's own duty.
    alone = len(holders) == 1 and name.startswith(("administration.", "clocks."))
    return holders[0] if alone else None


def records(actor: Actor) -> QuerySet[Record]:
    """Return the records an actor may read.

    The audit administrator reads what was done to every row of the reach, though not its content; the internal auditor
    reads the records of the rows in sight. Acts about no row belong to the unit of whoever acted, those of the
    software to the head office.
    """
    # Asked per record, newest first, until the page is full; a list of all rows in sight would be sorted whole.
    allowed = Q(Exists(Subject.objects.filter(readable(actor), pk=OuterRef("subject_id"))))
    allowed |= Q(subject=None) & homeless(actor, "administration.see_trail")
    if actor.may("administration.see_whole_trail"):
        allowed |= Q(subject__unit__in=reach(actor, "administration.see_whole_trail").values("pk"))
    return Record.objects.filter(allowed).select_related("user__unit", "subject__unit")


def readable(actor: Actor) -> Q:
    """Return the condition that an actor may know what a subject is about."""
    return visible_subjects(actor, sight_permissions())


def views(actor: Actor) -> QuerySet[Seen]:
    """Return the noted views, searches, exports and denials by people whose unit is in reach.

    What was looked at is named to those who may know of it, and to the audit administrator.
    """
    known = Q(subject=None) | Q(Exists(Subject.objects.filter(readable(actor), pk=OuterRef("subject_id"))))
    if actor.may("administration.see_whole_trail"):
        known |= Q(subject__unit__in=reach(actor, "administration.see_whole_trail").values("pk"))
    rows = Seen.objects.filter(homeless(actor, "administration.see_views")).filter(known)
    return rows.select_related("user__unit", "subject")


def homeless(actor: Actor, permission: str) -> Q:
    """Return the condition that whoever acted belongs to a unit in reach; the software belongs to the head office."""
    condition = Q(user__unit__in=reach(actor, permission).values("pk"))
    whole = isinstance(actor, System) or (
        isinstance(actor, Staff) and any(len(p) == WIDTH for p in actor.paths(permission))
    )
    return condition | Q(user=None) if whole else condition


def newest_rules() -> QuerySet[LawRule]:
    """Return the newest version of each rule on time."""
    newest = LawRule.objects.filter(rule_id=OuterRef("rule_id")).values("rule_id").annotate(last=Max("edition"))
    return LawRule.objects.filter(edition=Subquery(newest.values("last")))


def names(rows: Iterable[Unit]) -> str:
    """Return units as one text."""
    return "、".join(unit.name for unit in rows)


def administrators() -> QuerySet[Role]:
    """Return the three administrators' roles."""
    return Role.objects.filter(exclusive=THREE)


def taken(usernames: Collection[str]) -> set[str]:
    """Return which of some user names, in small letters, somebody has already."""
    rows = User.objects.annotate(small=Lower("username")).filter(small__in=usernames)
    return set(rows.values_list("small", flat=True))


def unit_named(text: str) -> Unit | None:
    """Return the open unit of a code, or the only one of a name; none if there is none or more than one."""
    found = Unit.objects.filter(code=text, active=True).first()
    if found is not None:
        return found
    rows = list(Unit.objects.filter(name=text, active=True)[:2])
    return rows[0] if len(rows) == 1 else None
