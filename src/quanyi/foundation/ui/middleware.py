"""Sends the content security policy with a nonce per request, and tells whole pages from htmx fragments."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

Next = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PERMISSIONS = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"


class ContentSecurityPolicy:
    """Puts ``request.csp_nonce`` on the request and the strict headers on the answer.

    A view that needs another policy (the API's documentation page) sets the header itself; it is left alone.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with the headers set."""
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]  # the room's own attribute
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce))
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


class Fragments:
    """Sets ``request.fragment``: htmx wants only the changed part, not the whole page.

    The answer varies by ``HX-Request``, or a browser's cache would show a bare fragment as a page.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with ``request.fragment`` set."""
        headers = request.headers
        fragment = headers.get("HX-Request") == "true" and headers.get("HX-Boosted") != "true"
        request.fragment = fragment  # type: ignore[attr-defined]  # the room's own attribute
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        return response
