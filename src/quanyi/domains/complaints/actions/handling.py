"""From desk to desk: allocate, sign for, return, assign, assist, contact, statements, notes, recusal."""

import datetime
from collections.abc import Callable
from typing import Annotated, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from quanyi.domains.complaints import queries
from quanyi.domains.complaints.actions.intake import Long, Short
from quanyi.domains.complaints.models import Assist, Complaint, Contact, Note, State, Statement
from quanyi.domains.complaints.rules import OPEN, WORKING
from quanyi.foundation.audit import steps as audit
from quanyi.foundation.capabilities.actions import As, Command, Invalid, Ref, Refused, Upload, action
from quanyi.foundation.clocks import steps as clocks
from quanyi.foundation.documents import steps as documents
from quanyi.foundation.notices import steps as notices
from quanyi.foundation.org import queries as org
from quanyi.foundation.org.rules import Actor, Staff, lineage
from quanyi.foundation.org.steps import Context
from quanyi.foundation.subjects import steps as subjects


class Allocate(Command):
    """Which unit leads."""

    unit: Annotated[str, Ref(org.every_unit), As(_("Lead unit"))]
    opinion: Annotated[str, Field(max_length=500), As(_("Instruction"), lines=2)] = ""


@action(
    "complaints.allocate",
    _("Allocate"),
    target=Complaint,
    moves={State.REGISTERED: State.ALLOCATED, State.RETURNED: State.ALLOCATED},
    icon="arrow-forward-up",
    tone="primary",
    place="next",
)
def allocate(complaint: Complaint, command: Allocate, context: Context) -> None:
    """Hand the case to the unit that leads; that unit signs for it within the internal target."""
    hand_over(complaint, command.ref("unit"), context)


def hand_over(complaint: Complaint, unit: Any, context: Context) -> None:
    """Move a case to a unit and start its target for signing for; the handler is named there."""
    if complaint.subject.recusals.filter(unit__path__in=lineage(unit.path)).exists():
        raise Refused(_("This unit is concerned by the case and cannot handle it (T20 art. 17)"))
    subjects.move(complaint.subject, unit, context)
    context.change(complaint, handler=None)
    clocks.stop_rule(complaint.subject, "INT-02", context.today, "handed_over", context)
    clocks.start(complaint.subject, "INT-02", context.today, context)
    people = org.people(unit.path, "complaints.sign_for", context.today).filter(unit=unit)
    notices.tell(people, complaint.subject, "complaint_allocated", {}, context)


class Reassign(Command):
    """The unit that leads from now on, and why."""

    unit: Annotated[str, Ref(org.every_unit), As(_("Lead unit"))]
    reason: Annotated[Short, As(_("Reason"), lines=2)]


@action(
    "complaints.reassign",
    _("Reassign"),
    target=Complaint,
    moves=dict.fromkeys((State.ALLOCATED, *WORKING), State.ALLOCATED),
    icon="arrows-exchange",
    place="more",
)
def reassign(complaint: Complaint, command: Reassign, context: Context) -> None:
    """Let another unit lead; the clocks run on."""
    if command.ref("unit").pk == complaint.subject.unit_id:
        raise Invalid({"unit": [_("This unit leads already")]})
    hand_over(complaint, command.ref("unit"), context)


class SignFor(Command):
    """Signing for needs the declaration of T20 art. 17."""

    no_interest: Annotated[bool, As(_("I have no direct interest in the matter (T20 art. 17)"))] = False


@action(
    "complaints.sign_for",
    _("Sign for"),
    target=Complaint,
    moves={State.ALLOCATED: State.INVESTIGATING},
    icon="signature",
    tone="primary",
    place="next",
)
def sign_for(complaint: Complaint, command: SignFor, context: Context) -> None:
    """Sign for an allocated case; whoever signs declares to have no direct interest and becomes its handler."""
    if not command.no_interest:
        raise Invalid({"no_interest": [_("Without this declaration the case goes to somebody else")]})
    context.change(complaint, handler_id=context.user_id)
    clocks.stop_rule(complaint.subject, "INT-02", context.today, "signed_for", context)
    clocks.start(complaint.subject, "INT-03", context.today, context)


