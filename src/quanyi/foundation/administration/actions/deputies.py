"""Arranges who acts for somebody who is away."""

import datetime
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import StringConstraints

from quanyi.foundation.administration import queries, steps
from quanyi.foundation.administration.actions.grants import everybody
from quanyi.foundation.administration.actions.people import at_home, is_self
from quanyi.foundation.capabilities.actions import As, Command, Invalid, Refused, action
from quanyi.foundation.org.models import Deputy, User
from quanyi.foundation.org.rules import Actor
from quanyi.foundation.org.steps import Context

#: A longer absence is a change of post: roles are granted instead.
LONGEST = datetime.timedelta(days=366)


def deputy_named(text: str, actor: Actor) -> User:
    """Return the active person in reach with this user name, or the only one with this name.

    Raises:
        Invalid: nobody, or more than one.
    """
    rows = everybody(actor)
    found = list(rows.filter(username=text)) or list(rows.filter(name=text)[:2])
    if len(found) != 1:
        sentence = _("More than one person has this name; write the user name") if found else _("Nobody is called so")
        raise Invalid({"deputy": [sentence]})
    return found[0]


class SetDeputy(Command):
    """Who stands in, and for how long."""

    deputy: Annotated[
        str,
        StringConstraints(min_length=1, max_length=64),
        As(gettext_lazy("Deputy"), help=gettext_lazy("User name, or the full name if only one person has it")),
    ]
    starts_on: Annotated[datetime.date, As(gettext_lazy("From"))]
    ends_on: Annotated[datetime.date, As(gettext_lazy("Until"))]
    reason: Annotated[str, StringConstraints(min_length=1, max_length=200), As(gettext_lazy("Reason of the act"))]


def may_have_deputy(user: User, actor: Actor) -> str:
    """Say why this actor arranges no deputy for this person."""
    if is_self(user, actor):
        return _("Another administrator arranges your own deputy")
    return "" if user.is_active else _("This account is deactivated")


@action(
    "administration.set_deputy",
    gettext_lazy("Arrange leave and deputy"),
    target=User,
    lookup="username",
    icon="switch-horizontal",
    place="grants",
    permit=at_home("administration.set_deputy"),
    guard=may_have_deputy,
)
def set_deputy(user: User, command: SetDeputy, context: Context) -> None:
    """Let another person act with somebody's roles while they are away; every record names both."""
    deputy = deputy_named(command.deputy, context.actor)
    if deputy.pk == user.pk:
        raise Invalid({"deputy": [_("Nobody stands in for themselves")]})
    if deputy.pk == context.user_id:
        raise Invalid({"deputy": [_("Nobody grants a role to themselves")]})
    if command.ends_on < command.starts_on:
        raise Invalid({"ends_on": [_("The last day lies before the first")]})
    if command.ends_on < context.today:
        raise Invalid({"ends_on": [_("The last day has passed")]})
    if command.ends_on - command.starts_on > LONGEST:
        raise Invalid({"ends_on": [_("At most one year; grant the roles for longer absences")]})
    rows = Deputy.objects.filter(absent=user, deputy=deputy)
    if rows.filter(starts_on__lte=command.ends_on, ends_on__gte=command.starts_on).exists():
        raise Refused(_("This person stands in on some of these days already"))
    given = queries.lent(user, command.starts_on, command.ends_on)
    sentence = steps.clash_of([*queries.holdings(deputy), *given], deputy.name)
    if sentence:
        raise Refused(sentence)
    context.add(
        Deputy(
            absent=user,
            deputy=deputy,
            starts_on=command.starts_on,
            ends_on=command.ends_on,
            reason=command.reason,
        )
    )


class NoInput(Command):
    """Nothing to fill in."""


def at_absent(row: Deputy, actor: Actor) -> bool:
    """Tell whether the actor may end a deputyship: at the unit of whoever is away."""
    return actor.may("administration.end_deputy", row.absent.unit.path)


@action(
    "administration.end_deputy",
    gettext_lazy("End the deputyship"),
    target=Deputy,
    icon="circle-x",
    place="deputy",
    permit=at_absent,
)
def end_deputy(row: Deputy, command: NoInput, context: Context) -> None:
    """End a deputyship at once: the person is back, or another one stands in."""
    yesterday = context.today - datetime.timedelta(days=1)
    if row.ends_on <= yesterday:
        raise Refused(_("This deputyship has ended already"))
    if row.starts_on > yesterday:
        context.remove(row)
    else:
        context.change(row, ends_on=yesterday)
