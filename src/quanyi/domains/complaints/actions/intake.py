"""First words: register, settle on the spot, add a leg, classify, decline or pass on, withdraw, merge."""

import datetime
from typing import Annotated, Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from quanyi.domains.complaints import queries, steps
from quanyi.domains.complaints.models import Capacity, Complaint, Leg, Level, State, Way
from quanyi.domains.complaints.rules import (
    OPEN,
    is_major,
)
from quanyi.foundation.capabilities.actions import As, Command, Invalid, Ref, Refused, action
from quanyi.foundation.clocks import queries as clocks_of
from quanyi.foundation.clocks import steps as clocks
from quanyi.foundation.org import queries as org
from quanyi.foundation.org.models import Unit
from quanyi.foundation.org.rules import Actor, Staff
from quanyi.foundation.org.steps import Context
from quanyi.foundation.reference import queries as reference
from quanyi.foundation.reference.models import Code
from quanyi.foundation.search import steps as search
from quanyi.foundation.subjects import steps as subjects

#: What ends with the case itself; a demanded clock ends with the feedback to its sender.
OWN_LANES = ("statutory", "internal")
Name = Annotated[str, Field(min_length=1, max_length=64)]
Line = Annotated[str, Field(min_length=1, max_length=200)]
Short = Annotated[str, Field(min_length=1, max_length=500)]
Long = Annotated[str, Field(min_length=1, max_length=8_000)]


def own_units(actor: Actor) -> Any:
    """Return the units in which an actor may register."""
    return org.within(actor, "complaints.register")


class Register(Command):
    """The first eight fields are the short form; the rest unfolds."""

    title: Annotated[Line, As(_("Matter"), help=_("One line without names or numbers of persons"))]
    complainant: Annotated[Name, As(_("Complainant"), sensitive=True)]
    phone: Annotated[str, Field(max_length=32), As(_("Telephone"), sensitive=True)] = ""
    narrative: Annotated[Long, As(_("What the complainant says"), lines=5, sensitive=True)]
    claim: Annotated[str, Field(max_length=500), As(_("Claim"))] = ""
    source: Annotated[str, Ref(reference.choosable("source")), As(_("Intake source"))] = "outlet"
    product: Annotated[str | None, Ref(reference.products), As(_("Product"))] = None
    received_on: Annotated[
        datetime.date | None, As(_("Received on"), help=_("The day the bank got it; empty means today"))
    ] = None
    received_proof: Annotated[
        str,
        Field(max_length=200),
        As(_("Proof of receipt"), help=_("Postmark, slip or call number; needed for an earlier day")),
    ] = ""
    sender_number: Annotated[str, Field(max_length=60), As(_("Number of the sender"))] = ""
    demanded_on: Annotated[datetime.date | None, As(_("Demanded by"), help=_("Typed from the slip"))] = None
    unit: Annotated[str | None, Ref(own_units), As(_("Registering unit"))] = None
    matter: Annotated[str, Ref(reference.choosable("matter")), As(_("Kind of matter"))] = "complaint"
    capacity: Annotated[Capacity, As(_("Capacity"))] = Capacity.OWN
    persons: Annotated[int, Field(ge=1, le=100_000), As(_("Persons"))] = 1
    joint_visit: Annotated[bool, As(_("Joint visit in person"))] = False
    channel: Annotated[str | None, Ref(reference.choosable("channel")), As(_("Business channel"))] = None
    business: Annotated[str | None, Ref(reference.choosable("business")), As(_("Business category"))] = None
    reason_code: Annotated[str | None, Ref(reference.choosable("reason")), As(_("Reason"))] = None
    sensitive: Annotated[bool, As(_("Sensitive case"))] = False
    complained_unit: Annotated[str | None, Ref(org.every_unit), As(_("Unit complained about"))] = None
    complained_persons: Annotated[
        list[str],
        Field(max_length=20),
        Ref(org.everybody, key="username"),
        As(_("Persons complained about"), help=_("They will not see the case (T20 art. 17)")),
    ] = []


