"""Sends whoever still uses a given password to the page where they choose their own."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from quanyi.foundation.administration.queries import must_choose
from quanyi.foundation.capabilities.middleware import PUBLIC

CHOOSE = "administration.choose_password"


class OwnPassword:
    """Nothing but choosing an own password, signing out and the language is open until that is done."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let the request through or answer in its stead."""
        match = request.resolver_match
        if not request.user.is_authenticated or (match is not None and match.view_name in PUBLIC):
            return None
        if match is not None and match.view_name == "action" and kwargs.get("name") == CHOOSE:
            return None
        if not must_choose(request.user):
            return None
        choose = reverse("action", args=[CHOOSE])
        if request.path.startswith("/api/"):
            body = {"code": "password_due", "message": _("Choose an own password first"), "errors": {}}
            return JsonResponse(body, status=403)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": choose})
        return HttpResponseRedirect(choose)
