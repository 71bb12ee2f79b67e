"""The frame around every page: navigation, person, counts and addresses."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from quanyi.foundation.ui import registry, rules


class Shell:
    """What the frame around every page shows; computed only when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def signed_in(self) -> bool:
        """Tell whether somebody of the bank is signed in."""
        user = getattr(self.request, "user", None)
        return bool(user is not None and user.is_authenticated)

    @cached_property
    def who(self) -> registry.Who | None:
        """Describe the signed-in person."""
        return registry.who(self.request) if self.signed_in else None

    @cached_property
    def unread(self) -> int:
        """Count the unread notices."""
        return registry.badge("notices", self.request) if self.signed_in else 0

    @cached_property
    def navigation(self) -> list[rules.Section]:
        """Return the groups and entries this person may open, the open one marked."""
        if not self.signed_in:
            return []
        sections = [self._section(group) for group in registry.GROUPS]
        shown = [section for section in sections if section.entries]
        _mark(shown, self.request)
        return shown

    def _section(self, group: registry.Group) -> rules.Section:
        section = rules.Section(group.id, group.icon, group.label)
        for nav in registry.entries(group.id):
            href = resolved(nav.url_name, nav.args)
            if href and self._may(nav.permission):
                section.entries.append(rules.Entry(nav.label, href, nav.under))
        if section.entries:
            section.badge = registry.badge(group.id, self.request)
        return section

    def _may(self, permission: str) -> bool:
        actor = getattr(self.request, "actor", None)
        return not permission or bool(actor is not None and actor.may(permission))

    @cached_property
    def urls(self) -> dict[str, str]:
        """Return the addresses of the shell's own links, "" for those that are not there or not for this person."""
        names = {"home": "home", "search": "search", "notices": "notices", "language": "set_language"}
        account = {"password": "account_change_password", "logout": "account_logout"}
        found = {key: resolved(name) for key, name in (names | account).items()}
        return found if self._may("search.find") else found | {"search": ""}


def resolved(url_name: str, args: tuple[str, ...] = ()) -> str:
    """Return the address of a URL name, or "" when no room declares it."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""


def _mark(sections: list[rules.Section], request: HttpRequest) -> None:
    """Mark the entry with the longest address above the open page; a detail page belongs to its list."""
    entries = [entry for section in sections for entry in section.entries]
    above = [(len(at), entry) for entry in entries for at in (entry.href, *entry.under) if _is_above(at, request.path)]
    if above:
        max(above, key=lambda pair: pair[0])[1].current = True


def _is_above(href: str, path: str) -> bool:
    return path == href or (href != "/" and path.startswith(href if href.endswith("/") else f"{href}/"))


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: navigation, person, counts and addresses for the frame."""
    return {"shell": Shell(request)}
