"""Where upper rooms say what happens when a clock of theirs reaches a moment of the ladder."""

from collections.abc import Callable

from quanyi.foundation.clocks.models import Clock
from quanyi.foundation.clocks.rules import Moment
from quanyi.foundation.org.steps import Context

Handler = Callable[[Clock, Moment, Context], None]
handlers: dict[str, Handler] = {}

#: Days before the deadline at which somebody is reminded; after it, daily for a week.
LADDER = (
    Moment("three_days", 3),
    Moment("one_day", 1),
    Moment("due", 0),
    *(Moment("overdue", -days) for days in range(1, 8)),
)


def on_moment(kind: str, handler: Handler) -> None:
    """Register what happens when a clock on a subject of this kind reaches a moment.

    Args:
        kind: the subject's kind.
        handler: (clock, moment, context); runs inside the transaction that moves the clock on.
    """
    handlers[kind] = handler
