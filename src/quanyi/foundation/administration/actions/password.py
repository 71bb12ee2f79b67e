"""Everybody's own password."""

from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, SecretStr

from quanyi.foundation.administration import steps
from quanyi.foundation.capabilities.actions import As, Command, Invalid, action
from quanyi.foundation.org.models import User
from quanyi.foundation.org.rules import Staff
from quanyi.foundation.org.steps import Context

Secret = Annotated[SecretStr, Field(min_length=1, max_length=128)]


class ChoosePassword(Command):
    """The present password and the new one, twice."""

    present: Annotated[Secret, As(gettext_lazy("Present password"), sensitive=True, kind="password")]
    chosen: Annotated[
        Secret,
        As(
            gettext_lazy("New password"),
            help=gettext_lazy("At least ten characters, not your name and not a common password"),
            sensitive=True,
            kind="password",
        ),
    ]
    again: Annotated[Secret, As(gettext_lazy("New password once more"), sensitive=True, kind="password")]


@action(
    "administration.choose_password",
    gettext_lazy("Choose an own password"),
    icon="key",
    permit=lambda target, actor: isinstance(actor, Staff),
)
def choose_password(command: ChoosePassword, context: Context) -> User:
    """Replace one's password, the one-time password above all; sign in again with the new one afterwards."""
    assert isinstance(context.actor, Staff), "the permit lets only people of the bank in"
    user = User.objects.get(pk=context.actor.user_id)
    chosen = command.chosen.get_secret_value()
    if not user.check_password(command.present.get_secret_value()):
        raise Invalid({"present": [_("This is not your present password")]})
    if chosen != command.again.get_secret_value():
        raise Invalid({"again": [_("The two new passwords differ")]})
    if user.check_password(chosen):
        raise Invalid({"chosen": [_("Choose a password that differs from the present one")]})
    weak = steps.weakness(chosen, user)
    if weak:
        raise Invalid({"chosen": weak})
    steps.own_password(user, chosen, context)
    return user
