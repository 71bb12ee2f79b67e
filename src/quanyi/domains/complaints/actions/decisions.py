"""The proposed decision: draft, submit, countersign, approve or return."""

from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from quanyi.domains.complaints import queries, steps
from quanyi.domains.complaints.actions.intake import Long, Short
from quanyi.domains.complaints.models import Complaint, Countersignature, Decision, Liability, State, Upheld, Verified
from quanyi.domains.complaints.rules import WORKING
from quanyi.foundation.audit import queries as audit
from quanyi.foundation.capabilities.actions import As, Command, Invalid, Ref, Refused, action
from quanyi.foundation.clocks import steps as clocks
from quanyi.foundation.notices import steps as notices
from quanyi.foundation.org import queries as org
from quanyi.foundation.org.rules import Actor, Staff
from quanyi.foundation.org.steps import Context
from quanyi.foundation.reference import queries as reference
from quanyi.foundation.subjects import steps as subjects


class Draft(Command):
    """What T20 art. 19 asks of a decision, with the internal findings."""

    verified: Annotated[Verified, As(_("Facts"))]
    upheld: Annotated[Upheld, As(_("Claim"))]
    liability: Annotated[Liability, As(_("Liability"), help=_("Internal, never told to the complainant"))] = (
        Liability.OPEN
    )
    findings: Annotated[Long, As(_("Findings"), lines=5)]
    basis: Annotated[Long, As(_("Basis and reasons"), lines=5)]
    redress: Annotated[str | None, Ref(reference.choosable("redress")), As(_("Redress"))] = None
    amount: Annotated[
        Decimal, Field(ge=0, le=1_000_000_000, decimal_places=2), As(_("Amount in yuan"), kind="money")
    ] = Decimal(0)
    remedies: Annotated[
        list[str],
        Ref(reference.choosable("remedy")),
        As(_("Remedies"), help=_("The decision must name them (T20 art. 19)")),
    ] = ["reexamination", "mediation", "arbitration", "litigation"]


@action(
    "complaints.draft",
    _("Draft the decision"),
    target=Complaint,
    moves=dict.fromkeys(WORKING),
    icon="pencil",
    tone="primary",
    place="next",
)
def draft(complaint: Complaint, command: Draft, context: Context) -> None:
    """Draft the decision: findings, basis and reasons, redress and the remedies (T20 19)."""
    if not command.remedies:
        raise Invalid({"remedies": [_("The decision must name the remedies (T20 art. 19)")]})
    values = command.model_dump(exclude={"redress", "amount", "remedies"})
    values |= {
        "redress": command.ref("redress"),
        "amount_fen": int(command.amount * 100),
        "remedies": [{"code": row.code, "text": row.name} for row in command.ref("remedies")],
    }
    current = queries.decision(complaint)
    if current is not None and current.state == "draft":
        context.change(current, **values)
    else:
        context.add(Decision(complaint=complaint, at=context.now, by_id=context.user_id, **values))


class Submit(Command):
    """Which units countersign."""

    units: Annotated[
        list[str],
        Field(max_length=10),
        Ref(org.every_unit),
        As(_("Countersigning units"), help=_("None: straight to approval")),
    ] = []


def has_draft(complaint: Complaint, actor: Actor) -> Any:
    """Only a complete draft of a classified case is submitted."""
    found = queries.decision(complaint)
    if found is None or found.state != "draft":
        return _("Draft the decision first")
    if complaint.channel_id is None or complaint.business_id is None or complaint.reason_id is None:
        return _("Classify the case first: channel, business and reason")
    return ""


@action(
    "complaints.submit",
    _("Submit for approval"),
    target=Complaint,
    moves=dict.fromkeys(WORKING, (State.COUNTERSIGNING, State.AWAITING_APPROVAL)),
    guard=has_draft,
    icon="send",
    tone="primary",
    place="next",
)
def submit(complaint: Complaint, command: Submit, context: Context) -> None:
    """Submit the draft: first to the countersigning units, then to approval."""
    decision = queries.decision(complaint)
    assert decision is not None, "the guard has seen a draft"
    context.change(decision, state="submitted", digest=steps.digest(decision))
    for unit in command.ref("units"):
        context.add(
            Countersignature(complaint=complaint, decision=decision, at=context.now, by_id=context.user_id, unit=unit)
        )
        # Without a part in the case a unit of another branch would not find what it is to sign.
        subjects.share(complaint.subject, unit, "countersign", context)
        people = org.people(unit.path, "complaints.countersign", context.today).filter(unit=unit)
        notices.tell(people, complaint.subject, "countersignature_asked", {}, context)
    context.change(complaint, state=State.COUNTERSIGNING if command.units else State.AWAITING_APPROVAL)
    clocks.stop_rule(complaint.subject, "INT-03", context.today, "submitted", context)


