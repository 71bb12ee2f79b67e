"""Hands a document out: as an attachment, never shown inside our own pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from quanyi.foundation.audit import steps as audit
from quanyi.foundation.documents import queries, steps

#: No browser may run, frame or cache what a stranger handed in.
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def attachment(name: str, content: bytes, media_type: str) -> HttpResponse:
    """Return bytes as a download with a safe name."""
    response = HttpResponse(content, content_type=media_type, headers=HEADERS)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out one document to somebody who sees its subject, and note it."""
    actor = request.actor  # type: ignore[attr-defined]  # set by capabilities' middleware
    document = queries.visible(actor).filter(pk=pk, withdrawn_at=None).select_related("subject").first()
    if document is None:
        raise Http404
    try:
        content = steps.content(document)
    except steps.Damaged:
        audit.note_seen(actor, "documents.damaged", timezone.now(), subject=document.subject, detail={"document": pk})
        return render(request, "documents/damaged.html", {"document": document}, status=500)
    detail = {"document": pk, "sha256": document.sha256}
    audit.note_seen(actor, "documents.open", timezone.now(), subject=document.subject, detail=detail)
    return attachment(document.name, content, document.media_type)