@action(
    "complaints.register",
    _("Register a complaint"),
    icon="plus",
    tone="primary",
    permit=lambda target, actor: actor.may("complaints.register"),
)
def register(command: Register, context: Context) -> Complaint:
    """Register a complaint; the day of receipt starts the clock (T20 18.1), the late registration shows."""
    received_on = receipt(command, context)
    unit = command.ref("unit") or Unit.objects.get(pk=home(context.actor))
    if isinstance(context.actor, Staff) and not context.actor.may("complaints.register", unit.path):
        raise Invalid({"unit": [_("Please name the registering unit")]})
    subject = subjects.open_subject(
        context, kind=Complaint.kind, prefix="TS", label=command.title, unit=unit, url="/complaints/{number}/"
    )
    product = command.ref("product")
    complaint = context.add(
        Complaint(
            subject=subject,
            matter=command.ref("matter"),
            level=level(command),
            capacity=command.capacity,
            persons=command.persons,
            **steps.identity(command.complainant, command.phone),
            narrative=command.narrative,
            claim=command.claim,
            source=command.ref("source"),
            channel=command.ref("channel"),
            business=command.ref("business") or (product.category if product else None),
            reason=command.ref("reason_code"),
            product=product,
            received_on=received_on,
            received_proof=command.received_proof,
            registered_at=context.now,
            first_asked_id=context.user_id,
            complained_unit=command.ref("complained_unit"),
        )
    )
    add_leg_row(complaint, command.ref("source"), command.sender_number, received_on, command.demanded_on, context)
    if command.ref("matter").code == "complaint":
        clocks.start(subject, command.ref("source").more.get("rule", "CMP-01"), received_on, context)
        clocks.start(subject, "INT-01", context.now, context)
    for person in command.ref("complained_persons"):
        subjects.recuse(subject, "complained_about", context, user=person)
    search.index(subject, words(complaint, command.sender_number), context)
    return complaint


def home(actor: Actor) -> int:
    """Return the unit of the person who registers.

    Raises:
        Invalid: the software registers and must name the unit.
    """
    if not isinstance(actor, Staff):
        raise Invalid({"unit": [_("Please name the registering unit")]})
    return actor.unit_id


def receipt(command: Register, context: Context) -> datetime.date:
    """Return the day of receipt: the server's day for the API, else the entered one with its proof.

    Raises:
        Invalid: it lies in the future, lacks its proof, or the API named one.
    """
    day = command.received_on or context.today
    if context.channel == "api" and day != context.today:
        raise Invalid({"received_on": [_("Through the API the day of receipt is the server's")]})
    if day > context.today:
        raise Invalid({"received_on": [_("The day of receipt lies in the future")]})
    if day < context.today and not command.received_proof:
        raise Invalid({"received_proof": [_("An earlier day of receipt needs its proof")]})
    if command.demanded_on and command.demanded_on < day:
        raise Invalid({"demanded_on": [_("The demanded day lies before the receipt")]})
    return day


def level(command: Register) -> Level:
    """Return the level: major only by T20 art. 29."""
    if is_major(command.persons, command.joint_visit):
        return Level.MAJOR
    return Level.SENSITIVE if command.sensitive else Level.ORDINARY


def words(complaint: Complaint, *numbers: str) -> str:
    """Return what the search finds a complaint by besides its number and matter: nothing personal.

    Args:
        complaint: the case.
        numbers: the numbers its senders gave it.
    """
    return " ".join([*([complaint.product.name] if complaint.product else []), *numbers])


def feedback_to(source: Code, language: str) -> str:
    """Return what is due to a sender, in one language: a clock keeps both."""
    with translation.override(language):
        return str(_("Feedback to %(source)s") % {"source": source})


def add_leg_row(
    complaint: Complaint,
    source: Code,
    number: str,
    received_on: datetime.date,
    demanded_on: datetime.date | None,
    context: Context,
) -> Leg:
    """Add one copy of the case, with the demanded clock of its sender."""
    if demanded_on is not None:
        clocks.demand(
            complaint.subject, feedback_to(source, "zh-hans"), feedback_to(source, "en"), demanded_on, context
        )
    return context.add(
        Leg(
            complaint=complaint,
            at=context.now,
            by_id=context.user_id,
            source=source,
            number=number,
            received_on=received_on,
            demanded_on=demanded_on,
        )
    )


class AddLeg(Command):
    """Another copy of the same case."""

    source: Annotated[str, Ref(reference.choosable("source")), As(_("Intake source"))]
    number: Annotated[Annotated[str, Field(min_length=1, max_length=60)], As(_("Number of the sender"))]
    received_on: Annotated[datetime.date, As(_("Received on"))]
    demanded_on: Annotated[datetime.date | None, As(_("Demanded by"))] = None


@action(
    "complaints.add_leg",
    _("Register another incoming copy"),
    target=Complaint,
    moves=dict.fromkeys((*OPEN, State.FEEDBACK_DUE)) | {State.NOTIFIED: (State.NOTIFIED, State.FEEDBACK_DUE)},
    icon="git-merge",
    place="more",
)
def add_leg(complaint: Complaint, command: AddLeg, context: Context) -> None:
    """Register the same case as it came in again: own number, own date, own feedback; handled once."""
    if command.received_on > context.today:
        raise Invalid({"received_on": [_("The day of receipt lies in the future")]})
    source = command.ref("source")
    if Leg.objects.filter(source=source, number=command.number).exists():
        raise Refused(_("This copy is registered already"))
    add_leg_row(complaint, source, command.number, command.received_on, command.demanded_on, context)
    count_from(complaint, command.received_on, context)
    if complaint.state == State.NOTIFIED and command.demanded_on:
        context.change(complaint, state=State.FEEDBACK_DUE)
    search.index(complaint.subject, words(complaint, *complaint.legs.values_list("number", flat=True)), context)


