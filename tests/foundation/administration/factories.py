"""Rows of the administration's lists, each in a unit of its own, for the contract tests."""

import datetime

from quanyi.foundation.audit import steps as audit
from quanyi.foundation.clocks.models import LawRule
from quanyi.foundation.org import steps as org
from quanyi.foundation.org.models import Deputy, Unit
from quanyi.foundation.queue.models import Job, State
from tests.conftest import NOW
from tests.factories import rows


def island(bank, role):
    """Return a unit that nobody of the world belongs to, and somebody outside it with a role at it alone."""
    unit = Unit.objects.filter(code="ISLAND").first()
    if unit is None:
        unit = org.add_unit(bank.context, code="ISLAND", name="海岛支行", kind="sub_branch", parent=bank.units.head)
        bank.island = bank.person("Keeper", bank.units.head, role, at=unit)
    return unit, bank.island


def fresh(bank, unit, count, *roles):
    """Add people to the island."""
    made = unit.people.count()
    return [bank.person(f"Islander{made + number}", unit, *roles) for number in range(count)]


@rows("administration.people")
def people(bank, count):
    """People of the island."""
    unit, keeper = island(bank, "system_administrator")
    fresh(bank, unit, count, "handler")
    return keeper


@rows("administration.units")
def units(bank, count):
    """The island itself first, then outlets below it."""
    first = not Unit.objects.filter(code="ISLAND").exists()
    unit, keeper = island(bank, "system_administrator")
    for number in range(count - first):
        org.add_unit(bank.context, code=f"ISLE{number}", name=f"海岛{number}网点", kind="sub_branch", parent=unit)
    return keeper


@rows("administration.grants")
def grants(bank, count):
    """The keeper's own role first, then roles at the island."""
    first = not Unit.objects.filter(code="ISLAND").exists()
    unit, keeper = island(bank, "security_administrator")
    for number, code in enumerate(("handler", "reviewer")[: count - first]):
        bank.person(f"Holder{number}", bank.units.b1, code, at=unit)
    return keeper


@rows("administration.deputies")
def deputies(bank, count):
    """Islanders with a deputy."""
    unit, keeper = island(bank, "security_administrator")
    for person in fresh(bank, unit, count):
        Deputy.objects.create(
            absent=person,
            deputy=bank.people.bo,
            starts_on=datetime.date(2020, 1, 1),
            ends_on=datetime.date(2040, 1, 1),
            reason="休假",
        )
    return keeper


@rows("administration.jobs")
def jobs(bank, count):
    """Jobs that were laid aside."""
    for _number in range(count):
        Job.objects.create(kind="queue.clear", state=State.DEAD, attempts=8, run_at=NOW, created_at=NOW, error="x")
    return bank.people.sys


@rows("administration.rules")
def rules(bank, count):
    """Rules on time in the place of the shipped ones."""
    shipped = LawRule.objects.first()
    LawRule.objects.exclude(rule_id__startswith="TST-").delete()
    made = LawRule.objects.count()
    for number in range(made, made + count):
        LawRule.objects.create(rule_id=f"TST-{number}", text=shipped.text)
    return bank.people.sys


@rows("administration.trail")
def trail(bank, count):
    """Acts of islanders."""
    unit, keeper = island(bank, "audit_administrator")
    for person in fresh(bank, unit, count):
        context = org.Context(bank.actor(person), NOW, "web")
        audit.write("administration.choose_password", None, {}, context)
    return keeper


@rows("administration.views")
def views(bank, count):
    """Searches of islanders."""
    unit, keeper = island(bank, "audit_administrator")
    for person in fresh(bank, unit, count):
        audit.note_seen(bank.actor(person), "search", NOW)
    return keeper
