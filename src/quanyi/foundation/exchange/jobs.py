"""The long work: trial runs, imports, their undoing, exports, and clearing away old files."""

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanyi.foundation.capabilities.actions import Invalid
from quanyi.foundation.documents.steps import Damaged
from quanyi.foundation.exchange import steps
from quanyi.foundation.exchange.models import Export, Import
from quanyi.foundation.notices import steps as notices
from quanyi.foundation.queue.registry import job, register_schedule
from quanyi.foundation.queue.steps import Failed, Run


def worked(args: dict[str, Any], run: Run, work: Callable[[Import, Any], dict[str, int]], notice: str = "") -> Any:
    """Do one piece of work on an import in the language of the person who opened it, then tell them."""
    importing = Import.objects.select_related("subject", "unit", "created_by__unit").get(pk=args["import"])
    owner = importing.created_by
    with translation.override(owner.language if owner else None):
        try:
            counts = work(importing, run)
        except Damaged as error:
            raise Failed(_("The uploaded file is no longer there or was altered; please upload it again")) from error
        except Invalid as error:
            raise Failed("；".join(text for texts in error.errors.values() for text in texts)) from error
    if notice and owner:
        with run.batch():
            notices.tell([owner], importing.subject, notice, counts, run.context())
    return counts


@job("exchange.check", gettext_lazy("Trial run of an import"), batched=True)
def check(args: dict[str, Any], run: Run) -> dict[str, Any]:
    """Try every row of an import out."""
    return worked(args, run, steps.try_out)  # type: ignore[no-any-return]  # the counts


@job("exchange.run", gettext_lazy("Import"), batched=True)
def bring_in(args: dict[str, Any], run: Run) -> dict[str, Any]:
    """Bring the rows of an import in."""
    return worked(args, run, steps.bring_in, "exchange.imported")  # type: ignore[no-any-return]  # the counts


@job("exchange.undo", gettext_lazy("Undoing of an import"), batched=True)
def take_back(args: dict[str, Any], run: Run) -> dict[str, Any]:
    """Take the rows of an import back."""
    return worked(args, run, steps.take_back, "exchange.undone")  # type: ignore[no-any-return]  # the counts


@job("exchange.export", gettext_lazy("Export"), batched=True)
def export(args: dict[str, Any], run: Run) -> dict[str, Any]:
    """Make the file of an export."""
    ordered = Export.objects.select_related("created_by__unit").get(pk=args["export"])
    with translation.override(ordered.created_by.language):
        return steps.make(ordered, run)


@job("exchange.sweep", gettext_lazy("Clear away expired files"))
def sweep(args: dict[str, Any], run: Run) -> dict[str, Any]:
    """Delete the files of expired exports and old imports."""
    return steps.sweep(run.now)


register_schedule("exchange.sweep", "exchange.sweep", at=datetime.time(3, 45))
