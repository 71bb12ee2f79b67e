"""Reads documents that an actor may know of, and their kinds."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from quanyi.foundation.documents.models import Document
from quanyi.foundation.org.rules import Actor
from quanyi.foundation.search.queries import sight_permissions
from quanyi.foundation.subjects.models import Subject, sight, visible_subjects

KINDS = Path(__file__).parent / "data" / "kinds.csv"


@cache
def kind_labels() -> dict[str, dict[str, str]]:
    """Return the kinds of documents: code → labels by language."""
    with KINDS.open(encoding="utf-8") as file:
        return {row["code"]: {"zh-hans": row["label"], "en": row["label_en"]} for row in csv.DictReader(file)}


def kind_label(code: str) -> str:
    """Return a kind's label in the reader's language; an unknown code stands for itself."""
    labels = kind_labels().get(code, {})
    return labels.get(get_language() or "zh-hans", labels.get("en", code))


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds with their labels in the reader's language."""
    return [(code, kind_label(code)) for code in kind_labels()]


def visible(actor: Actor) -> QuerySet[Document]:
    """Return the documents whose subject the actor may know of."""
    return Document.objects.visible_to(actor)


def subjects_to_add_to(actor: Actor) -> QuerySet[Subject]:
    """Return the subjects to which an actor may add files: in sight, and allowed at the unit or one that takes part."""
    seen = visible_subjects(actor, sight_permissions())
    return Subject.objects.filter(seen).filter(sight(actor, "documents.add", ""))


def of_subject(subject: Subject) -> QuerySet[Document]:
    """Return a subject's documents, newest first; the caller has found the subject in sight."""
    return Document.objects.filter(subject=subject).select_related("uploaded_by").order_by("-id")


def panel(actor: Any, subject: Subject) -> dict[str, Any]:
    """Return what the panel ``documents/panel.html`` shows of a subject."""
    rows = [{"document": row, "kind": kind_label(row.kind)} for row in of_subject(subject)]
    may_add = subjects_to_add_to(actor).filter(pk=subject.pk).exists()
    may_withdraw = actor.may("documents.withdraw", subject.unit.path)
    return {"subject": subject, "rows": rows, "may_add": may_add, "may_withdraw": may_withdraw}
