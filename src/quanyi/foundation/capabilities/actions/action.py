"""The one path on which anything changes: find in sight, check, change, record, all in one transaction."""

import datetime
import hashlib
import inspect
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, get_type_hints

from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from quanyi.foundation.audit import steps as audit
from quanyi.foundation.capabilities.actions.command import Command
from quanyi.foundation.capabilities.actions.errors import ActionError, Denied, NotFound, Refused, Reused, Stale
from quanyi.foundation.capabilities.models import Answered
from quanyi.foundation.org.rules import Actor, Staff, System
from quanyi.foundation.org.steps import Context
from quanyi.foundation.search.queries import sight_permissions
from quanyi.foundation.subjects.models import Subject, Tracked, visible_subjects

registry: dict[str, "Action"] = {}
Guard = Callable[[Any, Actor], str | Promise]


@dataclass(frozen=True)
class Outcome:
    """What an action left behind: ``row`` is its target or what it made; ``replayed`` marks a repeated request."""

    row: Any
    subject: Subject | None
    answer: dict[str, Any]
    replayed: bool = False


@dataclass(frozen=True)
class Action:
    """One capability. Built by ``@action``; see there."""

    #: Templates would call anything callable that they are handed.
    do_not_call_in_templates: ClassVar[bool] = True

    name: str
    label: str | Promise
    body: Callable[..., Any]
    command: type[Command]
    target: type[Model] | None
    moves: Mapping[str, Any]
    guard: Guard | None
    icon: str
    tone: str
    place: str
    unit: Callable[[Command], str] | None
    permit: Callable[[Any, Actor], bool] | None
    lookup: str

    @property
    def help(self) -> str:
        """The docstring of the body: what the action does, with its article."""
        return inspect.getdoc(self.body) or ""

    def find(self, actor: Actor, reference: str) -> Any:
        """Return the target row by number (or key) among what the actor may know of.

        Raises:
            NotFound: it does not exist or is out of sight.
        """
        assert self.target is not None
        rows: Any = self.target._default_manager
        rows = rows.visible_to(actor) if issubclass(self.target, Tracked) else rows.all()
        try:
            row = rows.filter(**{self.lookup: reference}).first()
        except (ValueError, OverflowError):
            row = None
        if row is None:
            raise NotFound
        return row

    def permitted(self, target: Any, actor: Actor) -> bool:
        """Tell whether the role table gives the actor this action at the target's unit.

        A unit that takes part sees the row; it acts through the actions whose ``permit`` says so.
        """
        if self.permit is not None:
            return self.permit(target, actor)
        if target is None or not isinstance(target, Tracked):
            return actor.may(self.name)
        return actor.may(self.name, subject_of(target).unit.path)

    def fits(self, target: Any) -> bool:
        """Tell whether the target's state has a move for this action."""
        return not self.moves or target is None or target.state in self.moves

    def why_not(self, target: Any, actor: Actor) -> str:
        """Return why the action is not possible now, or an empty text; buttons, pages, API and tests ask the same."""
        if not self.permitted(target, actor):
            return str(Denied.sentence)
        if not self.fits(target):
            return _("Not possible in the state “%(state)s”") % {"state": target.get_state_display()}
        return str(self.guard(target, actor)) if self.guard else ""

    def check(self, target: Any, actor: Actor, command: Command) -> None:
        """Raise what ``why_not`` would say."""
        if not self.permitted(target, actor):
            raise Denied
        if target is None and self.unit is not None and not actor.may(self.name, self.unit(command)):
            raise Denied
        reason = self.why_not(target, actor)
        if reason:
            raise Refused(reason)

    def __call__(
        self,
        actor: Actor,
        command: Command,
        *,
        now: datetime.datetime,
        channel: str,
        target: Any = None,
        version: int | None = None,
        key: str = "",
    ) -> Outcome:
        """Carry the action out.

        Args:
            actor: who acts.
            command: the parsed input.
            now: the instant, aware of its zone.
            channel: ``web``, ``api``, ``command``, ``import`` or ``job``.
            target: the row, found through ``find``.
            version: the version that the form or body carried; a newer row raises ``Stale``.
            key: the ``Idempotency-Key``; a repeat gets the stored answer.

        Raises:
            Denied, Refused, Stale, Reused, Invalid: nothing was changed.
        """
        owner = f"{actor.__class__.__name__}:{getattr(actor, 'user_id', actor.name)}"
        try:
            with transaction.atomic():
                digest = self._digest(command, target) if key else ""
                if key:
                    stored = self._stored(owner, key, digest)
                    if stored is not None:
                        return stored
                outcome = self._carry_out(actor, command, now, channel, target, version)
                if key:
                    Answered.objects.create(
                        actor=owner, key=key, action=self.name, digest=digest, answer=outcome.answer, at=now
                    )
                return outcome
        except IntegrityError:
            # Two requests with one key at the same instant: the other one won and has committed.
            stored = self._stored(owner, key, self._digest(command, target)) if key else None
            if stored is None:
                raise
            return stored

    @staticmethod
    def _digest(command: Command, target: Any) -> str:
        """Return what a repeated key is compared by: the same input on another row is another request."""
        return (
            command.digest if target is None else hashlib.sha256(f"{target.pk}:{command.digest}".encode()).hexdigest()
        )

    def _stored(self, owner: str, key: str, digest: str) -> Outcome | None:
        row = Answered.objects.filter(actor=owner, key=key).first()
        if row is None:
            return None
        if row.action != self.name or row.digest != digest:
            raise Reused
        subject = Subject.objects.filter(number=row.answer.get("number", "")).first()
        return Outcome(None, subject, row.answer, replayed=True)

    def _carry_out(
        self, actor: Actor, command: Command, now: datetime.datetime, channel: str, target: Any, version: int | None
    ) -> Outcome:
        self.check(target, actor, command)
        context = Context(actor, now, channel, reason=str(getattr(command, "reason", "") or ""))
        if target is not None:
            advance(target, version)
            before = getattr(target, "state", None)
            self.body(target, command, context)
            self._move(target, before, context)
            row = target
        else:
            row = self.body(command, context)
        subject = subject_of(row) if isinstance(row, Tracked) else None
        acting_for = (
            actor.acts_for(self.name, subject.unit.path if subject else None) if isinstance(actor, Staff) else ""
        )
        audit.write(self.name, subject, command.audited(), context, labels=command.labels(), acting_for=acting_for)
        return Outcome(row, subject, answer(row, shown_subject(row, actor)))

    def _move(self, target: Any, before: Any, context: Context) -> None:
        goal = self.moves.get(before) if self.moves else None
        if isinstance(goal, str):
            context.change(target, state=goal)
        elif self.moves and target.state not in (goal or (before,)):
            raise AssertionError(f"{self.name} left {before} for {target.state}, which it does not declare")


