"""The inbox."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quanyi.foundation.notices import queries
from quanyi.foundation.notices.listings import INBOX
from quanyi.foundation.ui.rules import Tab


def inbox(request: HttpRequest) -> HttpResponse:
    """Show one's own notices: the unread ones first, all of them in the second view."""
    actor = request.actor  # type: ignore[attr-defined]  # set by capabilities' middleware
    query = INBOX.read(request.GET)
    page = INBOX.page(actor, query)
    current = query.tab or "unread"
    tabs = [
        Tab(tab.label, "?" + query.parameters(tab=tab.name), count, tab.name == current)
        for tab, count in INBOX.tab_counts(actor, query)
    ]
    values = {
        "page": page,
        "rows": [(row, queries.declared(row), queries.text(row), queries.address(row)) for row in page.rows],
        "tabs": tabs,
        "tab": current,
        "here": request.get_full_path(),
        "previous": "?" + query.parameters(page=page.number - 1) if page.number > 1 else "",
        "next": "?" + query.parameters(page=page.number + 1) if page.has_next else "",
        "any_unread": bool(tabs[0].count),
    }
    return render(request, "notices/inbox.html", values)
