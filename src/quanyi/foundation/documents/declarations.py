"""Puts a subject's documents on its page."""

from typing import Any

from django.http import HttpRequest

from quanyi.foundation.documents import queries
from quanyi.foundation.ui.registry import register_panel


def panel(request: HttpRequest, subject: Any) -> dict[str, Any]:
    """Return the documents of the subject whose page is shown."""
    return queries.panel(request.actor, subject)  # type: ignore[attr-defined]  # set by capabilities' middleware


register_panel("subject.documents", "documents/panel.html", panel, order=50)
