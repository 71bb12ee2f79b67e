"""Adding files to a subject and withdrawing them."""

from typing import Annotated

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from quanyi.foundation.capabilities.actions import As, Command, Ref, Upload, action
from quanyi.foundation.documents import queries, steps
from quanyi.foundation.documents.models import Document
from quanyi.foundation.org.rules import Actor
from quanyi.foundation.org.steps import Context


class Add(Command):
    """Files for a subject."""

    subject: Annotated[str, As(_("Number"), kind="hidden"), Ref(queries.subjects_to_add_to, key="number")]
    kind: Annotated[str, As(_("Kind"), choices=lambda actor: queries.kind_choices())]
    files: Annotated[list[Upload], As(_("Files")), Field(min_length=1, max_length=20)]


@action("documents.add", _("Add files"), icon="paperclip")
def add(command: Add, context: Context) -> Document:
    """Keep files as evidence for a case or another thing: with hash and time, never changed afterwards."""
    stored = [steps.store(command.ref("subject"), upload, command.kind, context) for upload in command.files]
    return stored[0]


class Withdraw(Command):
    """Why a document is taken back."""

    reason: Annotated[str, As(_("Reason for withdrawal"), lines=2), Field(min_length=1, max_length=200)]


def gone(document: Document, actor: Actor) -> str | Promise:
    """Say that a document was withdrawn already."""
    return _("This document was already withdrawn") if document.withdrawn else ""


@action("documents.withdraw", _("Withdraw the document"), target=Document, guard=gone, tone="danger", lookup="pk")
def withdraw(document: Document, command: Withdraw, context: Context) -> None:
    """Take back a file that was added by mistake; it stays listed with the reason and cannot be opened any more."""
    steps.withdraw(document, command.reason, context)
