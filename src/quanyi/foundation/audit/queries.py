"""Reads the history of a subject."""

from django.db.models import QuerySet

from quanyi.foundation.audit.models import Record
from quanyi.foundation.subjects.models import Subject


def history(subject: Subject) -> QuerySet[Record]:
    """Return the records of one subject, newest first; the caller has found the subject through ``visible_to``."""
    return Record.objects.filter(subject=subject).order_by("-id")
