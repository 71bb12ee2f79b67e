"""Statutory time: from 'received on' and a legal rule to 'due on', with every day's reason and the article."""

from quanyi.engines.terms.calendars import (
    Calendar,
    CalendarDay,
    CalendarYear,
    DayKind,
    published_calendar,
    published_years,
)
from quanyi.engines.terms.errors import TermError
from quanyi.engines.terms.reasons import Why
from quanyi.engines.terms.rulebook import (
    Complicated,
    Extension,
    Restart,
    Rule,
    RuleBook,
    StopGround,
    Term,
    Unit,
    published_rules,
)
from quanyi.engines.terms.timelines import Day, Pause, Timeline, compute

__all__ = [
    "Calendar",
    "CalendarDay",
    "CalendarYear",
    "Complicated",
    "Day",
    "DayKind",
    "Extension",
    "Pause",
    "Restart",
    "Rule",
    "RuleBook",
    "StopGround",
    "Term",
    "TermError",
    "Timeline",
    "Unit",
    "Why",
    "compute",
    "published_calendar",
    "published_rules",
    "published_years",
]