def action(
    name: str,
    label: str | Promise,
    *,
    target: type[Model] | None = None,
    moves: Mapping[Any, Any] | None = None,
    guard: Guard | None = None,
    icon: str = "",
    tone: str = "plain",
    place: str = "",
    unit: Callable[[Any], str] | None = None,
    permit: Callable[[Any, Actor], bool] | None = None,
    lookup: str = "",
) -> Callable[[Callable[..., Any]], Action]:
    """Declare an action.

    Args:
        name: ``room.verb``: permission, audit verb, address, API operation, documentation heading and test id.
        label: the button.
        target: the model it acts on; none for an action that makes a new row (its body returns the row).
        moves: state → next state (set by the action), or state → tuple of states (the body sets one of them).
        guard: (target, actor) → a sentence that says why it is not possible now, or an empty text.
        icon: name of the button's icon.
        tone: ``primary``, ``plain`` or ``danger``.
        place: where pages show the button (``next``, ``more``, ``side``…); empty: nowhere by itself.
        unit: for an action without target: command → path of the unit in which it must be allowed.
        permit: (target, actor) → whether the actor may, where the role table at the target's unit is not the answer.
        lookup: the look-up by which a target is named; default its subject's number, or its key.

    The body takes ``(target, command, context)``, or ``(command, context)`` without a target; its docstring is the
    help text.
    """

    def register(body: Callable[..., Any]) -> Action:
        hints = get_type_hints(body)
        own_subject = target is not None and issubclass(target, Tracked) and target.subject_path == "subject__"
        made = Action(
            name=name,
            label=label,
            body=body,
            command=hints["command"],
            target=target,
            moves={str(state): goal for state, goal in (moves or {}).items()},
            guard=guard,
            icon=icon,
            tone=tone,
            place=place,
            unit=unit,
            permit=permit,
            lookup=lookup or ("subject__number" if own_subject else "pk"),
        )
        if name in registry:
            raise ValueError(f"two actions are called {name}")
        registry[name] = made
        return made

    return register


def subject_of(row: Any) -> Subject:
    """Return the subject of a tracked row, its own or that of the row it belongs to."""
    for part in row.subject_path.removesuffix("__").split("__"):
        row = getattr(row, part)
    return row  # type: ignore[no-any-return]  # the path ends at the subject by declaration


def shown_subject(row: Any, actor: Actor) -> Subject | None:
    """Return the subject of a row for somebody to whom it may be named, else none.

    A part of a case may be in sight while the case is not: whoever is asked for a statement reads the question alone.
    """
    if not isinstance(row, Tracked):
        return None
    subject = subject_of(row)
    if row.subject_path == "subject__" or isinstance(actor, System):
        return subject
    return Subject.objects.filter(visible_subjects(actor, sight_permissions()), pk=subject.pk).first()


def advance(target: Any, version: int | None) -> None:
    """Take the next version by compare-and-set, which also locks the row until the commit.

    Raises:
        Stale: the row is no longer the one that was shown or loaded.
    """
    if not hasattr(target, "version"):
        return
    expected = target.version if version is None else version
    rows = type(target)._base_manager.filter(pk=target.pk, version=expected)
    if expected != target.version or not rows.update(version=F("version") + 1):
        raise Stale
    target.version = expected + 1


def answer(row: Any, subject: Subject | None) -> dict[str, Any]:
    """Return what a caller is told: number, address and version, nothing personal."""
    told: dict[str, Any] = {}
    if subject is not None:
        told |= {"number": subject.number, "url": subject.url}
    elif isinstance(row, Model):
        told |= {"number": str(row.pk)}
    if hasattr(row, "version"):
        told["version"] = row.version
    return told


@dataclass
class BulkRow:
    """The result of one row of a bulk action."""

    reference: str
    done: bool
    sentence: str = ""


@dataclass
class Bulk:
    """The results of a bulk action."""

    rows: list[BulkRow] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many rows were changed."""
        return sum(row.done for row in self.rows)


def bulk(
    act: Action, actor: Actor, references: Iterable[str], command: Command, *, now: datetime.datetime, channel: str
) -> Bulk:
    """Carry an action out on many rows: each has a transaction, a record and a result of its own."""
    results = Bulk()
    for reference in references:
        try:
            act(actor, command, now=now, channel=channel, target=act.find(actor, reference))
            results.rows.append(BulkRow(reference, True))
        except ActionError as error:
            results.rows.append(BulkRow(reference, False, str(error)))
    return results


def new_key() -> str:
    """Return a fresh idempotency key for a form."""
    return uuid.uuid4().hex
