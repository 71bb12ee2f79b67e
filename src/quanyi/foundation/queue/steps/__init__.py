"""What the queue offers: enqueue in the caller's transaction, run what is due, mend by hand."""

from quanyi.foundation.queue.steps.enqueue import cancel, enqueue, enqueue_scheduled, retry
from quanyi.foundation.queue.steps.run import Failed, Lost, Run, Stopped
from quanyi.foundation.queue.steps.work import claim, work_once

__all__ = [
    "Failed",
    "Lost",
    "Run",
    "Stopped",
    "cancel",
    "claim",
    "enqueue",
    "enqueue_scheduled",
    "retry",
    "work_once",
]
