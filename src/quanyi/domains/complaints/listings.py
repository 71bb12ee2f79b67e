"""The queue of complaints: its views, filters and columns, for page, API and export alike."""

import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quanyi.domains.complaints import queries
from quanyi.domains.complaints.models import Complaint, Level, State
from quanyi.domains.complaints.rules import IN_HAND, OPEN, WORKING, late_registration
from quanyi.foundation.capabilities.listings import Column, Filter, Listing, Tab
from quanyi.foundation.org import queries as org
from quanyi.foundation.org.rules import Actor, Staff, after
from quanyi.foundation.reference import queries as reference
from quanyi.foundation.search import queries as search

Rows = QuerySet[Complaint]
SOON = datetime.timedelta(days=3)
FEW = 5_000


def base(actor: Actor) -> Rows:
    """Return the rows of the queue with their running clocks."""
    return queries.with_clocks(queries.visible(actor))


def state_tab(name: str, label: Any, states: tuple[str, ...]) -> Tab:
    """Return a view that keeps some states; what is answered or old has no deadline and is shown newest first."""
    order = NEWEST if name in {"answered", "history"} else ()
    return Tab(name, label, lambda rows, actor: rows.filter(state__in=states), order=order)


def mine(rows: Rows, actor: Actor) -> Rows:
    """Keep the open cases that the actor handles."""
    return rows.filter(state__in=OPEN, handler_id=actor.user_id if isinstance(actor, Staff) else None)


NEWEST = ("-subject_id",)
#: View → the states it keeps; all of these are few, so that one query counts them together.
VIEWS = {
    "open": (_("Open"), IN_HAND),
    "registered": (State.REGISTERED.label, (State.REGISTERED, State.RETURNED)),
    "allocated": (State.ALLOCATED.label, (State.ALLOCATED,)),
    "working": (State.INVESTIGATING.label, (*WORKING, State.IN_APPRAISAL, State.IN_MEDIATION)),
    "countersigning": (State.COUNTERSIGNING.label, (State.COUNTERSIGNING,)),
    "approval": (State.AWAITING_APPROVAL.label, (State.AWAITING_APPROVAL,)),
    "notice": (State.AWAITING_NOTICE.label, (State.AWAITING_NOTICE,)),
    "answered": (State.NOTIFIED.label, (State.NOTIFIED, State.FEEDBACK_DUE)),
    "history": (State.HISTORY.label, (State.HISTORY,)),
}


def count_views(rows: Rows, actor: Actor) -> dict[str, int]:
    """Count the views by state in one query."""
    states = sorted({str(state) for _label, kept in VIEWS.values() for state in kept})
    kept = rows.filter(state__in=states).order_by().prefetch_related(None).values("state")
    found = dict(kept.annotate(n=Count("pk")).values_list("state", "n"))
    return {name: sum(found.get(str(state), 0) for state in kept) for name, (_label, kept) in VIEWS.items()}


TABS = [
    state_tab("open", *VIEWS["open"]),
    Tab("mine", _("Mine"), mine),
    *(state_tab(name, *view) for name, view in VIEWS.items() if name != "open"),
    Tab("all", _("All"), lambda rows, actor: rows, order=NEWEST),
]


def by_unit(rows: Rows, value: str, actor: Actor) -> Rows:
    """Keep a unit and everything below it."""
    unit = org.every_unit(actor).filter(code=value).first()
    return (
        rows.filter(subject__unit__path__gte=unit.path, subject__unit__path__lt=after(unit.path))
        if unit
        else rows.none()
    )