class Return(Command):
    """Why the case is not ours."""

    reason: Annotated[Short, As(_("Reason"), lines=2)]


@action(
    "complaints.return",
    _("Return"),
    target=Complaint,
    moves={State.ALLOCATED: State.RETURNED},
    icon="corner-up-left",
    place="next",
)
def return_(complaint: Complaint, command: Return, context: Context) -> None:
    """Return a misdirected case to the office, with the reason; the clocks run on."""
    office = org.people(complaint.subject.unit.path, "complaints.allocate", context.today)
    clocks.stop_rule(complaint.subject, "INT-02", context.today, "returned", context)
    notices.tell(office, complaint.subject, "complaint_returned", {"reason": command.reason}, context)


def assignable(actor: Actor) -> Any:
    """Return the people to whom an actor may assign."""
    return org.colleagues(actor, "complaints.assign")


class Assign(Command):
    """Who handles."""

    handler: Annotated[str, Ref(assignable, key="username"), As(_("Handler"))]


@action(
    "complaints.assign",
    _("Assign a handler"),
    target=Complaint,
    moves=dict.fromkeys((State.ALLOCATED, *WORKING)),
    icon="user-plus",
    place="more",
)
def assign(complaint: Complaint, command: Assign, context: Context) -> None:
    """Name the handler; a person complained about or with an interest cannot be named (T20 17)."""
    person = command.ref("handler")
    paths = lineage(person.unit.path)
    if complaint.subject.recusals.filter(Q(user=person) | Q(unit__path__in=paths)).exists():
        raise Refused(_("This person is concerned by the case and cannot handle it (T20 art. 17)"))
    context.change(complaint, handler=person)
    notices.tell([person], complaint.subject, "complaint_assigned", {}, context)


class InviteAssist(Command):
    """Which unit is asked for what."""

    unit: Annotated[str, Ref(org.every_unit), As(_("Assisting unit"))]
    question: Annotated[Short, As(_("What is asked"), lines=3)]


@action(
    "complaints.invite_assist",
    _("Ask for assistance"),
    target=Complaint,
    moves=dict.fromkeys(WORKING),
    icon="users-group",
    place="next",
)
def invite_assist(complaint: Complaint, command: InviteAssist, context: Context) -> None:
    """Ask another unit to assist; it sees the case from now on."""
    unit = command.ref("unit")
    if unit.pk == complaint.subject.unit_id:
        raise Invalid({"unit": [_("This unit leads already")]})
    subjects.share(complaint.subject, unit, "assist", context)
    context.add(
        Assist(complaint=complaint, at=context.now, by_id=context.user_id, unit=unit, question=command.question)
    )
    people = org.people(unit.path, "complaints.answer_assist", context.today).filter(unit=unit)
    notices.tell(people, complaint.subject, "assist_asked", {}, context)


class AnswerAssist(Command):
    """What the assisting unit found."""

    answer: Annotated[Annotated[str, Field(min_length=1, max_length=2_000)], As(_("Answer"), lines=5)]


def unanswered(row: Any, actor: Actor) -> Any:
    """A question is answered once."""
    return _("This was answered already") if row.answered_at else ""


@action(
    "complaints.answer_assist",
    _("Answer as assisting unit"),
    target=Assist,
    guard=unanswered,
    permit=lambda row, actor: actor.may("complaints.answer_assist", row.unit.path),
)
def answer_assist(assist: Assist, command: AnswerAssist, context: Context) -> None:
    """Answer what the lead unit asked."""
    context.change(assist, answer=command.answer, answered_at=context.now)


class LogContact(Command):
    """One call or visit."""

    happened_at: Annotated[datetime.datetime, As(_("Time"))]
    reached: Annotated[bool, As(_("Reached"))] = False
    result: Annotated[Short, As(_("Result"), lines=3)]
    recording: Annotated[str, Field(max_length=60), As(_("Recording number"))] = ""


