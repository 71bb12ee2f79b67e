"""Reads the history of a subject."""

import datetime

from django.db.models import QuerySet

from quanyi.foundation.audit.models import Record
from quanyi.foundation.subjects.models import Subject


def history(subject: Subject) -> QuerySet[Record]:
    """Return the records of one subject, newest first; the caller has found the subject through ``visible_to``."""
    return Record.objects.filter(subject=subject).order_by("-id")


def acted(subject: Subject, action: str, user_id: int, since: datetime.datetime) -> bool:
    """Tell whether a person carried an action out on a subject since an instant."""
    return Record.objects.filter(subject=subject, action=action, user_id=user_id, at__gte=since).exists()
