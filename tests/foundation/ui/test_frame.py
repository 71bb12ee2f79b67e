"""The frame shows a person the entries they may open, marks the open one, and counts what waits."""

from types import SimpleNamespace

import pytest
from django.test import RequestFactory, override_settings
from django.utils import translation

from quanyi.foundation.ui import registry
from quanyi.foundation.ui.pages import Shell
from quanyi.foundation.ui.registry import Nav, Who

URLS = f"{__name__.rpartition('.')[0]}.urls"


@pytest.fixture(autouse=True)
def empty(monkeypatch):
    """Start from empty registries; what the rooms declared comes back afterwards."""
    for name in ("_navigation", "_panels", "_badges"):
        monkeypatch.setattr(registry, name, {})
    monkeypatch.setattr(registry, "_who", list(registry._who))
    with override_settings(ROOT_URLCONF=URLS), translation.override("en"):
        yield


def frame(path="/", allowed=(), **person):
    request = RequestFactory().get(path)
    request.user = SimpleNamespace(is_authenticated=True, name="Ann", **person)
    request.actor = SimpleNamespace(may=lambda action, path=None: action in allowed)
    return Shell(request)


def shown(shell):
    return [(section.id, [(str(e.label), e.current) for e in section.entries]) for section in shell.navigation]


def test_an_entry_is_shown_only_with_its_permission_and_a_url():
    registry.register_nav(
        Nav("complaints", "Missing", "missing", "complaints.see"),
        Nav("complaints", "No such url", "nowhere"),
        Nav("home", "Home", "home"),
        Nav("education", "Forbidden", "gallery", "education.see"),
    )
    assert shown(frame("/elsewhere/", {"complaints.see"})) == [
        ("home", [("Home", False)]),
        ("complaints", [("Missing", False)]),
    ]


def test_the_entry_with_the_longest_address_above_the_page_is_marked():
    registry.register_nav(
        Nav("home", "Home", "home"),
        Nav("complaints", "Missing", "missing", order=2),
        Nav("complaints", "Gallery", "gallery", order=1, under=("/cases/",)),
    )
    expected = [("home", [("Home", False)]), ("complaints", [("Gallery", True), ("Missing", False)])]
    assert shown(frame("/gallery/")) == expected
    assert shown(frame("/gallery/42/")) == expected
    assert shown(frame("/cases/TS1/")) == expected


def test_a_group_that_does_not_exist_is_an_error_that_names_the_groups():
    with pytest.raises(ValueError, match="choose one of home, programme, reviews, complaints"):
        registry.register_nav(Nav("sales", "x", "home"))


def test_the_eight_groups_stand_in_the_order_of_the_office_and_administration_last():
    assert [group.id for group in registry.GROUPS] == [
        "home",
        "programme",
        "reviews",
        "complaints",
        "information",
        "education",
        "inspections",
        "evaluation",
        "administration",
    ]


def test_badges_count_for_the_bell_and_for_a_group():
    registry.register_nav(Nav("complaints", "Gallery", "gallery"))
    registry.register_badge("notices", lambda request: 12)
    registry.register_badge("complaints", lambda request: 2)
    shell = frame()
    assert (shell.unread, shell.navigation[0].badge) == (12, 2)
    with pytest.raises(ValueError, match="'mail' does not exist"):
        registry.register_badge("mail", lambda request: 1)


def test_the_person_is_described_plainly_unless_a_room_knows_better():
    assert frame(unit="Branch A", post="Teller").who == Who("Ann", "Branch A", ("Teller",))
    registry.register_who(lambda request: Who("Ann", "Branch A", ("Handler", "Liaison")))
    assert frame().who == Who("Ann", "Branch A", ("Handler", "Liaison"))


def test_nobody_signed_in_sees_no_navigation_and_counts_nothing():
    registry.register_nav(Nav("home", "Home", "home"))
    request = RequestFactory().get("/")
    request.user = SimpleNamespace(is_authenticated=False)
    shell = Shell(request)
    assert (shell.navigation, shell.who, shell.unread) == ([], None, 0)


def test_panels_come_in_order_and_one_without_values_is_left_out():
    registry.register_panel("case", "b.html", lambda request, obj: {}, order=2)
    registry.register_panel("case", "a.html", lambda request, obj: None, order=1)
    registry.register_panel("other", "c.html", lambda request, obj: {})
    assert [panel.template for panel in registry.panels("case")] == ["a.html", "b.html"]
