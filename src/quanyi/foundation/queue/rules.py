"""When a schedule's slot begins and when a failed job is tried again: arithmetic without a database."""

import datetime

#: Waiting time after the first failure; it doubles with every further one up to the longest.
FIRST_WAIT = datetime.timedelta(seconds=15)
LONGEST_WAIT = datetime.timedelta(hours=1)
EPOCH = datetime.datetime(2000, 1, 1)


def wait(attempts: int) -> datetime.timedelta:
    """Return how long to wait after a number of failed attempts."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 20)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def slot_by_interval(minutes: int, now: datetime.datetime) -> datetime.datetime:
    """Return the begin of the interval that holds ``now``, counted in local time so that daily slots begin at midnight.

    Args:
        minutes: length of the interval.
        now: the instant, aware of its zone.
    """
    length = datetime.timedelta(minutes=minutes)
    passed = now.replace(tzinfo=None) - EPOCH
    return (EPOCH + passed // length * length).replace(tzinfo=now.tzinfo)


def slot_by_time(at: datetime.time, now: datetime.datetime) -> datetime.datetime:
    """Return the latest moment, not after ``now``, at which a daily schedule was due.

    Args:
        at: local time of day.
        now: the instant, in the zone in which ``at`` is meant.
    """
    today = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return today if today <= now else today - datetime.timedelta(days=1)
