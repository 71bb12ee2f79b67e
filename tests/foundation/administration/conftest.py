"""Carrying actions out as somebody of the small world."""

import pytest

from quanyi.foundation.capabilities import actions
from quanyi.foundation.org.models import User


@pytest.fixture
def act(bank, now):
    """Return (name, who, target or its key, values) → outcome, the way the pages do it."""

    def carry_out(name, who, reference=None, /, **values):
        action, actor = actions.registry[name], bank.actor(User.objects.get(pk=who.pk))
        target = action.find(actor, reference) if reference is not None else None
        return action(actor, action.command.parse(values, actor), now=now, channel="web", target=target)

    return carry_out


@pytest.fixture
def spare(bank):
    """Return second administrators, so that the first ones may go."""
    return {
        role: bank.person(f"spare-{role}", bank.units.head, role)
        for role in ("system_administrator", "security_administrator", "audit_administrator")
    }
