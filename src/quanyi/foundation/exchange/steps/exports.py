"""Exports: a list as one person sees it becomes a file for that person."""

import datetime
import io
from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from quanyi.engines.sheets import write_csv, write_xlsx
from quanyi.foundation.audit import steps as audit
from quanyi.foundation.capabilities import listings
from quanyi.foundation.capabilities.actions import Denied, Invalid, Refused
from quanyi.foundation.documents import steps as documents
from quanyi.foundation.documents.models import Document
from quanyi.foundation.exchange.models import Export, ExportState, Format, Import, Rejected
from quanyi.foundation.exchange.rules import limit
from quanyi.foundation.notices import steps as notices
from quanyi.foundation.org import queries as org
from quanyi.foundation.org.rules import Actor
from quanyi.foundation.org.steps import Context
from quanyi.foundation.queue.steps import Failed, Run, enqueue

MEDIA: dict[str, str] = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
}
#: Progress is told, and the lease renewed, after so many rows.
STEP = 1_000


def order(listing: str, query: str, kind: str, reason: str, context: Context) -> Export:
    """Order an export; the file is made by a job.

    Args:
        listing: name of the list.
        query: its query string: what is filtered is what is exported, all pages of it.
        kind: ``xlsx`` or ``csv``.
        reason: what it is for.
        context: the act.

    Raises:
        Denied: the person may not open the list.
        Invalid: there is no such list.
        Refused: there are more rows than may leave at once.
    """
    found = listings.registry.get(listing)
    if found is None:
        raise Invalid({"listing": [_("There is no such list to export")]})
    if context.user_id is None or not context.actor.may(found.permission):
        raise Denied
    most = limit("export_rows")
    rows = selected(found, query, context.actor)
    if rows.order_by().values("pk")[: most + 1].count() > most:
        raise Refused(_("More than %(most)s rows match; narrow the filters and export in parts") % {"most": most})
    export = Export(
        listing=listing,
        query=query,
        format=kind,
        reason=reason,
        created_by_id=context.user_id,
        created_at=context.now,
    )
    context.add(export)
    job = enqueue("exchange.export", {"export": export.pk}, context)
    return context.change(export, job=job.pk)


def selected(listing: listings.Listing, query: str, actor: Actor) -> Any:
    """Return all rows that a query string selects."""
    return listing.select(actor, listing.read(QueryDict(query).dict()))


def make(export: Export, run: Run) -> dict[str, Any]:
    """Write the file with the rights its owner has at this moment, keep it, tell the owner."""
    listing = listings.registry.get(export.listing)
    owner = org.staff(export.created_by, run.now.date())
    if listing is None or not owner.may(listing.permission):
        raise Failed(_("The list is no longer there, or your roles no longer allow it"))
    stream = io.BytesIO()
    columns = [str(column.label) for column in listing.columns]
    total = selected(listing, export.query, owner).order_by().values("pk")[: limit("export_rows")].count()
    rows = told(lines(listing, export, owner), run, total)
    if export.format == Format.XLSX:
        widths = [float(column.width) for column in listing.columns]
        count = write_xlsx(stream, columns, rows, sheet=_("Export"), widths=widths)
    else:
        count = write_csv(stream, columns, rows)
    content = stream.getvalue()
    with run.batch({"done": count, "total": count}):
        context = run.context()
        expires = run.now + datetime.timedelta(days=limit("export_days_kept"))
        values = {"state": ExportState.READY, "rows": count, "size": len(content), "expires_at": expires}
        context.change(export, sha256=documents.keep(content), **values)
        detail = {"listing": export.listing, "query": export.query, "rows": count}
        audit.note_seen(owner, "export", run.now, purpose=export.reason, detail=detail)
        words = {"list": str(listing.label), "rows": count}
        url = f"/exports/{export.pk}/"
        notices.tell([export.created_by], None, "exchange.export_ready", words, context, url=url)
    return {"rows": count}


def lines(listing: listings.Listing, export: Export, owner: Actor) -> Iterator[list[object]]:
    """Yield the rows' values as a sheet can hold them, at most as many as may leave at once."""
    rows = selected(listing, export.query, owner)[: limit("export_rows")]
    for row in rows.iterator(chunk_size=STEP):
        yield [presentable(column.value(row)) for column in listing.columns]


def presentable(value: Any) -> object:
    """Return a value for a cell: instants in local time, lists joined, lazy texts resolved."""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    if isinstance(value, list | tuple | set):
        return "、".join(str(item) for item in value)
    return str(value) if isinstance(value, Promise) else value


def told(rows: Iterator[list[object]], run: Run, total: int) -> Iterator[list[object]]:
    """Pass rows on and tell how far the job is."""
    for done, row in enumerate(rows, 1):
        if done % STEP == 0:
            run.progress(done, max(total, done))
        yield row


def sweep(now: datetime.datetime) -> dict[str, int]:
    """Delete the files of expired exports and of old imports with the errors that quote them; the rows stay."""
    exports = Export.objects.filter(state=ExportState.READY, expires_at__lte=now)
    before = now - datetime.timedelta(days=limit("import_days_kept"))
    imports = Import.objects.filter(created_at__lt=before, file_removed_at=None)
    digests = {*exports.values_list("sha256", flat=True), *imports.values_list("sha256", flat=True)}
    Rejected.objects.filter(source__in=imports.values("pk")).delete()
    counts = {"exports": exports.update(state=ExportState.EXPIRED), "imports": imports.update(file_removed_at=now)}
    for digest in digests:
        if not in_use(digest):
            documents.remove(digest)
    return counts


def in_use(digest: str) -> bool:
    """Tell whether something else still needs a stored file; equal contents are stored once."""
    return (
        Export.objects.filter(sha256=digest, state=ExportState.READY).exists()
        or Import.objects.filter(sha256=digest, file_removed_at=None).exists()
        or Document.objects.filter(sha256=digest).exists()
    )
