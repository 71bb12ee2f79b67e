"""Marking notices as read."""

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from quanyi.foundation.capabilities.actions import As, Command, Ref, action
from quanyi.foundation.notices import queries
from quanyi.foundation.org.steps import Context

Key = Annotated[int, Field(ge=1, le=2**53)]


class MarkRead(Command):
    """The notices that were read."""

    notices: Annotated[list[Key], As(_("Notices")), Ref(queries.inbox, key="pk"), Field(min_length=1, max_length=200)]


@action("notices.mark_read", _("Mark as read"), icon="mail-opened")
def mark_read(command: MarkRead, context: Context) -> None:
    """Mark notices of one's own inbox as read."""
    for notice in command.ref("notices"):
        if notice.read_at is None:
            context.change(notice, read_at=context.now)


class MarkAllRead(Command):
    """Nothing to fill in."""


@action("notices.mark_all_read", _("Mark all as read"), icon="checks")
def mark_all_read(command: MarkAllRead, context: Context) -> None:
    """Mark every notice of one's own inbox as read, the newest thousand at a time."""
    for notice in queries.inbox(context.actor).filter(read_at=None).order_by("-id")[: queries.CAP]:
        context.change(notice, read_at=context.now)
