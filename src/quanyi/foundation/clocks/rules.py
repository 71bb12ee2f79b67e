"""When a running clock is looked at next, and how a deadline reads; pure."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Moment:
    """A point of the ladder of reminders: so many days before (negative: after) the deadline."""

    name: str
    days_before: int

    def at(self, due_at: datetime.datetime) -> datetime.datetime:
        """Return the instant of this moment; reminders come in the morning, at half past eight."""
        day = (due_at - self.days_before * DAY).date()
        return datetime.datetime.combine(day, datetime.time(8, 30), due_at.tzinfo)


def next_moment(
    ladder: Sequence[Moment], due_at: datetime.datetime, after: datetime.datetime
) -> tuple[Moment, datetime.datetime] | None:
    """Return the first moment of the ladder that lies after an instant, or none when all have passed."""
    ahead = [(moment.at(due_at), moment) for moment in ladder]
    later = sorted((at, moment.name, moment) for at, moment in ahead if at > after)
    return (later[0][2], later[0][0]) if later else None


def reached(
    ladder: Sequence[Moment], due_at: datetime.datetime, since: datetime.datetime, now: datetime.datetime
) -> Moment | None:
    """Return the latest moment in ``(since, now]``: after an outage the reader gets one reminder, not all."""
    passed = sorted((m.at(due_at), m.name, m) for m in ladder if since < m.at(due_at) <= now)
    return passed[-1][2] if passed else None


def days_left(due: datetime.date, today: datetime.date) -> int:
    """Return the days from today to the due date; negative when it has passed."""
    return (due - today).days


def share(start: datetime.date, due: datetime.date, today: datetime.date) -> float:
    """Return how much of the term is used up, 0 to 1."""
    whole = max(1, (due - start).days)
    return min(1.0, max(0.0, (today - start).days / whole))


def tone(left: int) -> str:
    """Return how urgent a deadline is: ``late``, ``soon`` (three days) or ``calm``."""
    if left < 0:
        return "late"
    return "soon" if left <= 3 else "calm"
