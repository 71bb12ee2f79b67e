"""Takes a file in for a subject, and takes it back."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanyi.foundation.capabilities.actions import Invalid, Refused, Upload
from quanyi.foundation.documents import queries
from quanyi.foundation.documents.models import Document
from quanyi.foundation.documents.rules import Unacceptable, clean_name, recognised
from quanyi.foundation.documents.steps import disk
from quanyi.foundation.org.steps import Context
from quanyi.foundation.subjects.models import Subject

SENTENCES: dict[str, Promise] = {
    "nameless": gettext_lazy("The file has no name"),
    "long_name": gettext_lazy("The file's name is too long: at most %(count)s characters"),
    "empty": gettext_lazy("“%(name)s” is empty"),
    "program": gettext_lazy("“%(name)s” is a program, whatever its name says; it is not taken in"),
    "pretends": gettext_lazy("“%(name)s” carries the extension of a program or web page; it is not taken in"),
    "macros": gettext_lazy(
        "“%(name)s” contains macros. Save it without macros (.docx, .xlsx, .pptx) and hand it in again"
    ),
    "unknown": gettext_lazy("Files such as “%(name)s” are not taken in. Allowed: %(known)s"),
    "large": gettext_lazy("“%(name)s” is larger than %(limit)s MB. Record where it is kept instead of uploading it"),
    "other": gettext_lazy("“%(name)s” is named like a file of type %(label)s but its content is something else"),
    "damaged": gettext_lazy("“%(name)s” is damaged and cannot be opened"),
    "bomb": gettext_lazy("“%(name)s” would unpack to far more than it shows; it is not taken in"),
    "unreadable": gettext_lazy("“%(name)s” is not readable text"),
}


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
        raise Invalid({field: [str(SENTENCES[reason.code]) % reason.words]}) from reason
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
    """Store bytes and return their SHA-256, under which ``disk.read`` finds them.

    Raises:
        Refused: the disk is full or not writable; nothing was stored.
    """
    try:
        return disk.write(content)
    except OSError as error:
        raise Refused(
            _("The file could not be stored: the disk is full or not writable. Nothing was saved; tell the IT desk")
        ) from error


def withdraw(document: Document, reason: str, context: Context) -> None:
    """Take a document back: it stays listed with the reason and is no longer handed out."""
    context.change(document, withdrawn_at=context.now, withdrawal_reason=reason)


def content(document: Document) -> bytes:
    """Return a document's bytes.

    Raises:
        Damaged: they are missing or were altered on the disk.
    """
    return disk.read(document.sha256)
