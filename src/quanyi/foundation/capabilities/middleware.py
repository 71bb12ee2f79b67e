"""Guards every request: signed in unless the page is public, an actor at hand, and no write behind a GET."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from quanyi.foundation.org.queries import staff

Respond = Callable[[HttpRequest], HttpResponse]
#: Route names that answer without signing in; a test compares them with every route of the house.
PUBLIC = frozenset({"account_login", "account_logout", "health", "set_language"})
#: What a GET may write: the session, sign-in bookkeeping and the note of what was looked at.
WRITABLE_BY_GET = ("django_session", "axes_", "audit_seen", "django_content_type")
WRITES = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)


class SignInRequired:
    """Anonymous visitors reach the public pages only; the API answers 401, fragments send the page to sign-in."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let the request through or answer in its stead."""
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            # PostgreSQL takes no NUL, and no honest address holds one.
            raise SuspiciousOperation("an address with a NUL character")
        match = request.resolver_match
        if request.user.is_authenticated or (match is not None and match.view_name in PUBLIC):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse({"code": "signed_out", "message": _("Please sign in")}, status=401)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": resolve_url(settings.LOGIN_URL)})
        return redirect_to_login(request.get_full_path())


class ForgeryOfApi(CsrfViewMiddleware):
    """Asks an API call that changes something for the CSRF token: it is signed in by the same cookie as the pages.

    Its views are exempt from Django's own check, which would answer with a page.
    """

    def process_view(self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any) -> Any:
        """Check calls of the API and nothing else."""
        return super().process_view(request, plain, (), {}) if request.path.startswith("/api/") else None

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        body = {"code": "forged", "message": _("Send the CSRF token in the header X-CSRFToken"), "errors": {}}
        return JsonResponse(body, status=403)


def plain(request: HttpRequest) -> HttpResponse:
    """Stand for a view that is not exempt."""
    raise NotImplementedError


class Acting:
    """Puts the acting person, with the grants in force now, on the request."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            request.actor = SimpleLazyObject(lambda: staff(user, timezone.localdate()))  # type: ignore[attr-defined]
        return self.respond(request)


class WriteBehindGet(RuntimeError):
    """A page tried to change a domain row on a GET."""


class ReadOnlyGet:
    """Makes a GET that writes a domain row fail, so that no link and no prefetch ever changes anything."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            return self.respond(request)
        with connection.execute_wrapper(refuse_writes):
            return self.respond(request)


def refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Run a statement unless it writes a table that a GET may not write."""
    match = WRITES.match(sql)
    if match and not match.group(1).startswith(WRITABLE_BY_GET):
        raise WriteBehindGet(f"a GET wrote {match.group(1)}")
    return execute(sql, params, many, context)
