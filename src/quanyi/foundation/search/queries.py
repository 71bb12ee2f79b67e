"""Finds subjects by words, in sight only: what LIKE would find, without reading every text."""

import json
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Q, QuerySet

from quanyi.foundation.org.rules import Actor
from quanyi.foundation.search import registry
from quanyi.foundation.search.models import SearchDoc
from quanyi.foundation.search.rules import fts_match, ts_query, words
from quanyi.foundation.subjects.models import Subject, Tracked, visible_subjects

#: Whoever sees no more subjects than this is served by comparing their texts: a common word in a small scope would
#: otherwise make the index run through the whole bank's hits.
SMALL = 3_000
#: The first look at the index takes so many hits, each further one four times as many.
FIRST, FACTOR, MOST = 100, 4, 20_000
BEYOND = 2**62


@cache
def sight_permissions() -> dict[str, str]:
    """Return kind of subject → permission to see it, from the tracked models of all rooms.

    Rooms that show something of *any* subject (documents, notices) pass it to ``visible_subjects``; a kind that no
    room declares is seen by nobody.
    """
    return {
        model.kind: f"{model._meta.app_label}.see"
        for model in apps.get_models()
        if issubclass(model, Tracked) and model.kind
    }


def find(actor: Actor, text: str, limit: int = 50) -> list[Subject]:
    """Return the newest subjects in sight in whose indexed text every word occurs.

    Args:
        actor: who looks.
        text: words separated by spaces; a word may be one character or a part of a word.
        limit: how many at most.
    """
    wanted = words(text)
    if not wanted:
        return []
    scope = visible_subjects(actor, {kind.kind: kind.permission for kind in registry.kinds.values()})
    if connection.vendor == "postgresql":
        return list(found_by_tsvector(scope, wanted)[:limit])
    return found_by_fts(scope, wanted, limit)


def containing(docs: QuerySet[SearchDoc], wanted: list[str]) -> QuerySet[SearchDoc]:
    """Keep the documents in whose text every word occurs."""
    for word in wanted:
        docs = docs.filter(text__contains=word)
    return docs


def found_by_tsvector(scope: Q, wanted: list[str]) -> QuerySet[Subject]:
    """Let PostgreSQL choose between the index over pairs (rare words) and the newest first (common ones).

    The pairs only narrow down, the words decide; both conditions stand on the joined row, so that the planner can
    weigh them.
    """
    rows = Subject.objects.filter(scope)
    for word in wanted:
        rows = rows.filter(search_doc__text__contains=word)
    rows = rows.extra(where=['"search_searchdoc"."grams" @@ %s::tsquery'], params=[ts_query(wanted)])
    return rows.select_related("unit").order_by("-pk")


def found_by_fts(scope: Q, wanted: list[str], limit: int) -> list[Subject]:
    """Walk through the index's hits from the newest on and keep those in scope, until there are enough."""
    match = fts_match(wanted)
    keys = hits(match, BEYOND, FIRST)
    found = among(scope, keys, limit)
    if len(found) == limit or len(keys) < FIRST:
        return found
    inside = list(Subject.objects.filter(scope).values_list("pk", flat=True)[: SMALL + 1])
    if len(inside) <= SMALL:
        docs = containing(SearchDoc.objects.filter(pk__in=inside), wanted).order_by("-pk")[:limit]
        return among(scope, list(docs.values_list("pk", flat=True)), limit)
    size = FIRST
    while len(found) < limit and len(keys) == size:
        below, size = keys[-1], min(size * FACTOR, MOST)
        keys = hits(match, below, size)
        found += among(scope, keys, limit - len(found))
    return found


def among(scope: Q, keys: list[int], limit: int) -> list[Subject]:
    """Return the newest subjects in scope among some keys."""
    if not keys:
        return []
    return list(Subject.objects.filter(scope, pk__in=keys).select_related("unit").order_by("-pk")[:limit])


def hits(match: str, below: int, size: int) -> list[int]:
    """Return the keys of the newest documents that match, below a key."""
    statement = "SELECT rowid FROM search_grams WHERE search_grams MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(statement, [match, below, size])
        return [row[0] for row in cursor.fetchall()]


def matching(text: str) -> QuerySet[Any, Any]:
    """Return the keys of all subjects in whose text every word occurs, for a list that keeps its own scope.

    Args:
        text: words separated by spaces; none keeps nothing.
    """
    wanted = words(text)
    if not wanted:
        return SearchDoc.objects.none().values("pk")
    if connection.vendor == "postgresql":
        docs = SearchDoc.objects.extra(where=["grams @@ %s::tsquery"], params=[ts_query(wanted)])
        return containing(docs, [word for word in wanted if len(word) > 2]).values("pk")
    docs = SearchDoc.objects.extra(
        where=["subject_id IN (SELECT rowid FROM search_grams WHERE search_grams MATCH %s)"],
        params=[fts_match(wanted)],
    )
    return docs.values("pk")


def of_keys(keys: list[int]) -> QuerySet[Any, Any]:
    """Return the same keys as a sub-query; they travel as one value, for a list that is asked many questions.

    Args:
        keys: keys of subjects.
    """
    if connection.vendor == "postgresql":
        return SearchDoc.objects.extra(where=["subject_id = ANY(%s)"], params=[keys]).values("pk")
    held = "subject_id IN (SELECT value FROM json_each(%s))"
    return SearchDoc.objects.extra(where=[held], params=[json.dumps(keys)]).values("pk")  # noqa: S610 bound as parameter
