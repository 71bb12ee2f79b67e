"""Adds, changes and deactivates people."""

from collections.abc import Callable
from typing import Annotated, Literal

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, SecretStr, StringConstraints

from quanyi.foundation.administration import queries, steps
from quanyi.foundation.capabilities.actions import As, Command, Invalid, Ref, Refused, action
from quanyi.foundation.org.models import Unit, User
from quanyi.foundation.org.queries import within
from quanyi.foundation.org.rules import Actor
from quanyi.foundation.org.steps import Context

Name = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Username = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$")]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Secret = Annotated[SecretStr, Field(min_length=1, max_length=128)]
HAND_OVER = gettext_lazy("At least ten characters. Hand it over in person: it must be changed at the first sign-in.")
OR_LATER = gettext_lazy("At least ten characters, handed over in person; empty: no sign-in until one is given")


def at_home(name: str) -> Callable[[User, Actor], bool]:
    """Return the rule that an action on a person must be allowed at that person's unit."""

    def permitted(user: User, actor: Actor) -> bool:
        return actor.may(name, user.unit.path)

    return permitted


def choosable(name: str) -> Callable[[Actor], QuerySet[Unit]]:
    """Return the look-up of the units in which an action is allowed."""

    def rows(actor: Actor) -> QuerySet[Unit]:
        return within(actor, name)

    return rows


class AddPerson(Command):
    """A new person."""

    username: Annotated[
        Username,
        As(gettext_lazy("User name"), help=gettext_lazy("Letters, digits, point, hyphen; as in the directory")),
    ]
    name: Annotated[Name, As(gettext_lazy("Name"))]
    unit: Annotated[str, Ref(choosable("administration.add_person")), As(gettext_lazy("Unit"))]
    post: Annotated[str, Field(max_length=64), As(gettext_lazy("Post"))] = ""
    phone: Annotated[str, Field(max_length=32), As(gettext_lazy("Telephone"), sensitive=True)] = ""
    email: Annotated[
        str, Field(max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+$"), As(gettext_lazy("E-mail"), sensitive=True)
    ] = ""
    password: Annotated[
        Secret | None,
        As(gettext_lazy("One-time password"), help=OR_LATER, sensitive=True, kind="password"),
    ] = None


@action(
    "administration.add_person",
    gettext_lazy("Add a person"),
    icon="user-plus",
    unit=lambda command: command.ref("unit").path,
)
def add_person(command: AddPerson, context: Context) -> User:
    """Add a person; without a one-time password nobody can sign in as them until one is given."""
    if User.objects.filter(username__iexact=command.username).exists():
        raise Invalid({"username": [_("This user name is taken")]})
    values = {name: getattr(command, name) for name in ("username", "name", "post", "phone", "email")}
    user = User(**values, unit=command.ref("unit"))
    password = command.password.get_secret_value() if command.password else ""
    weak = steps.weakness(password, user) if password else []
    if weak:
        raise Invalid({"password": weak})
    user.set_unusable_password()
    context.add(user)
    if password:
        steps.give_password(user, password, context)
    return user


class ChangePerson(Command):
    """What is known of a person."""

    name: Annotated[Name, As(gettext_lazy("Name"))]
    unit: Annotated[str, Ref(choosable("administration.change_person")), As(gettext_lazy("Unit"))]
    post: Annotated[str, Field(max_length=64), As(gettext_lazy("Post"))] = ""
    phone: Annotated[str, Field(max_length=32), As(gettext_lazy("Telephone"), sensitive=True)] = ""
    email: Annotated[
        str, Field(max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+$"), As(gettext_lazy("E-mail"), sensitive=True)
    ] = ""
    language: Annotated[Literal["zh-hans", "en"], As(gettext_lazy("Language"), choices=lambda actor: LANGUAGES)] = (
        "zh-hans"
    )


LANGUAGES = [("zh-hans", "中文"), ("en", "English")]


@action(
    "administration.change_person",
    gettext_lazy("Change the person"),
    target=User,
    lookup="username",
    icon="pencil",
    tone="primary",
    place="person",
    permit=at_home("administration.change_person"),
)
def change_person(user: User, command: ChangePerson, context: Context) -> None:
    """Change name, unit, post, telephone, e-mail; grants stay and are looked through by the security administrator."""
    values = {name: getattr(command, name) for name in ("name", "post", "phone", "email", "language")}
    context.change(user, unit=command.ref("unit"), **values)


class GivePassword(Command):
    """A one-time password."""

    password: Annotated[Secret, As(gettext_lazy("One-time password"), help=HAND_OVER, sensitive=True, kind="password")]
    reason: Annotated[Reason, As(gettext_lazy("Reason of the act"))]


def not_oneself(user: User, actor: Actor) -> str:
    """Say that administrators change their own password like everybody else."""
    return _("Change your own password from the menu under your name") if is_self(user, actor) else ""


def is_self(user: User, actor: Actor) -> bool:
    """Tell whether somebody acts on themselves."""
    return getattr(actor, "user_id", None) == user.pk


@action(
    "administration.give_password",
    gettext_lazy("Give a one-time password"),
    target=User,
    lookup="username",
    icon="key",
    place="person",
    permit=at_home("administration.give_password"),
    guard=not_oneself,
)
def give_password(user: User, command: GivePassword, context: Context) -> None:
    """Replace a forgotten password by a one-time password; open sign-ins of this person end."""
    password = command.password.get_secret_value()
    weak = steps.weakness(password, user)
    if weak:
        raise Invalid({"password": weak})
    steps.give_password(user, password, context)


class Because(Command):
    """A reason for the record."""

    reason: Annotated[Reason, As(gettext_lazy("Reason of the act"))]


def may_leave(user: User, actor: Actor) -> str:
    """Say why a person cannot be deactivated now."""
    if is_self(user, actor):
        return _("Nobody deactivates their own account")
    return "" if user.is_active else _("This account is deactivated already")


@action(
    "administration.deactivate_person",
    gettext_lazy("Deactivate the account"),
    target=User,
    lookup="username",
    icon="user-off",
    tone="danger",
    place="person",
    permit=at_home("administration.deactivate_person"),
    guard=may_leave,
)
def deactivate_person(user: User, command: Because, context: Context) -> None:
    """End a person's access at once; what they did stays under their name, what they handle their unit hands on."""
    role = steps.last_of_its_kind(user, context)
    if role is not None:
        raise Refused(
            _("Nobody else would be “%(role)s”; grant the role to another person first") % {"role": queries.title(role)}
        )
    context.change(user, is_active=False)


@action(
    "administration.reactivate_person",
    gettext_lazy("Reactivate the account"),
    target=User,
    lookup="username",
    icon="user-check",
    place="person",
    permit=at_home("administration.reactivate_person"),
    guard=lambda user, actor: _("This account is active") if user.is_active else "",
)
def reactivate_person(user: User, command: Because, context: Context) -> None:
    """Let a person in again; grants that still run hold from this moment."""
    if not Unit.objects.filter(pk=user.unit_id, active=True).exists():
        raise Refused(_("The unit of this person is closed; give the person another unit first"))
    context.change(user, is_active=True)
