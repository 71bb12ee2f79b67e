"""Everything that moves a date: complicated, the further 30 days, excluded periods, agreement, restart, correction."""

import datetime
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from quanyi.domains.complaints import queries, steps
from quanyi.domains.complaints.actions.intake import Line, Short
from quanyi.domains.complaints.models import Asked, Complaint, Request, State, Way
from quanyi.domains.complaints.rules import OPEN, WORKING
from quanyi.engines.terms import TermError
from quanyi.foundation.capabilities.actions import As, Command, Invalid, Refused, action
from quanyi.foundation.clocks import queries as clocks
from quanyi.foundation.clocks import steps as clock_steps
from quanyi.foundation.clocks.models import Clock
from quanyi.foundation.notices import steps as notices
from quanyi.foundation.org import queries as org
from quanyi.foundation.org.rules import Actor, Staff
from quanyi.foundation.org.steps import Context

#: An agreement beyond it is a slip of the pen, or a way of never answering.
LONGEST = datetime.timedelta(days=366)


def legal_clock(complaint: Complaint) -> Clock:
    """Return the running statutory clock of a case.

    Raises:
        Refused: none runs.
    """
    clock = clocks.statutory(complaint.subject)
    if clock is None or not clock.running:
        raise Refused(_("No statutory deadline runs on this case"))
    clock.subject = complaint.subject
    return clock


def not_late(clock: Clock, context: Context) -> None:
    """Keep a deadline that has passed where it was: nothing entered afterwards makes a late case punctual.

    Raises:
        Refused: it has passed.
    """
    if context.today > clock.due_on:
        raise Refused(_("The deadline has passed; nothing moves it afterwards"))


def ordinary_clock(complaint: Complaint, actor: Actor) -> Any:
    """The longer term is declared once, before the ordinary one has passed."""
    clock = clocks.statutory(complaint.subject)
    if clock is None or not clock.running:
        return _("No statutory deadline runs on this case")
    return _("The case was declared complicated already") if clock.complicated else ""


class DeclareComplex(Command):
    """Why the case is complicated."""

    reason: Annotated[Short, As(_("Why the case is complicated"), lines=3)]


@action(
    "complaints.declare_complex",
    _("Declare the case complicated (30 days)"),
    target=Complaint,
    moves=dict.fromkeys(WORKING),
    guard=ordinary_clock,
    icon="clock-pause",
    place="next",
)
def declare_complex(complaint: Complaint, command: DeclareComplex, context: Context) -> None:
    """Give a complicated case 30 days in all; the law asks no approval, the reason is recorded (T20 18.1)."""
    clock = legal_clock(complaint)
    if context.today > clock.due_on:
        raise Refused(_("The deadline has passed; a case cannot be declared complicated afterwards"))
    clock_steps.complicate(clock, context)


class Extend(Command):
    """Why the case is especially complicated."""

    reason: Annotated[Short, As(_("Why the case is especially complicated"), lines=3)]


def extendable(complaint: Complaint, actor: Actor) -> Any:
    """The further 30 days follow the 30 of a complicated case, once."""
    clock = clocks.statutory(complaint.subject)
    if clock is None or not clock.running:
        return _("No statutory deadline runs on this case")
    if clock.extended:
        return _("The case was extended already; the law allows it once")
    if clock.rule_id == "CMP-01" and not clock.complicated:
        return _("Declare the case complicated first (30 days)")
    return _("An application waits for its decision") if queries.pending(complaint, "extend") else ""


@action(
    "complaints.extend",
    _("Apply for a further 30 days"),
    target=Complaint,
    moves=dict.fromkeys(WORKING),
    guard=extendable,
    icon="calendar-plus",
    place="next",
)
def extend(complaint: Complaint, command: Extend, context: Context) -> None:
    """Ask the superior institution or a head-office executive for the further 30 days (T20 18.1)."""
    if context.today > legal_clock(complaint).due_on:
        raise Refused(_("The deadline has passed; an extension must be approved before it expires"))
    ask(complaint, "extend", command.reason, None, context)
    above = org.superior(complaint.subject.unit)
    if above is not None:
        people = org.people(above.path, "complaints.decide_extension", context.today)
        notices.tell(people, complaint.subject, "extension_asked", {}, context)


