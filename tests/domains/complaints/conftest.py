"""A complaint and short ways to act on it."""

import datetime
from typing import Any

import pytest

from quanyi.domains.complaints.models import Complaint
from quanyi.foundation.capabilities import actions

DAY = datetime.timedelta(days=1)


class Desk:
    """Carries actions out as people of the small world, at an instant that can move on."""

    def __init__(self, bank, now):
        self.bank, self.now = bank, now

    def act(self, name: str, user, target: Any = None, *, version=None, key="", via="web", **values):
        """Parse and carry out an action, as its page does."""
        act = actions.registry[name]
        actor = self.bank.actor(user)
        if isinstance(target, Complaint):
            target = act.find(actor, target.subject.number)
        elif target is not None:
            target = act.find(actor, str(target.pk))
        command = act.command.parse(values, actor)
        return act(actor, command, now=self.now, channel=via, target=target, version=version, key=key)

    def later(self, days: int) -> "Desk":
        """Let days pass."""
        self.now += days * DAY
        return self

    def register(self, user=None, **values) -> Complaint:
        """Register an ordinary complaint."""
        given = {
            "title": "首年免年费的信用卡次年直接扣收年费",
            "complainant": "王秀兰",
            "phone": "13812346721",
            "narrative": "客户反映办卡时未被告知次年收费条件。",
            "claim": "退还年费",
            "source": "outlet",
        }
        return self.act("complaints.register", user or self.bank.people.fang, **given | values).row


@pytest.fixture
def desk(bank, now):
    return Desk(bank, now)


@pytest.fixture
def investigated(desk):
    """A case that Ann has signed for."""
    complaint = desk.register()
    people, units = desk.bank.people, desk.bank.units
    desk.act("complaints.allocate", people.eva, complaint, unit=units.a1.code)
    desk.act("complaints.sign_for", people.ann, complaint, no_interest=True)
    complaint.refresh_from_db()
    return complaint
