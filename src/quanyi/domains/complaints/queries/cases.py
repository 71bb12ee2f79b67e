"""Reads complaints: what somebody may see, earlier cases of the same contact, what stands open."""

import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from quanyi.domains.complaints.models import Complaint, Decision, Leg, Request, Statement
from quanyi.domains.complaints.rules import OPEN, normal_phone
from quanyi.foundation.audit import queries as audit
from quanyi.foundation.clocks.models import Clock
from quanyi.foundation.org.models import User
from quanyi.foundation.org.rules import Actor, Staff
from quanyi.foundation.reference import queries as reference
from quanyi.foundation.reference.models import Code
from quanyi.foundation.subjects.models import Subject

YEAR = datetime.timedelta(days=365)


def contact_key(phone: str) -> str:
    """Return the keyed digest by which two complaints of one telephone number find each other."""
    digits = normal_phone(phone)
    return salted_hmac("quanyi.complaints.contact", digits, algorithm="sha256").hexdigest() if digits else ""


def visible(actor: Actor) -> QuerySet[Complaint]:
    """Return the complaints an actor may know of, with what a list shows."""
    rows = Complaint.objects.visible_to(actor)
    return rows.select_related("subject__unit", "handler", "source", "reason", "business", "product", "matter")


def with_clocks(rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """Add each row's running clocks, earliest first; one query for all rows."""
    running = Clock.objects.filter(running=True).order_by("due_at", "pk")
    return rows.prefetch_related(Prefetch("subject__clocks", queryset=running, to_attr="running_clocks"))


def running_clock(row: Complaint) -> Clock | None:
    """Return the earliest running clock of a row that ``with_clocks`` has read, none if no clock runs."""
    clocks: list[Clock] = row.subject.running_clocks  # type: ignore[attr-defined]  # set by the prefetch
    return clocks[0] if clocks else None


def earlier(phone: str, on: datetime.date, actor: Actor, but: Complaint | None = None) -> QuerySet[Complaint]:
    """Return the cases of the same telephone number in the year before, in sight of the actor."""
    key = contact_key(phone)
    rows = visible(actor).filter(contact_key=key, received_on__gt=on - YEAR) if key else Complaint.objects.none()
    return (rows.exclude(pk=but.pk) if but else rows).order_by("-received_on")


def is_open() -> Q:
    """Return the condition that an answer is still owed."""
    return Q(state__in=OPEN)


def unfed_legs(complaint: Complaint) -> QuerySet[Leg]:
    """Return the legs whose sender demands a feedback that was not given yet."""
    return Leg.objects.filter(complaint=complaint, demanded_on__isnull=False, fed_back_on__isnull=True)


def pending(complaint: Complaint, what: str) -> Request | None:
    """Return the undecided request of a kind."""
    return Request.objects.filter(complaint=complaint, what=what, state="submitted").first()


def approved(complaint: Complaint, what: str, since: datetime.date) -> Request | None:
    """Return the newest approved request of a kind made for the clock that started on a day.

    An approval holds for the term it was given in: a reopened case begins without it.
    """
    rows = Request.objects.filter(complaint=complaint, what=what, state="approved").order_by("-pk")
    return next((row for row in rows if timezone.localtime(row.at).date() >= since), None)


def is_or_stands_for(actor: Staff, person: User | None, action: str, path: str | None = None) -> bool:
    """Tell whether the actor is a person, or could do something in that person's stead alone."""
    return person is not None and (actor.user_id == person.pk or actor.acts_for(action, path) == person.name)


def decision(complaint: Complaint) -> Decision | None:
    """Return the newest proposed decision."""
    return Decision.objects.filter(complaint=complaint).order_by("-pk").first()


def shown_in_clear(actor: Actor, subject: Subject, day: datetime.date) -> bool:
    """Tell whether this person stated a purpose today and may see name and telephone of this case in clear."""
    if not isinstance(actor, Staff):
        return False
    midnight = datetime.datetime.combine(day, datetime.time.min, timezone.get_current_timezone())
    return audit.acted(subject, "complaints.reveal", actor.user_id, midnight)


def purposes(actor: Actor) -> QuerySet[Code]:
    """Return the purposes for which somebody may look at an identity."""
    return reference.codes("purpose")


def statements_asked_of(actor: Any) -> QuerySet[Statement]:
    """Return the open statements asked of a person."""
    return Statement.objects.filter(person_id=actor.user_id, answered_at__isnull=True).order_by("at")
