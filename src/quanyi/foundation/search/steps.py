"""Keeps the search index in step with a subject, in the transaction that changes it."""

import datetime

from django.db import connection

from quanyi.foundation.org.steps import Context
from quanyi.foundation.search.models import SearchDoc
from quanyi.foundation.search.rules import grams, normal
from quanyi.foundation.subjects.models import Subject


def index(subject: Subject, text: str, context: Context) -> None:
    """Make a subject findable by its number, its label and a text.

    Args:
        subject: what is found.
        text: products, titles and summaries; never a name, telephone number or narrative of a customer.
        context: the act.
    """
    write(subject.pk, normal(f"{subject.number} {subject.label} {text}"), context.now)


def forget(subject: Subject) -> None:
    """Take a subject out of the index."""
    SearchDoc.objects.filter(subject=subject).delete()


def write(key: int, text: str, now: datetime.datetime) -> None:
    """Write one document and its bigrams: plain statements, because an import does this a thousand times a second.

    Args:
        key: key of the subject.
        text: the normal text.
        now: the instant of the act.
    """
    found = grams(text)
    instant = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO search_searchdoc (subject_id, text, indexed_at, grams)"
                " VALUES (%s, %s, %s, array_to_tsvector(%s)) ON CONFLICT (subject_id) DO UPDATE"
                " SET text = excluded.text, indexed_at = excluded.indexed_at, grams = excluded.grams",
                [key, text, instant, sorted(set(found))],
            )
            return
        cursor.execute(
            "INSERT INTO search_searchdoc (subject_id, text, indexed_at) VALUES (%s, %s, %s)"
            " ON CONFLICT (subject_id) DO UPDATE SET text = excluded.text, indexed_at = excluded.indexed_at",
            [key, text, instant],
        )
        cursor.execute("INSERT OR REPLACE INTO search_grams (rowid, grams) VALUES (%s, %s)", [key, " ".join(found)])
