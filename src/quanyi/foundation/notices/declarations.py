"""The bell's number."""

from django.http import HttpRequest

from quanyi.foundation.notices import queries
from quanyi.foundation.ui.registry import register_badge


def unread(request: HttpRequest) -> int:
    """Count the unread notices of whoever is signed in."""
    return queries.unread(request.actor)  # type: ignore[attr-defined]  # set by capabilities' middleware


register_badge("notices", unread)
