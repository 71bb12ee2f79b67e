"""Small components inside a line: icons, badges, chips, clocks, rings, dates, numbers."""

from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from quanyi.foundation.ui.rules import LANES, TONES

register = template.Library()
_ICON_LIST = Path(__file__).resolve().parents[1] / "data" / "icons.txt"


@cache
def icon_names() -> frozenset[str]:
    """Return the names of the icons in the sprite."""
    return frozenset(_ICON_LIST.read_text(encoding="utf-8").split())


def one_of(component: str, attribute: str, value: str, allowed: tuple[str, ...]) -> str:
    """Return ``value``, or raise TemplateSyntaxError naming what is allowed."""
    if value not in allowed:
        raise template.TemplateSyntaxError(f"{component}: {attribute}={value!r} is not one of {', '.join(allowed)}")
    return value


@register.simple_tag
def icon(name: str, label: Any = "", size: str = "") -> SafeString:
    """Draw an icon of the sprite; silent for screen readers unless it has a ``label``. Sizes: "", "sm", "lg"."""
    return _drawn(name, str(label), size)


@lru_cache(maxsize=1024)
def _drawn(name: str, label: str, size: str) -> SafeString:
    """Write the icon once: a list of fifty rows asks for the same ones hundreds of times."""
    if name not in icon_names():
        raise template.TemplateSyntaxError(f"icon: {name!r} is not in data/icons.txt")
    one_of("icon", "size", size, ("", "sm", "lg"))
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    sprite = static("vendor/tabler-icons/sprite.svg")
    # The outline attributes stand in the stylesheet: the symbols of the sprite inherit them.
    return format_html(
        '<svg class="qy-icon {}" {}><use href="{}#{}"/></svg>', f"is-{size}" if size else "", said, sprite, name
    )


@register.simple_tag
def badge(text: Any, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """Draw a state as a soft coloured chip with its word."""
    one_of("badge", "tone", tone, TONES)
    return format_html(
        '<span class="qy-badge tone-{}">{}{}</span>', tone, icon(icon_name, size="sm") if icon_name else "", text
    )


@register.simple_tag
def level(text: Any, tone: str = "warn") -> SafeString:
    """Draw the level of a case (重要, 重大) before its title; an ordinary level is not drawn: pass ""."""
    return badge(text, tone) if text else mark_safe("")


_LANE_WORDS = {
    "statutory": (pgettext_lazy("lane", "Statutory"), "primary"),
    "demanded": (pgettext_lazy("lane", "Demanded"), "warn"),
    "internal": (pgettext_lazy("lane", "Internal"), "neutral"),
}


@register.simple_tag
def lane(kind: str) -> SafeString:
    """Name the lane of a deadline: statutory (法定), demanded (转办) or internal (内部)."""
    one_of("lane", "kind", kind, LANES)
    word, tone = _LANE_WORDS[kind]
    return format_html('<span class="qy-lane tone-{}">{}</span>', tone, word)


@register.simple_tag
def clock(kind: str, word: Any, day: Any = "", share: float = 0.0, tone: str = "good", what: Any = "") -> SafeString:
    """Draw a deadline as text and bar: ``kind`` its lane, ``word`` such as 剩余 2 天, ``day`` the due date (a date or
    a text), ``share`` how much of the time is used (0 to 1), ``what`` is due (for lists that mix several)."""
    one_of("clock", "tone", tone, TONES)
    width = round(max(0.0, min(1.0, float(share))) * 100)
    shown = short_day(day) if isinstance(day, date) else day
    return format_html(
        '<span class="qy-clock tone-{}"><span class="qy-clock-line">{}{}<b class="qy-clock-word">{}</b>'
        '<span class="qy-clock-day">{}</span></span><svg class="qy-bar" aria-hidden="true" focusable="false">'
        '<rect class="qy-bar-track" width="100%" height="100%" rx="2.5"/>'
        '<rect class="qy-bar-fill" width="{}%" height="100%" rx="2.5"/></svg></span>',
        tone,
        lane(kind),
        format_html("<span>{}</span>", what) if what else "",
        word,
        shown,
        width,
    )


@register.simple_tag
def ring(figure: Any, unit: Any = "", share: float = 0.0, tone: str = "primary", label: Any = "") -> SafeString:
    """Draw a figure (days left) inside a ring of which ``share`` (0 to 1) is filled."""
    one_of("ring", "tone", tone, TONES)
    filled = round(max(0.0, min(1.0, float(share))) * 100)
    return format_html(
        '<span class="qy-ring tone-{}" role="img" aria-label="{}"><svg viewBox="0 0 42 42" aria-hidden="true">'
        '<circle class="qy-ring-track" cx="21" cy="21" r="18.5"/><circle class="qy-ring-fill" cx="21" cy="21" r="18.5" '
        'pathLength="100" stroke-dasharray="{} 100"/></svg><span aria-hidden="true">'
        "<b>{}</b><small>{}</small></span></span>",
        tone,
        label or f"{figure} {unit}",
        filled,
        figure,
        unit,
    )


_WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)


def _weekday(value: date) -> str:
    return str(_WEEKDAYS[value.weekday()])


def _local(value: Any) -> Any:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def day(value: Any) -> str:
    """Write a date in full: 2026-11-24 周二. Instants are taken in local time."""
    value = _local(value)
    return f"{value:%Y-%m-%d} {_weekday(value)}" if isinstance(value, date) else ""


@register.filter
def short_day(value: Any) -> str:
    """Write a date of this year's lists: 11-24 周二; another year keeps its year."""
    value = _local(value)
    if not isinstance(value, date):
        return ""
    return f"{value:%m-%d} {_weekday(value)}" if value.year == timezone.localdate().year else day(value)


@register.filter
def moment(value: Any) -> str:
    """Write an instant in local time to the minute: 2026-11-24 09:05."""
    value = _local(value)
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else ""


@register.filter
def figure(value: Any) -> str:
    """Write a number with thousands marks; None is a dash.

    Not by Django's locale: its simplified Chinese groups by four digits, which no bank's report does.
    """
    return "—" if value is None or value == "" else f"{value:,}"


@register.filter
def capped(value: Any) -> str:
    """Write a count, 999+ beyond 999: queries stop counting at 1,000."""
    return "" if value is None else ("999+" if int(value) > 999 else str(value))


@register.filter
def percent(value: Any, places: int = 1) -> str:
    """Write a share (0 to 1) as per cent; None (nothing to divide by) is a dash."""
    return "—" if value is None else f"{float(value) * 100:.{int(places)}f}%"


@register.filter
def yuan(fen: Any) -> str:
    """Write integer fen as yuan: 3,216.58 元; exact, no floating point."""
    if fen is None or fen == "":
        return "—"
    whole, rest = divmod(abs(int(fen)), 100)
    return _("%(amount)s yuan") % {"amount": f"{'-' if int(fen) < 0 else ''}{whole:,}.{rest:02d}"}
