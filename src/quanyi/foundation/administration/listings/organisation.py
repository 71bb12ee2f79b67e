"""Lists of people, units, grants and deputyships."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quanyi.foundation.administration import queries
from quanyi.foundation.capabilities.listings import Column, Filter, Listing, Tab
from quanyi.foundation.org.models import Grant, Role, Unit, UnitKind, User
from quanyi.foundation.org.queries import below, in_force
from quanyi.foundation.org.rules import Actor


def person_address(user: User) -> str:
    """Return the page of a person."""
    return reverse("administration_person", args=[user.username])


def unit_choices(permission: str) -> Any:
    """Return the choices of a filter by unit."""

    def choices(actor: Actor) -> list[tuple[str, str]]:
        return [(unit.code, unit.name) for unit in queries.reach(actor, permission)]

    return choices


def inside(rows: QuerySet[Any], code: str, path: str) -> QuerySet[Any]:
    """Keep the rows whose unit is the named one or lies below it."""
    unit = Unit.objects.filter(code=code).first()
    return rows.filter(**{f"{path}__in": below(unit.path).values("pk")}) if unit else rows.none()


def role_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the choices of a filter by role."""
    return [(role.code, queries.title(role)) for role in Role.objects.all()]


def roles_of(user: Any) -> str:
    """Return the roles in force of a person, each once."""
    return "、".join(dict.fromkeys(queries.title(grant.role) for grant in user.held))