def ask(complaint: Complaint, what: str, reason: str, day: datetime.date | None, context: Context) -> None:
    """Put something to another person's decision."""
    context.add(Request(complaint=complaint, at=context.now, by_id=context.user_id, what=what, reason=reason, day=day))


def may_extend(request: Request, actor: Actor) -> bool:
    """The superior institution of the handling unit or a head-office executive; a branch's own is neither."""
    above = org.superior(request.complaint.subject.unit)
    return above is not None and actor.may("complaints.decide_extension", above.path)


def other_person(request: Request, actor: Actor) -> Any:
    """Nobody decides their own application, and nobody twice."""
    if request.state != Asked.SUBMITTED:
        return _("This was decided already")
    action = "complaints.decide_extension" if request.what == "extend" else "complaints.confirm"
    if isinstance(actor, Staff) and queries.is_or_stands_for(actor, request.by, action):
        return _("Another person must decide")
    return ""


class Decide(Command):
    """The decision and its reason."""

    agreed: Annotated[bool, As(_("Approved"))] = False
    opinion: Annotated[Short, As(_("Opinion"), lines=2)]


def decided(request: Request, command: Decide, context: Context) -> None:
    """Keep who decided what, and tell the applicant."""
    context.change(
        request,
        state=Asked.APPROVED if command.agreed else Asked.REFUSED,
        decided_by_id=context.user_id,
        decided_at=context.now,
        opinion=command.opinion,
    )
    if request.by:
        notices.tell([request.by], request.complaint.subject, f"{request.what}_decided", {}, context)


@action(
    "complaints.decide_extension",
    _("Decide on the extension"),
    target=Request,
    guard=other_person,
    permit=may_extend,
)
def decide_extension(request: Request, command: Decide, context: Context) -> None:
    """Approve or refuse the further 30 days; it counts once the complainant has been told before expiry (T20 18.1)."""
    if request.what != "extend":
        raise Refused(_("This is no application for an extension"))
    if command.agreed and context.today > legal_clock(request.complaint).due_on:
        raise Refused(_("The deadline has passed; an extension must be approved before it expires"))
    decided(request, command, context)


class TellExtension(Command):
    """How the complainant was told."""

    way: Annotated[Way, As(_("Way"))]
    told_on: Annotated[datetime.date, As(_("Told on"))]
    proof: Annotated[Line, As(_("Proof"), help=_("Post number, message number or recording number"))]


def told_of_extension(complaint: Complaint, actor: Actor) -> Any:
    """Only an approved extension is told, and once."""
    clock = clocks.statutory(complaint.subject)
    if clock is None or not queries.approved(complaint, "extend", clock.first_started_on):
        return _("No approved extension waits to be told")
    return _("The complainant was told already") if clock.extended else ""


@action(
    "complaints.tell_extension",
    _("Tell the complainant of the extension"),
    target=Complaint,
    moves=dict.fromkeys(WORKING),
    guard=told_of_extension,
    icon="send",
    place="next",
)
def tell_extension(complaint: Complaint, command: TellExtension, context: Context) -> None:
    """Prove that the complainant was told before expiry; with this the deadline moves to 60 days in all (T20 18.1)."""
    clock = legal_clock(complaint)
    if command.told_on > context.today:
        raise Invalid({"told_on": [_("The day lies in the future")]})
    request = queries.approved(complaint, "extend", clock.first_started_on)
    decided_at = request.decided_at if request is not None else None
    if decided_at is not None and command.told_on < timezone.localtime(decided_at).date():
        raise Invalid({"told_on": [_("The day lies before the approval")]})
    if command.told_on > clock.due_on:
        raise Refused(_("The complainant must be told before the deadline expires (%(day)s)") % {"day": clock.due_on})
    steps.told(complaint, "extension", context, way=command.way, on=command.told_on, proof=command.proof)
    clock_steps.extend(clock, context)


