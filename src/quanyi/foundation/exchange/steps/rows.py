"""Rows become commands and commands are carried out, a batch at a time; every row gets its own verdict."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import Error as DatabaseError
from django.utils.translation import gettext as _

from quanyi.foundation.capabilities.actions import ActionError, Denied, Invalid
from quanyi.foundation.exchange.models import Imported
from quanyi.foundation.exchange.registry import Importer, ImportField, Preset, Setting
from quanyi.foundation.exchange.rules import BadValue, day, instant, plain, short_key, text, turned
from quanyi.foundation.exchange.steps.wording import SENTENCES, sentence
from quanyi.foundation.org.rules import Actor, Staff, System

logger = logging.getLogger("quanyi.exchange")
Row = tuple[int, Sequence[object]]


@dataclass(frozen=True)
class Plan:
    """How the rows of one file are read.

    Attributes:
        importer: the importer.
        setting: what is the same for all rows.
        columns: the file's headings.
        mapping: field → heading, field → constant, field → words: as stored with the import.
    """

    importer: Importer
    setting: Setting
    columns: list[str]
    mapping: dict[str, Any]

    @cached_property
    def actor(self) -> Actor:
        """The software, in the name of the person who imports; one for the batch, which remembers what it looked up."""
        person = self.setting.person
        return System(person.name) if isinstance(person, Staff) else person

    def places(self) -> dict[str, int]:
        """Return field → position of its column."""
        at = {column: place for place, column in enumerate(self.columns)}
        return {name: at[column] for name, column in self.mapping.get("columns", {}).items() if column in at}


@dataclass
class Verdicts:
    """What became of the rows of a batch."""

    registered: list[Imported] = field(default_factory=list)
    duplicates: int = 0
    rejected: list[tuple[int, list[dict[str, str]]]] = field(default_factory=list)


def from_preset(preset: Preset) -> dict[str, Any]:
    """Return a shipped mapping in the form in which an import stores its mapping."""
    words = {name: dict(pairs) for name, pairs in preset.words.items()}
    form = {"columns": dict(preset.columns), "constants": dict(preset.constants), "words": words}
    return form | ({"dates": preset.dates} if preset.dates else {})


def missing_fields(importer: Importer, mapping: dict[str, Any], columns: Sequence[str]) -> list[ImportField]:
    """Return the required fields that neither a column of the file nor a constant fills."""
    filled = {name for name, column in mapping.get("columns", {}).items() if column in columns}
    filled |= {name for name, value in mapping.get("constants", {}).items() if value}
    return [f for f in importer.fields if f.required and f.name not in filled]


def error(plan: Plan, name: str, words: str) -> dict[str, str]:
    """Return one error: the column where it stands, the field's label, the sentence."""
    found = next((f for f in plan.importer.fields if f.name == name), None)
    label = str(found.label) if found else ""
    if not found and name:
        command = plan.importer.action_of(plan.setting.mode).command
        label = str(command.presentation(name).label) if name in command.model_fields else name
    return {"column": plan.mapping.get("columns", {}).get(name, ""), "field": label, "text": words}


def parsed(plan: Plan, places: dict[str, int], cells: Sequence[object]) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Read one row: its values by field, and what is wrong with it."""
    values: dict[str, Any] = {}
    errors = []
    constants, words = plan.mapping.get("constants", {}), plan.mapping.get("words", {})
    for item in plan.importer.fields:
        place = places.get(item.name, -1)
        raw = plain(cells[place]) if 0 <= place < len(cells) else None
        raw = constants.get(item.name) if raw is None else raw
        if raw is not None:
            raw = words.get(item.name, {}).get(text(raw), raw)
        if raw is None:
            if item.required:
                errors.append(error(plan, item.name, str(SENTENCES["required"])))
            continue
        if plan.mapping.get("dates") == "mdy" and item.parse in (day, instant):
            raw = turned(raw)
        try:
            values[item.name] = item.parse(raw)
        except (BadValue, ValueError) as reason:
            errors.append(error(plan, item.name, sentence(reason)))
    return values, errors


def process(plan: Plan, rows: Iterable[Row], seen: set[str]) -> Verdicts:
    """Carry a batch of rows out, inside the caller's transaction; a row that fails leaves nothing behind.

    Args:
        plan: how to read them.
        rows: number in the file and cells.
        seen: keys of earlier batches of a dry run, which a rollback has taken back; extended.
    """
    verdicts = Verdicts()
    places = plan.places()
    ready: list[tuple[int, dict[str, Any], str]] = []
    for number, cells in rows:
        values, errors = parsed(plan, places, cells)
        if errors:
            verdicts.rejected.append((number, errors))
        else:
            ready.append((number, values, short_key(plan.importer.key(values))))
    there = already(plan.importer, {key for _number, _values, key in ready if key}) | seen
    for number, values, key in ready:
        if key and key in there:
            verdicts.duplicates += 1
            continue
        outcome = carried_out(plan, number, values, verdicts)
        if outcome is not None:
            there.add(key)
            seen.add(key)
            verdicts.registered.append(kept(plan, number, key, outcome))
    return verdicts


def already(importer: Importer, keys: set[str]) -> set[str]:
    """Return the keys that came in before, by an import or otherwise."""
    found = set(Imported.objects.filter(importer=importer.name, key__in=keys).values_list("key", flat=True))
    if importer.known is not None:
        found |= importer.known(keys - found)
    return {key for key in found if key}


def carried_out(plan: Plan, number: int, values: dict[str, Any], verdicts: Verdicts) -> Any:
    """Carry one row out; a refusal becomes the row's errors."""
    act = plan.importer.action_of(plan.setting.mode)
    try:
        command = act.command.parse(plan.importer.build(values, plan.setting), plan.actor)
        person = plan.setting.person
        # The rights of this moment count, also when the role ended after the file was opened.
        unit = plan.setting.unit
        if isinstance(person, Staff) and not person.may(act.name, unit.path if unit is not None else None):
            raise Denied
        if isinstance(person, Staff) and act.unit is not None and not person.may(act.name, act.unit(command)):
            raise Denied
        return act(plan.actor, command, now=plan.setting.now, channel="import")
    except Invalid as reason:
        found = [error(plan, name, words) for name, texts in reason.errors.items() for words in texts]
        verdicts.rejected.append((number, found))
    except ActionError as reason:
        verdicts.rejected.append((number, [error(plan, "", str(reason))]))
    except (BadValue, ValueError) as reason:
        verdicts.rejected.append((number, [error(plan, "", sentence(reason))]))
    except DatabaseError as reason:
        # A conflict that the room did not foresee; the action's savepoint has taken the row back.
        logger.error("row %s of an import by %s: %s", number, plan.importer.name, type(reason).__name__)
        words = _("The database refused this row (%(kind)s); nothing of it was kept") % {"kind": type(reason).__name__}
        verdicts.rejected.append((number, [error(plan, "", words)]))
    return None


def kept(plan: Plan, number: int, key: str, outcome: Any) -> Imported:
    """Return the memory of a row that came in, still to be saved."""
    return Imported(
        importer=plan.importer.name,
        key=key or None,
        number=number,
        model=outcome.row._meta.label,
        row=outcome.row.pk,
        version=getattr(outcome.row, "version", None),
        made=outcome.subject,
    )


def batches(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    """Cut rows into batches."""
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