def count_from(complaint: Complaint, day: datetime.date, context: Context) -> None:
    """Count from the copy that came first: a later registration of it gives no more time (T20 18.3)."""
    if day >= complaint.received_on:
        return
    clock = clocks_of.statutory(complaint.subject)
    context.change(complaint, received_on=day)
    if clock is not None and clock.running:
        clock.subject = complaint.subject
        # A clock that new facts restarted keeps its later start; only the first receipt is set right.
        started = day if clock.started_on == clock.first_started_on else clock.started_on
        context.change(clock, first_started_on=day)
        clocks.restart(clock, started, context)


class CloseOnSpot(Command):
    """Result and the customer's agreement with its proof."""

    result: Annotated[Short, As(_("Result"), lines=3)]
    redress: Annotated[str | None, Ref(reference.choosable("redress")), As(_("Redress"))] = None
    agreement_proof: Annotated[
        Line, As(_("Proof of the customer's agreement"), help=_("Signed slip or recording number"))
    ]


def same_day(complaint: Complaint, actor: Actor) -> Any:
    """Settling on the spot is for simple matters that are complaints."""
    return "" if complaint.matter.code == "complaint" else _("Only a complaint is settled on the spot")


@action(
    "complaints.close_on_spot",
    _("Settle on the spot"),
    target=Complaint,
    moves={State.REGISTERED: State.CLOSED_ON_SPOT},
    guard=same_day,
    icon="circle-check",
    tone="primary",
    place="next",
)
def close_on_spot(complaint: Complaint, command: CloseOnSpot, context: Context) -> None:
    """Settle at once: result, the customer's agreement with proof, and the receipt names the remedies (T20 19)."""
    if complaint.received_on != context.today:
        raise Refused(_("Only what was received today is settled on the spot; allocate this case and answer it"))
    context.change(
        complaint, answered_on=context.today, closed_on=context.today, outcome=command.result, satisfied=True
    )
    steps.told(
        complaint,
        "decision",
        context,
        way=Way.HANDED,
        on=context.today,
        proof=command.agreement_proof,
        text=command.result,
    )
    clocks.stop_all(complaint.subject, context.today, "notified", context, *OWN_LANES)


class Classify(Command):
    """The three facets, the customer's view, and the level."""

    channel: Annotated[str, Ref(reference.choosable("channel")), As(_("Business channel"))]
    business: Annotated[str, Ref(reference.choosable("business")), As(_("Business category"))]
    reason_code: Annotated[str, Ref(reference.choosable("reason")), As(_("Reason"))]
    customer_view: Annotated[str, Field(max_length=100), As(_("Reason as the customer sees it"))] = ""
    product: Annotated[str | None, Ref(reference.products), As(_("Product"))] = None
    sensitive: Annotated[bool, As(_("Sensitive case"))] = False


@action(
    "complaints.classify",
    _("Classify"),
    target=Complaint,
    moves=dict.fromkeys(str(state) for state in State if state not in {State.ARCHIVED, State.MERGED}),
    icon="tag",
    place="more",
)
def classify(complaint: Complaint, command: Classify, context: Context) -> None:
    """Classify by channel, business and reason (JR/T 0169-2018; P20 38 forbids a wrong class)."""
    if complaint.level != Level.MAJOR:
        context.change(complaint, level=Level.SENSITIVE if command.sensitive else Level.ORDINARY)
    context.change(
        complaint,
        channel=command.ref("channel"),
        business=command.ref("business"),
        reason=command.ref("reason_code"),
        customer_view=command.customer_view,
        product=command.ref("product") or complaint.product,
    )


class DeclareMajor(Command):
    """Only on the grounds of T20 art. 29."""

    persons: Annotated[int, Field(ge=0, le=100_000), As(_("Persons in the joint visit"))] = 0
    disaster: Annotated[bool, As(_("Caused by a natural disaster, a safety accident or a public-health event"))] = False
    regulator: Annotated[bool, As(_("Recognised as major by the regulator"))] = False
    reason: Annotated[Short, As(_("Facts"), lines=3)]


@action(
    "complaints.declare_major",
    _("Declare a major complaint"),
    target=Complaint,
    moves=dict.fromkeys(OPEN),
    icon="alert-triangle",
    place="more",
)
def declare_major(complaint: Complaint, command: DeclareMajor, context: Context) -> None:
    """Declare a major complaint on one of the three grounds of T20 art. 29; nothing else makes a case major."""
    if not (command.disaster or command.regulator or is_major(command.persons, True)):
        raise Refused(
            _("T20 art. 29 names three grounds: a disaster or accident, a joint visit of 20 or more, or the regulator")
        )
    context.change(complaint, level=Level.MAJOR, persons=max(complaint.persons, command.persons))


