"""Lists of what was done and of what was looked at."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quanyi.foundation.administration import queries
from quanyi.foundation.capabilities import actions, listings
from quanyi.foundation.capabilities.listings import Column, Filter, Listing, Tab
from quanyi.foundation.org.models import User
from quanyi.foundation.org.rules import Actor
from quanyi.foundation.subjects.models import Subject

CHANNELS = {
    "web": _("Web page"),
    "api": _("Interface"),
    "command": _("Command line"),
    "import": _("Import"),
    "job": _("Job"),
}
#: What rooms note besides actions.
OTHERS = {
    "search": _("Search"),
    "complaints.earlier": _("Search for earlier cases of a contact"),
    "documents.damaged": _("A damaged file"),
}


def what_label(what: str) -> str:
    """Return what was looked at, in words."""
    kind, colon, rest = what.partition(":")
    if colon and kind == "denied":
        listing = listings.registry.get(rest)
        label = str(listing.label) if listing else queries.permission_label(rest)
        return gettext("Denied: %(what)s") % {"what": label}
    return str(OTHERS[what]) if what in OTHERS else queries.permission_label(what)


def since(rows: QuerySet[Any], value: str, actor: Actor) -> QuerySet[Any]:
    """Keep what happened on a day or later."""
    return rows.filter(at__gte=midnight(datetime.date.fromisoformat(value)))


def until(rows: QuerySet[Any], value: str, actor: Actor) -> QuerySet[Any]:
    """Keep what happened on a day or earlier."""
    day = datetime.date.fromisoformat(value)
    return rows.filter(at__lt=midnight(day + datetime.timedelta(days=1))) if day < datetime.date.max else rows


def midnight(day: datetime.date) -> datetime.datetime:
    """Return the instant at which a day begins."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def act_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the actions to filter by."""
    return sorted(((name, str(act.label)) for name, act in actions.registry.items()), key=lambda pair: pair[1])


def search(rows: QuerySet[Any], text: str, actor: Actor) -> QuerySet[Any]:
    """Find by number, by name of whoever acted, or by user name; through indexes, without reading all records."""
    people = User.objects.filter(Q(name__icontains=text) | Q(username__iexact=text)).values_list("pk", flat=True)
    subjects = Subject.objects.filter(number=text.upper()).values_list("pk", flat=True)
    return rows.filter(Q(user_id__in=list(people[:200])) | Q(subject_id__in=list(subjects)))


DAYS = [
    Filter("from", _("From"), since, kind="date", main=True),
    Filter("to", _("Until"), until, kind="date", main=True),
]

TRAIL = Listing(
    "administration.trail",
    label=_("Audit trail"),
    permission="administration.see_trail",
    rows=queries.records,
    columns=[
        Column("action", _("Act"), lambda row: queries.permission_label(row.action), width=24),
        Column("at", _("Done at"), lambda row: row.at, sort=("at", "pk")),
        Column("actor", _("Done by"), lambda row: row.actor_name),
        Column("acting_for", _("On behalf of"), lambda row: row.acting_for),
        Column("unit", _("Unit"), lambda row: row.user.unit.name if row.user else ""),
        Column("number", _("Number"), lambda row: row.subject.number if row.subject else ""),
        Column("channel", _("Way in"), lambda row: str(CHANNELS.get(row.channel, row.channel))),
    ],
    order=("-pk",),
    filters=[
        *DAYS,
        Filter("action", _("Act"), lambda rows, value, actor: rows.filter(action=value), act_choices),
        Filter(
            "channel",
            _("Way in"),
            lambda rows, value, actor: rows.filter(channel=value),
            lambda actor: [(name, str(label)) for name, label in CHANNELS.items()],
        ),
        Filter(
            "user", _("User name"), lambda rows, value, actor: rows.filter(user__username__iexact=value), kind="text"
        ),
    ],
    tabs=[
        Tab("all", _("Everything"), lambda rows, actor: rows),
        Tab("house", _("Administration"), lambda rows, actor: rows.filter(subject=None)),
        Tab("deputy", _("By deputies"), lambda rows, actor: rows.exclude(acting_for="")),
    ],
    search=search,
    address=lambda row: reverse("administration_record", args=[row.pk]),
    hint=_("Number, name or user name"),
    empty=_("Nothing was done in your reach yet."),
)

VIEWS = Listing(
    "administration.views",
    label=_("Views and denials"),
    permission="administration.see_views",
    rows=queries.views,
    columns=[
        Column("what", _("What was looked at"), lambda row: what_label(row.what), width=24),
        Column("at", _("Done at"), lambda row: row.at, sort=("at", "pk")),
        Column("actor", _("Done by"), lambda row: row.actor_name),
        Column("unit", _("Unit"), lambda row: row.user.unit.name if row.user else ""),
        Column("number", _("Number"), lambda row: row.subject.number if row.subject else ""),
        Column("purpose", _("Purpose"), lambda row: row.purpose, width=24),
    ],
    order=("-pk",),
    filters=[
        *DAYS,
        Filter(
            "user", _("User name"), lambda rows, value, actor: rows.filter(user__username__iexact=value), kind="text"
        ),
    ],
    tabs=[
        Tab("all", _("Everything"), lambda rows, actor: rows),
        Tab("denied", _("Denials"), lambda rows, actor: rows.filter(what__startswith="denied:")),
        Tab("seen", _("Views only"), lambda rows, actor: rows.exclude(what__startswith="denied:")),
    ],
    search=search,
    hint=_("Number, name or user name"),
    empty=_("Nothing was looked at in your reach yet."),
)
