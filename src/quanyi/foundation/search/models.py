"""SearchDoc, what is searched of a subject; the index over its bigrams belongs to the database (see the migration)."""

from django.db import models

from quanyi.foundation.subjects.models import Subject


class SearchDoc(models.Model):
    """The words by which a subject is found: number, label and what the handler typed. No personal data.

    On SQLite the table ``search_grams`` (FTS5) holds its bigrams under the same key; on PostgreSQL the column
    ``grams`` of this table does.
    """

    subject = models.OneToOneField(Subject, models.CASCADE, primary_key=True, related_name="search_doc")
    text = models.TextField()
    indexed_at = models.DateTimeField()
