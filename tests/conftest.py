"""The small world of the tests: a head office, two provinces, four branches and the people in them."""

import datetime
from dataclasses import dataclass
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pytest_django.plugin import blocking_manager_key

from quanyi.foundation.org import queries
from quanyi.foundation.org import steps as org
from quanyi.foundation.org.models import Role, Unit, User
from quanyi.foundation.org.rules import Staff, System
from quanyi.foundation.org.steps import Context
from quanyi.site.setup import seed

NOW = datetime.datetime(2026, 11, 24, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Seed the shipped data once, as an installation does."""
    with django_db_blocker.unblock():
        seed()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """A test that really commits leaves empty tables behind; the shipped data goes back for the tests after it."""
    result = yield
    marker = item.get_closest_marker("django_db")
    # After the last test the database itself is gone.
    if nextitem is not None and marker is not None and marker.kwargs.get("transaction"):
        with item.config.stash[blocking_manager_key].unblock():
            seed()
    return result


@dataclass
class Bank:
    """The world: units and people by short names."""

    units: SimpleNamespace
    people: SimpleNamespace
    context: Context

    def actor(self, user: User) -> Staff:
        """Return a person with the grants in force today."""
        return queries.staff(user, NOW.date())

    def grant(self, user: User, role: str, unit: Unit) -> None:
        """Give somebody a role."""
        org.add_grant(self.context, user, Role.objects.get(code=role), unit, datetime.date(2026, 1, 1))

    def person(self, name: str, unit: Unit, *roles: str, at: Unit | None = None) -> User:
        """Add a person with roles at their unit, or at another one."""
        user = User.objects.create(username=name.lower(), name=name, unit=unit)
        for role in roles:
            self.grant(user, role, at or unit)
        return user

    def client(self, user: User) -> Client:
        """Return a browser in which somebody has signed in; it fails on any server error."""
        client = Client(headers={"accept-language": "zh-hans"})
        client.force_login(user, BACKEND)
        return client


@pytest.fixture
def now() -> datetime.datetime:
    """The instant at which the tests act."""
    return NOW


@pytest.fixture
def bank(db) -> Bank:
    """Return the small world at the instant of the tests."""
    return small_world(NOW)


def small_world(now: datetime.datetime) -> Bank:
    """Make a head office with an office and a department, two provinces with two branches each.

    Ann handles at branch A1, Bo is her deputy when needed, Chen handles at B1, Dai audits, Eva runs the programme
    office, Fang takes in at A1, Gao heads province A, Hu is a head-office executive, Sys, Sec and Aud administer.
    """
    context = Context(System(), now, "command")
    add = lambda code, name, kind, parent: org.add_unit(context, code=code, name=name, kind=kind, parent=parent)  # noqa: E731
    head = add("HO", "总行", "head_office", None)
    office = add("HO-CP", "消费者权益保护办公室", "department", head)
    audit = add("HO-IA", "内部审计部", "department", head)
    a = add("A", "甲省分行", "branch", head)
    b = add("B", "乙省分行", "branch", head)
    a1, a2 = add("A1", "甲一支行", "sub_branch", a), add("A2", "甲二支行", "sub_branch", a)
    b1, b2 = add("B1", "乙一支行", "sub_branch", b), add("B2", "乙二支行", "sub_branch", b)
    units = SimpleNamespace(head=head, office=office, audit=audit, a=a, b=b, a1=a1, a2=a2, b1=b1, b2=b2)
    world = Bank(units, SimpleNamespace(), context)
    world.people = SimpleNamespace(
        ann=world.person("Ann", a1, "handler"),
        bo=world.person("Bo", a1),
        chen=world.person("Chen", b1, "handler"),
        dai=world.person("Dai", audit, "internal_auditor", at=head),
        eva=world.person("Eva", office, "programme_office", at=head),
        fang=world.person("Fang", a1, "intake"),
        gao=world.person("Gao", a, "department_head"),
        hu=world.person("Hu", head, "senior_approver"),
        sys=world.person("Sys", head, "system_administrator"),
        sec=world.person("Sec", head, "security_administrator"),
        aud=world.person("Aud", head, "audit_administrator"),
    )
    return world
