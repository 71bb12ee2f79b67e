"""Changes to people, units and grants that several actions share."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanyi.foundation.administration import queries
from quanyi.foundation.administration.models import GivenPassword
from quanyi.foundation.administration.rules import Holding, clash, moved
from quanyi.foundation.capabilities.actions import Refused
from quanyi.foundation.exchange.rules import text
from quanyi.foundation.org.models import Grant, Role, Unit, User
from quanyi.foundation.org.queries import below
from quanyi.foundation.org.rules import WIDTH
from quanyi.foundation.org.steps import Context

#: Code of Django's check of a password → our sentence.
WEAK = {
    "password_too_short": gettext_lazy("Too short: at least %(min_length)d characters"),
    "password_too_common": gettext_lazy("This password is too common"),
    "password_too_similar": gettext_lazy("Too much like the user name, name or e-mail"),
}
#: Levels of the tree that a path has room for.
DEEPEST = 16


def weakness(password: str, user: User) -> list[str]:
    """Return why a password is too weak, in sentences."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        # Django's own Chinese for these is incomplete.
        return [str(WEAK.get(item.code or "", item.message)) % (item.params or {}) for item in error.error_list]
    return []


def give_password(user: User, password: str, context: Context) -> None:
    """Set a password that its owner must change before anything else; open sign-ins of theirs end."""
    context.change(user, password=make_password(password))
    GivenPassword.objects.filter(user=user).delete()
    context.add(GivenPassword(user=user, given_at=context.now, given_by_id=context.user_id))


def own_password(user: User, password: str, context: Context) -> None:
    """Set a password that its owner chose."""
    context.change(user, password=make_password(password))
    for row in GivenPassword.objects.filter(user=user):
        context.remove(row)


def relocate(unit: Unit, parent: Unit, context: Context) -> None:
    """Hang a unit with everything below it under another parent; every path below changes with it."""
    siblings = Unit.objects.filter(parent=parent).order_by("-path").values_list("path", flat=True)
    last = siblings.first()
    target = f"{parent.path}{int(last[-WIDTH:]) + 1 if last else 1:0{WIDTH}}"
    rows = list(below(unit.path))
    paths = moved([row.path for row in rows], unit.path, target)
    for row in rows:
        if row.pk == unit.pk:
            context.change(unit, path=paths[row.path], parent=parent)
        else:
            context.change(row, path=paths[row.path])


def too_deep(unit: Unit, parent: Unit) -> bool:
    """Tell whether the tree would become deeper than a path can tell."""
    depth = max(len(row.path) for row in below(unit.path)) - len(unit.path)
    return len(parent.path) + WIDTH + depth > DEEPEST * WIDTH


def clash_of(holdings: list[Holding], name: str) -> str:
    """Return a sentence about two roles that one person may not hold together, or an empty text."""
    found = clash(holdings)
    if found is None:
        return ""
    one, other = found
    return _("%(name)s would hold “%(one)s” and “%(other)s” on the same day; these roles exclude each other") % {
        "name": name,
        "one": one.label,
        "other": other.label,
    }


def last_of_its_kind(user: User, context: Context) -> Role | None:
    """Return the administrator's role that nobody active would hold if this person left, or none."""
    roles = queries.administrators().filter(grants__user=user).distinct()
    return next((role for role in roles if not queries.others_who_hold(role, context.today, user)), None)


def unit_code(cell: Any) -> str:
    """Read a unit from a roster, which names it by code or by full name.

    Raises:
        ValueError: no open unit, or more than one, is called so.
    """
    unit = queries.unit_named(text(cell).strip())
    if unit is None:
        raise ValueError(_("No unit, or more than one, is called “%(name)s”; write its code") % {"name": cell})
    return unit.code


def forget_person(user: User, context: Context) -> None:
    """Take back somebody who came in with a roster, unless they were given a role or have signed in.

    Raises:
        Refused: the person is at work already.
    """
    if user.last_login is not None or Grant.objects.filter(user=user).exists():
        raise Refused(_("%(name)s has signed in or holds a role; deactivate the account instead") % {"name": user.name})
    for row in GivenPassword.objects.filter(user=user):
        context.remove(row)
    context.remove(user)
