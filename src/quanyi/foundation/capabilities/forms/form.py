"""Derives an HTML form from a command class: kinds of fields, choices, values, errors."""

import datetime
import decimal
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args, get_origin

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic_core import PydanticUndefined

from quanyi.foundation.capabilities.actions.command import As, Command, Ref, Upload, key_of
from quanyi.foundation.capabilities.actions.errors import Invalid
from quanyi.foundation.org.rules import Actor

KINDS: dict[Any, str] = {
    bool: "boolean",
    int: "integer",
    decimal.Decimal: "decimal",
    datetime.date: "date",
    datetime.datetime: "datetime",
    Upload: "file",
    str: "text",
}


@dataclass
class Field:
    """One field of a form, ready for the ``field`` component."""

    name: str
    label: str
    kind: str
    value: Any = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    required: bool = False
    max_length: int | None = None
    help: str = ""
    errors: list[str] = field(default_factory=list)
    lines: int = 1
    disabled: bool = False
    autofocus: bool = False
    placeholder: str = ""

    @property
    def id(self) -> str:
        """The id of the input."""
        return f"id_{self.name}"


class Form:
    """The form of one command for one actor."""

    def __init__(
        self,
        command: type[Command],
        actor: Actor,
        *,
        initial: Mapping[str, Any] | None = None,
        errors: Mapping[str, list[str]] | None = None,
    ) -> None:
        """Build the form.

        Args:
            command: the command class.
            actor: who fills it in; choices are limited to what this actor may name.
            initial: values to show.
            errors: sentences per field; those under the empty name stand above the form.
        """
        self.command = command
        self.actor = actor
        self.initial = dict(initial or {})
        self.errors = dict(errors or {})
        self.fields = [self._field(name) for name in command.model_fields]

    def __iter__(self) -> Any:
        return iter(self.fields)

    def __getitem__(self, name: str) -> Field:
        for item in self.fields:
            if item.name == name:
                return item
        raise KeyError(name)

    @property
    def own_errors(self) -> list[str]:
        """Errors that belong to no shown field."""
        names = {item.name for item in self.fields}
        return [text for name, texts in self.errors.items() if name not in names for text in texts]

    @property
    def has_files(self) -> bool:
        """Whether the form must be sent as multipart."""
        return any(item.kind in {"file", "files"} for item in self.fields)

    def _field(self, name: str) -> Field:
        kind, marks = self.command.markers()[name]
        info = self.command.model_fields[name]
        shown = self.command.presentation(name)
        ref = next((mark for mark in marks if isinstance(mark, Ref)), None)
        default = info.default if info.default is not PydanticUndefined else ""
        value = self.initial.get(name, default)
        return Field(
            name=name,
            label=str(shown.label),
            kind=shown.kind or widget(kind, ref, shown),
            value="" if value is None else value,
            choices=self._choices(kind, ref, shown, required=info.is_required()),
            required=info.is_required() and kind is not bool,
            max_length=next((mark.max_length for mark in info.metadata if hasattr(mark, "max_length")), None),
            help=str(shown.help),
            errors=[str(text) for text in self.errors.get(name, [])],
            lines=shown.lines,
        )

    def _choices(self, kind: Any, ref: Ref | None, shown: As, *, required: bool) -> list[tuple[str, str]]:
        many = get_origin(kind) is list
        if ref is not None:
            found = [(key_of(row, ref), ref.label(row)) for row in ref.rows(self.actor)]
        elif shown.choices is not None:
            found = shown.choices(self.actor)
        else:
            found = listed(get_args(kind)[0] if many else kind)
        if found and not many and not required:
            found = [("", _("(none)")), *found]
        elif found and not many:
            found = [("", _("Please choose")), *found]
        return found


def listed(kind: Any) -> list[tuple[str, str]]:
    """Return the values of an enum or literal type with their labels."""
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return [(str(item.value), str(getattr(item, "label", item.value))) for item in kind]
    if get_origin(kind) is Literal:
        return [(str(value), str(value)) for value in get_args(kind)]
    return []


def widget(kind: Any, ref: Ref | None, shown: As) -> str:
    """Return the kind of input for a type."""
    many = get_origin(kind) is list
    inner = get_args(kind)[0] if many else kind
    if ref is not None or shown.choices is not None or listed(inner):
        return "multichoice" if many else "choice"
    if inner is Upload:
        return "files" if many else "file"
    if many:
        return "tags"
    if inner is str and shown.lines > 1:
        return "multiline"
    return KINDS.get(inner, "text")


def submitted(command: type[Command], request: HttpRequest) -> dict[str, Any]:
    """Read a command's values from a posted form: empty inputs are left out, so that defaults hold.

    Raises:
        Invalid: a file field holds no file.
    """
    values: dict[str, Any] = {}
    for name, (kind, _marks) in command.markers().items():
        many = get_origin(kind) is list
        inner = get_args(kind)[0] if many else kind
        if inner is Upload:
            files = [{"name": f.name, "content": f.read()} for f in request.FILES.getlist(name)]
            if files:
                values[name] = files if many else files[0]
        elif inner is bool:
            values[name] = request.POST.get(name, "") in {"on", "true", "1", "yes"}
        elif many:
            texts = [text for text in request.POST.getlist(name) if text.strip()]
            if widget(kind, None, command.presentation(name)) == "tags" and not references(command, name):
                texts = [part.strip() for text in texts for part in text.splitlines() if part.strip()]
            values[name] = texts
        elif request.POST.get(name, "").strip():
            text = request.POST[name]
            values[name] = local(text) if inner is datetime.datetime else text
    return values


def references(command: type[Command], name: str) -> bool:
    """Tell whether a field names rows."""
    return name in command.references()


def local(text: str) -> Any:
    """Read a ``datetime-local`` input as an instant of the server's zone; leave anything else to the parser."""
    try:
        instant = datetime.datetime.fromisoformat(text)
    except ValueError:
        return text
    return instant if instant.tzinfo else timezone.make_aware(instant)


__all__ = ["Field", "Form", "Invalid", "submitted"]
