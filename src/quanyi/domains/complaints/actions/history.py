"""Old ledgers: a case keeps its dates and its outcome and runs no live clock."""

import datetime
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from quanyi.domains.complaints import steps
from quanyi.domains.complaints.actions.intake import Line, own_units, words
from quanyi.domains.complaints.models import Complaint, Leg, State
from quanyi.foundation.capabilities.actions import As, Command, Invalid, Ref, action
from quanyi.foundation.org.steps import Context
from quanyi.foundation.reference import queries as reference
from quanyi.foundation.search import steps as search
from quanyi.foundation.subjects import steps as subjects


class RegisterHistory(Command):
    """A row of an old ledger."""

    title: Annotated[Line, As(_("Matter"))]
    unit: Annotated[str, Ref(own_units), As(_("Lead unit"))]
    received_on: Annotated[datetime.date, As(_("Received on"))]
    answered_on: Annotated[datetime.date | None, As(_("Answered on"))] = None
    sender_number: Annotated[str, Field(max_length=60), As(_("Number of the sender"))] = ""
    complainant: Annotated[str, Field(max_length=64), As(_("Complainant"), sensitive=True)] = ""
    phone: Annotated[str, Field(max_length=32), As(_("Telephone"), sensitive=True)] = ""
    narrative: Annotated[str, Field(max_length=40_000), As(_("What the complainant says"), lines=5, sensitive=True)] = (
        ""
    )
    claim: Annotated[str, Field(max_length=500), As(_("Claim"))] = ""
    source: Annotated[str, Ref(reference.choosable("source")), As(_("Intake source"))] = "other"
    channel: Annotated[str | None, Ref(reference.choosable("channel")), As(_("Business channel"))] = None
    business: Annotated[str | None, Ref(reference.choosable("business")), As(_("Business category"))] = None
    reason_code: Annotated[str | None, Ref(reference.choosable("reason")), As(_("Reason"))] = None
    product: Annotated[str | None, Ref(reference.products), As(_("Product"))] = None
    customer_view: Annotated[str, Field(max_length=100), As(_("Reason as the customer sees it"))] = ""
    outcome: Annotated[str, Field(max_length=500), As(_("Outcome"))] = ""
    matter: Annotated[str, Ref(reference.choosable("matter")), As(_("Kind of matter"))] = "complaint"


@action(
    "complaints.register_history",
    _("Register a historical case"),
    permit=lambda target, actor: actor.may("complaints.register_history"),
    unit=lambda command: command.ref("unit").path,
)
def register_history(command: RegisterHistory, context: Context) -> Complaint:
    """Take in a case of an old ledger; without an answer date it waits to be determined (历史件待认定)."""
    if command.received_on > context.today:
        raise Invalid({"received_on": [_("The day of receipt lies in the future")]})
    if command.answered_on and not command.received_on <= command.answered_on <= context.today:
        raise Invalid({"answered_on": [_("The day lies before the receipt or in the future")]})
    unit, product = command.ref("unit"), command.ref("product")
    subject = subjects.open_subject(
        context, kind=Complaint.kind, prefix="TS", label=command.title, unit=unit, url="/complaints/{number}/"
    )
    complaint = Complaint(
        subject=subject,
        state=State.CLOSED if command.answered_on else State.HISTORY,
        matter=command.ref("matter"),
        **steps.identity(command.complainant, command.phone),
        narrative=command.narrative,
        claim=command.claim,
        source=command.ref("source"),
        channel=command.ref("channel"),
        business=command.ref("business") or (product.category if product else None),
        reason=command.ref("reason_code"),
        product=product,
        customer_view=command.customer_view,
        received_on=command.received_on,
        registered_at=context.now,
        answered_on=command.answered_on,
        closed_on=command.answered_on,
        outcome=command.outcome,
        history=True,
    )
    context.add(complaint)
    if command.sender_number:
        context.add(
            Leg(
                complaint=complaint,
                at=context.now,
                by_id=context.user_id,
                source=command.ref("source"),
                number=command.sender_number,
                received_on=command.received_on,
            )
        )
    search.index(subject, words(complaint, command.sender_number), context)
    return complaint
