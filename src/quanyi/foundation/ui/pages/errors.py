"""Error pages in plain words: what happened, whether anything was lost, what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def _sorry(request: HttpRequest, status: int, title: str, happened: str, lost: str, todo: str) -> HttpResponse:
    """Answer with a page that says what happened, whether anything was lost, and what to do."""
    values = {"status": status, "title": title, "happened": happened, "lost": lost, "todo": todo}
    template = "ui/error_fragment.html" if getattr(request, "fragment", False) else "ui/error.html"
    return render(request, template, values, status=status)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose security token did not match; ``reason`` is Django's and stays out of the page."""
    return _sorry(
        request,
        403,
        _("This form can no longer be sent"),
        _("The sign-in changed in another window, or this page stood open too long."),
        _("Nothing was saved. What you typed is kept in this tab."),
        _("Go back, reload the page, check what you typed and send it again."),
    )


def invalid(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400: the request makes no sense."""
    return _sorry(
        request,
        400,
        _("This request cannot be understood"),
        _("The address or the data sent with it is incomplete."),
        _("Nothing was changed."),
        _("Go back and start again from the list."),
    )


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403: the person may not do this; a sentence raised with the refusal is shown."""
    sentence = str(exception) if exception is not None and str(exception) else ""
    return _sorry(
        request,
        403,
        _("You may not do this"),
        sentence or _("None of your roles allows this action in this unit."),
        _("Nothing was changed. The attempt is recorded."),
        _("If it belongs to your work, ask your department head to have the role granted."),
    )


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404, in the same words for what does not exist and what this person may not see."""
    return _sorry(
        request,
        404,
        _("This page cannot be found"),
        _("The address is wrong, or the matter is outside what you may see."),
        _("Nothing was changed."),
        _("Check the number, or search for it in the box above."),
    )


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 413: the upload is larger than allowed."""
    return _sorry(
        request,
        413,
        _("The file is too large"),
        _("The upload exceeds the limit of this system."),
        _("The file was not stored; everything saved before is still there."),
        _("Upload a smaller file, or record where the original is kept (system, number, time) instead."),
    )


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 429: too many requests in a short time."""
    return _sorry(
        request,
        429,
        _("Too many requests"),
        _("The limit for this action was reached."),
        _("Nothing was changed."),
        _("Wait a few minutes and try again."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Answer 500 without context processors or database: whatever failed may be one of them."""
    values = {
        "status": 500,
        "title": _("Something went wrong here"),
        "happened": _("The system met an error it did not expect. It has been logged."),
        "lost": _("What you sent was not saved, not even in part; what was saved before is unharmed."),
        "todo": _("Try again in a moment. If it happens again, tell the system administrator the time shown below."),
    }
    return HttpResponse(render_to_string("ui/broken.html", values), status=500)
