"""How people sign in: accounts are made by administrators, never by visitors."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody registers an own account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every sign-up."""
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting failures to axes, which listens to Django's own signal."""


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return the user name under which axes counts a failure: in small letters, as sign-in looks it up.

    Otherwise every way of writing one name, such as Ann and aNN, would have a count of its own.
    """
    return str((credentials or {}).get("username") or request.POST.get("login") or "").strip().casefold()[:255]
