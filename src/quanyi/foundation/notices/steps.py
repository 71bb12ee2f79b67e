"""Tells people something, in the transaction of what happened."""

from collections.abc import Iterable
from typing import Any

from quanyi.foundation.notices import registry
from quanyi.foundation.notices.models import Delivery, Notice
from quanyi.foundation.org.models import User
from quanyi.foundation.org.rules import covers
from quanyi.foundation.org.steps import Context
from quanyi.foundation.subjects.models import Recusal, Subject

#: Channel → the field of User that holds the address.
ADDRESSES = {"mail": "email", "sms": "phone"}


def tell(
    users: Iterable[User],
    subject: Subject | None,
    kind: str,
    params: dict[str, Any],
    context: Context,
    *,
    url: str = "",
) -> list[Notice]:
    """Put a notice into people's inboxes and, where the kind says so, a message into the outbox.

    Nobody is told of their own act, and a recused person is told nothing (T20 art. 17).

    Args:
        users: whom to tell; each is told once.
        subject: what it is about, if anything.
        kind: a declared kind of notice.
        params: values for its sentence, plain JSON, no personal data.
        context: the act.
        url: where the notice leads; default the subject's page.

    Raises:
        ValueError: no such kind.
    """
    if kind not in registry.kinds:
        raise ValueError(f"no kind of notice is called {kind}")
    told = []
    for user in {user.pk: user for user in users}.values():
        if user.pk == context.user_id or not user.is_active:
            continue
        told.append(user)
    if subject is not None:
        told = without_recused(told, subject)
    return [tell_one(user, subject, kind, params, context, url) for user in told]


def tell_one(
    user: User, subject: Subject | None, kind: str, params: dict[str, Any], context: Context, url: str
) -> Notice:
    """Write one notice with its deliveries."""
    values = {"subject": subject, "kind": kind, "params": params, "url": url, "created_at": context.now}
    notice = context.add(Notice(user=user, **values))
    for channel in registry.kinds[kind].channels:
        address = getattr(user, ADDRESSES[channel])
        if address:
            payload = {"kind": kind, "params": params, "number": subject.number if subject else ""}
            Delivery.objects.create(
                notice=notice, channel=channel, address=address, payload=payload, created_at=context.now
            )
    return notice


def without_recused(users: list[User], subject: Subject) -> list[User]:
    """Leave out the people whom a recusal names, or whose unit it names."""
    if not users:
        return []
    recusals = list(Recusal.objects.filter(subject=subject).values_list("user_id", "unit__path"))
    people = {user_id for user_id, _ in recusals if user_id}
    paths = [path for _, path in recusals if path]
    return [u for u in users if u.pk not in people and not any(covers(path, u.unit.path) for path in paths)]
