"""The inbox as a list: page, API and export."""

from django.utils.translation import gettext_lazy as _

from quanyi.foundation.capabilities.listings import Column, Filter, Listing, Tab
from quanyi.foundation.notices import queries

INBOX = Listing(
    "notices.inbox",
    label=_("Notices"),
    permission="notices.see",
    rows=lambda actor: queries.inbox(actor).select_related("subject"),
    columns=[
        Column("at", _("Received at"), lambda row: row.created_at, sort=("created_at", "id")),
        Column("text", _("Notice"), queries.text, width=60),
        Column("number", _("Number"), lambda row: row.subject.number if row.subject else ""),
        Column("read_at", _("Read at"), lambda row: row.read_at, hidden=True),
    ],
    order=("-id",),
    filters=[
        Filter(
            "from", _("Received from"), lambda rows, value, actor: rows.filter(created_at__date__gte=value), kind="date"
        ),
        Filter(
            "to", _("Received until"), lambda rows, value, actor: rows.filter(created_at__date__lte=value), kind="date"
        ),
    ],
    tabs=[
        Tab("unread", _("Unread"), lambda rows, actor: rows.filter(read_at=None)),
        Tab("all", _("All"), lambda rows, actor: rows),
    ],
    search=lambda rows, text, actor: rows.filter(subject__number__icontains=text),
    address=queries.address,
)
