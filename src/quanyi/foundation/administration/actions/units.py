"""Adds, changes, moves and closes units of the tree."""

from collections.abc import Callable
from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import StringConstraints

from quanyi.foundation.administration import steps
from quanyi.foundation.administration.actions.people import Because, Reason, choosable
from quanyi.foundation.capabilities.actions import As, Command, Invalid, Ref, Refused, action
from quanyi.foundation.org.models import Unit, UnitKind, User
from quanyi.foundation.org.queries import every_unit
from quanyi.foundation.org.rules import Actor, covers
from quanyi.foundation.org.steps import Context, add_unit
from quanyi.foundation.subjects.models import Subject

UnitName = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$")]
BORDER = gettext_lazy("Grants from outside do not reach in without being confirmed")
SUPERIOR = gettext_lazy("Approves extensions and examines again; without one it is the unit above in the tree")


def here(name: str) -> Callable[[Unit, Actor], bool]:
    """Return the rule that an action on a unit must be allowed at that unit."""

    def permitted(unit: Unit, actor: Actor) -> bool:
        return actor.may(name, unit.path)

    return permitted


class NewUnit(Command):
    """A new unit."""

    parent: Annotated[str, Ref(choosable("administration.new_unit")), As(gettext_lazy("Unit above"))]
    code: Annotated[Code, As(gettext_lazy("Unit code"))]
    name: Annotated[UnitName, As(gettext_lazy("Unit name"))]
    kind: Annotated[UnitKind, As(gettext_lazy("Unit kind"))]
    superior: Annotated[str, Ref(every_unit), As(gettext_lazy("Superior institution"), help=SUPERIOR)] = ""
    legal_person: Annotated[bool, As(gettext_lazy("Own legal person"), help=BORDER)] = False


@action(
    "administration.new_unit",
    gettext_lazy("Add a unit"),
    icon="plus",
    unit=lambda command: command.ref("parent").path,
)
def new_unit(command: NewUnit, context: Context) -> Unit:
    """Add a unit below another one."""
    if Unit.objects.filter(code__iexact=command.code).exists():
        raise Invalid({"code": [_("This unit code is taken")]})
    parent = command.ref("parent")
    if len(parent.path) >= steps.DEEPEST * 4:
        raise Refused(_("The tree has no room for another level"))
    return add_unit(
        context,
        code=command.code,
        name=command.name,
        kind=command.kind.value,
        parent=parent,
        superior=command.ref("superior"),
        legal_person=command.legal_person,
    )


class ChangeUnit(Command):
    """What a unit is called and what it is."""

    name: Annotated[UnitName, As(gettext_lazy("Unit name"))]
    kind: Annotated[UnitKind, As(gettext_lazy("Unit kind"))]
    superior: Annotated[str, Ref(every_unit), As(gettext_lazy("Superior institution"), help=SUPERIOR)] = ""
    legal_person: Annotated[bool, As(gettext_lazy("Own legal person"), help=BORDER)] = False
    reason: Annotated[Reason, As(gettext_lazy("Reason of the act"))]


@action(
    "administration.change_unit",
    gettext_lazy("Change the unit"),
    target=Unit,
    lookup="code",
    icon="pencil",
    tone="primary",
    place="unit",
    permit=here("administration.change_unit"),
)
def change_unit(unit: Unit, command: ChangeUnit, context: Context) -> None:
    """Rename a unit, change its kind, its superior institution and the border of the legal person."""
    superior = command.ref("superior")
    if superior is not None and covers(unit.path, superior.path):
        raise Invalid({"superior": [_("The superior institution cannot be the unit itself or lie below it")]})
    context.change(
        unit, name=command.name, kind=command.kind.value, superior=superior, legal_person=command.legal_person
    )


class MoveUnit(Command):
    """Where the unit goes."""

    parent: Annotated[str, Ref(choosable("administration.move_unit")), As(gettext_lazy("New unit above"))]
    reason: Annotated[Reason, As(gettext_lazy("Reason of the act"))]


@action(
    "administration.move_unit",
    gettext_lazy("Move the unit"),
    target=Unit,
    lookup="code",
    icon="arrows-exchange",
    place="unit",
    permit=here("administration.move_unit"),
    guard=lambda unit, actor: "" if unit.parent_id else _("The head office stays on top"),
)
def move_unit(unit: Unit, command: MoveUnit, context: Context) -> None:
    """Hang a unit with everything below it under another one: whoever reaches the new place sees it from now on."""
    parent = command.ref("parent")
    if covers(unit.path, parent.path):
        raise Invalid({"parent": [_("A unit cannot move below itself")]})
    if parent.pk == unit.parent_id:
        raise Invalid({"parent": [_("The unit is there already")]})
    if steps.too_deep(unit, parent):
        raise Refused(_("The tree has no room for another level"))
    steps.relocate(unit, parent, context)


def standing(unit: Unit) -> list[str]:
    """Return what keeps a unit open, in sentences without names."""
    people = User.objects.filter(unit=unit, is_active=True).count()
    lower: QuerySet[Unit] = Unit.objects.filter(parent=unit, active=True)
    found = []
    if not unit.parent_id:
        found.append(_("The head office stays open"))
    if lower.exists():
        found.append(_("Units below it are still open"))
    if people:
        found.append(_("%(people)s active people still belong to it") % {"people": people})
    if Subject.objects.filter(unit=unit, due_at__isnull=False).exists():
        found.append(_("Matters with a running deadline still belong to it; its business side must hand them over"))
    return found


def may_close(unit: Unit, actor: Actor) -> str:
    """Say why a unit cannot be closed now."""
    if not unit.active:
        return _("This unit is closed already")
    return "；".join(standing(unit))


@action(
    "administration.close_unit",
    gettext_lazy("Close the unit"),
    target=Unit,
    lookup="code",
    icon="archive",
    tone="danger",
    place="unit",
    permit=here("administration.close_unit"),
    guard=may_close,
)
def close_unit(unit: Unit, command: Because, context: Context) -> None:
    """Close a unit that nobody and nothing belongs to any more; grants at it end with it, its past stays."""
    context.change(unit, active=False)


@action(
    "administration.reopen_unit",
    gettext_lazy("Open the unit again"),
    target=Unit,
    lookup="code",
    icon="lock-open",
    place="unit",
    permit=here("administration.reopen_unit"),
    guard=lambda unit, actor: _("This unit is open") if unit.active else "",
)
def reopen_unit(unit: Unit, command: Because, context: Context) -> None:
    """Open a closed unit again; the unit above it must be open."""
    if unit.parent is not None and not unit.parent.active:
        raise Refused(_("The unit above is closed"))
    context.change(unit, active=True)
