"""Job, one piece of work that is never lost; Schedule, when jobs start by themselves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from quanyi.foundation.org.models import User


class State(models.TextChoices):
    """How far a job is."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    #: Tried as often as its kind allows, or impossible: a person must look at it.
    DEAD = "dead", _("Laid aside")
    CANCELLED = "cancelled", _("Cancelled")


class Job(models.Model):
    """One piece of work, enqueued in the transaction that wants it.

    ``fence`` counts the claims: whoever finishes must hold the latest one, so that a worker that was silent too long
    cannot finish what another has taken over. ``cursor`` is where a batched job continues.
    """

    kind = models.CharField(max_length=60)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    priority = models.SmallIntegerField(default=0)
    run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: A key is used once and for ever; none for jobs that may repeat.
    unique_key = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001  # NULLs do not collide
    cursor = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "-priority", "run_at", "id"], name="job_next")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in {State.DONE, State.DEAD, State.CANCELLED}


class Schedule(models.Model):
    """When a job starts by itself: every so many minutes, or daily at a time."""

    name = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=60)
    every_minutes = models.PositiveIntegerField(null=True)
    at = models.TimeField(null=True)
    active = models.BooleanField(default=True)
    last_slot = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]
