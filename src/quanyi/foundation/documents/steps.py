"""Takes a file in for a subject, and takes it back."""

from django.utils.translation import gettext as _

from quanyi.foundation.capabilities.actions import Invalid, Refused, Upload
from quanyi.foundation.documents import backends, queries
from quanyi.foundation.documents.models import Document
from quanyi.foundation.documents.rules import Unacceptable, clean_name, recognised
from quanyi.foundation.org.steps import Context
from quanyi.foundation.subjects.models import Subject


def store(subject: Subject, upload: Upload, kind: str, context: Context, *, field: str = "files") -> Document:
    """Keep a file for a subject.

    Args:
        subject: what it belongs to.
        upload: name and content.
        kind: a code of ``data/kinds.csv``.
        context: the act.
        field: the form's field, so that the refusal stands beside it.

    Raises:
        Invalid: the file is not taken in, or there is no such kind; the sentence says why and what to do.
        Refused: the disk does not take it.
    """
    if kind not in queries.kind_labels():
        raise Invalid({"kind": [_("Please choose one of the listed values")]})
    try:
        name = clean_name(upload.name)
        accepted = recognised(name, upload.content)
    except Unacceptable as reason:
        raise Invalid({field: [str(reason)]}) from reason
    digest = keep(upload.content)
    same = Document.objects.filter(subject=subject, sha256=digest, withdrawn_at=None).first()
    if same is not None:
        raise Invalid({field: [_("This file is already here, as “%(name)s”") % {"name": same.name}]})
    document = Document(
        subject=subject,
        name=name,
        kind=kind,
        size=len(upload.content),
        sha256=digest,
        media_type=accepted.media_type,
        uploaded_by_id=context.user_id,
        created_at=context.now,
    )
    return context.add(document)


def keep(content: bytes) -> str:
    """Store bytes and return their SHA-256, under which ``backends.read`` finds them.

    Raises:
        Refused: the disk is full or not writable; nothing was stored.
    """
    try:
        return backends.write(content)
    except OSError as error:
        raise Refused(
            _("The file could not be stored: the disk is full or not writable. Nothing was saved; tell the IT desk")
        ) from error


def withdraw(document: Document, reason: str, context: Context) -> None:
    """Take a document back: it stays listed with the reason and is no longer handed out."""
    context.change(document, withdrawn_at=context.now, withdrawal_reason=reason)
