"""Draws deadlines: a running or ended clock as lane, word, date and bar."""

import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quanyi.foundation.clocks.models import Clock
from quanyi.foundation.clocks.rules import days_left, share, tone
from quanyi.foundation.ui.templatetags.marks import clock as draw
from quanyi.foundation.ui.templatetags.marks import ring as draw_ring

register = template.Library()
TONES = {"late": "bad", "soon": "warn", "calm": "good"}


def ended_word(clock: Clock, today: datetime.date) -> str:
    """Say how a clock ended, and whether in time."""
    if clock.is_late(today):
        late = (clock.ended_on - clock.due_on).days if clock.ended_on else 0
        return ngettext("done, %(days)s day late", "done, %(days)s days late", late) % {"days": late}
    return _("done in time")


def word(clock: Clock, today: datetime.date) -> str:
    """Say how a deadline stands: days left, due today, overdue, excluded, done."""
    if not clock.running:
        return ended_word(clock, today)
    if clock.suspended:
        return _("time excluded")
    left = days_left(clock.due_on, today)
    if left < 0:
        return ngettext("overdue %(days)s day", "overdue %(days)s days", -left) % {"days": -left}
    if left == 0:
        return _("due today")
    return ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}


def shade(clock: Clock, today: datetime.date) -> str:
    """Return the tone in which a deadline is drawn."""
    if not clock.running:
        return "bad" if clock.is_late(today) else "neutral"
    return "info" if clock.suspended else TONES[tone(days_left(clock.due_on, today))]


@register.simple_tag
def deadline(clock: Clock | None, named: bool = False) -> SafeString | str:
    """Draw a clock of a list; ``named`` adds what is due."""
    if clock is None:
        return ""
    today = timezone.localdate()
    used = share(clock.started_on, clock.due_on, today) if clock.running else 1.0
    what: Any = str(clock) if named else ""
    return draw(clock.lane, word(clock, today), clock.due_on, used, shade(clock, today), what)


@register.simple_tag
def deadline_ring(clock: Clock) -> SafeString:
    """Draw the days left of a clock inside a ring."""
    today = timezone.localdate()
    left = days_left(clock.due_on, today)
    filled = share(clock.started_on, clock.due_on, today)
    return draw_ring(abs(left), _("days"), filled, shade(clock, today), word(clock, today))


@register.filter
def deadline_word(clock: Clock) -> str:
    """Say how a deadline stands."""
    return word(clock, timezone.localdate())


@register.filter
def edge(clock: Clock | str) -> str:
    """Return the class of a row's coloured edge; a row without a clock hands an empty text."""
    if not isinstance(clock, Clock) or not clock.running or clock.suspended:
        return ""
    return {"late": "is-late", "soon": "is-soon", "calm": ""}[tone(days_left(clock.due_on, timezone.localdate()))]
