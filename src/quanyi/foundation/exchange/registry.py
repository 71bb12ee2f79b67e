"""Where rooms declare what can be imported: each row of a file becomes the command of one of their actions."""

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from quanyi.foundation.capabilities.actions import registry as actions
from quanyi.foundation.exchange import rules
from quanyi.foundation.org.models import Unit
from quanyi.foundation.org.rules import Actor
from quanyi.foundation.org.steps import Context

Text = str | Promise


@dataclass(frozen=True)
class ImportField:
    """One field that a row can fill.

    Args:
        name: name of the command's field, if there is one of that name: its errors are shown beside this field.
        label: what people read.
        synonyms: other headings under which the files of this world keep it.
        required: a row without it is rejected.
        parse: cell → value; raises ``rules.BadValue``, or ``ValueError`` with a sentence for people.
        help: one sentence.
    """

    name: str
    label: Text
    synonyms: tuple[str, ...] = ()
    required: bool = False
    parse: Callable[[Any], Any] = rules.text
    help: Text = ""


@dataclass(frozen=True)
class Setting:
    """What is the same for all rows of one import.

    Attributes:
        mode: ``live`` (clocks start) or ``history`` (dates and outcome are kept, no live clock).
        unit: the unit in whose name the rows come in.
        person: who imports; the software itself on the command line.
        now: the instant of the batch.
    """

    mode: str
    unit: Unit | None
    person: Actor
    now: datetime.datetime


def named(values: dict[str, Any], setting: Setting) -> dict[str, Any]:
    """Hand every filled field to the command's field of the same name."""
    return values


@dataclass(frozen=True)
class Preset:
    """A mapping that ships under a name, for files whose form is known.

    Args:
        name: the word of the command line.
        label: what people read.
        columns: field → heading.
        constants: field → text that stands for every row.
        words: field → (text in the file → text that our parser knows).
        dates: ``mdy`` when the files write 9/24/19 for the 24th of September; a bare file is never guessed at.
    """

    name: str
    label: Text
    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: str = ""


@dataclass(frozen=True)
class Importer:
    """One kind of import; see ``importer``."""

    name: str
    label: Text
    fields: tuple[ImportField, ...]
    action: str
    history: str
    build: Callable[[dict[str, Any], Setting], dict[str, Any]]
    key: Callable[[dict[str, Any]], str]
    known: Callable[[Collection[str]], set[str]] | None
    undo: Callable[[Any, Context], None] | None
    presets: dict[str, Preset] = field(default_factory=dict)

    @property
    def modes(self) -> list[str]:
        """The modes this importer offers."""
        return [mode for mode, name in (("live", self.action), ("history", self.history)) if name]

    def action_of(self, mode: str) -> Any:
        """Return the action that a row of this mode becomes."""
        return actions[self.history if mode == "history" else self.action]

    def written(self) -> dict[str, list[str]]:
        """Return field → the headings under which it is known, best first."""
        return {f.name: [str(f.label), *f.synonyms, f.name] for f in self.fields}


importers: dict[str, Importer] = {}


def importer(
    name: str,
    label: Text,
    *,
    fields: Sequence[ImportField],
    key: Callable[[dict[str, Any]], str],
    action: str = "",
    history: str = "",
    build: Callable[[dict[str, Any], Setting], dict[str, Any]] = named,
    known: Callable[[Collection[str]], set[str]] | None = None,
    undo: Callable[[Any, Context], None] | None = None,
    presets: Sequence[Preset] = (),
) -> Importer:
    """Declare an importer.

    Args:
        name: ``room.what``.
        label: what people read.
        fields: the fields a row can fill.
        key: parsed values → what makes a row the same row (the sender's number); an empty text: never a duplicate.
        action: the action that a live row becomes; a person may import when they may carry it out.
        history: the action that a row of history becomes.
        build: parsed values and setting → the command's values.
        known: which of some keys the room already has by other ways than imports.
        undo: takes back the row that an action made; raises ``Refused`` when it cannot.
        presets: mappings that ship under a name.

    Raises:
        ValueError: the name is taken, or there is neither action nor history.
    """
    if name in importers:
        raise ValueError(f"two importers are called {name}")
    if not action and not history:
        raise ValueError(f"importer {name}: name an action, a history action, or both")
    made = Importer(name, label, tuple(fields), action, history, build, key, known, undo, {p.name: p for p in presets})
    importers[name] = made
    return made


def preset(name: str) -> tuple[Importer, Preset] | None:
    """Return the shipped mapping of a name with its importer, none if there is none."""
    return next(((made, made.presets[name]) for made in importers.values() if name in made.presets), None)
