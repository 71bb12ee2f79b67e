"""Reads records back as people read them: the action's label, who, when, and the input field by field."""

import datetime
import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from quanyi.foundation.audit.models import Record
from quanyi.foundation.capabilities.actions.action import registry
from quanyi.foundation.ui.templatetags.marks import moment


@dataclass(frozen=True)
class Event:
    """One action in the history of a subject."""

    label: str
    icon: str
    at: str
    who: str
    facts: list[tuple[str, str]] = field(default_factory=list)


def events(records: Iterable[Record]) -> list[Event]:
    """Return records as events; an action that no longer exists is shown by its name."""
    return [event(record) for record in records]


def event(record: Record) -> Event:
    """Return one record as an event."""
    act = registry.get(record.action)
    who = f"{record.actor_name}（{_('deputy of')} {record.acting_for}）" if record.acting_for else record.actor_name
    if act is None:
        return Event(record.action, "point", moment(record.at), who)
    known = [name for name in act.command.model_fields if record.input.get(name) not in (None, "", [], False, "•••")]
    facts = [
        (
            str(act.command.presentation(name).label),
            record.labels.get(name) or told(act.command, name, record.input[name]),
        )
        for name in known
    ]
    return Event(str(act.label), act.icon or "point", moment(record.at), who, facts)


def told(command: Any, name: str, value: Any) -> str:
    """Return an input value as a person reads it."""
    kind = command.markers()[name][0]
    if value is True:
        return _("Yes")
    if kind is datetime.datetime:
        return moment(datetime.datetime.fromisoformat(value))
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return str(getattr(kind(value), "label", value))
    if isinstance(value, list):
        return "、".join(str(item.get("name", "")) if isinstance(item, dict) else str(item) for item in value)
    return str(value.get("name", "")) if isinstance(value, dict) else str(value)
