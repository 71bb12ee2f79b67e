"""Gives and withdraws roles."""

import datetime
from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanyi.foundation.administration import queries, steps
from quanyi.foundation.administration.actions.people import Because, Reason, at_home, choosable, is_self
from quanyi.foundation.administration.rules import Holding
from quanyi.foundation.capabilities.actions import As, Command, Invalid, Ref, Refused, action
from quanyi.foundation.org.models import Grant, Role, Unit, User
from quanyi.foundation.org.rules import Actor
from quanyi.foundation.org.steps import Context, add_grant


def every_role(actor: Actor) -> QuerySet[Role]:
    """Return the role table."""
    return Role.objects.all()


class GrantRole(Command):
    """Which role where, from when until when."""

    role: Annotated[str, Ref(every_role, label=queries.title), As(gettext_lazy("Role"))]
    unit: Annotated[
        str,
        Ref(choosable("administration.grant_role")),
        As(gettext_lazy("At the unit"), help=gettext_lazy("The role holds there and in every unit below")),
    ]
    starts_on: Annotated[datetime.date, As(gettext_lazy("From"))]
    ends_on: Annotated[
        datetime.date | None, As(gettext_lazy("Until"), help=gettext_lazy("Empty: until it is withdrawn"))
    ] = None
    across: Annotated[
        bool,
        As(
            gettext_lazy("Across the border of the legal person"),
            help=gettext_lazy("Confirm when the role reaches units of another legal person; say in the reason why"),
        ),
    ] = False
    reason: Annotated[Reason, As(gettext_lazy("Reason of the act"))]


def not_to_oneself(user: User, actor: Actor) -> str:
    """Say why this actor grants nothing to this person."""
    if is_self(user, actor):
        return _("Nobody grants a role to themselves")
    return "" if user.is_active else _("This account is deactivated")


@action(
    "administration.grant_role",
    gettext_lazy("Grant a role"),
    target=User,
    lookup="username",
    icon="shield-check",
    tone="primary",
    place="grants",
    permit=at_home("administration.grant_role"),
    guard=not_to_oneself,
)
def grant_role(user: User, command: GrantRole, context: Context) -> None:
    """Grant a role at a unit for a time; exclusive roles never meet in one person, not through deputyship either."""
    role, unit = command.ref("role"), command.ref("unit")
    if command.ends_on is not None and command.ends_on < command.starts_on:
        raise Invalid({"ends_on": [_("The last day lies before the first")]})
    known = Grant.objects.filter(user=user, role=role, unit=unit).first()
    if known is not None and (known.ends_on is None or known.ends_on >= context.today):
        raise Refused(_("This person holds the role at this unit already; withdraw it before granting it anew"))
    new = Holding(role.code, queries.title(role), role.exclusive, command.starts_on, command.ends_on)
    check(user, new, known, context)
    guard_border(user, unit, command.across)
    if known is None:
        add_grant(context, user, role, unit, command.starts_on, ends_on=command.ends_on)
    else:
        values = {"starts_on": command.starts_on, "ends_on": command.ends_on, "granted_by_id": context.user_id}
        context.change(known, **values)


def check(user: User, new: Holding, known: Grant | None, context: Context) -> None:
    """Refuse a holding that this person, or somebody who stands in for them, may not have beside the others.

    Raises:
        Refused: names both roles, or says that the actor would gain the role as deputy.
    """
    sentence = steps.clash_of([*queries.holdings(user, left_out=known.pk if known else None), new], user.name)
    for row in queries.stand_ins(user, context.today):
        part = new.within(row.starts_on, row.ends_on)
        if part is None:
            continue
        if row.deputy_id == context.user_id:
            raise Refused(_("You stand in for this person and would gain the role yourself"))
        sentence = sentence or steps.clash_of([*queries.holdings(row.deputy), part], row.deputy.name)
    if sentence:
        raise Refused(sentence)


def guard_border(user: User, unit: Unit, across: bool) -> None:
    """Refuse a grant that reaches into another legal person without being confirmed.

    Raises:
        Invalid: names the legal persons.
    """
    others = queries.foreign(unit, user.unit)
    if others and not across:
        text = _("The role would reach another legal person: %(units)s. Confirm it, or choose another unit.")
        raise Invalid({"across": [text % {"units": queries.names(others)}]})


def at_grant(grant: Grant, actor: Actor) -> bool:
    """Tell whether the actor may withdraw a grant: at its unit or at the person's."""
    name = "administration.withdraw_grant"
    return actor.may(name, grant.unit.path) or actor.may(name, grant.user.unit.path)


def may_withdraw(grant: Grant, actor: Actor) -> str:
    """Say why a grant stays."""
    return _("Another administrator withdraws your own roles") if is_self(grant.user, actor) else ""


@action(
    "administration.withdraw_grant",
    gettext_lazy("Withdraw the role"),
    target=Grant,
    icon="shield-x",
    tone="danger",
    place="grant",
    permit=at_grant,
    guard=may_withdraw,
)
def withdraw_grant(grant: Grant, command: Because, context: Context) -> None:
    """End a role at once; what was done under it stays on record."""
    yesterday = context.today - datetime.timedelta(days=1)
    if grant.ends_on is not None and grant.ends_on <= yesterday:
        raise Refused(_("This role has ended already"))
    if grant.role.exclusive and not queries.others_who_hold(grant.role, context.today, grant.user):
        raise Refused(
            _("Nobody else would be “%(role)s”; grant the role to another person first")
            % {"role": queries.title(grant.role)}
        )
    if grant.starts_on > yesterday:
        context.remove(grant)
    else:
        context.change(grant, ends_on=yesterday)


def everybody(actor: Actor) -> QuerySet[User]:
    """Return the active people in reach of whoever arranges deputies."""
    inside = queries.reach(actor, "administration.set_deputy").values("pk")
    return User.objects.filter(unit__in=inside, is_active=True).select_related("unit")
