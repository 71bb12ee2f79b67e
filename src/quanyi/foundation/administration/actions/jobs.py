"""Mends jobs that were laid aside and changes schedules."""

import datetime
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from quanyi.foundation.administration.actions.people import Because
from quanyi.foundation.capabilities.actions import As, Command, Invalid, action
from quanyi.foundation.org.rules import Actor
from quanyi.foundation.org.steps import Context
from quanyi.foundation.queue import steps as queue
from quanyi.foundation.queue.models import Job, Schedule, State


def may_retry(job: Job, actor: Actor) -> str:
    """Say why a job does not run again."""
    return "" if job.state in {State.DEAD, State.CANCELLED} else _("Only a job laid aside or cancelled runs again")


@action(
    "administration.retry_job",
    gettext_lazy("Run the job again"),
    target=Job,
    icon="refresh",
    tone="primary",
    place="job",
    guard=may_retry,
)
def retry_job(job: Job, command: Because, context: Context) -> None:
    """Let a job that was laid aside run again, from where it stopped."""
    queue.retry(job, context)


def may_cancel(job: Job, actor: Actor) -> str:
    """Say why a job is not abandoned."""
    return _("This job has ended already") if job.state in {State.DONE, State.CANCELLED} else ""


@action(
    "administration.cancel_job",
    gettext_lazy("Abandon the job"),
    target=Job,
    icon="circle-x",
    tone="danger",
    place="job",
    guard=may_cancel,
)
def cancel_job(job: Job, command: Because, context: Context) -> None:
    """Take a job out; one that runs now loses what it has not yet stored."""
    queue.cancel(job, context)


class ChangeSchedule(Command):
    """When a job starts by itself."""

    active: Annotated[bool, As(gettext_lazy("Starts by itself"))] = False
    every_minutes: Annotated[int | None, Field(ge=1, le=525_600), As(gettext_lazy("Every so many minutes"))] = None
    at: Annotated[
        str,
        Field(max_length=5, pattern=r"^$|^([01][0-9]|2[0-3]):[0-5][0-9]$"),
        As(gettext_lazy("Daily at"), help=gettext_lazy("Time of day such as 07:30; give either this or an interval")),
    ] = ""
    reason: Annotated[str, Field(max_length=500), As(gettext_lazy("Reason of the act"))] = ""


@action(
    "administration.change_schedule", gettext_lazy("Change the schedule"), target=Schedule, lookup="name", icon="pencil"
)
def change_schedule(schedule: Schedule, command: ChangeSchedule, context: Context) -> None:
    """Change when a job starts by itself, or stop it."""
    if bool(command.at) == (command.every_minutes is not None):
        raise Invalid({"at": [_("Give either an interval or a time of day")]})
    at = datetime.time.fromisoformat(command.at) if command.at else None
    context.change(schedule, active=command.active, every_minutes=command.every_minutes, at=at)
