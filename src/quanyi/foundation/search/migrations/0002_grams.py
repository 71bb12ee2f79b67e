"""The index over bigrams: an FTS5 table on SQLite, a tsvector column with a GIN index on PostgreSQL."""

from typing import Any

from django.db import migrations

#: Every ASCII sign belongs to a word, so that "TS-2026/1" is found as it is written; the two quotation marks never
#: reach the index (rules.QUOTES). prefix='1' serves words of a single character.
SQLITE = [
    """CREATE VIRTUAL TABLE search_grams USING fts5(
        grams, content='', contentless_delete=1, prefix='1',
        tokenize="ascii tokenchars '!#$%&()*+,-./:;<=>?@[\\]^_`{|}~'")""",
    # Cascades and flushes delete documents without passing through our steps.
    """CREATE TRIGGER search_forget AFTER DELETE ON search_searchdoc BEGIN
        DELETE FROM search_grams WHERE rowid = OLD.subject_id; END""",
]
POSTGRESQL = [
    "ALTER TABLE search_searchdoc ADD COLUMN grams tsvector",
    "CREATE INDEX search_grams ON search_searchdoc USING gin (grams)",
]
BACK = {
    "sqlite": ["DROP TRIGGER search_forget", "DROP TABLE search_grams"],
    "postgresql": ["DROP INDEX search_grams", "ALTER TABLE search_searchdoc DROP COLUMN grams"],
}


def create(apps: Any, schema_editor: Any) -> None:
    """Create the index of this database."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def drop(apps: Any, schema_editor: Any) -> None:
    """Drop the index of this database."""
    for statement in BACK[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    """Adds the index."""

    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