class Exclude(Command):
    """The lawful ground, from when, and its proof."""

    starts_on: Annotated[datetime.date, As(_("From"), help=_("The day itself still counts"))]
    proof: Annotated[Line, As(_("Proof"))]
    told_on: Annotated[datetime.date | None, As(_("Complainant told on"))] = None


def open_period(complaint: Complaint, command: Exclude, ground: str, context: Context) -> None:
    """Open an excluded period on one of the two lawful grounds."""
    clock = legal_clock(complaint)
    not_late(clock, context)
    if not complaint.received_on <= command.starts_on <= context.today:
        raise Invalid({"starts_on": [_("The period starts before the receipt or in the future")]})
    try:
        clock_steps.exclude(clock, ground, command.starts_on, command.proof, command.told_on, context)
    except TermError as error:
        raise Refused(_("This deadline knows no excluded period on this ground")) from error


@action(
    "complaints.start_appraisal",
    _("Register an external appraisal (time excluded)"),
    target=Complaint,
    moves={State.INVESTIGATING: State.IN_APPRAISAL},
    icon="scan",
    place="more",
)
def start_appraisal(complaint: Complaint, command: Exclude, context: Context) -> None:
    """Exclude the time of an external appraisal, test or evaluation; the complainant must be told (T20 18.2)."""
    if command.told_on is None:
        raise Invalid({"told_on": [_("The complainant must be told of the appraisal in time (T20 art. 18)")]})
    open_period(complaint, command, "appraisal", context)


@action(
    "complaints.start_mediation",
    _("Start mediation (time excluded)"),
    target=Complaint,
    moves={State.INVESTIGATING: State.IN_MEDIATION},
    icon="heart-handshake",
    place="more",
)
def start_mediation(complaint: Complaint, command: Exclude, context: Context) -> None:
    """Exclude the time of a mediation to which both sides agreed, with the proof of the agreement (T20 23)."""
    open_period(complaint, command, "mediation", context)


class Resume(Command):
    """The last day that does not count."""

    ends_on: Annotated[datetime.date, As(_("Until"), help=_("The last day that does not count"))]
    result: Annotated[Short, As(_("Result"), lines=2)]


@action(
    "complaints.resume",
    _("End the excluded period"),
    target=Complaint,
    moves={State.IN_APPRAISAL: State.INVESTIGATING, State.IN_MEDIATION: State.INVESTIGATING},
    icon="player-play",
    tone="primary",
    place="next",
)
def resume(complaint: Complaint, command: Resume, context: Context) -> None:
    """End the excluded period; the days after its first day up to this one do not count."""
    clock = legal_clock(complaint)
    opened = clock.exclusions.filter(ends_on__isnull=True).order_by("starts_on").first()
    if command.ends_on > context.today or (opened is not None and command.ends_on < opened.starts_on):
        raise Invalid({"ends_on": [_("The day lies before the start of the period or in the future")]})
    clock_steps.resume(clock, command.ends_on, context)


class AgreePeriod(Command):
    """The agreed day and the agreement."""

    due_on: Annotated[datetime.date, As(_("Agreed day"))]
    proof: Annotated[Line, As(_("Proof of the agreement"))]


