"""Each action writes exactly one record and, when its body fails, none and no row; the watch over the suite sees it."""

import dataclasses

import pytest

from quanyi.foundation.audit import steps as audit
from quanyi.foundation.audit.models import Record
from quanyi.foundation.capabilities import actions
from quanyi.foundation.capabilities.actions import Command, Refused
from quanyi.foundation.org.models import Unit
from quanyi.foundation.org.rules import System


def carry_out(act, now):
    """Carry an action out as the software itself, without input."""
    return act(System(), act.command.model_construct(), now=now, channel="job")


def stripped(act, body):
    """Return an action with another body, without target and conditions."""
    return dataclasses.replace(
        act, body=body, command=Command, target=None, moves={}, guard=None, permit=None, unit=None
    )


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(actions.registry))
def test_an_action_whose_body_raises_leaves_nothing(bank, now, name):
    def fails(command, context):
        context.change(bank.units.a1, name="changed")
        raise Refused("no")

    before = Record.objects.count()
    with pytest.raises(Refused):
        carry_out(stripped(actions.registry[name], fails), now)
    assert Record.objects.count() == before
    assert Unit.objects.get(code="A1").name == "甲一支行"


@pytest.fixture
def act():
    return next(iter(actions.registry.values()))


def test_an_action_writes_one_record_that_names_every_row(bank, now, act):
    def renames(command, context):
        context.change(bank.units.a1, name="甲一新支行")
        return context.change(bank.units.a2, name="甲二新支行")

    before = Record.objects.count()
    carry_out(stripped(act, renames), now)
    record = Record.objects.latest("id")
    assert Record.objects.count() == before + 1
    assert [change["pk"] for change in record.changes] == [bank.units.a1.pk, bank.units.a2.pk]


def test_a_body_that_writes_a_record_of_its_own_is_caught(bank, now, act):
    def talks(command, context):
        audit.write("gossip", None, {}, context)
        return bank.units.a1

    with pytest.raises(AssertionError, match="wrote 2 records, not one"):
        carry_out(stripped(act, talks), now)


def test_an_action_inside_an_action_is_caught(bank, now, act):
    def delegates(command, context):
        return carry_out(stripped(act, lambda command, context: bank.units.a1), now).row

    with pytest.raises(AssertionError, match="carried out inside another action"):
        carry_out(stripped(act, delegates), now)


def test_a_state_that_changes_without_a_declared_move_is_caught(bank, now, act):
    class Thing:
        state = "open"

    def shuts(thing, command, context):
        thing.state = "shut"

    silent = dataclasses.replace(
        act, body=shuts, command=Command, target=Thing, moves={"open": None}, guard=None, permit=lambda t, a: True
    )
    with pytest.raises(AssertionError, match="left open for shut, which it does not declare"):
        silent(System(), Command(), now=now, channel="job", target=Thing())
