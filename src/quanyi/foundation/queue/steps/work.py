"""Claims the next due job and carries it out, so that its effect and the mark "done" are one commit."""

import datetime
import logging
import traceback
from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from quanyi.foundation.queue import registry
from quanyi.foundation.queue.models import Job, State
from quanyi.foundation.queue.rules import wait
from quanyi.foundation.queue.steps.run import Failed, Lost, Run, Stopped

logger = logging.getLogger("quanyi.queue")
Clock = Callable[[], datetime.datetime]

#: ``select_for_update(skip_locked=True)`` is silently a plain SELECT on SQLite; there the claim relies on the one
#: writer that BEGIN IMMEDIATE admits.
CLAIM = """
UPDATE queue_job SET state = 'running', fence = fence + 1, attempts = attempts + 1, lease_until = %s
WHERE id = (
    SELECT id FROM queue_job WHERE state = 'waiting' AND run_at <= %s
    ORDER BY priority DESC, run_at, id LIMIT 1 {skip}
) RETURNING id
"""


def never() -> bool:
    """Tell that nobody asks the worker to stop."""
    return False


def release(now: datetime.datetime) -> None:
    """Put back the jobs whose worker fell silent; a job that fells its worker each time is laid aside."""
    for job in Job.objects.filter(state=State.RUNNING, lease_until__lt=now).order_by("pk"):
        kind = registry.kinds.get(job.kind)
        if kind is not None and job.attempts >= kind.attempts:
            lay_aside(job, now, _("Its worker stopped during the job, %(times)s times") % {"times": job.attempts})
        else:
            held(job).update(state=State.WAITING, lease_until=None)


def claim(now: datetime.datetime) -> Job | None:
    """Take the next due job; no other worker gets it until the lease runs out."""
    due = Q(state=State.WAITING, run_at__lte=now) | Q(state=State.RUNNING, lease_until__lt=now)
    if not Job.objects.filter(due).exists():  # an idle worker never takes SQLite's write lock
        return None
    skip = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with transaction.atomic():
        release(now)
        instant = connection.ops.adapt_datetimefield_value(now)
        with connection.cursor() as cursor:
            cursor.execute(CLAIM.format(skip=skip), [instant, instant])
            row = cursor.fetchone()
        if row is None:
            return None
        job = Job.objects.get(pk=row[0])
        kind = registry.kinds.get(job.kind)
        job.lease_until = now + (kind.lease if kind else datetime.timedelta(minutes=1))
        job.save(update_fields=["lease_until"])
        return job


def work_once(clock: Clock, stop: Callable[[], bool] = never) -> Job | None:
    """Carry out the next due job; returns it as it stands afterwards, none when nothing is due.

    Args:
        clock: returns the present instant in local time.
        stop: tells whether to stop between two parts of a batched job.
    """
    job = claim(clock())
    if job is None:
        return None
    kind = registry.kinds.get(job.kind)
    if kind is None:
        lay_aside(job, clock(), _("No room offers this kind of job any more"))
    else:
        attempt(Run(job, kind, clock, stop))
    job.refresh_from_db()
    return job


def attempt(run: Run) -> None:
    """Run a body; whatever it raises is kept on the job and never stops the worker."""
    job, kind = run.job, run.kind
    try:
        if kind.batched:
            run.finish(kind.body(job.args, run) or {})
        else:
            with transaction.atomic():
                run.finish(kind.body(job.args, run) or {})
    except Lost:
        logger.warning("job %s (%s) was taken over by another worker", job.pk, job.kind)
    except Stopped:
        held(job).update(state=State.WAITING, run_at=run.now, lease_until=None, attempts=job.attempts - 1)
    except Failed as failure:
        lay_aside(job, run.now, str(failure))
    except Exception as failure:
        logger.error("job %s (%s) failed: %s", job.pk, job.kind, place(failure))
        if job.attempts >= kind.attempts:
            lay_aside(job, run.now, place(failure))
        else:
            again = run.now + wait(job.attempts)
            held(job).update(state=State.WAITING, run_at=again, lease_until=None, error=place(failure))


def held(job: Job) -> QuerySet[Job]:
    """Return the job's row as long as this attempt still holds it."""
    return Job.objects.filter(pk=job.pk, fence=job.fence, state=State.RUNNING)


def lay_aside(job: Job, now: datetime.datetime, sentence: str) -> None:
    """Put a job where a person looks at it."""
    held(job).update(state=State.DEAD, error=sentence, lease_until=None, finished_at=now)


def place(failure: BaseException) -> str:
    """Return the kind of an error and where it arose, without its message, which may quote personal data."""
    frames = traceback.extract_tb(failure.__traceback__)
    ours = [frame for frame in frames if "quanyi" in frame.filename] or frames
    where = " < ".join(f"{f.filename.rpartition('quanyi/')[2]}:{f.lineno} {f.name}" for f in reversed(ours[-4:]))
    return f"{type(failure).__name__}: {where}"
