"""Components that arrange a page: cards, figures, tabs, steps, timelines, tables, menus, messages."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from quanyi.foundation.ui import registry
from quanyi.foundation.ui.rules import TONES, PageLink, Pill, Tab
from quanyi.foundation.ui.templatetags.marks import capped, icon, one_of

register = template.Library()
EMPTY = mark_safe("")


def _id(value: str) -> SafeString:
    return format_html(' id="{}"', value) if value else EMPTY


@register.simple_block_tag
def part(content: str) -> str:
    """Keep a piece of the page for an attribute: ``{% part as actions %}…{% endpart %}``."""
    return content


@register.simple_block_tag
def card(content: str, title: Any = "", actions: Any = "", flush: bool = False, id: str = "") -> SafeString:
    """Frame a part of the page; ``flush`` lets a table reach the edges, ``actions`` stand beside the title."""
    head = EMPTY
    if title:
        head = format_html(
            '<header class="qy-card-head"><h2>{}</h2><div class="qy-card-actions">{}</div></header>', title, actions
        )
    body = "qy-card-body is-flush" if flush else "qy-card-body"
    return format_html('<section class="qy-card"{}>{}<div class="{}">{}</div></section>', _id(id), head, body, content)


@register.simple_block_tag
def columns(content: str, kind: str = "main", side_first: bool = False) -> SafeString:
    """Set cards side by side: "main" (wide and narrow), "even" (two halves), "thirds"; one column on phones.

    ``side_first`` shows the narrow column first there: deadlines and next steps before the story.
    """
    one_of("columns", "kind", kind, ("main", "even", "thirds"))
    return format_html(
        '<div class="qy-columns is-{}{}">{}</div>', kind, " is-side-first" if side_first else "", content
    )


@register.simple_block_tag
def stack(content: str) -> SafeString:
    """Set cards below each other inside a column."""
    return format_html('<div class="qy-stack">{}</div>', content)


@register.simple_block_tag
def kpis(content: str) -> SafeString:
    """Hold a row of key figures."""
    return format_html('<div class="qy-kpis">{}</div>', content)


@register.simple_tag
def kpi(label: Any, value: Any, icon_name: str, tone: str = "primary", note: Any = "", href: str = "") -> SafeString:
    """Show one key figure; with ``href`` the whole tile leads to the list behind it."""
    one_of("kpi", "tone", tone, TONES)
    name = format_html('<a href="{}" class="qy-kpi-link">{}</a>', href, label) if href else label
    return format_html(
        '<div class="qy-kpi tone-{}"><span class="qy-tile">{}</span><div><div class="qy-kpi-label">{}</div>'
        '<div class="qy-kpi-value">{}</div>{}</div></div>',
        tone,
        icon(icon_name),
        name,
        value,
        format_html('<div class="qy-kpi-note">{}</div>', note) if note else EMPTY,
    )


@register.simple_tag
def steps(labels: Sequence[Any], current: int) -> SafeString:
    """Show the road of a case; ``current`` counts from 1, len(labels) + 1 means all are done."""

    def one(at: int, label: Any) -> SafeString:
        state = "done" if at < current else "current" if at == current else "todo"
        said = {"done": _("done"), "current": _("current step"), "todo": _("to come")}[state]
        mark = icon("check", size="sm") if state == "done" else at
        now = mark_safe(' aria-current="step"') if state == "current" else EMPTY
        return format_html(
            '<li class="is-{}"{}><span class="qy-step-mark" aria-hidden="true">{}</span>'
            '<span class="qy-step-label">{}<span class="visually-hidden"> ({})</span></span></li>',
            state,
            now,
            mark,
            label,
            said,
        )

    items = format_html_join("", "{}", ((one(at, label),) for at, label in enumerate(labels, start=1)))
    return format_html('<ol class="qy-steps" tabindex="0" aria-label="{}">{}</ol>', _("Progress of the case"), items)


@register.simple_block_tag
def timeline(content: str) -> SafeString:
    """Hold events, newest first."""
    return format_html('<ol class="qy-timeline">{}</ol>', content)


@register.simple_block_tag
def event(
    content: str, title: Any, icon_name: str = "point", tone: str = "primary", when: Any = "", who: Any = ""
) -> SafeString:
    """Show one event of a timeline: its title, when and by whom, and what happened as content."""
    one_of("event", "tone", tone, TONES)
    meta = " · ".join(str(piece) for piece in (when, who) if piece)
    return format_html(
        '<li class="tone-{}"><span class="qy-tile is-round">{}</span><div class="qy-event">'
        '<div class="qy-event-head"><b>{}</b><span>{}</span></div><div class="qy-event-body">{}</div></div></li>',
        tone,
        icon(icon_name),
        title,
        meta,
        content,
    )


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """Hold the rows of a definition list."""
    return format_html('<dl class="qy-facts">{}</dl>', content)


@register.simple_block_tag
def fact(content: str, label: Any) -> SafeString:
    """Show one fact: its name and its value (a dash when empty)."""
    value = content if content.strip() else "—"
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, value)


@register.simple_tag
def tabs(items: Sequence[Tab], label: Any = "", target: str = "") -> SafeString:
    """Show tabs or saved views as links; counts stop at 999+.

    ``target`` (a CSS selector) lets htmx swap that part only.
    """
    swap = EMPTY
    if target:
        # hx-select: whether the server sends the page or the fragment, only this part is taken out of it.
        swap = format_html(' hx-target="{0}" hx-select="{0}" hx-swap="outerHTML" hx-push-url="true"', target)

    def one(tab: Tab) -> SafeString:
        now = mark_safe(' aria-current="page"') if tab.current else EMPTY
        count = format_html(' <span class="qy-count">{}</span>', capped(tab.count)) if tab.count is not None else EMPTY
        get = format_html(' hx-get="{}"', tab.href) if target else EMPTY
        return format_html('<li><a href="{}"{}{}{}>{}{}</a></li>', tab.href, now, get, swap, tab.label, count)

    items_html = format_html_join("", "{}", ((one(tab),) for tab in items))
    return format_html('<nav class="qy-tabs" aria-label="{}"><ul>{}</ul></nav>', label or _("Views"), items_html)


@register.simple_tag
def pills(items: Sequence[Pill], clear: str = "") -> SafeString:
    """Show the filters in force, each removable; ``clear`` is the address without any."""
    if not items:
        return EMPTY
    remove = _("Remove filter")
    row = format_html_join(
        "",
        '<li><a class="qy-pill" href="{}"><span class="qy-colon">{}</span><b>{}</b>{}'
        '<span class="visually-hidden">{}</span></a></li>',
        ((pill.href, pill.label, pill.value, icon("x", size="sm"), remove) for pill in items),
    )
    rest = format_html('<li><a class="qy-pill-clear" href="{}">{}</a></li>', clear, _("Clear all")) if clear else EMPTY
    return format_html('<ul class="qy-pills" aria-label="{}">{}{}</ul>', _("Filters in force"), row, rest)


@register.simple_block_tag
def empty(content: str, title: Any, icon_name: str = "inbox", action: Any = "", href: str = "") -> SafeString:
    """Say that a list is empty and what to do next.

    Inside a ``for`` loop Django takes the word ``empty`` for the loop's own clause: close the loop first.
    """
    link = format_html('<a class="btn btn-primary" href="{}">{}</a>', href, action) if href else EMPTY
    return format_html(
        '<div class="qy-empty"><span class="qy-tile is-round tone-neutral">{}</span><p class="qy-empty-title">{}</p>'
        '<div class="qy-empty-text">{}</div>{}</div>',
        icon(icon_name),
        title,
        content,
        link,
    )


_ALERT_ICONS = {"good": "circle-check", "warn": "alert-triangle", "bad": "alert-circle"}


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: Any = "") -> SafeString:
    """Tell something important above or inside a page; bad news is announced at once."""
    one_of("alert", "tone", tone, TONES)
    return format_html(
        '<div class="qy-alert tone-{}" role="{}">{}<div>{}{}</div></div>',
        tone,
        "alert" if tone == "bad" else "status",
        icon(_ALERT_ICONS.get(tone, "info-circle")),
        format_html("<p class='qy-alert-title'>{}</p>", title) if title else EMPTY,
        content,
    )


@register.simple_tag
def progress(value: float, maximum: float = 100, label: Any = "", note: Any = "") -> SafeString:
    """Show how far a long job is, in words and as a native bar."""
    share = round(100 * float(value) / float(maximum)) if maximum else 0
    return format_html(
        '<div class="qy-progress"><div><span>{}</span><b>{}%</b></div>'
        '<progress max="{}" value="{}" aria-label="{}"></progress>{}</div>',
        label,
        share,
        maximum,
        value,
        label or _("Progress"),
        format_html('<p class="qy-note">{}</p>', note) if note else EMPTY,
    )


@register.simple_tag
def pagination(
    shown: Any = "", total: Any = "", previous: str = "", next: str = "", numbers: Sequence[PageLink] = ()
) -> SafeString:
    """Lead through a long list: by keyset (``previous`` and ``next`` addresses) or by numbered links."""
    values = {"shown": shown, "total": total, "previous": previous, "next": next, "numbers": numbers}
    return render_to_string("ui/pagination.html", values)


@register.simple_block_tag
def table(content: str, caption: Any, cards: bool = True, dense: bool = False, id: str = "") -> SafeString:
    """Frame ``<thead>`` and ``<tbody>``; on phones each row becomes a card, its cells named by ``data-label``.

    Row classes: ``is-late`` and ``is-soon`` (coloured edge). Cell classes: ``is-title`` (first line of the card),
    ``is-check``, ``is-number``, ``is-meta`` (hidden on phones). ``cards=False`` scrolls sideways instead.
    """
    kind = f"qy-table{' is-cards' if cards else ' is-wide'}{' is-dense' if dense else ''}"
    frame = EMPTY if cards else format_html(' tabindex="0" role="region" aria-label="{}"', caption)
    return format_html(
        '<div class="qy-scroll"{}><table class="{}"{}><caption class="visually-hidden">{}</caption>{}</table></div>',
        frame,
        kind,
        _id(id),
        caption,
        content,
    )


@register.simple_block_tag
def menu(content: str, label: Any, icon_name: str = "", align: str = "end", quiet: bool = False) -> SafeString:
    """Open a list of links or buttons; a native ``<details>``, so it works without scripts."""
    one_of("menu", "align", align, ("start", "end"))
    return format_html(
        '<details class="qy-menu is-{}"><summary class="{}">{}<span>{}</span>{}</summary>'
        '<div class="qy-menu-list">{}</div></details>',
        align,
        "qy-menu-quiet" if quiet else "btn",
        icon(icon_name) if icon_name else EMPTY,
        label,
        icon("chevron-down", size="sm"),
        content,
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: Any, opener: Any = "", href: str = "", tone: str = "plain") -> SafeString:
    """Ask or show something above the page; ``href`` is the page with the same content, used without scripts."""
    styles = {"plain": "btn", "primary": "btn btn-primary", "danger": "btn btn-danger", "link": "qy-link"}
    style = styles[one_of("dialog", "tone", tone, tuple(styles))]
    link = (
        format_html('<a class="{}" href="{}" data-dialog="{}">{}</a>', style, href or f"#{id}", id, opener)
        if opener
        else EMPTY
    )
    return format_html(
        '{}<dialog class="qy-dialog" id="{}" aria-labelledby="{}-title"><header><h2 id="{}-title">{}</h2>'
        '<form method="dialog"><button class="qy-square" aria-label="{}">{}</button></form></header>'
        '<div class="qy-dialog-body">{}</div></dialog>',
        link,
        id,
        id,
        id,
        title,
        pgettext("window", "Close"),
        icon("x"),
        content,
    )


@register.simple_tag(takes_context=True)
def panels(context: Context, place: str, obj: Any = None) -> SafeString:
    """Draw what the rooms above registered for this place of the page."""
    request = context["request"]
    drawn = []
    for panel in registry.panels(place):
        values = panel.context(request, obj)
        if values is not None:
            drawn.append(render_to_string(panel.template, dict(values), request))
    return format_html_join("", "{}", ((piece,) for piece in drawn))
