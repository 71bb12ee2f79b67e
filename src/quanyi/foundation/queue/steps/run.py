"""Run: what the body of a job is given while a worker carries it out."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from quanyi.foundation.org.rules import Actor, System
from quanyi.foundation.org.steps import Context
from quanyi.foundation.queue.models import Job, State
from quanyi.foundation.queue.registry import Kind


class Lost(Exception):
    """Another worker took the job over, or somebody cancelled it: nothing uncommitted may stay."""


class Stopped(Exception):
    """The worker is asked to stop; the job continues from its cursor later."""


class Failed(Exception):
    """Raised by a body when trying again is useless; its sentence is shown to people."""


class Run:
    """One attempt at a job."""

    def __init__(
        self, job: Job, kind: Kind, clock: Callable[[], datetime.datetime], stop: Callable[[], bool] = lambda: False
    ) -> None:
        """Bind an attempt.

        Args:
            job: the claimed job; its fence is this attempt's.
            kind: its kind.
            clock: the worker's clock.
            stop: tells whether the worker was asked to stop.
        """
        self.job, self.kind, self.clock, self.stop = job, kind, clock, stop

    @property
    def now(self) -> datetime.datetime:
        """The present instant of the worker's clock."""
        return self.clock()

    @property
    def cursor(self) -> dict[str, Any]:
        """Where an earlier attempt stopped: what it last handed to ``batch``."""
        return dict(self.job.cursor)

    def context(self, actor: Actor | None = None, channel: str = "job") -> Context:
        """Return the context in which the job acts; by default the software acts itself."""
        return Context(actor or System(), self.now, channel)

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Tell how far the job is and stay its holder; inside a transaction it shows with the commit.

        Raises:
            Lost: the job is no longer this worker's.
        """
        self._write(done=done, total=total, message=message[:300])

    @contextmanager
    def batch(self, cursor: dict[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        """Commit one part of a batched job together with the place where the next part begins.

        Yields the cursor to fill in; ``done``, ``total`` and ``message`` in it are shown as progress.

        Raises:
            Lost: the job is no longer this worker's; the part is rolled back.
            Stopped: after the commit, when the worker is asked to stop.
        """
        filled = dict(cursor if cursor is not None else self.job.cursor)
        with transaction.atomic():
            yield filled
            shown = {name: filled[name] for name in ("done", "total") if name in filled}
            self._write(cursor=filled, **shown)
        self.job.cursor = filled
        if self.stop():
            raise Stopped

    def finish(self, result: dict[str, Any]) -> None:
        """Mark the job done; in the body's transaction unless the kind is batched."""
        self._write(state=State.DONE, result=result, error="", lease_until=None, finished_at=self.now)

    def _write(self, **values: Any) -> None:
        values.setdefault("lease_until", self.now + self.kind.lease)
        held = Job.objects.filter(pk=self.job.pk, fence=self.job.fence, state=State.RUNNING)
        if not held.update(**values):
            raise Lost
