"""`quanyi administrator USERNAME`: gives a new installation its head office and its administrators."""

import argparse
import json
import secrets
import sys
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from quanyi.foundation.administration import steps as administration
from quanyi.foundation.audit import steps as audit
from quanyi.foundation.org import steps as org
from quanyi.foundation.org.models import Role, Unit, User
from quanyi.foundation.org.rules import System
from quanyi.foundation.org.steps import Context

ROLES = ("system_administrator", "security_administrator", "audit_administrator")


def main(argv: Sequence[str]) -> int:
    """Make an administrator with a one-time password; who has the server's command line needs no other way in.

    Returns:
        0 made, 2 the user name is taken or the bank has no name yet.
    """
    parser = argparse.ArgumentParser("quanyi administrator", description=__doc__)
    parser.add_argument("username")
    parser.add_argument("--name", required=True, help="the person's name")
    parser.add_argument("--role", choices=ROLES, default=ROLES[0])
    parser.add_argument("--bank", default="", help="name of the head office, for a new installation")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    head = Unit.objects.filter(parent=None).order_by("path").first()
    if head is None and not options.bank:
        return refused("this installation has no units yet: name the bank with --bank", options.json)
    if User.objects.filter(username=options.username).exists():
        return refused(f"the user name {options.username} is taken", options.json)
    password = secrets.token_urlsafe(12)
    make(options, head, password)
    answer = {"username": options.username, "role": options.role, "password": password}
    print(
        json.dumps(answer) if options.json else f"{options.username}  {password}  (to be changed at the first sign-in)"
    )
    return 0


@transaction.atomic
def make(options: argparse.Namespace, head: Unit | None, password: str) -> None:
    """Make the head office if there is none, the person and the grant, with one record."""
    context = Context(System("command line"), timezone.localtime(), "command")
    if head is None:
        head = org.add_unit(context, code="HO", name=options.bank, kind="head_office", parent=None, legal_person=True)
    user = context.add(User(username=options.username, name=options.name, unit=head))
    org.add_grant(context, user, Role.objects.get(code=options.role), head, context.today)
    administration.give_password(user, password, context)
    given = {"username": options.username, "name": options.name, "role": options.role}
    audit.write("administration.first_administrator", None, given, context)


def refused(sentence: str, as_json: bool) -> int:
    """Say why nobody was made."""
    print(
        json.dumps({"error": sentence}) if as_json else f"quanyi: {sentence}",
        file=sys.stdout if as_json else sys.stderr,
    )
    return 2
