"""Reads jobs: those of one person, and how the queue stands."""

import datetime

from django.db.models import Count, Min, QuerySet

from quanyi.foundation.org.rules import Staff
from quanyi.foundation.queue.models import Job, State


def own(actor: Staff) -> QuerySet[Job]:
    """Return the jobs that a person has started."""
    return Job.objects.filter(created_by_id=actor.user_id)


def counts() -> dict[str, int]:
    """Return how many jobs stand in each state."""
    found = dict(Job.objects.values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in State.values}


def oldest_due(now: datetime.datetime) -> datetime.datetime | None:
    """Return since when the longest waiting due job waits; none when the workers keep up."""
    due = Job.objects.filter(state=State.WAITING, run_at__lte=now)
    return due.aggregate(Min("run_at"))["run_at__min"]  # type: ignore[no-any-return]  # an aggregate is untyped


def job(key: int) -> Job | None:
    """Return one job; the caller shows only what belongs to the reader."""
    return Job.objects.filter(pk=key).first()
