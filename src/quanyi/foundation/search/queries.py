"""Finds subjects: by words, in sight only."""

from functools import cache

from django.apps import apps

from quanyi.foundation.subjects.models import Tracked


@cache
def sight_permissions() -> dict[str, str]:
    """Return kind of subject → permission to see it, from the tracked models of all rooms.

    Rooms that show something of *any* subject (documents, notices, search) pass it to ``visible_subjects``; a kind
    that no room declares is seen by nobody.
    """
    return {
        model.kind: f"{model._meta.app_label}.see"
        for model in apps.get_models()
        if issubclass(model, Tracked) and model.kind
    }
