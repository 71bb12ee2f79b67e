"""Reads a person's inbox."""

from collections import defaultdict
from typing import Any

from django.db.models import Q, QuerySet

from quanyi.foundation.notices import registry
from quanyi.foundation.notices.models import Notice
from quanyi.foundation.org.rules import Actor, Staff
from quanyi.foundation.search.queries import sight_permissions
from quanyi.foundation.subjects.models import Subject, visible_subjects

#: The badge stops counting here and shows 999+.
CAP = 1_000


def inbox(actor: Actor) -> QuerySet[Notice]:
    """Return a person's notices; those about a subject that went out of their sight are left out."""
    if not isinstance(actor, Staff):
        return Notice.objects.none()
    subjects = Subject.objects.filter(visible_subjects(actor, sight_permissions())).values("pk")
    return Notice.objects.filter(Q(subject=None) | Q(subject__in=subjects), user_id=actor.user_id)


def unread(actor: Actor) -> int:
    """Count a person's unread notices, up to the cap."""
    return inbox(actor).filter(read_at=None)[:CAP].count()


def declared(notice: Notice) -> registry.Kind:
    """Return the kind of a notice as its room declared it; a kind that is gone still shows its code."""
    return registry.kinds.get(notice.kind) or registry.Kind(notice.kind, notice.kind, "bell", "neutral", ())


def text(notice: Notice) -> str:
    """Return the sentence of a notice in the reader's language; a missing parameter is a dash."""
    values: dict[str, Any] = defaultdict(lambda: "—", notice.params)
    return str(declared(notice).text) % values if notice.kind in registry.kinds else notice.kind


def address(notice: Notice) -> str:
    """Return where a notice leads, or an empty text."""
    return notice.url or (notice.subject.url if notice.subject else "")
