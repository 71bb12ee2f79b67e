"""Puts jobs into the queue, by hand of an action or by schedule, and mends those laid aside."""

import datetime
from typing import Any

from django.db import transaction

from quanyi.foundation.org.steps import Context
from quanyi.foundation.queue import registry
from quanyi.foundation.queue.models import Job, Schedule, State
from quanyi.foundation.queue.rules import slot_by_interval, slot_by_time


def enqueue(
    kind: str,
    args: dict[str, Any],
    context: Context | datetime.datetime,
    *,
    unique_key: str = "",
    run_at: datetime.datetime | None = None,
    priority: int = 0,
) -> Job:
    """Put a job into the queue, in the caller's transaction: it exists if and only if that commits.

    Args:
        kind: a declared kind of job.
        args: plain JSON values; no personal data, the row stays after the job.
        context: the act that wants it, or the instant when the software itself does.
        unique_key: a job with this key is enqueued once and for ever; the earlier one is returned.
        run_at: not before; default at once.
        priority: higher runs first.

    Raises:
        ValueError: no such kind.
    """
    if kind not in registry.kinds:
        raise ValueError(f"no job is called {kind}")
    now = context.now if isinstance(context, Context) else context
    made = Job(
        kind=kind,
        args=args,
        run_at=run_at or now,
        priority=priority,
        unique_key=unique_key or None,
        created_by_id=context.user_id if isinstance(context, Context) else None,
        created_at=now,
    )
    if not unique_key:
        made.save(force_insert=True)
        return made
    # ON CONFLICT DO NOTHING: an error would spoil the caller's transaction on PostgreSQL.
    Job.objects.bulk_create([made], ignore_conflicts=True)
    return Job.objects.get(unique_key=unique_key)


def enqueue_scheduled(now: datetime.datetime) -> int:
    """Enqueue the job of every schedule whose slot has begun; each slot once, whatever the clock or other workers do.

    A slot missed while no worker ran is made up once, with the latest one; returns how many were enqueued.

    Args:
        now: the instant in local time.
    """
    rows = {row.name: row for row in Schedule.objects.all()}
    started = 0
    for plan in registry.schedules.values():
        row = rows.get(plan.name) or adopt(plan)
        if not row.active:
            continue
        slot = slot_by_time(row.at, now) if row.at else slot_by_interval(row.every_minutes or 1, now)
        if row.last_slot is not None and slot <= row.last_slot:
            continue
        with transaction.atomic():
            # Compare-and-set: of several workers that see the slot begin, one starts it.
            seen = Schedule.objects.filter(pk=row.pk, last_slot=row.last_slot)
            if seen.update(last_slot=slot):
                enqueue(
                    row.kind, {}, now, unique_key=f"schedule:{row.name}:{slot.astimezone(datetime.UTC):%Y%m%dT%H%M}"
                )
                started += 1
    return started


def adopt(plan: registry.Plan) -> Schedule:
    """Give a shipped schedule its row, which the bank may change from then on."""
    minutes = int(plan.every.total_seconds() // 60) if plan.every else None
    values = {"kind": plan.kind, "every_minutes": minutes, "at": plan.at}
    return Schedule.objects.get_or_create(name=plan.name, defaults=values)[0]


def retry(job: Job, context: Context) -> None:
    """Let a job that was laid aside or cancelled run again, as if for the first time; its cursor stays."""
    context.change(job, state=State.WAITING, attempts=0, run_at=context.now, error="", finished_at=None)


def cancel(job: Job, context: Context) -> None:
    """Take a job out; a worker that runs it now loses its fence and with it everything not yet committed."""
    context.change(job, state=State.CANCELLED, fence=job.fence + 1, finished_at=context.now)