@action(
    "complaints.log_contact",
    _("Log a contact"),
    target=Complaint,
    moves=dict.fromkeys((*OPEN, State.NOTIFIED, State.FEEDBACK_DUE)),
    icon="phone",
    place="next",
)
def log_contact(complaint: Complaint, command: LogContact, context: Context) -> None:
    """Keep each attempt to reach the complainant; the first one that succeeds ends the target for the first contact."""
    if command.happened_at.tzinfo is None or command.happened_at > context.now:
        raise Invalid({"happened_at": [_("The time lies in the future")]})
    context.add(Contact(complaint=complaint, at=context.now, by_id=context.user_id, **command.model_dump()))
    if command.reached:
        clocks.stop_rule(complaint.subject, "INT-01", command.happened_at.date(), "contacted", context)


class RequestStatement(Command):
    """Whose statement, on what question."""

    person: Annotated[str, Ref(org.everybody, key="username"), As(_("Person concerned"))]
    question: Annotated[Long, As(_("Question"), help=_("The person sees this question and nothing else"), lines=4)]


@action(
    "complaints.request_statement",
    _("Request a statement"),
    target=Complaint,
    moves={State.INVESTIGATING: State.AWAITING_STATEMENT, State.AWAITING_STATEMENT: State.AWAITING_STATEMENT},
    icon="message-report",
    place="next",
)
def request_statement(complaint: Complaint, command: RequestStatement, context: Context) -> None:
    """Ask a person concerned for a statement; the case itself stays hidden from them (T20 17)."""
    person = command.ref("person")
    if person.pk == complaint.handler_id:
        raise Invalid({"person": [_("The handler cannot be a person concerned")]})
    subjects.recuse(complaint.subject, "person_concerned", context, user=person)
    statement = context.add(
        Statement(complaint=complaint, at=context.now, by_id=context.user_id, person=person, question=command.question)
    )
    form = reverse("action", args=["complaints.give_statement", statement.pk])
    notices.tell([person], None, "statement_asked", {}, context, url=form)


class GiveStatement(Command):
    """The statement."""

    answer: Annotated[Long, As(_("Statement"), lines=8)]


def asked_person(statement: Statement, actor: Actor) -> bool:
    """Only the person asked gives the statement."""
    return isinstance(actor, Staff) and statement.person_id == actor.user_id


@action(
    "complaints.give_statement",
    _("Give the statement"),
    target=Statement,
    guard=unanswered,
    permit=asked_person,
)
def give_statement(statement: Statement, command: GiveStatement, context: Context) -> None:
    """Answer the question; when nothing else is awaited the investigation goes on."""
    complaint = Complaint.objects.select_for_update().get(pk=statement.complaint_id)
    context.change(statement, answer=command.answer, answered_at=context.now)
    waiting = Statement.objects.filter(complaint=complaint, answered_at__isnull=True).exists()
    if complaint.state == State.AWAITING_STATEMENT and not waiting:
        context.change(complaint, state=State.INVESTIGATING, version=complaint.version + 1)
    if complaint.handler:
        notices.tell([complaint.handler], complaint.subject, "statement_given", {}, context)


def takes_part(name: str) -> Callable[[Complaint, Actor], bool]:
    """Return who may do what a unit that takes part may do besides answering: the lead unit and it."""

    def permitted(complaint: Complaint, actor: Actor) -> bool:
        if actor.may(name, complaint.subject.unit.path):
            return True
        return any(actor.may(name, share.unit.path) for share in complaint.subject.shares.select_related("unit"))

    return permitted


class AddNote(Command):
    """Words for the house."""

    text: Annotated[Long, As(_("Internal note (invisible to the complainant)"), lines=4)]


@action(
    "complaints.add_note",
    _("Internal note"),
    target=Complaint,
    moves=dict.fromkeys(str(state) for state in State),
    permit=takes_part("complaints.add_note"),
    icon="note",
)
def add_note(complaint: Complaint, command: AddNote, context: Context) -> None:
    """Add an internal note; the complainant never sees it."""
    context.add(Note(complaint=complaint, at=context.now, by_id=context.user_id, text=command.text))


class AddMaterial(Command):
    """Files, or a reference to a record that stays elsewhere."""

    files: Annotated[list[Upload], Field(max_length=10), As(_("Files"))] = []
    reference: Annotated[
        str,
        Field(max_length=200),
        As(_("Record kept elsewhere"), help=_("System, number and time, for recordings and other large evidence")),
    ] = ""


