"""The queue's own work: clears away what was done long ago."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from quanyi.foundation.queue.models import Job, State
from quanyi.foundation.queue.registry import job, register_schedule
from quanyi.foundation.queue.steps import Run

#: Jobs hold no personal data; they are kept this long so that people can look back.
KEPT = datetime.timedelta(days=90)


@job("queue.clear", _("Clear away old jobs"))
def clear(args: dict[str, Any], run: Run) -> dict[str, Any]:
    """Delete jobs that ended long ago; those laid aside stay until a person has looked at them."""
    old = Job.objects.filter(state__in=[State.DONE, State.CANCELLED], finished_at__lt=run.now - KEPT)
    return {"deleted": old.delete()[0]}


register_schedule("queue.clear", "queue.clear", at=datetime.time(3, 30))
