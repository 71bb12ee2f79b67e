"""Who may do what: the table permission × role as the product ships it."""

import csv
import io

from quanyi.foundation.capabilities import actions, listings
from quanyi.foundation.org.steps import ROLES
from quanyi.site.setup import shipped_permissions


def roles() -> list[str]:
    """Return the codes of the shipped roles, in their order."""
    with ROLES.open(encoding="utf-8") as file:
        return [row["code"] for row in csv.DictReader(file)]


def names() -> list[str]:
    """Return every permission: of actions, of listings, and those shipped besides (to see a room's rows)."""
    named = {listing.permission for listing in listings.registry.values()}
    return sorted(set(actions.registry) | named | {permission for permission, _role in shipped_permissions()})


def table() -> str:
    """Return the table as CSV: one line per permission, one column per role, ``x`` where it is given."""
    given = set(shipped_permissions())
    columns = roles()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["permission", *columns])
    for name in names():
        writer.writerow([name, *("x" if (name, role) in given else "" for role in columns)])
    return text.getvalue()
