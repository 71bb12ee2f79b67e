"""Commands: the typed input of an action, from which form, API body, schema and audited input derive."""

import base64
import binascii
import datetime
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, ClassVar, Self, get_args, get_type_hints

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, PrivateAttr, ValidationError, field_validator

from quanyi.foundation.capabilities.actions.errors import Invalid
from quanyi.foundation.org.rules import Actor, memory

Rows = Callable[[Actor], QuerySet[Any]]


@dataclass(frozen=True)
class As:
    """How a field is shown and audited.

    Args:
        label: the field's name for people.
        help: one sentence under the field.
        lines: height of a text field; more than one makes it a text area.
        sensitive: personal data: the audit trail holds a mark, not the value.
        choices: values to choose from with their labels, for plain texts.
        kind: overrides the widget derived from the type (``hidden``, ``password``).
    """

    label: str | Promise
    help: str | Promise = ""
    lines: int = 1
    sensitive: bool = False
    choices: Callable[[Actor], list[tuple[str, str]]] | None = None
    kind: str = ""


@dataclass(frozen=True)
class Ref:
    """A field that names a row by a natural key, looked up among the rows its actor may choose.

    Args:
        rows: actor → queryset of the rows that may be named.
        key: the field that names a row (``code``, ``username``, ``subject__number``, ``pk``).
        label: how a row is shown.
    """

    rows: Rows
    key: str = "code"
    label: Callable[[Any], str] = str


def decoded(value: Any) -> Any:
    """Turn the base64 text of an API body into bytes; a form hands bytes already."""
    if isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError) as error:
            raise ValueError("content is not base64") from error
    return value


class Upload(BaseModel):
    """A file handed in: its name and content (base64 in an API body)."""

    model_config = ConfigDict(extra="forbid", ser_json_bytes="base64")
    name: str
    content: Annotated[bytes, BeforeValidator(decoded)]

    def audited(self) -> dict[str, Any]:
        """Return what the record keeps of a file."""
        return {"name": self.name, "size": len(self.content), "sha256": hashlib.sha256(self.content).hexdigest()}


#: pydantic's error types → sentences; pydantic itself speaks English only.
SENTENCES: dict[str, str | Promise] = {
    "missing": _("Please fill in this field"),
    "string_too_short": _("Please fill in this field"),
    "string_too_long": _("Too long: at most %(max_length)s characters"),
    "too_long": _("Too many entries: at most %(max_length)s"),
    "too_short": _("Please name at least one"),
    "int_parsing": _("Please enter a whole number"),
    "int_type": _("Please enter a whole number"),
    "decimal_parsing": _("Please enter an amount"),
    "greater_than": _("Must be greater than %(gt)s"),
    "greater_than_equal": _("Must be at least %(ge)s"),
    "less_than": _("Must be less than %(lt)s"),
    "less_than_equal": _("Must be at most %(le)s"),
    "bool_parsing": _("Please choose yes or no"),
    "enum": _("Please choose one of the listed values"),
    "literal_error": _("Please choose one of the listed values"),
    "extra_forbidden": _("There is no such field"),
    "date_from_datetime_parsing": _("Please enter a date such as 2026-11-24"),
    "date_parsing": _("Please enter a date such as 2026-11-24"),
    "date_type": _("Please enter a date such as 2026-11-24"),
    "datetime_parsing": _("Please enter date and time such as 2026-11-24 09:30"),
    "datetime_from_date_parsing": _("Please enter date and time such as 2026-11-24 09:30"),
    "timezone_aware": _("Please give the time with its zone"),
    "string_pattern_mismatch": _("Not in the expected form"),
}
UNKNOWN = _("This value cannot be used")
#: Days outside these years are slips of the pen; at the ends of the calendar arithmetic overflows.
FIRST_YEAR, LAST_YEAR = 1900, 2199
FAR = _("Please enter a day between the years %(first)s and %(last)s")


