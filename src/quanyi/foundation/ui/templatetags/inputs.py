"""Components people act with: buttons, form fields, error summary, clipboard, print."""

import itertools
from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, PasswordInput, Select, Textarea
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from quanyi.foundation.ui.rules import FIELD_KINDS, Field, Problem
from quanyi.foundation.ui.templatetags.marks import icon, one_of

register = template.Library()
EMPTY = mark_safe("")
_TONES = {"primary": "btn btn-primary", "plain": "btn", "danger": "btn btn-danger", "quiet": "btn btn-quiet"}
_numbers = itertools.count(1)


def _attributes(**given: Any) -> SafeString:
    """Write the attributes that have a value."""
    pairs = ((name.replace("_", "-"), value) for name, value in given.items() if value)
    return format_html_join("", ' {}="{}"', pairs)


@register.simple_tag
def button(
    label: Any,
    href: str = "",
    tone: str = "plain",
    icon_name: str = "",
    disabled: Any = "",
    name: str = "",
    value: Any = "",
    type: str = "submit",
    form: str = "",
    formaction: str = "",
    dialog: str = "",
    wide: bool = False,
    small: bool = False,
    key: str = "",
) -> SafeString:
    """Draw a submit button, or a link when ``href`` is given; ``disabled`` is the *reason*, shown to everybody.

    ``dialog`` opens the dialog of that id, ``key`` is a keyboard shortcut, ``formaction`` sends the form elsewhere.
    """
    one_of("button", "tone", tone, tuple(_TONES))
    one_of("button", "type", type, ("submit", "button", "reset"))
    style = _TONES[tone] + (" is-wide" if wide else "") + (" btn-sm" if small else "")
    inner = format_html("{}<span>{}</span>", icon(icon_name) if icon_name else EMPTY, label)
    if disabled:
        return _blocked(style, inner, disabled, wide)
    if href:
        return format_html(
            '<a class="{}"{}>{}</a>', style, _attributes(href=href, data_dialog=dialog, aria_keyshortcuts=key), inner
        )
    rest = _attributes(
        name=name, value=value, form=form, formaction=formaction, data_dialog=dialog, aria_keyshortcuts=key
    )
    return format_html('<button class="{}" type="{}"{}>{}</button>', style, type, rest, inner)


def _blocked(style: str, inner: SafeString, reason: Any, wide: bool) -> SafeString:
    """Draw a button that cannot be used; it keeps the focus, so that keyboard and screen reader meet the reason."""
    reason_id = f"why-{next(_numbers)}"
    return format_html(
        '<span class="qy-blocked{}"><button class="{}" type="button" aria-disabled="true" aria-describedby="{}">'
        "{}</button>"
        '<span class="qy-reason" id="{}">{}</span></span>',
        " is-wide" if wide else "",
        style,
        reason_id,
        inner,
        reason_id,
        reason,
    )


@register.simple_tag
def field(
    source: Any, label: Any = None, placeholder: Any = None, help: Any = None, autofocus: bool | None = None
) -> SafeString:
    """Draw one form field with label, help and errors tied to it; ``source`` is a Field, or a Django bound field.

    The other attributes replace what ``source`` says.

    Raises TemplateSyntaxError for an unknown kind.
    """
    shown = from_bound(source) if isinstance(source, BoundField) else source
    kind = one_of("field", "kind", str(_get(shown, "kind") or "text"), FIELD_KINDS)
    field_id = _get(shown, "id") or f"id_{_get(shown, 'name')}"
    helped = help if help is not None else _get(shown, "help")
    errors = list(_get(shown, "errors") or ())
    described = " ".join([f"{field_id}-help"] * bool(helped) + [f"{field_id}-error"] * bool(errors))
    values = {
        "field": shown,
        "kind": kind,
        "id": field_id,
        "label": label if label is not None else _get(shown, "label"),
        "placeholder": placeholder if placeholder is not None else _get(shown, "placeholder"),
        "autofocus": autofocus if autofocus is not None else _get(shown, "autofocus"),
        "help": helped,
        "errors": errors,
        "described": described,
        "choices": _chosen(shown, kind),
        "lines": max(int(_get(shown, "lines") or 0), 3),
        "value": _written(_get(shown, "value")),
    }
    return render_to_string("ui/field.html", values)


def _get(source: Any, name: str) -> Any:
    return source.get(name, "") if isinstance(source, dict) else getattr(source, name, "")


def _written(value: Any) -> Any:
    if isinstance(value, (list, tuple, set, frozenset)):
        return "\n".join(str(item) for item in value)
    return "" if value is None else value


def _chosen(source: Any, kind: str) -> list[tuple[Any, Any, bool]]:
    """Return the choices with a mark on those selected; values compare as text, the way a browser sends them."""
    if kind not in ("choice", "multichoice"):
        return []
    value = _get(source, "value")
    several = isinstance(value, (list, tuple, set, frozenset))
    selected = {str(item) for item in (value if several else [value]) if item is not None}
    listed = [(key, text, str(key) in selected) for key, text in _get(source, "choices") or ()]
    if (
        kind == "choice"
        and not any(key == "" for key, _text, _on in listed)
        and not (_get(source, "required") and value)
    ):
        listed.insert(0, ("", _get(source, "placeholder") or "—", False))
    return listed


_WIDGETS = ((PasswordInput, "password"), (CheckboxInput, "boolean"), (Textarea, "multiline"), (Select, "choice"))


def from_bound(bound: BoundField) -> Field:
    """Read a Django bound field (the sign-in pages have them) as a Field."""
    widget = bound.field.widget
    kind = "hidden" if bound.is_hidden else next((kind for cls, kind in _WIDGETS if isinstance(widget, cls)), "text")
    return Field(
        name=bound.html_name,
        label=bound.label,
        kind=kind,
        id=bound.id_for_label,
        value="" if kind == "password" else bound.value(),
        choices=list(getattr(bound.field, "choices", ())),
        required=bound.field.required,
        max_length=getattr(bound.field, "max_length", None),
        help=bound.help_text,
        errors=list(bound.errors),
        autocomplete=str(widget.attrs.get("autocomplete", "")),
    )


@register.simple_tag
def error_summary(problems: Sequence[Any], title: Any = "", focus: bool = True) -> SafeString:
    """List what is wrong above a form, each line leading to its field; items are Problems or plain sentences.

    ``focus`` moves keyboard and screen reader there when the page opens.
    """
    if not problems:
        return EMPTY
    lines = [item if isinstance(item, Problem) else Problem(item) for item in problems]
    values = {"lines": lines, "title": title or _("Please correct the following; nothing is lost"), "focus": focus}
    return render_to_string("ui/error_summary.html", values)


@register.simple_tag
def copy(text: Any, label: Any = "") -> SafeString:
    """Offer a text for the clipboard; hidden while scripts are off."""
    return format_html(
        '<button class="qy-square" type="button" data-copy="{}" aria-label="{}" hidden>{}</button>',
        text,
        label or _("Copy"),
        icon("copy", size="sm"),
    )


@register.simple_tag
def print_button(label: Any = "") -> SafeString:
    """Offer to print the page; hidden while scripts are off (the browser's own menu prints as well)."""
    return format_html(
        '<button class="btn" type="button" data-print hidden>{}<span>{}</span></button>',
        icon("printer"),
        label or _("Print"),
    )
