"""The end of a case: notify with proof, feed back to the sender, close, follow up, reopen, re-examine, file away."""

import datetime
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from quanyi.domains.complaints import queries, steps
from quanyi.domains.complaints.actions.intake import Line, Long, Short
from quanyi.domains.complaints.models import Complaint, Contact, FollowUp, State, Way
from quanyi.domains.complaints.rules import OPEN
from quanyi.foundation.capabilities.actions import As, Command, Invalid, Refused, action
from quanyi.foundation.clocks import steps as clocks
from quanyi.foundation.clocks.models import Clock
from quanyi.foundation.org import queries as org
from quanyi.foundation.org.rules import Actor, Staff
from quanyi.foundation.org.steps import Context


class Notify(Command):
    """How, when and with which proof the complainant was told."""

    way: Annotated[Way, As(_("Way"))]
    told_on: Annotated[datetime.date, As(_("Told on"))]
    proof: Annotated[Line, As(_("Proof"), help=_("Receipt signature, post number, message number or recording number"))]
    text: Annotated[str, Field(max_length=8_000), As(_("Reply to the complainant"), lines=6)] = ""


@action(
    "complaints.notify",
    _("Notify the complainant"),
    target=Complaint,
    moves={State.AWAITING_NOTICE: (State.NOTIFIED, State.FEEDBACK_DUE)},
    icon="send",
    tone="primary",
    place="next",
)
def notify(complaint: Complaint, command: Notify, context: Context) -> None:
    """Tell the decision with proof; the clock ends on the day it was handed over, posted, sent or dialled (T20 21)."""
    after_approval(complaint, command.told_on, context)
    steps.told(
        complaint,
        "decision",
        context,
        way=command.way,
        on=command.told_on,
        proof=command.proof,
        text=command.text,
    )
    answered(complaint, command.told_on, "notified", context)


def after_approval(complaint: Complaint, on: datetime.date, context: Context) -> None:
    """Refuse a day on which there was nothing to tell yet: a back-dated notice would end the clock too early.

    Raises:
        Invalid: the day lies before the approval or in the future.
    """
    decision = queries.decision(complaint)
    approved_at = decision.approved_at if decision is not None else None
    first = timezone.localtime(approved_at).date() if approved_at is not None else complaint.received_on
    if not first <= on <= context.today:
        raise Invalid({"told_on": [_("The day lies before the approval of the decision or in the future")]})


def answered(complaint: Complaint, on: datetime.date, how: str, context: Context) -> None:
    """Mark a case as answered: its statutory and internal clocks end, demanded ones wait for the feedback."""
    clocks.stop_all(complaint.subject, on, how, context, "statutory", "internal")
    due = queries.unfed_legs(complaint).exists()
    context.change(complaint, answered_on=on, state=State.FEEDBACK_DUE if due else State.NOTIFIED)


class RecordUnreachable(Command):
    """The attempts are in the contact log."""

    told_on: Annotated[datetime.date, As(_("Day of the last attempt"))]
    proof: Annotated[Line, As(_("Proof of the attempts"))]


def tried(complaint: Complaint, actor: Actor) -> Any:
    """Unreachable means: tried at least three times, never reached."""
    attempts = Contact.objects.filter(complaint=complaint, reached=False).count()
    return "" if attempts >= 3 else _("Log at least three attempts first")


@action(
    "complaints.record_unreachable",
    _("Record that the complainant cannot be reached"),
    target=Complaint,
    moves={State.AWAITING_NOTICE: (State.NOTIFIED, State.FEEDBACK_DUE)},
    guard=tried,
    icon="phone-outgoing",
    place="more",
)
def record_unreachable(complaint: Complaint, command: RecordUnreachable, context: Context) -> None:
    """Keep the attempts in place of the notice; the law excepts whoever cannot be reached (T20 21)."""
    after_approval(complaint, command.told_on, context)
    steps.told(complaint, "decision", context, way=Way.DIALLED, on=command.told_on, proof=command.proof, reached=False)
    answered(complaint, command.told_on, "unreachable", context)


class SendFeedback(Command):
    """What the sender was told."""

    number: Annotated[
        str,
        Field(max_length=60),
        As(_("Number of the sender"), help=_("Empty for a copy that came without a number")),
    ] = ""
    fed_back_on: Annotated[datetime.date, As(_("Fed back on"))]
    feedback: Annotated[Short, As(_("Feedback"), lines=3)]


#: Ended without an answer of the usual kind; a sender that demanded a feedback is still owed it.
ENDED_OTHERWISE = (State.WITHDRAWN, State.NOT_HANDLED, State.PASSED_ON, State.CLOSED_ON_SPOT)


def owes_feedback(complaint: Complaint, actor: Actor) -> Any:
    """Only a sender that demands it is fed back."""
    return "" if queries.unfed_legs(complaint).exists() else _("No sender waits for a feedback")


