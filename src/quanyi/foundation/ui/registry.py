"""Where rooms above declare their navigation entries, panels, counts and the person shown in the shell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Label = str | Promise
PanelContext = Callable[[HttpRequest, Any], Mapping[str, Any] | None]
Count = Callable[[HttpRequest], int]


@dataclass(frozen=True)
class Group:
    """One of the groups of the main navigation (office.md 5.1)."""

    id: str
    icon: str
    label: Label


GROUPS: tuple[Group, ...] = (
    Group("home", "building-skyscraper", _("Workbench")),
    Group("programme", "clipboard-data", _("Programme and oversight")),
    Group("reviews", "clipboard-check", _("Pre-launch reviews")),
    Group("complaints", "inbox", _("Complaints and disputes")),
    Group("information", "shield-half", _("Customer information")),
    Group("education", "school", _("Education and training")),
    Group("inspections", "gavel", _("Inspections and rectification")),
    Group("evaluation", "certificate", _("Appraisal and reports")),
    # The three administrators see no business rows: their pages stand apart, below the eight groups.
    Group("administration", "settings", _("Administration")),
)
_GROUP_IDS = [group.id for group in GROUPS]


@dataclass(frozen=True)
class Nav:
    """One entry of the navigation: shown when its URL resolves and the actor holds ``permission`` ("": everybody).

    ``args`` belong to the URL; ``under`` are further path beginnings whose pages belong to this entry (detail pages).
    """

    group: str
    label: Label
    url_name: str
    permission: str = ""
    order: int = 100
    args: tuple[str, ...] = ()
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Panel:
    """A part that an upper room puts on a lower room's page."""

    place: str
    template: str
    context: PanelContext
    order: int = 100


@dataclass(frozen=True)
class Who:
    """The signed-in person as the shell shows them."""

    name: str
    unit: str = ""
    roles: tuple[str, ...] = ()


def _plain_who(request: HttpRequest) -> Who:
    """Read name, unit and post from whatever user object is signed in."""
    user = request.user
    post = str(getattr(user, "post", "") or "")
    unit = getattr(user, "unit", None)
    return Who(str(getattr(user, "name", "") or user), str(unit) if unit else "", (post,) if post else ())


_navigation: dict[tuple[str, str, tuple[str, ...]], Nav] = {}
_panels: dict[tuple[str, str], Panel] = {}
_badges: dict[str, Count] = {}
_who: list[Callable[[HttpRequest], Who]] = [_plain_who]


def register_nav(*entries: Nav) -> None:
    """Declare entries of the main navigation; the same group and URL replaces the earlier entry.

    Raises ValueError for a group that does not exist.
    """
    for entry in entries:
        if entry.group not in _GROUP_IDS:
            raise ValueError(f"Navigation group {entry.group!r} does not exist; choose one of {', '.join(_GROUP_IDS)}")
        _navigation[entry.group, entry.url_name, entry.args] = entry


def register_panel(place: str, template: str, context: PanelContext, order: int = 100) -> None:
    """Put ``template`` on ``place`` of another room's page.

    ``context(request, obj)`` returns the template's values, or None when there is nothing to show.
    """
    _panels[place, template] = Panel(place, template, context, order)


def register_badge(place: str, count: Count) -> None:
    """Count what waits: ``place`` is ``"notices"`` for the bell or the id of a navigation group."""
    if place != "notices" and place not in _GROUP_IDS:
        raise ValueError(f"Badge place {place!r} does not exist; choose notices, {', '.join(_GROUP_IDS)}")
    _badges[place] = count


def register_who(describe: Callable[[HttpRequest], Who]) -> None:
    """Replace how the shell describes the signed-in person (name, unit, roles)."""
    _who[0] = describe


def entries(group: str) -> list[Nav]:
    """Return the declared entries of a group in their order."""
    return sorted((nav for nav in _navigation.values() if nav.group == group), key=lambda nav: nav.order)


def panels(place: str) -> list[Panel]:
    """Return the panels declared for a place in their order."""
    return sorted((panel for panel in _panels.values() if panel.place == place), key=lambda panel: panel.order)


def badge(place: str, request: HttpRequest) -> int:
    """Return what the registered callable counts for a place, 0 when none is registered."""
    count = _badges.get(place)
    return count(request) if count else 0


def who(request: HttpRequest) -> Who:
    """Describe the signed-in person."""
    return _who[0](request)