class Recall(Command):
    """No input."""


@action(
    "complaints.recall",
    _("Recall the submission"),
    target=Complaint,
    moves={State.COUNTERSIGNING: State.INVESTIGATING, State.AWAITING_APPROVAL: State.INVESTIGATING},
    icon="arrow-back-up",
    place="more",
)
def recall(complaint: Complaint, command: Recall, context: Context) -> None:
    """Take a submitted draft back before it is approved."""
    reopen_draft(complaint, context)


def reopen_draft(complaint: Complaint, context: Context) -> None:
    """Let the last submitted decision stand as returned, and start a new draft from its words."""
    decision = queries.decision(complaint)
    assert decision is not None, "a submitted case has a decision"
    context.change(decision, state="returned")
    words = {f.attname: getattr(decision, f.attname) for f in decision._meta.concrete_fields if not f.primary_key}
    fresh = Decision(**words | {"state": "draft", "digest": "", "version": 1, "at": context.now})
    context.add(fresh)


class Countersign(Command):
    """The word of a unit."""

    agreed: Annotated[bool, As(_("Agreed"))] = False
    opinion: Annotated[Short, As(_("Opinion"), lines=2)]


@action(
    "complaints.countersign",
    _("Countersign"),
    target=Countersignature,
    guard=lambda row, actor: _("This was answered already") if row.signed_at else "",
    permit=lambda row, actor: actor.may("complaints.countersign", row.unit.path),
)
def countersign(row: Countersignature, command: Countersign, context: Context) -> None:
    """Countersign for a unit; one refusal returns the draft, the last agreement sends it on to approval."""
    # Two units signing at the same instant wait for each other, so that one of them sees that it was the last.
    complaint = Complaint.objects.select_for_update().get(pk=row.complaint_id)
    if complaint.state != State.COUNTERSIGNING or row.decision.state != "submitted":
        raise Refused(_("The draft is no longer being countersigned"))
    context.change(
        row, agreed=command.agreed, opinion=command.opinion, signed_by_id=context.user_id, signed_at=context.now
    )
    waiting = Countersignature.objects.filter(decision=row.decision, signed_at__isnull=True).exists()
    if not command.agreed:
        context.change(complaint, state=State.INVESTIGATING, version=complaint.version + 1)
        reopen_draft(complaint, context)
    elif not waiting:
        context.change(complaint, state=State.AWAITING_APPROVAL, version=complaint.version + 1)


class Approve(Command):
    """A word with the approval."""

    opinion: Annotated[str, Field(max_length=500), As(_("Opinion"), lines=2)] = ""


def not_own_draft(complaint: Complaint, actor: Actor) -> Any:
    """Nobody approves what they drafted, and the draft is the one that was submitted."""
    decision = queries.decision(complaint)
    if decision is None:
        return _("Draft the decision first")
    if isinstance(actor, Staff):
        # Whoever wrote any of the words counts, also after a return and in somebody else's draft.
        wrote = audit.acted(complaint.subject, "complaints.draft", actor.user_id, complaint.registered_at)
        if wrote or queries.is_or_stands_for(actor, decision.by, "complaints.approve", complaint.subject.unit.path):
            return _("Another person must approve")
    return ""


@action(
    "complaints.approve",
    _("Approve"),
    target=Complaint,
    moves={State.AWAITING_APPROVAL: State.AWAITING_NOTICE},
    guard=not_own_draft,
    icon="check",
    tone="primary",
    place="next",
)
def approve(complaint: Complaint, command: Approve, context: Context) -> None:
    """Approve exactly the words that were submitted; another person than the drafter."""
    decision = queries.decision(complaint)
    assert decision is not None, "the guard has seen it"
    if decision.digest != steps.digest(decision):
        raise Refused(_("The draft was changed after it was submitted; it must be submitted again"))
    context.change(decision, state="approved", approved_by_id=context.user_id, approved_at=context.now)


class Reject(Command):
    """What must be changed."""

    reason: Annotated[Short, As(_("What must be changed"), lines=3)]


@action(
    "complaints.reject",
    _("Return for changes"),
    target=Complaint,
    moves={State.AWAITING_APPROVAL: State.INVESTIGATING},
    icon="corner-up-left",
    place="next",
)
def reject(complaint: Complaint, command: Reject, context: Context) -> None:
    """Return the draft with what must be changed."""
    reopen_draft(complaint, context)
    if complaint.handler:
        notices.tell([complaint.handler], complaint.subject, "decision_returned", {"reason": command.reason}, context)
