"""An import from the opened file to its undoing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from quanyi.foundation.audit import steps as audit
from quanyi.foundation.capabilities.actions import ActionError, Invalid, Refused
from quanyi.foundation.documents import steps as documents
from quanyi.foundation.exchange import queries
from quanyi.foundation.exchange.models import Import, Imported, Mapping, Mode, Rejected, State
from quanyi.foundation.exchange.registry import Importer, Preset, Setting, importers, preset
from quanyi.foundation.exchange.rules import limit, signature, suggestion
from quanyi.foundation.exchange.steps.reading import Opened, counted, open_file
from quanyi.foundation.exchange.steps.rows import Plan, Verdicts, batches, from_preset, missing_fields, process
from quanyi.foundation.org.models import Unit
from quanyi.foundation.org.steps import Context
from quanyi.foundation.subjects import steps as subjects


class Worker(Protocol):
    """What carries batches: a job's run, or the command line itself."""

    @property
    def cursor(self) -> dict[str, Any]:
        """Where an earlier attempt stopped."""

    @property
    def now(self) -> datetime:
        """The present instant."""

    def batch(self, cursor: dict[str, Any] | None = None) -> Any:
        """Commit one part together with the place where the next begins."""


class Direct:
    """Carries batches on the command line, at the instant of the act."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.cursor: dict[str, Any] = {}

    @contextmanager
    def batch(self, cursor: dict[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        """Commit one part."""
        with transaction.atomic():
            yield self.cursor


@dataclass
class Report:
    """What became of a file.

    Attributes:
        read: rows that hold anything.
        registered: rows that came in.
        duplicates: rows that were there already.
        rejected: ``{"row": number, "errors": [sentence, …]}`` per row that was not taken in.
    """

    read: int = 0
    registered: int = 0
    duplicates: int = 0
    rejected: list[dict[str, Any]] = field(default_factory=list)

    def add(self, verdicts: Verdicts) -> None:
        """Count a batch in."""
        self.read += len(verdicts.registered) + verdicts.duplicates + len(verdicts.rejected)
        self.registered += len(verdicts.registered)
        self.duplicates += verdicts.duplicates
        for number, errors in verdicts.rejected:
            self.rejected.append({"row": number, "errors": [queries.said(item) for item in errors]})


def open_import(made: Importer, name: str, content: bytes, mode: str, unit: Unit, context: Context) -> Import:
    """Take a file in and propose which column fills which field.

    Args:
        made: the importer.
        name: the file's name.
        content: the file.
        mode: ``live`` or ``history``.
        unit: in whose name the rows come in.
        context: the act.

    Raises:
        Invalid: the file cannot be read, or the importer does not offer the mode.
    """
    if mode not in made.modes:
        raise Invalid({"mode": [_("This import does not offer “%(mode)s”") % {"mode": Mode(mode).label}]})
    opened = open_file(content, name)
    total, _first = counted(opened)
    subject = subjects.open_subject(
        context, kind=Import.kind, prefix="DR", label=str(made.label), unit=unit, url="/imports/{number}/"
    )
    mapping, shipped = proposed(made, opened.columns)
    return context.add(
        Import(
            subject=subject,
            importer=made.name,
            mode=mode,
            unit=unit,
            file_name=name[:150],
            sha256=documents.keep(content),
            columns=opened.columns,
            total=total,
            mapping=mapping,
            preset=shipped,
            created_by_id=context.user_id,
            created_at=context.now,
        )
    )


def proposed(made: Importer, columns: list[str]) -> tuple[dict[str, Any], str]:
    """Return the mapping to begin with and the shipped one it comes from: remembered, shipped, or guessed."""
    remembered = Mapping.objects.filter(importer=made.name, signature=signature(columns)).first()
    if remembered is not None:
        return remembered.mapping, ""
    for shipped in made.presets.values():
        if set(shipped.columns.values()) <= set(columns):
            return from_preset(shipped), shipped.name
    return {"columns": suggestion(made.written(), columns), "constants": {}, "words": {}}, ""


def match(importing: Import, columns: dict[str, str], constants: dict[str, str], context: Context) -> None:
    """Decide which column fills which field, and remember it for files with the same headings.

    Raises:
        Invalid: an unknown field or column, or a required field that nothing fills.
    """
    made = importers[importing.importer]
    names = {f.name for f in made.fields}
    unknown = [name for name in {*columns, *constants} if name not in names]
    unknown += [column for column in columns.values() if column not in importing.columns]
    if unknown:
        raise Invalid({"columns": [_("Not found: %(names)s") % {"names": "、".join(unknown)}]})
    mapping = importing.mapping | {"columns": columns, "constants": constants}
    missing = missing_fields(made, mapping, importing.columns)
    if missing:
        words = {"fields": "、".join(str(f.label) for f in missing)}
        raise Invalid({"columns": [_("No column is matched to: %(fields)s") % words]})
    Mapping.objects.update_or_create(
        importer=made.name,
        signature=signature(importing.columns),
        defaults={"mapping": mapping, "updated_at": context.now},
    )
    context.change(importing, mapping=mapping, checked={})


def plan_of(importing: Import, now: datetime) -> Plan:
    """Return how the rows of an import are read, in the name of the person who opened it."""
    setting = Setting(importing.mode, importing.unit, queries.person(importing, now), now)
    return Plan(importers[importing.importer], setting, importing.columns, importing.mapping)


def reopened(importing: Import) -> Opened:
    """Open the stored file again."""
    return open_file(documents.read(importing.sha256), importing.file_name)


def at(plan: Plan, now: datetime) -> Plan:
    """Return the plan at a later instant."""
    return replace(plan, setting=replace(plan.setting, now=now))


def try_out(importing: Import, worker: Worker) -> dict[str, int]:
    """Carry every row out and take it back, batch by batch; keeps what would be rejected."""
    report, seen = Report(), set[str]()
    with worker.batch({"done": 0, "total": importing.total}):
        importing.rejects.all().delete()
    for batch in batches(reopened(importing).rows, limit("batch")):
        with transaction.atomic():
            verdicts = process(at(plan_of(importing, worker.now), worker.now), batch, seen)
            transaction.set_rollback(True)
        with worker.batch() as reached:
            keep_rejected(importing, verdicts)
            report.add(verdicts)
            reached |= {"done": report.read, "total": importing.total}
    found = {"read": report.read, "registered": report.registered, "duplicates": report.duplicates}
    found["rejected"] = len(report.rejected)
    with worker.batch():
        context = Context(queries.acting(importing), worker.now, "import")
        context.change(importing, checked=found)
        audit.write("exchange.tried", importing.subject, found, context)
    return found


def bring_in(importing: Import, worker: Worker, report: Report | None = None) -> dict[str, int]:
    """Carry every row out, a batch per transaction; continues where a broken-off attempt stopped."""
    report = report or Report()
    begun = worker.cursor
    counts = {name: begun.get(name, 0) for name in ("done", "registered", "duplicates", "rejected")}
    if not begun:
        with worker.batch():
            importing.rejects.all().delete()
    for batch in batches(islice(reopened(importing).rows, counts["done"], None), limit("batch")):
        with worker.batch() as reached:
            verdicts = process(at(plan_of(importing, worker.now), worker.now), batch, set())
            for row in verdicts.registered:
                row.source = importing
            Imported.objects.bulk_create(verdicts.registered)
            keep_rejected(importing, verdicts)
            report.add(verdicts)
            counts["done"] += len(batch)
            counts["registered"] += len(verdicts.registered)
            counts["duplicates"] += verdicts.duplicates
            counts["rejected"] += len(verdicts.rejected)
            reached |= counts | {"total": importing.total}
    found = {name: counts[name] for name in ("registered", "duplicates", "rejected")}
    with worker.batch():
        context = Context(queries.acting(importing), worker.now, "import")
        context.change(importing, **found, finished_at=worker.now)
        audit.write("exchange.finished", importing.subject, found, context)
    return found


def keep_rejected(importing: Import, verdicts: Verdicts) -> None:
    """Keep the rows that were not taken in, with their errors."""
    Rejected.objects.bulk_create(
        [Rejected(source=importing, number=number, errors=errors) for number, errors in verdicts.rejected]
    )


def changed_since(importing: Import) -> list[int]:
    """Return the numbers of the rows that somebody has worked on since they came in."""
    touched = importing.rows.annotate(records=Count("made__records")).filter(records__gt=1)
    numbers = set(touched.values_list("number", flat=True))
    rows = importing.rows.exclude(version=None).values_list("number", "model", "row", "version")
    by_model: dict[str, dict[int, tuple[int, int | None]]] = {}
    for number, model, row, version in rows:
        by_model.setdefault(model, {})[row] = (number, version)
    for model, expected in by_model.items():
        keys = sorted(expected)
        for start in range(0, len(keys), 5_000):
            found = apps.get_model(model)._base_manager.filter(pk__in=keys[start : start + 5_000])
            now = dict(found.values_list("pk", "version"))
            numbers |= {expected[k][0] for k in keys[start : start + 5_000] if now.get(k) != expected[k][1]}
    return sorted(numbers)


def refuse_if_changed(importing: Import) -> None:
    """Refuse the undoing when somebody has worked on a row since.

    Raises:
        Refused: with the numbers of the rows.
    """
    changed = changed_since(importing)
    if changed:
        shown = "、".join(map(str, changed[:20])) + ("…" if len(changed) > 20 else "")
        words = {"count": len(changed), "rows": shown}
        raise Refused(_("%(count)s rows were worked on since they came in, in the file's rows %(rows)s") % words)


def take_back(importing: Import, worker: Worker) -> dict[str, int]:
    """Undo what an import made, the newest rows first; rows that meanwhile changed stay and are counted."""
    made = importers[importing.importer]
    counts = {name: worker.cursor.get(name, 0) for name in ("done", "stayed")}
    below = worker.cursor.get("below", 2**62)
    changed = set(changed_since(importing))
    while rows := list(importing.rows.filter(pk__lt=below).order_by("-pk")[: limit("batch")]):
        with worker.batch() as reached:
            context = Context(queries.acting(importing), worker.now, "import")
            below = rows[-1].pk
            for row in rows:
                if row.number in changed or not undone(made, row, context):
                    counts["stayed"] += 1
                counts["done"] += 1
            audit.write("exchange.taken_back", importing.subject, {"rows": len(rows)}, context)
            reached |= counts | {"below": below, "total": importing.registered}
    return counts


def undone(made: Importer, memory: Imported, context: Context) -> bool:
    """Undo one row; tells whether that was possible."""
    assert made.undo is not None  # the action's guard has looked
    row = apps.get_model(memory.model)._base_manager.filter(pk=memory.row).first()
    try:
        with transaction.atomic():
            memory.delete()
            if row is not None:
                made.undo(row, context)
    except ActionError:
        return False
    return True


def import_file(
    importer: str,
    path: Path,
    mapping: str,
    mode: str,
    unit: Unit,
    dry_run: bool,
    context: Context,
) -> Report:
    """Import a file from the command line, batch by batch, without the queue.

    Args:
        importer: name of the importer; empty: the one that ships ``mapping``.
        path: the file.
        mapping: name of a shipped mapping; empty: remembered or guessed from the headings.
        mode: ``live`` or ``history``.
        unit: in whose name the rows come in.
        dry_run: read and check everything, keep nothing.
        context: the act.

    Raises:
        Invalid: the file, the mapping or the mode cannot be used.
    """
    made, shipped = importer_of(importer, mapping)
    report = Report()
    with transaction.atomic():
        importing = open_import(made, path.name, path.read_bytes(), mode, unit, context)
        values = from_preset(shipped) if shipped else importing.mapping
        missing = missing_fields(made, values, importing.columns)
        if missing:
            words = {"fields": "、".join(str(f.label) for f in missing)}
            raise Invalid({"mapping": [_("No column is matched to: %(fields)s") % words]})
        context.change(importing, mapping=values, preset=mapping, state=State.STARTED)
        audit.write("exchange.open", importing.subject, {"mode": mode, "mapping": mapping}, context)
        transaction.set_rollback(dry_run)
    if not dry_run:
        bring_in(importing, Direct(context.now), report)
        return report
    seen: set[str] = set()
    for batch in batches(open_file(path, path.name).rows, limit("batch")):
        with transaction.atomic():
            report.add(process(plan_of(importing, context.now), batch, seen))
            transaction.set_rollback(True)
    return report


def importer_of(name: str, mapping: str) -> tuple[Importer, Preset | None]:
    """Return the importer of a name, or the one that ships a mapping, with that mapping.

    Raises:
        Invalid: no such mapping, or no such importer.
    """
    shipped = preset(mapping) if mapping else None
    if mapping and shipped is None:
        known = "、".join(sorted(name for made in importers.values() for name in made.presets))
        words = {"name": mapping, "known": known or "—"}
        raise Invalid({"mapping": [_("There is no mapping “%(name)s”. Shipped: %(known)s") % words]})
    made = shipped[0] if shipped else importers.get(name)
    if made is None:
        raise Invalid({"importer": [_("Not found: %(names)s") % {"names": name}]})
    return made, shipped[1] if shipped else None
