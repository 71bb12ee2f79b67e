"""A kind of subject for the tests of rooms that serve every kind: things, seen by handlers of their unit."""

import pytest

from quanyi.foundation.org.models import Role, RolePermission
from quanyi.foundation.search.queries import sight_permissions
from quanyi.foundation.subjects.steps import open_subject


@pytest.fixture
def things(bank):
    """Open subjects of a kind that handlers and intake see."""
    sight_permissions()["thing"] = "things.see"
    for role in Role.objects.filter(code__in=["handler", "intake", "department_head"]):
        RolePermission.objects.create(role=role, action="things.see")

    def opened(unit=None, label="信用卡年费争议", kind="thing"):
        unit = unit or bank.units.a1
        return open_subject(bank.context, kind=kind, prefix="TH", label=label, unit=unit, url="/things/{number}/")

    yield opened
    del sight_permissions()["thing"]


@pytest.fixture
def folder(tmp_path, settings):
    """Store files in a folder of the test's own."""
    kept = {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = {**settings.STORAGES, "default": kept}
    return tmp_path / "files"
