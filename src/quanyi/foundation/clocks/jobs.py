"""The tick: looks at every clock whose moment has come, once."""

import datetime

from django.db import transaction
from django.utils import timezone

from quanyi.foundation.clocks import registry, steps
from quanyi.foundation.clocks.models import Clock
from quanyi.foundation.clocks.rules import reached
from quanyi.foundation.org.rules import System
from quanyi.foundation.org.steps import Context

BATCH = 200


def tick(now: datetime.datetime) -> int:
    """Move every clock on whose next moment has come, and run what its kind registered.

    A clock is claimed by compare-and-set on ``next_check_at``: two workers, or a clock of the server that jumps back
    and forth, never run one moment twice.

    Args:
        now: the instant of the tick.

    Returns:
        How many clocks were moved on.
    """
    moved = 0
    while True:
        due = Clock.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")
        batch = list(due.select_related("subject__unit")[:BATCH])
        if not batch:
            return moved
        with transaction.atomic():
            moved += sum(move_on(clock, now) for clock in batch)


def move_on(clock: Clock, now: datetime.datetime) -> bool:
    """Claim one clock, set its next moment and run the handler of the moment it reached."""
    local = timezone.localtime(now)
    due_at = timezone.localtime(clock.due_at)
    moment = reached(registry.LADDER, due_at, timezone.localtime(clock.checked_at), local)
    claimed = Clock.objects.filter(pk=clock.pk, next_check_at=clock.next_check_at, running=True).update(
        next_check_at=steps.upcoming(clock, now), checked_at=now
    )
    handler = registry.handlers.get(clock.subject.kind)
    if claimed and moment is not None and handler is not None:
        handler(clock, moment, Context(System(), local, "job"))
    return bool(claimed)
