"""What each role may do is what the committed table says, cell by cell, and a changed cell is caught."""

import csv

from quanyi.foundation.capabilities import actions, listings
from quanyi.foundation.org.models import Role, RolePermission
from quanyi.site import reference
from quanyi.site.catalogues import HOUSE
from quanyi.site.reference import permissions


def committed():
    """Return the committed table as role → permissions."""
    with (reference.FOLDER / "permissions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {role: {row["permission"] for row in rows if row[role]} for role in permissions.roles()}


def effective(bank):
    """Return what a person with each role alone may do, asked the way pages and API ask."""
    found = {}
    for code in permissions.roles():
        person = bank.person(f"only-{code}", bank.units.head, code)
        actor = bank.actor(person)
        found[code] = {name for name in permissions.names() if actor.may(name, bank.units.a1.path)}
    return found


def test_every_role_may_do_what_the_table_says(bank):
    assert effective(bank) == committed()


def test_a_cell_too_much_is_caught(bank):
    name = next(name for name in permissions.names() if name not in committed()["intake"])
    RolePermission.objects.create(role=Role.objects.get(code="intake"), action=name)
    assert effective(bank)["intake"] - committed()["intake"] == {name}


def test_a_person_without_a_role_may_do_nothing(bank):
    actor = bank.actor(bank.people.bo)
    assert [name for name in permissions.names() if actor.may(name)] == []


def test_every_permission_is_asked_for_somewhere():
    asked = set(actions.registry) | {listing.permission for listing in listings.registry.values()}
    source = "".join(path.read_text("utf-8") for path in HOUSE.rglob("*.py"))
    idle = {name for name in permissions.names() if name not in asked and f'"{name}"' not in source}
    # "room.see" is asked by ``visible_to`` under the room's label.
    assert {name for name in idle if not name.endswith(".see")} == set()


def test_every_action_is_given_to_some_role():
    given = set().union(*committed().values())
    # ``permit`` decides in place of the role table, for example: only the person who was asked.
    by_table = {name for name, act in actions.registry.items() if act.permit is None}
    assert sorted(by_table - given) == []
