"""What waits for one person: deadlines of their cases first, then opinions and decisions asked of them."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quanyi.domains.complaints.models import Assist, Complaint, Countersignature, Request
from quanyi.domains.complaints.queries import statistics
from quanyi.domains.complaints.queries.cases import running_clock, statements_asked_of, visible, with_clocks
from quanyi.domains.complaints.rules import OPEN
from quanyi.foundation.org.rules import Actor, Staff

MOST = 12


def home(actor: Actor, team: bool | None, now: datetime.datetime) -> dict[str, Any] | None:
    """Return the part of the home page that speaks of complaints.

    Args:
        actor: whose page it is.
        team: all the cases that the actor sees instead of the actor's own; none: those, when there is no own one.
        now: the instant.

    Returns:
        What the page shows; none where nothing of it concerns the actor.
    """
    if not isinstance(actor, Staff):
        return None
    waiting = [task for task in tasks(actor) if task["count"]]
    if not actor.may("complaints.see"):
        return {"tasks": waiting, "sees": False} if waiting else None
    lines = [] if team else soonest(visible(actor).filter(handler_id=actor.user_id), now)
    if team is None and not lines:
        team = True
    return {
        "sees": True,
        "team": bool(team),
        "lines": soonest(visible(actor), now) if team else lines,
        "tasks": waiting,
        "figures": statistics.queue_figures(Complaint.objects.visible_to(actor), now),
    }


def soonest(rows: QuerySet[Complaint], now: datetime.datetime) -> list[dict[str, Any]]:
    """Return the open cases whose deadline comes first, each with that deadline."""
    today = timezone.localdate(now)
    owed = with_clocks(rows.filter(state__in=OPEN, subject__due_at__isnull=False))
    cases = list(owed.order_by("subject__due_at", "pk")[: MOST * 2])
    lines: list[dict[str, Any]] = [
        {"row": row, "clock": first} for row in cases if (first := running_clock(row)) is not None
    ]
    # Statutory deadlines of today and the late ones stand first, whatever an internal target says.
    lines.sort(key=lambda line: line["clock"].due_on > today or line["clock"].lane != "statutory")
    return lines[:MOST]


def tasks(actor: Staff) -> list[dict[str, Any]]:
    """Return the kinds of work that wait, with their counts and where they lead."""
    listing = reverse("listing", args=["complaints.cases"])
    found = [
        counted(
            actor, _("To allocate"), "complaints.allocate", ("registered", "returned"), f"{listing}?tab=registered"
        ),
        counted(actor, _("To sign for"), "complaints.sign_for", ("allocated",), f"{listing}?tab=allocated"),
        counted(actor, _("To approve"), "complaints.approve", ("awaiting_approval",), f"{listing}?tab=approval"),
    ]
    return found + asked(actor)


def counted(actor: Staff, label: str, action: str, states: tuple[str, ...], url: str) -> dict[str, Any]:
    """Count the cases in some states for whoever may do the next step."""
    if not actor.may(action):
        return {"label": label, "count": 0, "url": url, "items": []}
    count = Complaint.objects.visible_to(actor).filter(state__in=states).order_by().values("pk")[:1000].count()
    return {"label": label, "count": count, "url": url, "items": []}


def asked(actor: Staff) -> list[dict[str, Any]]:
    """Return what others asked of this person or unit, each line leading to the form that answers it."""
    requests = Request.objects.visible_to(actor).filter(state="submitted").exclude(by_id=actor.user_id)
    signatures = Countersignature.objects.visible_to(actor).filter(
        unit_id=actor.unit_id, signed_at__isnull=True, decision__state="submitted"
    )
    assists = Assist.objects.visible_to(actor).filter(unit_id=actor.unit_id, answered_at__isnull=True)
    rows: list[tuple[str, Any, str]] = [
        (_("Statements asked of me"), statements_asked_of(actor), "complaints.give_statement"),
        (_("Assistance asked of my unit"), assists, "complaints.answer_assist"),
    ]
    if actor.may("complaints.countersign"):
        rows.append((_("To countersign"), signatures, "complaints.countersign"))
    if actor.may("complaints.decide_extension"):
        rows.append((_("Extensions to decide"), requests.filter(what="extend"), "complaints.decide_extension"))
    if actor.may("complaints.confirm"):
        rows.append((_("Dates to confirm"), requests.exclude(what="extend"), "complaints.confirm"))
    return [forms(label, some, action) for label, some, action in rows]


def forms(label: str, rows: Any, action: str) -> dict[str, Any]:
    """Return a kind of work whose rows are answered by a form each."""
    items = [{"text": text(row), "url": reverse("action", args=[action, row.pk])} for row in rows.order_by("at")[:MOST]]
    return {"label": label, "count": len(items), "url": "", "items": items}


def text(row: Any) -> str:
    """Return what a line says: the question of a statement, else the matter of the case."""
    return str(getattr(row, "question", "")) or str(row.complaint.subject.label)
