"""What a bank changes about time: rules and calendar years, and when a provisional date moves."""

import datetime
import json

import pytest

from quanyi.foundation.capabilities import actions
from quanyi.foundation.clocks import queries, steps
from quanyi.foundation.clocks.models import CalendarYear, LawRule
from quanyi.foundation.subjects import steps as subjects


def act(bank, now, name, user, target=None, **values):
    action = actions.registry[name]
    actor = bank.actor(user)
    row = action.find(actor, str(target.pk)) if target is not None else None
    return action(actor, action.command.parse(values, actor), now=now, channel="web", target=row).row


def year_text():
    """A published year in the form of the shipped ones."""
    return json.loads((steps.SHIPPED.parent / "calendar-2026.json").read_text("utf-8"))


def test_a_published_year_makes_provisional_dates_final_by_an_action_of_its_own(bank, now):
    context = bank.context
    subject = subjects.open_subject(context, kind="x", prefix="X", label="x", unit=bank.units.a1, url="/x/{number}/")
    clock = steps.start(subject, "PIP-08", datetime.date(2026, 12, 20), context)
    assert clock.provisional is True
    text = json.dumps(year_text()).replace("2026-", "2027-").replace('"year": 2026', '"year": 2027')
    year = act(bank, now, "clocks.publish_year", bank.people.sys, text=text)
    assert CalendarYear.objects.get().year == 2027
    clock.refresh_from_db()
    assert clock.provisional is True
    act(bank, now, "clocks.recompute_provisional", bank.people.sys, year, reason="2027 年放假安排已公布")
    clock.refresh_from_db()
    assert clock.provisional is False


def test_a_year_that_cannot_be_read_is_refused_with_the_place(bank, now):
    with pytest.raises(actions.Refused) as caught:
        act(bank, now, "clocks.publish_year", bank.people.sys, text="{")
    assert "1" in str(caught.value)


def test_a_revised_rule_is_a_new_version_and_running_clocks_keep_their_date(bank, now):
    context = bank.context
    subject = subjects.open_subject(context, kind="x", prefix="X", label="x", unit=bank.units.a1, url="/x/{number}/")
    clock = steps.start(subject, "CMP-01", now.date(), context)
    rule = LawRule.objects.get(rule_id="CMP-01")
    text = json.dumps(rule.text | {"length": 10, "valid_from": "2026-11-24"})
    act(bank, now, "clocks.revise_rule", bank.people.sys, rule, text=text, reason="修订稿")
    clock.refresh_from_db()
    assert clock.due_on == datetime.date(2026, 12, 9)
    assert queries.rule("CMP-01", now.date())[0].term.length == 10
    with pytest.raises(actions.Refused):
        act(
            bank,
            now,
            "clocks.revise_rule",
            bank.people.sys,
            rule,
            text=json.dumps(rule.text | {"id": "CMP-99"}),
            reason="x",
        )
