"""Where rooms declare the kinds of jobs they can run and the schedules on which jobs run by themselves."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Body = Callable[[dict[str, Any], Any], dict[str, Any] | None]


@dataclass(frozen=True)
class Kind:
    """One kind of job; see ``job``."""

    name: str
    label: str | Promise
    body: Body
    batched: bool
    lease: datetime.timedelta
    attempts: int


@dataclass(frozen=True)
class Plan:
    """A schedule as its room ships it; the bank may change the times."""

    name: str
    kind: str
    every: datetime.timedelta | None
    at: datetime.time | None


kinds: dict[str, Kind] = {}
schedules: dict[str, Plan] = {}


def job(
    name: str,
    label: str | Promise = "",
    *,
    batched: bool = False,
    lease: datetime.timedelta = datetime.timedelta(minutes=5),
    attempts: int = 8,
) -> Callable[[Body], Body]:
    """Declare a kind of job.

    Args:
        name: ``room.verb``.
        label: what people read.
        batched: the body commits its work itself, part by part, inside ``run.batch()``; otherwise the whole body and
            the mark "done" are one transaction.
        lease: how long a worker may be silent before another one takes the job over.
        attempts: after so many failed or broken-off attempts the job is laid aside for a person to look at.

    The body takes ``(args, run)`` and returns a result of plain JSON values or none.
    """

    def register(body: Body) -> Body:
        if name in kinds:
            raise ValueError(f"two jobs are called {name}")
        kinds[name] = Kind(name, label or name, body, batched, lease, attempts)
        return body

    return register


def register_schedule(
    name: str, kind: str, *, every: datetime.timedelta | None = None, at: datetime.time | None = None
) -> None:
    """Declare that a job of a kind runs by itself.

    Args:
        name: the schedule's name.
        kind: the kind of job.
        every: the interval, whole minutes; or
        at: the local time of day.

    Raises:
        ValueError: the name is taken, or not exactly one of ``every`` and ``at`` is given.
    """
    if name in schedules:
        raise ValueError(f"two schedules are called {name}")
    if (every is None) == (at is None):
        raise ValueError(f"schedule {name}: give either every or at")
    if every is not None and (every < datetime.timedelta(minutes=1) or every % datetime.timedelta(minutes=1)):
        raise ValueError(f"schedule {name}: the interval must be whole minutes")
    schedules[name] = Plan(name, kind, every, at)
