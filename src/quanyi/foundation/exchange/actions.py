"""Opening, matching, running, undoing and discarding imports; ordering exports."""

from typing import Annotated

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from quanyi.foundation.capabilities.actions import As, Command, Denied, Ref, Upload, action
from quanyi.foundation.exchange import queries, steps
from quanyi.foundation.exchange.models import Export, Format, Import, Mode, State
from quanyi.foundation.exchange.registry import importers
from quanyi.foundation.org.rules import Actor, Staff
from quanyi.foundation.org.steps import Context
from quanyi.foundation.queue.steps import enqueue

Word = Annotated[str, Field(max_length=400)]


def choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the importers an actor may use."""
    return [(made.name, str(made.label)) for made in queries.offered(actor)]


class Open(Command):
    """A file and what its rows are."""

    importer: Annotated[str, As(_("What is imported"), choices=choices)]
    mode: Annotated[Mode, As(_("Kind of rows"))]
    unit: Annotated[str, Ref(queries.units), As(_("Unit"), help=_("In whose name the rows come in"))]
    file: Annotated[
        Upload, As(_("File"), help=_("Excel (.xlsx) or .csv; the first row with headings is found by itself"))
    ]


@action(
    "exchange.open",
    _("New import"),
    icon="file-import",
    tone="primary",
    unit=lambda command: command.ref("unit").path,
)
def open_import(command: Open, context: Context) -> Import:
    """Take a file in. Nothing is registered yet: columns are matched and a trial run shows every error first."""
    made = importers.get(command.importer)
    unit = command.ref("unit")
    if made is None or command.mode not in made.modes:
        raise Denied(_("This import does not exist for these rows"))
    if not context.actor.may(made.action_of(command.mode).name, unit.path):
        raise Denied
    return steps.open_import(made, command.file.name, command.file.content, command.mode, unit, context)


def not_mine(importing: Import, actor: Actor) -> str | Promise:
    """Say that an import belongs to the person who opened it, or that a job works on it now."""
    if isinstance(actor, Staff) and importing.created_by_id != actor.user_id:
        return _("Only the person who opened this import may do this")
    return busy(importing, actor)


def busy(importing: Import, actor: Actor) -> str | Promise:
    """Say that a job works on an import now."""
    job = queries.job(importing.job)
    return _("The import is being worked on; please wait") if job is not None and not job.finished else ""


class Match(Command):
    """Which column fills which field: entries such as ``phone=客户电话``; constants stand for every row."""

    columns: Annotated[list[Word], Field(max_length=200), As(_("Columns"))]
    constants: Annotated[list[Word], Field(max_length=200), As(_("Fixed values"))] = []


def pairs(entries: list[str]) -> dict[str, str]:
    """Split entries such as ``phone=客户电话``."""
    split = (entry.partition("=") for entry in entries)
    return {name: value for name, _sign, value in split if name and value}


@action(
    "exchange.map",
    _("Match the columns"),
    target=Import,
    moves={State.OPENED: State.MAPPED, State.MAPPED: State.MAPPED},
    guard=not_mine,
    icon="arrows-exchange",
)
def match(importing: Import, command: Match, context: Context) -> None:
    """Decide which column fills which field and start the trial run; it is remembered for files of the same form."""
    steps.match(importing, pairs(command.columns), pairs(command.constants), context)
    job = enqueue("exchange.check", {"import": importing.pk}, context)
    context.change(importing, job=job.pk)


class Nothing(Command):
    """Nothing to fill in."""


def not_checked(importing: Import, actor: Actor) -> str | Promise:
    """Say that the trial run has not ended, or that no row would come in."""
    reason = not_mine(importing, actor)
    if reason:
        return reason
    if not importing.checked:
        return _("The trial run has not ended yet")
    return "" if importing.checked["registered"] else _("No row would come in")


@action(
    "exchange.run",
    _("Import now"),
    target=Import,
    moves={State.MAPPED: State.STARTED},
    guard=not_checked,
    icon="player-play",
    tone="primary",
)
def run(importing: Import, command: Nothing, context: Context) -> None:
    """Register the rows. Rows with errors are left out and can be downloaded, corrected and imported again."""
    job = enqueue("exchange.run", {"import": importing.pk}, context)
    context.change(importing, job=job.pk)


def not_undoable(importing: Import, actor: Actor) -> str | Promise:
    """Say that an import cannot be undone, or not yet."""
    made = importers.get(importing.importer)
    if made is None or made.undo is None:
        return _("This kind of import cannot be undone")
    return busy(importing, actor) or ("" if importing.finished_at else _("The import has not ended yet"))


class Undo(Command):
    """Why an import is undone."""

    reason: Annotated[str, Field(min_length=2, max_length=200), As(_("Reason for undoing"), lines=2)]


@action(
    "exchange.undo",
    _("Undo the import"),
    target=Import,
    moves={State.STARTED: State.UNDONE},
    guard=not_undoable,
    icon="arrow-back-up",
    tone="danger",
)
def undo(importing: Import, command: Undo, context: Context) -> None:
    """Take back every row of an import; refused when somebody has worked on one of them since."""
    steps.refuse_if_changed(importing)
    job = enqueue("exchange.undo", {"import": importing.pk}, context)
    context.change(importing, job=job.pk)


@action(
    "exchange.discard",
    _("Discard the import"),
    target=Import,
    moves={State.OPENED: State.DISCARDED, State.MAPPED: State.DISCARDED},
    guard=not_mine,
    icon="trash",
    tone="danger",
)
def discard(importing: Import, command: Nothing, context: Context) -> None:
    """Lay a file aside that was never imported."""


class Order(Command):
    """What is exported, how and what for."""

    listing: Annotated[str, Field(max_length=80), As(_("Exported list"), kind="hidden")]
    query: Annotated[str, Field(max_length=1000), As(_("Filters"), kind="hidden")] = ""
    format: Annotated[Format, As(_("Format"))] = Format.XLSX
    reason: Annotated[
        str,
        Field(min_length=2, max_length=200),
        As(
            _("Purpose of the export"),
            help=_("Kept with the record of this export, for example: monthly report to the branch"),
        ),
    ]


@action("exchange.export", _("Export"), icon="file-export", tone="primary")
def order(command: Order, context: Context) -> Export:
    """Export all rows that are filtered, with the fields this person may see, as a file for this person alone."""
    return steps.order(command.listing, command.query, command.format, command.reason, context)