def unit_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the units in which the actor sees complaints."""
    return [(unit.code, unit.name) for unit in org.within(actor, "complaints.see")]


def code_filter(name: str, label: Any, field: str, list_name: str, *, main: bool = False) -> Filter:
    """Return a filter over a code list; a class includes its sub-classes."""

    def apply(rows: Rows, value: str, actor: Actor) -> Rows:
        found = reference.codes(list_name).filter(Q(code=value) | Q(parent__code=value))
        return rows.filter(**{f"{field}_id__in": list(found.values_list("pk", flat=True))})

    return Filter(
        name,
        label,
        apply,
        choices=lambda actor: [(row.code, row.full_name) for row in reference.codes(list_name)],
        main=main,
    )


def by_deadline(rows: Rows, value: str, actor: Actor) -> Rows:
    """Keep what is late, due within three days, or was answered late."""
    now = timezone.now()
    if value == "late":
        return rows.filter(subject__due_at__lt=now)
    if value == "soon":
        return rows.filter(subject__due_at__gte=now, subject__due_at__lt=now + SOON)
    if value == "answered_late":
        late = {"subject__clocks__lane": "statutory", "subject__clocks__ended_on__gt": F("subject__clocks__due_on")}
        return rows.filter(**late).distinct()
    return rows.none()


def by_month(rows: Rows, value: str, actor: Actor) -> Rows:
    """Keep what was received in a month such as 2026-11."""
    try:
        first = datetime.date.fromisoformat(f"{value}-01")
        following = (first.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    except (ValueError, OverflowError):
        return rows.none()
    return rows.filter(received_on__gte=first, received_on__lt=following)


FILTERS = [
    Filter("unit", _("All units"), by_unit, choices=unit_choices, main=True),
    Filter(
        "product",
        _("All products"),
        lambda rows, value, actor: rows.filter(product__code=value),
        choices=lambda actor: [(row.code, row.name) for row in reference.products(actor)],
        main=True,
    ),
    code_filter("source", _("All sources"), "source", "source", main=True),
    code_filter("business", _("Business category"), "business", "business"),
    code_filter("reason", _("Reason"), "reason", "reason"),
    code_filter("channel", _("Business channel"), "channel", "channel"),
    Filter(
        "level",
        _("Level"),
        lambda rows, value, actor: rows.filter(level=value),
        choices=lambda actor: [(str(value), str(label)) for value, label in Level.choices],
    ),
    Filter(
        "state",
        _("State"),
        lambda rows, value, actor: rows.filter(state=value),
        choices=lambda actor: [(str(value), str(label)) for value, label in State.choices],
    ),
    Filter(
        "deadline",
        _("Deadline"),
        by_deadline,
        choices=lambda actor: [
            ("late", str(_("Overdue"))),
            ("soon", str(_("Due within 3 days"))),
            ("answered_late", str(_("Answered late"))),
        ],
    ),
    Filter(
        "lead",
        _("Lead unit"),
        lambda rows, value, actor: rows.filter(subject__unit__code=value),
        choices=unit_choices,
    ),
    Filter("month", _("Month of receipt"), by_month, kind="text"),
    Filter("from", _("Received from"), lambda rows, value, actor: rows.filter(received_on__gte=value), kind="date"),
    Filter("to", _("Received until"), lambda rows, value, actor: rows.filter(received_on__lte=value), kind="date"),
]


def found(rows: Rows, words: str, actor: Actor) -> Rows:
    """Keep what the quick search finds: number, matter, product; a whole telephone number finds its cases."""
    key = queries.contact_key(words) if words.isdecimal() and len(words) >= 7 else ""
    if key:
        return rows.filter(contact_key=key)
    hits = search.matching(words)
    keys = list(rows.filter(pk__in=hits).order_by().prefetch_related(None).values_list("pk", flat=True)[: FEW + 1])
    # The index is asked once for a page of many queries, unless the word is so common that the keys are too many.
    kept: Any = search.of_keys(keys) if len(keys) <= FEW else hits
    return rows.filter(pk__in=kept)


def due(row: Any) -> datetime.date | None:
    """Return the earliest day on which something is due."""
    clock = queries.running_clock(row)
    return clock.due_on if clock else None


def lane(row: Any) -> str:
    """Return the lane of the earliest running clock."""
    clock = queries.running_clock(row)
    return str(clock.get_lane_display()) if clock else ""


COLUMNS = [
    Column("number", _("Number"), lambda row: row.subject.number, sort=("subject__number",), width=18),
    Column("title", _("Matter"), lambda row: row.subject.label, width=44),
    Column("state", _("State"), lambda row: str(row.get_state_display()), width=14),
    Column("level", _("Level"), lambda row: str(row.get_level_display()), width=8),
    Column("complainant", _("Complainant"), lambda row: row.complainant_masked, width=10),
    Column("phone", _("Telephone"), lambda row: row.phone_masked, width=14),
    Column("matter", _("Kind of matter"), lambda row: str(row.matter), width=10),
    Column("reason", _("Reason"), lambda row: str(row.reason or ""), width=22),
    Column("business", _("Business category"), lambda row: str(row.business or ""), width=16),
    Column("product", _("Product"), lambda row: row.product.name if row.product else "", width=22),
    Column("source", _("Intake source"), lambda row: str(row.source), width=18),
    Column("unit", _("Lead unit"), lambda row: row.subject.unit.name, width=18),
    Column("handler", _("Handler"), lambda row: row.handler.name if row.handler else "", width=10),
    Column("received_on", _("Received on"), lambda row: row.received_on, sort=("received_on",), width=12),
    Column("registered_at", _("Registered at"), lambda row: timezone.localtime(row.registered_at), width=18),
    Column("late_registration", _("Days registered late"), lambda row: days_late(row), width=10),
    Column("due_on", _("Earliest due"), due, sort=("subject__due_at",), width=12),
    Column("lane", _("Lane"), lambda row: lane(row), width=8),
    Column("answered_on", _("Answered on"), lambda row: row.answered_on, width=12),
    Column("outcome", _("Outcome"), lambda row: row.outcome, width=40),
]


def days_late(row: Complaint) -> int:
    """Return by how many days a row was registered late; an imported old ledger is not late."""
    return 0 if row.history else late_registration(row.received_on, timezone.localtime(row.registered_at))


CASES = Listing(
    "complaints.cases",
    label=_("Complaint handling"),
    permission="complaints.see",
    rows=base,
    columns=COLUMNS,
    order=("subject__due_at", "subject_id"),
    filters=FILTERS,
    tabs=TABS,
    search=found,
    address=lambda row: row.subject.url,
    template="complaints/queue.html",
    bulk=["complaints.allocate", "complaints.urge"],
    count_tabs=count_views,
    hint=_("Number, matter or product"),
    empty=_("Complaints appear here as soon as somebody registers one."),
)