def current(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """Keep what is in force today."""
    return rows.filter(in_force(timezone.localdate()))


def to_come(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """Keep what begins after today."""
    return rows.filter(starts_on__gt=timezone.localdate())


def ended(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """Keep what ended before today."""
    return rows.filter(ends_on__lt=timezone.localdate())


PEOPLE = Listing(
    "administration.people",
    label=_("People"),
    permission="administration.see_people",
    rows=lambda actor: queries.people(actor, "administration.see_people"),
    columns=[
        Column("name", _("Name"), lambda row: row.name, sort=("name", "pk")),
        Column("username", _("User name"), lambda row: row.username, sort=("username",)),
        Column("unit", _("Unit"), lambda row: row.unit.name, sort=("unit__path", "username")),
        Column("post", _("Post"), lambda row: row.post),
        Column("roles", _("Roles in force"), roles_of, width=40),
        Column("last_login", _("Last sign-in"), lambda row: row.last_login, sort=("last_login", "username")),
        Column("active", _("Active"), lambda row: row.is_active, hidden=True),
    ],
    order=("unit__path", "username"),
    filters=[
        Filter(
            "unit",
            _("Unit"),
            lambda rows, value, actor: inside(rows, value, "unit"),
            unit_choices("administration.see_people"),
            main=True,
        ),
        Filter(
            "role",
            _("Role"),
            lambda rows, value, actor: rows.filter(
                pk__in=Grant.objects.filter(in_force(timezone.localdate()), role__code=value).values("user_id")
            ),
            role_choices,
            main=True,
        ),
    ],
    tabs=[
        Tab("active", _("Active"), lambda rows, actor: rows.filter(is_active=True)),
        Tab("never", _("Never signed in"), lambda rows, actor: rows.filter(is_active=True, last_login=None)),
        Tab("inactive", _("Deactivated"), lambda rows, actor: rows.filter(is_active=False)),
    ],
    search=lambda rows, text, actor: rows.filter(
        Q(username__icontains=text) | Q(name__icontains=text) | Q(post__icontains=text)
    ),
    address=person_address,
    hint=_("Name, user name or post"),
    empty=_("Nobody here yet. The system administrator adds people one by one."),
)

UNITS = Listing(
    "administration.units",
    label=_("Units"),
    permission="administration.see_units",
    rows=lambda actor: queries.units(actor, "administration.see_units"),
    columns=[
        Column("name", _("Unit name"), lambda row: row.name, sort=("name", "pk")),
        Column("code", _("Unit code"), lambda row: row.code, sort=("code",)),
        Column("kind", _("Unit kind"), lambda row: row.get_kind_display()),
        Column("parent", _("Unit above"), lambda row: row.parent.name if row.parent else ""),
        Column(
            "superior",
            _("Superior institution"),
            lambda row: (row.superior or row.parent or "") and str(row.superior or row.parent),
        ),
        Column("legal_person", _("Own legal person"), lambda row: row.legal_person),
        Column("staff", _("Active people"), lambda row: row.staff, sort=("staff", "path")),
    ],
    order=("path",),
    filters=[
        Filter(
            "kind",
            _("Unit kind"),
            lambda rows, value, actor: rows.filter(kind=value),
            lambda actor: [(str(k), str(label)) for k, label in UnitKind.choices],
            main=True,
        ),
        Filter(
            "below",
            _("Below the unit"),
            lambda rows, value, actor: inside(rows, value, "pk"),
            unit_choices("administration.see_units"),
            main=True,
        ),
    ],
    tabs=[
        Tab("open", _("Open units"), lambda rows, actor: rows.filter(active=True)),
        Tab("border", _("Legal persons"), lambda rows, actor: rows.filter(active=True, legal_person=True)),
        Tab("closed", _("Closed units"), lambda rows, actor: rows.filter(active=False)),
    ],
    search=lambda rows, text, actor: rows.filter(Q(code__icontains=text) | Q(name__icontains=text)),
    address=lambda row: reverse("administration_unit", args=[row.code]),
    hint=_("Name or code of the unit"),
    empty=_("No units here."),
)

GRANTS = Listing(
    "administration.grants",
    label=_("Roles granted"),
    permission="administration.see_grants",
    rows=lambda actor: queries.grants(actor, "administration.see_grants"),
    columns=[
        Column("person", _("Name"), lambda row: row.user.name, sort=("user__name", "pk")),
        Column("username", _("User name"), lambda row: row.user.username, sort=("user__username", "pk")),
        Column("home", _("Unit"), lambda row: row.user.unit.name, hidden=True),
        Column("role", _("Role"), lambda row: queries.title(row.role), sort=("role__order", "pk")),
        Column("unit", _("At the unit"), lambda row: row.unit.name, sort=("unit__path", "pk")),
        Column("starts_on", _("From"), lambda row: row.starts_on, sort=("starts_on", "pk")),
        Column("ends_on", _("Until"), lambda row: row.ends_on, sort=("ends_on", "pk")),
        Column("granted_by", _("Granted by"), lambda row: row.granted_by.name if row.granted_by else ""),
    ],
    order=("user__username", "role__order", "pk"),
    filters=[
        Filter("role", _("Role"), lambda rows, value, actor: rows.filter(role__code=value), role_choices, main=True),
        Filter(
            "unit",
            _("At the unit"),
            lambda rows, value, actor: inside(rows, value, "unit"),
            unit_choices("administration.see_grants"),
            main=True,
        ),
        Filter("expires", _("Ends until"), lambda rows, value, actor: rows.filter(ends_on__lte=value), kind="date"),
    ],
    tabs=[
        Tab("current", _("In force"), current),
        Tab("to_come", _("To come"), to_come),
        Tab("ended", _("Ended"), ended),
    ],
    search=lambda rows, text, actor: rows.filter(Q(user__username__icontains=text) | Q(user__name__icontains=text)),
    address=lambda row: person_address(row.user),
    hint=_("Name or user name"),
    empty=_("No roles granted. The security administrator grants them on the page of a person."),
)

DEPUTIES = Listing(
    "administration.deputies",
    label=_("Leave and deputies"),
    permission="administration.see_grants",
    rows=lambda actor: queries.deputies(actor, "administration.see_grants"),
    columns=[
        Column("absent", _("Away"), lambda row: row.absent.name, sort=("absent__name", "pk")),
        Column("unit", _("Unit"), lambda row: row.absent.unit.name),
        Column("deputy", _("Deputy"), lambda row: row.deputy.name, sort=("deputy__name", "pk")),
        Column("starts_on", _("From"), lambda row: row.starts_on, sort=("starts_on", "pk")),
        Column("ends_on", _("Until"), lambda row: row.ends_on, sort=("ends_on", "pk")),
        Column("reason", _("Reason of the act"), lambda row: row.reason, width=40),
    ],
    order=("-starts_on", "-pk"),
    tabs=[
        Tab("current", _("In force"), current),
        Tab("to_come", _("To come"), to_come),
        Tab("ended", _("Ended"), ended),
    ],
    search=lambda rows, text, actor: rows.filter(Q(absent__name__icontains=text) | Q(deputy__name__icontains=text)),
    address=lambda row: person_address(row.absent),
    hint=_("Name of either person"),
    empty=_("Nobody is away. The security administrator arranges a deputy on the page of a person."),
)
