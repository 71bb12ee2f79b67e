"""Navigation, the buttons on every list, and the notices of this room."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quanyi.foundation.exchange import queries
from quanyi.foundation.exchange.listings import IMPORTS
from quanyi.foundation.notices.registry import notice_kind
from quanyi.foundation.ui.registry import Nav, register_nav, register_panel

register_nav(
    Nav("home", _("Imports"), "imports", "exchange.see", 80, under=("/imports/",)),
    Nav("home", _("My exports"), "exports", "exchange.export", 81, under=("/exports/",)),
)
notice_kind(
    "exchange.imported",
    _("Import ended: %(registered)s came in, %(duplicates)s were already there, %(rejected)s rejected"),
    icon="file-import",
    tone="good",
)
notice_kind("exchange.undone", _("Import undone: %(done)s rows, of which %(stayed)s stayed"), icon="arrow-back-up")
notice_kind("exchange.export_ready", _("Export ready: %(list)s, %(rows)s rows"), icon="file-export", tone="good")


def buttons(request: HttpRequest, listing: Any) -> dict[str, Any] | None:
    """Offer the export of what is filtered, and on the list of imports a new one."""
    actor = request.actor  # type: ignore[attr-defined]  # set by capabilities' middleware
    fresh = listing is IMPORTS and actor.may("exchange.open") and bool(queries.offered(actor))
    if not fresh and not actor.may("exchange.export"):
        return None
    query = listing.read(request.GET).parameters(page="")
    return {"listing": listing, "query": query, "export": actor.may("exchange.export"), "fresh": fresh}


register_panel("listing.actions", "exchange/buttons.html", buttons, order=90)
