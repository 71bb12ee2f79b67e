"""People come in from the staff roster, each as an act of its own, and go again when the import is undone."""

import pytest
from django.test import Client

from quanyi.foundation.administration.steps import forget_person
from quanyi.foundation.audit.models import Record
from quanyi.foundation.capabilities.actions import Refused
from quanyi.foundation.exchange.steps import import_file
from quanyi.foundation.org.models import User
from quanyi.foundation.org.rules import System
from quanyi.foundation.org.steps import Context

ROSTER = (
    "工号,姓名,所属机构,职务,手机号\n"
    "10021,魏然,甲一支行,柜员,13900001111\n"
    "10022,吴迪,B1,客户经理,\n"
    "ANN,安,A1,柜员,\n"
    "10023,郑重,火星支行,柜员,\n"
    "10 24,钱多,A1,柜员,\n"
)


@pytest.fixture
def report(bank, now, folder, tmp_path):
    """Import the roster."""
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER, "gb18030")
    context = Context(System(), now, "command")
    return import_file("administration.people", path, "", "live", bank.units.head, False, context)


def test_a_roster_adds_whom_it_can_and_says_why_not_the_others(report):
    assert (report.read, report.registered, report.duplicates) == (5, 2, 1)
    assert [row["row"] for row in report.rejected] == [5, 6]
    assert "火星支行" in report.rejected[0]["errors"][0]
    wei = User.objects.get(username="10021")
    assert (wei.name, wei.unit.code, wei.post, wei.phone) == ("魏然", "A1", "柜员", "13900001111")
    assert Record.objects.filter(action="administration.add_person").count() == 2


def test_nobody_signs_in_before_a_password_was_given(report):
    assert not User.objects.get(username="10021").has_usable_password()
    client = Client()
    client.post("/account/login/", {"login": "10021", "password": "10021"})
    assert "_auth_user_id" not in client.session


def test_somebody_who_came_in_goes_again_unless_at_work(report, bank, now):
    context = Context(System(), now, "command")
    forget_person(User.objects.get(username="10021"), context)
    assert not User.objects.filter(username="10021").exists()
    bank.grant(User.objects.get(username="10022"), "handler", bank.units.b1)
    with pytest.raises(Refused):
        forget_person(User.objects.get(username="10022"), context)
