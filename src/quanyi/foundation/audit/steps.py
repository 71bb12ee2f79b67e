"""Writes the one record of an action, and notes views and denials."""

import datetime
from typing import Any

from quanyi.foundation.audit.models import Record, Seen
from quanyi.foundation.org.rules import Actor, Staff
from quanyi.foundation.org.steps import Context
from quanyi.foundation.subjects.models import Subject

KINDS = {"Staff": "staff", "Holder": "holder", "System": "system"}


def write(
    action: str,
    subject: Subject | None,
    given: dict[str, Any],
    context: Context,
    *,
    labels: dict[str, str] | None = None,
    acting_for: str = "",
) -> Record:
    """Write the record of an action with every row it changed.

    Args:
        action: the action's name.
        subject: what it was about.
        given: the command as the audit trail may show it.
        context: the act with its collected changes.
        labels: how the rows that the command names are called.
        acting_for: whose deputy acted, if one did.
    """
    changes = [{"model": c.model, "pk": c.pk, "values": c.values} for c in context.changes]
    return Record.objects.create(
        at=context.now,
        action=action,
        actor_kind=KINDS[context.actor.__class__.__name__],
        user_id=context.user_id,
        actor_name=context.actor.name,
        acting_for=acting_for,
        subject=subject,
        channel=context.channel,
        reason=context.reason,
        input=given,
        labels=labels or {},
        changes=changes,
    )


def note_seen(
    actor: Actor,
    what: str,
    now: datetime.datetime,
    *,
    subject: Subject | None = None,
    purpose: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Note a view of protected data, a search, an export or a denial, in its own transaction."""
    Seen.objects.create(
        at=now,
        user_id=actor.user_id if isinstance(actor, Staff) else None,
        actor_name=actor.name,
        what=what,
        subject=subject,
        purpose=purpose,
        detail=detail or {},
    )