@action(
    "complaints.agree_period",
    _("Register an agreed period"),
    target=Complaint,
    moves=dict.fromkeys(WORKING),
    icon="calendar-check",
    place="more",
)
def agree_period(complaint: Complaint, command: AgreePeriod, context: Context) -> None:
    """Set the day on which both parties agreed; the agreement prevails (T20 21)."""
    clock = legal_clock(complaint)
    not_late(clock, context)
    if command.due_on < context.today:
        raise Invalid({"due_on": [_("The agreed day lies in the past")]})
    if command.due_on - context.today > LONGEST:
        raise Invalid({"due_on": [_("At most one year can be agreed")]})
    try:
        clock_steps.agree(clock, command.due_on, context)
    except TermError as error:
        raise Refused(_("This deadline cannot be agreed otherwise")) from error
    steps.told(complaint, "agreed_period", context, way=Way.AGREED, on=context.today, proof=command.proof)


def in_term(clock: Clock, day: datetime.date) -> None:
    """New facts count anew when they come inside the term (T20 18.3); afterwards the case is late.

    Raises:
        Refused: they came after it.
    """
    if day > clock.due_on:
        raise Refused(_("The deadline had passed when the new material came (T20 18.3 counts anew inside the term)"))


class Restart(Command):
    """The new facts and when they came."""

    received_on: Annotated[datetime.date, As(_("New material received on"))]
    reason: Annotated[Short, As(_("New facts and reasons"), lines=3)]


@action(
    "complaints.restart",
    _("Count anew for new facts"),
    target=Complaint,
    moves=dict.fromkeys(WORKING),
    guard=lambda complaint, actor: (
        _("An application waits for its decision") if queries.pending(complaint, "restart") else ""
    ),
    icon="rotate",
    place="more",
)
def restart(complaint: Complaint, command: Restart, context: Context) -> None:
    """Propose to count from the receipt of new facts (T20 18.3); another person confirms."""
    if not complaint.received_on < command.received_on <= context.today:
        raise Invalid({"received_on": [_("The new material lies before the receipt or in the future")]})
    in_term(legal_clock(complaint), command.received_on)
    ask(complaint, "restart", command.reason, command.received_on, context)


class CorrectReceipt(Command):
    """The right day and its proof."""

    received_on: Annotated[datetime.date, As(_("Right day of receipt"))]
    proof: Annotated[Annotated[str, Field(min_length=1, max_length=200)], As(_("Proof of receipt"))]
    reason: Annotated[Short, As(_("Reason"), lines=2)]


@action(
    "complaints.correct_receipt",
    _("Correct the day of receipt"),
    target=Complaint,
    moves=dict.fromkeys(OPEN),
    guard=lambda complaint, actor: (
        _("An application waits for its decision") if queries.pending(complaint, "receipt") else ""
    ),
    icon="calendar-event",
    place="more",
)
def correct_receipt(complaint: Complaint, command: CorrectReceipt, context: Context) -> None:
    """Propose another day of receipt with its proof; another person confirms, the first entry stays in the record."""
    if command.received_on > context.today:
        raise Invalid({"received_on": [_("The day of receipt lies in the future")]})
    if command.received_on > timezone.localtime(complaint.registered_at).date():
        raise Invalid({"received_on": [_("A complaint is received before it is registered")]})
    ask(complaint, "receipt", f"{command.reason}（{command.proof}）", command.received_on, context)


def may_confirm(request: Request, actor: Actor) -> bool:
    """A restart or a corrected receipt is confirmed by the unit's head or the office."""
    return actor.may("complaints.confirm", request.complaint.subject.unit.path)


@action("complaints.confirm", _("Confirm or refuse"), target=Request, guard=other_person, permit=may_confirm)
def confirm(request: Request, command: Decide, context: Context) -> None:
    """Confirm or refuse a restart or a corrected day of receipt; only then does the date move."""
    if request.what not in {"restart", "receipt"}:
        raise Refused(_("An extension is decided by the superior institution"))
    decided(request, command, context)
    if command.agreed and request.day is not None:
        complaint = request.complaint
        clock = legal_clock(complaint)
        if request.what == "restart":
            in_term(clock, request.day)
        if request.what == "receipt":
            context.change(complaint, received_on=request.day, version=complaint.version + 1)
            context.change(clock, first_started_on=request.day)
        clock_steps.restart(clock, request.day, context)