@action(
    "complaints.send_feedback",
    _("Feed back to the sender"),
    target=Complaint,
    moves={
        State.FEEDBACK_DUE: (State.FEEDBACK_DUE, State.NOTIFIED),
        **dict.fromkeys((*OPEN, *ENDED_OTHERWISE)),
    },
    guard=owes_feedback,
    icon="mail-forward",
    place="next",
)
def send_feedback(complaint: Complaint, command: SendFeedback, context: Context) -> None:
    """Answer one sender under its own number; its demanded clock ends, the case stays open until all are answered."""
    leg = queries.unfed_legs(complaint).filter(number=command.number).order_by("demanded_on", "pk").first()
    if leg is None:
        raise Invalid({"number": [_("No incoming copy that waits for a feedback carries this number")]})
    if not leg.received_on <= command.fed_back_on <= context.today:
        raise Invalid({"fed_back_on": [_("The day lies before the receipt or in the future")]})
    context.change(leg, fed_back_on=command.fed_back_on, feedback=command.feedback)
    running = Clock.objects.filter(subject=complaint.subject, lane="demanded", running=True)
    clock = running.filter(due_on=leg.demanded_on).first() if leg.demanded_on else None
    if clock is not None:
        clock.subject = complaint.subject
        clocks.stop(clock, command.fed_back_on, "fed_back", context)
    if complaint.state == State.FEEDBACK_DUE and not queries.unfed_legs(complaint).exists():
        context.change(complaint, state=State.NOTIFIED)


class Close(Command):
    """One line that says how the case ended."""

    outcome: Annotated[Short, As(_("Outcome"), lines=2)]


@action(
    "complaints.close",
    _("Close"),
    target=Complaint,
    moves={State.NOTIFIED: State.CLOSED, State.IN_LITIGATION: State.CLOSED},
    icon="circle-check",
    tone="primary",
    place="next",
)
def close(complaint: Complaint, command: Close, context: Context) -> None:
    """Close an answered case."""
    context.change(complaint, closed_on=context.today, outcome=command.outcome)


class Archive(Command):
    """Where the volume lies."""

    number: Annotated[str, Field(min_length=1, max_length=60), As(_("Archive number"))]


@action(
    "complaints.archive",
    _("File away"),
    target=Complaint,
    moves=dict.fromkeys(
        (State.CLOSED, State.CLOSED_ON_SPOT, State.WITHDRAWN, State.NOT_HANDLED, State.PASSED_ON), State.ARCHIVED
    ),
    guard=lambda complaint, actor: (
        _("A sender still waits for a feedback") if queries.unfed_legs(complaint).exists() else ""
    ),
    icon="archive",
    place="next",
)
def archive(complaint: Complaint, command: Archive, context: Context) -> None:
    """File the case away under its archive number; kept at least three years from closing (P20 44)."""


class LogFollowUp(Command):
    """The call after the answer."""

    satisfied: Annotated[bool, As(_("Satisfied"))] = False
    text: Annotated[Short, As(_("Result"), lines=3)]


def not_handler(complaint: Complaint, actor: Actor) -> Any:
    """The follow-up call is made by somebody else than the handler."""
    mine = isinstance(actor, Staff) and actor.user_id == complaint.handler_id
    return _("Another person than the handler makes the follow-up call") if mine else ""


@action(
    "complaints.follow_up",
    _("Log a follow-up call"),
    target=Complaint,
    moves=dict.fromkeys((State.NOTIFIED, State.FEEDBACK_DUE, State.CLOSED)),
    guard=not_handler,
    icon="phone-check",
    place="next",
)
def follow_up(complaint: Complaint, command: LogFollowUp, context: Context) -> None:
    """Keep whether the complainant is satisfied; a dissatisfied one can be reopened."""
    context.add(
        FollowUp(
            complaint=complaint,
            at=context.now,
            by_id=context.user_id,
            satisfied=command.satisfied,
            text=command.text,
        )
    )
    context.change(complaint, satisfied=command.satisfied)


class Reopen(Command):
    """Why."""

    reason: Annotated[Short, As(_("Reason"), lines=2)]


@action(
    "complaints.reopen",
    _("Reopen"),
    target=Complaint,
    moves={State.NOTIFIED: State.REOPENED, State.CLOSED: State.REOPENED},
    icon="rotate",
    place="more",
)
def reopen(complaint: Complaint, command: Reopen, context: Context) -> None:
    """Handle the case again; a new clock starts today, the first answer stays in the record."""
    context.change(complaint, closed_on=None, satisfied=None)
    clocks.start(complaint.subject, "CMP-01", context.today, context)


