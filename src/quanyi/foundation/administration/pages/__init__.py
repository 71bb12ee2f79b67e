"""Pages of the administration."""

from quanyi.foundation.administration.pages.forms import form
from quanyi.foundation.administration.pages.organisation import person, unit
from quanyi.foundation.administration.pages.roles import matrix, role
from quanyi.foundation.administration.pages.running import calendar, calendars, job, rule, schedules, settings_page
from quanyi.foundation.administration.pages.trail import record

__all__ = [
    "calendar",
    "calendars",
    "form",
    "job",
    "matrix",
    "person",
    "record",
    "role",
    "rule",
    "schedules",
    "settings_page",
    "unit",
]