class NotHandle(Command):
    """The ground from the closed list, and how the person was told."""

    ground: Annotated[str, Ref(reference.choosable("not_handled")), As(_("Ground"))]
    reason: Annotated[Short, As(_("Facts"), lines=3)]
    way: Annotated[Way, As(_("Way"))]
    proof: Annotated[Line, As(_("Proof"))]


@action(
    "complaints.not_handle",
    _("Not handled, tell the person"),
    target=Complaint,
    moves=dict.fromkeys((State.REGISTERED, State.ALLOCATED, State.INVESTIGATING), (State.NOT_HANDLED, State.PASSED_ON)),
    icon="ban",
    place="more",
)
def not_handle(complaint: Complaint, command: NotHandle, context: Context) -> None:
    """Decline on the closed list alone (T20 18.4), or pass on what is no complaint; the person is told each time."""
    passed_on = command.ground == "not_complaint"
    context.change(
        complaint,
        state=State.PASSED_ON if passed_on else State.NOT_HANDLED,
        closed_on=context.today,
        outcome=command.reason,
    )
    steps.told(
        complaint, "not_handled", context, way=command.way, on=context.today, proof=command.proof, text=command.reason
    )
    clocks.stop_all(complaint.subject, context.today, "not_handled", context, *OWN_LANES)


class Withdraw(Command):
    """The withdrawal as it came."""

    received_on: Annotated[datetime.date, As(_("Withdrawal received on"))]
    proof: Annotated[Line, As(_("Proof"), help=_("Signed letter or recording number"))]


@action(
    "complaints.withdraw",
    _("Register a withdrawal"),
    target=Complaint,
    moves=dict.fromkeys((*OPEN, State.NOTIFIED, State.FEEDBACK_DUE), State.WITHDRAWN),
    icon="arrow-back-up",
    place="more",
)
def withdraw(complaint: Complaint, command: Withdraw, context: Context) -> None:
    """End the case on the day the withdrawal was received (T20 15)."""
    if not complaint.received_on <= command.received_on <= context.today:
        raise Invalid({"received_on": [_("The withdrawal lies before the receipt or in the future")]})
    context.change(complaint, closed_on=command.received_on, outcome=str(command.proof))
    clocks.stop_all(complaint.subject, command.received_on, "withdrawn", context, *OWN_LANES)


def mergeable(actor: Actor) -> Any:
    """Return the open complaints that an actor may merge into."""
    return queries.visible(actor).filter(queries.is_open())


class Merge(Command):
    """The case that goes on."""

    into: Annotated[
        str,
        Ref(mergeable, key="subject__number", label=lambda row: f"{row.subject.number} {row.subject.label}"),
        As(_("Merge into")),
    ]


@action(
    "complaints.merge",
    _("Merge"),
    target=Complaint,
    moves=dict.fromkeys((State.REGISTERED, State.ALLOCATED, State.INVESTIGATING), State.MERGED),
    icon="arrows-join",
    place="more",
)
def merge(complaint: Complaint, command: Merge, context: Context) -> None:
    """Merge a repetition inside the period into the first case (T20 18.3); the earlier clock wins."""
    first: Complaint = command.ref("into")
    if isinstance(context.actor, Staff) and not context.actor.may("complaints.merge", first.subject.unit.path):
        raise Refused(_("Your roles do not allow this in the unit that leads the other case"))
    if first.pk == complaint.pk:
        raise Invalid({"into": [_("A case is not merged into itself")]})
    if not first.contact_key or first.contact_key != complaint.contact_key:
        raise Refused(_("Only the same complainant's cases are merged"))
    if first.received_on > complaint.received_on:
        raise Refused(_("The case received first goes on; merge the other one into this one"))
    own = clocks_of.statutory(complaint.subject)
    goes_on = clocks_of.statutory(first.subject)
    if own is not None and own.running and (goes_on is None or not goes_on.running):
        raise Refused(_("No statutory deadline runs on that case; this one's would be lost"))
    for leg in complaint.legs.all():
        context.change(leg, complaint=first)
    for recusal in complaint.subject.recusals.select_related("user", "unit"):
        subjects.recuse(first.subject, recusal.reason, context, user=recusal.user, unit=recusal.unit)
    clocks.hand_on(complaint.subject, first.subject, "demanded", context)
    subjects.link(complaint.subject, first.subject, "merged_into", context)
    context.change(complaint, closed_on=context.today)
    clocks.stop_all(complaint.subject, context.today, "merged", context)