class RequestReexamination(Command):
    """The written application."""

    received_on: Annotated[datetime.date, As(_("Application received on"))]
    reason: Annotated[Long, As(_("Reason"), lines=3)]


def in_time_for_reexamination(complaint: Complaint, actor: Actor) -> Any:
    """Only a branch's decision is re-examined, by its superior institution."""
    kind = complaint.subject.unit.kind
    return "" if kind in {"branch", "sub_branch"} else _("Only a branch's decision can be re-examined (T20 art. 20)")


@action(
    "complaints.request_reexamination",
    _("Register an application for re-examination"),
    target=Complaint,
    moves={State.NOTIFIED: State.REEXAMINING, State.CLOSED: State.REEXAMINING},
    guard=in_time_for_reexamination,
    icon="zoom-check",
    place="more",
)
def request_reexamination(complaint: Complaint, command: RequestReexamination, context: Context) -> None:
    """Register the application within 30 days of the decision; the superior institution has 30 days (T20 20)."""
    if complaint.answered_on is None or not complaint.answered_on <= command.received_on <= context.today:
        raise Invalid({"received_on": [_("The day lies before the decision or in the future")]})
    if (command.received_on - complaint.answered_on).days > 30:
        raise Refused(_("The 30 days for the application have passed (T20 art. 20)"))
    clocks.start(complaint.subject, "CMP-16", command.received_on, context)


def superior_decides(complaint: Complaint, actor: Actor) -> bool:
    """The superior institution re-examines, never the branch itself (T20 20)."""
    above = org.superior(complaint.subject.unit)
    return above is not None and actor.may("complaints.decide_reexamination", above.path)


def not_the_approver(complaint: Complaint, actor: Actor) -> Any:
    """Nobody re-examines the decision they approved."""
    decision = queries.decision(complaint)
    own = decision is not None and isinstance(actor, Staff) and actor.user_id == decision.approved_by_id
    return _("Another person must decide") if own else ""


class DecideReexamination(Command):
    """Process, time and result were looked at."""

    upheld: Annotated[bool, As(_("The decision of the branch stands"))] = False
    text: Annotated[Long, As(_("Process, time limit and result"), lines=4)]
    way: Annotated[Way, As(_("Way"))]
    told_on: Annotated[datetime.date, As(_("Told on"))]
    proof: Annotated[Line, As(_("Proof"))]


@action(
    "complaints.decide_reexamination",
    _("Decide on the re-examination"),
    target=Complaint,
    moves={State.REEXAMINING: (State.CLOSED, State.REOPENED)},
    permit=superior_decides,
    guard=not_the_approver,
    icon="gavel",
    tone="primary",
    place="next",
)
def decide_reexamination(complaint: Complaint, command: DecideReexamination, context: Context) -> None:
    """Decide over process, time limit and result of the branch's handling and tell the complainant (T20 20)."""
    if command.told_on > context.today:
        raise Invalid({"told_on": [_("The day lies in the future")]})
    steps.told(
        complaint,
        "reexamination",
        context,
        way=command.way,
        on=command.told_on,
        proof=command.proof,
        text=command.text,
    )
    clocks.stop_rule(complaint.subject, "CMP-16", command.told_on, "notified", context)
    if command.upheld:
        context.change(complaint, state=State.CLOSED, closed_on=context.today)
    else:
        context.change(complaint, state=State.REOPENED, closed_on=None)
        clocks.start(complaint.subject, "CMP-01", context.today, context)


class GoToCourt(Command):
    """What was filed where."""

    reason: Annotated[Short, As(_("Case number and court or arbitration body"), lines=2)]


@action(
    "complaints.go_to_court",
    _("Register arbitration or litigation"),
    target=Complaint,
    moves={State.NOTIFIED: State.IN_LITIGATION},
    icon="scale",
    place="more",
)
def go_to_court(complaint: Complaint, command: GoToCourt, context: Context) -> None:
    """Note that the dispute went to arbitration or court."""


class SettleHistory(Command):
    """What the old ledger did not say."""

    answered_on: Annotated[datetime.date, As(_("Answered on"))]
    proof: Annotated[Line, As(_("Proof"))]


@action(
    "complaints.settle_history",
    _("Determine the historical case"),
    target=Complaint,
    moves={State.HISTORY: State.CLOSED},
    icon="history",
    tone="primary",
    place="next",
)
def settle_history(complaint: Complaint, command: SettleHistory, context: Context) -> None:
    """Enter the day of the answer that an imported old ledger lacked."""
    if not complaint.received_on <= command.answered_on <= context.today:
        raise Invalid({"answered_on": [_("The day lies before the receipt or in the future")]})
    context.change(complaint, answered_on=command.answered_on, closed_on=command.answered_on)
    steps.told(complaint, "decision", context, way=Way.AGREED, on=command.answered_on, proof=command.proof)
