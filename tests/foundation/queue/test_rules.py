"""Slots and waiting times."""

import datetime

import pytest

from quanyi.foundation.queue.registry import register_schedule
from quanyi.foundation.queue.rules import LONGEST_WAIT, slot_by_interval, slot_by_time, wait

UTC = datetime.UTC


def at(*parts):
    return datetime.datetime(2026, 11, 24, *parts, tzinfo=UTC)


def test_the_waiting_time_doubles_up_to_an_hour():
    assert [wait(n).total_seconds() for n in (1, 2, 3, 4)] == [15, 30, 60, 120]
    assert wait(500) == LONGEST_WAIT


@pytest.mark.parametrize(
    ("minutes", "now", "slot"),
    [(5, at(9, 34, 59), at(9, 30)), (5, at(9, 35), at(9, 35)), (1440, at(23, 59), at(0, 0)), (60, at(0, 0), at(0, 0))],
)
def test_an_interval_begins_at_round_times(minutes, now, slot):
    assert slot_by_interval(minutes, now) == slot


def test_a_daily_slot_is_the_latest_moment_that_has_come():
    assert slot_by_time(datetime.time(3, 30), at(3, 30)) == at(3, 30)
    assert slot_by_time(datetime.time(3, 30), at(3, 29, 59)) == at(3, 30) - datetime.timedelta(days=1)


def test_a_schedule_states_either_an_interval_or_a_time():
    with pytest.raises(ValueError, match="either every or at"):
        register_schedule("test.none", "queue.clear")
    with pytest.raises(ValueError, match="whole minutes"):
        register_schedule("test.odd", "queue.clear", every=datetime.timedelta(seconds=90))