@action(
    "complaints.add_material",
    _("Add material"),
    target=Complaint,
    moves=dict.fromkeys(str(state) for state in State if state != State.ARCHIVED),
    permit=takes_part("complaints.add_material"),
    icon="paperclip",
    place="next",
)
def add_material(complaint: Complaint, command: AddMaterial, context: Context) -> None:
    """Keep evidence with the case: files with their hash, or a reference to a record elsewhere."""
    if not command.files and not command.reference:
        raise Invalid({"files": [_("Please choose a file or name a record")]})
    for upload in command.files:
        documents.store(complaint.subject, upload, "material", context)
    if command.reference:
        context.add(Note(complaint=complaint, at=context.now, by_id=context.user_id, text=command.reference))


class RequestMaterial(Command):
    """What is asked of the complainant."""

    wanted: Annotated[Short, As(_("Material wanted"), lines=3)]
    not_held: Annotated[bool, As(_("The bank does not hold this material and cannot find it in its records"))] = False


@action(
    "complaints.request_material",
    _("Ask for more material"),
    target=Complaint,
    moves=dict.fromkeys(WORKING),
    icon="file-search",
    place="more",
)
def request_material(complaint: Complaint, command: RequestMaterial, context: Context) -> None:
    """Ask the complainant for material; never for what the bank holds or can find itself (T20 13)."""
    if not command.not_held:
        raise Invalid({"not_held": [_("The bank may not ask for material that it already holds (T20 art. 13)")]})
    context.add(Note(complaint=complaint, at=context.now, by_id=context.user_id, inward=False, text=command.wanted))


def recusable(actor: Actor) -> Any:
    """Return the units that an actor may recuse: a branch does not hide a case from the head office."""
    return org.within(actor, "complaints.recuse")


class Recuse(Command):
    """A person, or the whole unit complained about."""

    person: Annotated[str | None, Ref(org.everybody, key="username"), As(_("Person"))] = None
    unit: Annotated[str | None, Ref(recusable), As(_("Unit"))] = None
    reason: Annotated[Short, As(_("Reason"), lines=2)]


@action(
    "complaints.recuse",
    _("Recuse"),
    target=Complaint,
    moves=dict.fromkeys(OPEN),
    icon="eye-off",
    place="more",
)
def recuse(complaint: Complaint, command: Recuse, context: Context) -> None:
    """Hide the case from a person, or move it to the superior unit and hide it from the whole unit (T20 17)."""
    person, unit = command.ref("person"), command.ref("unit")
    if (person is None) == (unit is None):
        raise Invalid({"person": [_("Please name one person or one unit")]})
    if person is not None and person.pk == complaint.handler_id:
        context.change(complaint, handler=None)
    if unit is not None and complaint.subject.unit.path.startswith(unit.path):
        above = org.superior(unit)
        if above is None:
            raise Refused(_("The head office has no superior unit to which the case could move"))
        subjects.move(complaint.subject, above, context)
        context.change(complaint, handler=None)
    subjects.recuse(complaint.subject, command.reason, context, user=person, unit=unit)


class Urge(Command):
    """A word with the reminder."""

    text: Annotated[str, Field(max_length=200), As(_("Message"))] = ""


@action(
    "complaints.urge",
    _("Urge"),
    target=Complaint,
    moves=dict.fromkeys(OPEN),
    icon="bell-ringing",
    place="more",
)
def urge(complaint: Complaint, command: Urge, context: Context) -> None:
    """Remind the handler, or the unit while nobody handles."""
    if complaint.handler:
        people: Any = [complaint.handler]
    else:
        unit = complaint.subject.unit
        people = org.people(unit.path, "complaints.sign_for", context.today).filter(unit=unit)
    notices.tell(people, complaint.subject, "complaint_urged", {"text": command.text}, context)


class Reveal(Command):
    """One choice of purpose per case and day."""

    purpose: Annotated[str, Ref(queries.purposes), As(_("Purpose"))]


@action("complaints.reveal", _("Show in clear (state the purpose)"), target=Complaint, icon="eye")
def reveal(complaint: Complaint, command: Reveal, context: Context) -> None:
    """Show name and telephone in clear for the rest of the day to the person who states a purpose."""
    audit.note_seen(
        context.actor, "complaints.identity", context.now, subject=complaint.subject, purpose=command.purpose
    )