class Command(BaseModel):
    """Base of all commands: unknown fields are errors, texts are stripped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    #: Reasons checked over several fields: returns field → sentences.
    _refs: dict[str, Any] = PrivateAttr(default_factory=dict)

    @field_validator("*")
    @classmethod
    def storable(cls, value: Any) -> Any:
        """Refuse what no database stores or no calendar reckons with: the NUL character, days far from any case.

        Raises:
            ValueError: with a sentence.
        """
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str) and "\0" in item:
                raise ValueError(UNKNOWN)
            if isinstance(item, datetime.date) and not FIRST_YEAR <= item.year <= LAST_YEAR:
                raise ValueError(FAR % {"first": FIRST_YEAR, "last": LAST_YEAR})
        return value

    metadata: ClassVar[dict[str, list[Any]]]

    @classmethod
    def parse(cls, values: Mapping[str, Any], actor: Actor) -> Self:
        """Build a command from form or body values.

        Args:
            values: field → value.
            actor: who asks; references are looked up among what this actor may name.

        Raises:
            Invalid: with sentences per field.
        """
        try:
            command = cls.model_validate(dict(values))
        except ValidationError as error:
            raise Invalid(sentences(error)) from error
        command.resolve(actor)
        return command

    def resolve(self, actor: Actor) -> None:
        """Look up every reference; a name that this actor may not use does not exist."""
        errors: dict[str, list[Any]] = {}
        for name, ref in self.references().items():
            value = getattr(self, name)
            if value in (None, "", []):
                self._refs[name] = [] if isinstance(value, list) else None
                continue
            wanted = value if isinstance(value, list) else [value]
            found = named(ref, wanted, actor)
            missing = [key for key in wanted if str(key) not in found]
            if missing:
                errors[name] = [_("Not found: %(names)s") % {"names": "、".join(map(str, missing))}]
            rows = [found.get(str(key)) for key in wanted]
            self._refs[name] = rows if isinstance(value, list) else rows[0]
        if errors:
            raise Invalid(errors)

    def ref(self, name: str) -> Any:
        """Return the row (or rows) that a reference field names."""
        return self._refs[name]

    @classmethod
    def markers(cls) -> dict[str, tuple[Any, list[Any]]]:
        """Return field → (type without Annotated, its markers)."""
        found = cls.__dict__.get("_markers_cache")
        if found is None:
            hints = get_type_hints(cls, include_extras=True)
            found = {name: unwrapped(hints[name]) for name in cls.model_fields}
            cls._markers_cache = found  # type: ignore[attr-defined]  # one computation per class
        return found

    @classmethod
    def references(cls) -> dict[str, Ref]:
        """Return the reference fields."""
        pairs = ((name, m) for name, (_type, marks) in cls.markers().items() for m in marks)
        return {name: mark for name, mark in pairs if isinstance(mark, Ref)}

    @classmethod
    def presentation(cls, name: str) -> As:
        """Return how a field is shown; a field without ``As`` is shown by its name."""
        marks = cls.markers()[name][1]
        return next((mark for mark in marks if isinstance(mark, As)), As(name))

    def audited(self) -> dict[str, Any]:
        """Return the input as the audit trail may hold it."""
        shown: dict[str, Any] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, Upload):
                shown[name] = value.audited()
            elif isinstance(value, list) and value and isinstance(value[0], Upload):
                shown[name] = [upload.audited() for upload in value]
            elif self.presentation(name).sensitive and value not in (None, ""):
                shown[name] = "•••"
            elif value not in (None, "", []):
                shown[name] = value
        return shown

    def labels(self) -> dict[str, str]:
        """Return how the rows that the references name are called."""
        shown: dict[str, str] = {}
        for name, ref in self.references().items():
            rows = self._refs.get(name)
            found = rows if isinstance(rows, list) else [rows]
            text = "、".join(ref.label(row) for row in found if row is not None)
            if text and not self.presentation(name).sensitive:
                shown[name] = text
        return shown

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the whole input, to tell whether a repeated key carries the same request."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def key_of(row: Any, ref: Ref) -> str:
    """Return the natural key by which a row is named."""
    for part in ref.key.split("__"):
        row = getattr(row, part)
    return str(row)


def named(ref: Ref, keys: list[Any], actor: Actor) -> dict[str, Any]:
    """Look rows up by key among what an actor may name; what was found is remembered with the actor."""
    known = memory(actor)
    missing = [key for key in keys if (ref, str(key)) not in known]
    if missing:
        for row in ref.rows(actor).filter(**{f"{ref.key}__in": missing}):
            known[ref, key_of(row, ref)] = row
    return {str(key): known[ref, str(key)] for key in keys if (ref, str(key)) in known}


def unwrapped(hint: Any) -> tuple[Any, list[Any]]:
    """Split ``Annotated[T, …] | None`` and its like into the inner type and all markers."""
    marks: list[Any] = []
    while True:
        if hasattr(hint, "__metadata__"):
            marks += hint.__metadata__
            hint = hint.__origin__
            continue
        members = [arg for arg in get_args(hint) if arg is not type(None)]
        if type(None) in get_args(hint) and len(members) == 1:
            hint = members[0]
            continue
        return hint, marks


def sentences(error: ValidationError) -> dict[str, list[str]]:
    """Translate pydantic's errors, which it words in English only."""
    found: dict[str, list[str]] = {}
    for item in error.errors():
        context = item.get("ctx", {})
        cause = context.get("error")
        if isinstance(cause, Exception) and cause.args:
            text = str(cause.args[0])
        else:
            text = str(SENTENCES.get(item["type"], UNKNOWN))
            text = text % context if "%(" in text else text
        field = str(item["loc"][0]) if item["loc"] else ""
        found.setdefault(field, []).append(text)
    return found
