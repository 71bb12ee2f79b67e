"""Keeps the table role × action."""

import hashlib
from collections.abc import Iterable
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import StringConstraints

from quanyi.foundation.administration import queries
from quanyi.foundation.administration.actions.people import Reason
from quanyi.foundation.capabilities import actions
from quanyi.foundation.capabilities.actions import As, Command, Invalid, Refused, action
from quanyi.foundation.org.models import Role, RolePermission
from quanyi.foundation.org.rules import Actor, Staff
from quanyi.foundation.org.steps import Context

#: Actions of this house that a bank may give to anybody.
SHARED = frozenset({"administration.choose_password", "administration.set_deputy", "administration.end_deputy"})
Label = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class AddRole(Command):
    """A role of the bank's own."""

    code: Annotated[
        str,
        StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$"),
        As(gettext_lazy("Role code"), help=gettext_lazy("Small letters, digits and underline")),
    ]
    label: Annotated[Label, As(gettext_lazy("Name in Chinese"))]
    label_en: Annotated[Label, As(gettext_lazy("Name in English"))]
    reason: Annotated[Reason, As(gettext_lazy("Reason of the act"))]


@action("administration.add_role", gettext_lazy("Add a role"), icon="plus")
def add_role(command: AddRole, context: Context) -> Role:
    """Add a role to the table; it may do nothing until actions are given to it."""
    if Role.objects.filter(code=command.code).exists():
        raise Invalid({"code": [_("This role code is taken")]})
    last = Role.objects.order_by("-order").values_list("order", flat=True).first() or 0
    return context.add(Role(code=command.code, label=command.label, label_en=command.label_en, order=last + 1))


class ChangeRole(Command):
    """What a role is called."""

    label: Annotated[Label, As(gettext_lazy("Name in Chinese"))]
    label_en: Annotated[Label, As(gettext_lazy("Name in English"))]
    reason: Annotated[Reason, As(gettext_lazy("Reason of the act"))]


@action(
    "administration.change_role",
    gettext_lazy("Rename the role"),
    target=Role,
    lookup="code",
    icon="pencil",
    place="role",
)
def change_role(role: Role, command: ChangeRole, context: Context) -> None:
    """Rename a role."""
    context.change(role, label=command.label, label_en=command.label_en)


def every_permission(actor: Actor) -> list[tuple[str, str]]:
    """Return the permissions to choose from."""
    return [(name, queries.permission_label(name)) for name in queries.permissions()]


class SetPermissions(Command):
    """What a role may do, and what it could do when the form was opened."""

    permissions: Annotated[list[str], As(gettext_lazy("May do"), choices=every_permission)]
    before: Annotated[str, StringConstraints(max_length=64), As("", kind="hidden")] = ""
    reason: Annotated[Reason, As(gettext_lazy("Reason of the act"))]


def not_ones_own(role: Role, actor: Actor) -> str:
    """Say that nobody widens a role they hold."""
    holds = isinstance(actor, Staff) and actor.has_role(role.code)
    return _("Nobody changes what a role may do that they hold themselves") if holds else ""


@action(
    "administration.set_permissions",
    gettext_lazy("Change what the role may do"),
    target=Role,
    lookup="code",
    icon="list-check",
    tone="primary",
    place="role",
    guard=not_ones_own,
)
def set_permissions(role: Role, command: SetPermissions, context: Context) -> None:
    """Give and take actions; the three administrators never get business rows or each other's duties."""
    cells = {cell.action: cell for cell in RolePermission.objects.filter(role=role)}
    if command.before and command.before != stamp(cells):
        raise Refused(_("Somebody changed this role after you opened the form; open it again"))
    wanted = set(command.permissions)
    unknown = sorted(wanted - set(queries.permissions()))
    if unknown:
        raise Invalid({"permissions": [_("No such permission: %(names)s") % {"names": "、".join(unknown)}]})
    for name in sorted(wanted - set(cells)):
        refuse_unfit(role, name)
        context.add(RolePermission(role=role, action=name))
    for name in sorted(set(cells) - wanted):
        context.remove(cells[name])


def refuse_unfit(role: Role, name: str) -> None:
    """Refuse a permission that this role must not have.

    Raises:
        Invalid: says why.
    """
    values = {"what": queries.permission_label(name)}
    if role.exclusive and queries.is_business(name):
        raise Invalid({"permissions": [_("Administrators see no business rows: %(what)s") % values]})
    other = queries.duty_of(name, role)
    if other is not None:
        text = _("“%(what)s” is the duty of “%(role)s”; the administrators keep their duties apart")
        raise Invalid({"permissions": [text % (values | {"role": queries.title(other)})]})
    if not role.exclusive and is_reserved(name):
        raise Invalid({"permissions": [_("Only administrators may do this: %(what)s") % values]})


def is_reserved(name: str) -> bool:
    """Tell whether only administrators may hold an action of this house."""
    return name in actions.registry and name.startswith("administration.") and name not in SHARED


def stamp(names: Iterable[str]) -> str:
    """Return a short mark of a set of permissions, by which a form tells that it is out of date."""
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()[:16]
