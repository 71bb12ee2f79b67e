"""Keeps the search index in step with a subject, in the transaction that changes it."""

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
    whole = normal(f"{subject.number} {subject.label} {text}")
    values = {"text": whole, "indexed_at": context.now}
    SearchDoc.objects.update_or_create(subject=subject, defaults=values)
    write_grams([(subject.pk, grams(whole))])


def forget(subject: Subject) -> None:
    """Take a subject out of the index."""
    SearchDoc.objects.filter(subject=subject).delete()


def write_grams(rows: list[tuple[int, list[str]]]) -> None:
    """Write the bigrams of documents that exist.

    Args:
        rows: key of the subject and the bigrams in their order.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "UPDATE search_searchdoc SET grams = array_to_tsvector(%s) WHERE subject_id = %s",
                [(sorted(set(found)), key) for key, found in rows],
            )
        else:
            cursor.executemany(
                "INSERT OR REPLACE INTO search_grams (rowid, grams) VALUES (%s, %s)",
                [(key, " ".join(found)) for key, found in rows],
            )
