"""Imports of one's units, and one's own exports."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quanyi.foundation.capabilities import listings
from quanyi.foundation.capabilities.listings import Column, Filter, Listing
from quanyi.foundation.exchange import queries
from quanyi.foundation.exchange.models import ExportState, Import, State
from quanyi.foundation.exchange.registry import importers
from quanyi.foundation.org.rules import Actor


def importer_label(row: Import) -> str:
    """Return what an import imports."""
    made = importers.get(row.importer)
    return str(made.label) if made else row.importer


def listing_label(row: Any) -> str:
    """Return what an export exports."""
    found = listings.registry.get(row.listing)
    return str(found.label) if found else str(row.listing)


def seen(actor: Actor) -> Any:
    """Return the imports an actor may know of."""
    return Import.objects.visible_to(actor).select_related("subject", "unit", "created_by")


IMPORTS = Listing(
    "exchange.imports",
    label=_("Imports"),
    permission="exchange.see",
    rows=seen,
    columns=[
        Column("number", _("Number"), lambda row: row.subject.number),
        Column("importer", _("What is imported"), importer_label),
        Column("mode", _("Kind of rows"), lambda row: row.get_mode_display(), hidden=True),
        Column("file", _("File name"), lambda row: row.file_name, width=30),
        Column("state", _("State"), lambda row: row.get_state_display()),
        Column("unit", _("Unit"), lambda row: row.unit.name if row.unit else ""),
        Column("total", _("Rows"), lambda row: row.total),
        Column("registered", _("Came in"), lambda row: row.registered),
        Column("duplicates", _("Already there"), lambda row: row.duplicates),
        Column("rejected", _("Left out"), lambda row: row.rejected),
        Column("by", _("Uploaded by"), lambda row: row.created_by.name if row.created_by else ""),
        Column("at", _("Uploaded at"), lambda row: row.created_at, sort=("created_at", "id")),
    ],
    order=("-id",),
    filters=[
        Filter(
            "importer",
            _("What is imported"),
            lambda rows, value, actor: rows.filter(importer=value),
            choices=lambda actor: [(made.name, str(made.label)) for made in importers.values()],
            main=True,
        ),
        Filter(
            "state",
            _("State"),
            lambda rows, value, actor: rows.filter(state=value),
            choices=lambda actor: [(value, str(label)) for value, label in State.choices],
            main=True,
        ),
    ],
    search=lambda rows, text, actor: rows.filter(subject__number__icontains=text),
    address=lambda row: row.subject.url,
)

EXPORTS = Listing(
    "exchange.exports",
    label=_("My exports"),
    permission="exchange.export",
    rows=queries.own_exports,
    columns=[
        Column("list", _("Exported list"), listing_label),
        Column("format", _("Format"), lambda row: row.get_format_display()),
        Column("rows", _("Rows"), lambda row: row.rows),
        Column("reason", _("Purpose of the export"), lambda row: row.reason, width=30),
        Column("state", _("State"), lambda row: row.get_state_display()),
        Column("at", _("Ordered at"), lambda row: row.created_at, sort=("created_at", "id")),
        Column("expires_at", _("Kept until"), lambda row: row.expires_at),
    ],
    order=("-id",),
    filters=[
        Filter(
            "state",
            _("State"),
            lambda rows, value, actor: rows.filter(state=value),
            choices=lambda actor: [(value, str(label)) for value, label in ExportState.choices],
            main=True,
        )
    ],
    address=lambda row: f"/exports/{row.pk}/",
)
