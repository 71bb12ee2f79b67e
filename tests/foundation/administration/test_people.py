"""People come, change, forget their password and go."""

import pytest
from django.test import Client

from quanyi.foundation.administration.models import GivenPassword
from quanyi.foundation.audit.models import Record
from quanyi.foundation.capabilities.actions import Denied, Invalid, Refused
from quanyi.foundation.org.models import User

ONCE, OWN = "Liuyun-8842-once", "Shanhai-7713-mine"


@pytest.fixture
def wei(act, bank):
    """A person added with a one-time password."""
    return act(
        "administration.add_person",
        bank.people.sys,
        username="wei",
        name="魏然",
        unit="A1",
        phone="13900001111",
        password=ONCE,
    ).row


def signed_in(username, password):
    """Return a browser in which somebody signed in by the page, and the answer."""
    client = Client()
    answer = client.post("/account/login/", {"login": username, "password": password})
    return client, answer


def test_a_new_person_chooses_an_own_password_before_anything_else(wei, bank):
    client, answer = signed_in("wei", ONCE)
    assert answer.status_code == 302
    choose = "/do/administration.choose_password/"
    assert client.get("/notices/").url == choose
    assert client.get("/account/password/change/").url == choose
    assert client.post("/do/notices.mark_all_read/").url == choose
    assert client.get("/api/v1/openapi.json").json()["code"] == "password_due"
    assert client.get("/notices/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == choose
    assert client.get(choose).status_code == 200
    done = client.post(choose, {"present": ONCE, "chosen": OWN, "again": OWN})
    assert done.status_code == 302
    assert not GivenPassword.objects.filter(user=wei).exists()
    assert client.get("/notices/").url.startswith("/account/login/")
    client, answer = signed_in("wei", OWN)
    assert client.get("/notices/").status_code == 200
    assert "_auth_user_id" not in signed_in("wei", ONCE)[0].session


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("present", {"present": "wrong-wrong", "chosen": OWN, "again": OWN}),
        ("again", {"present": ONCE, "chosen": OWN, "again": OWN + "x"}),
        ("chosen", {"present": ONCE, "chosen": ONCE, "again": ONCE}),
        ("chosen", {"present": ONCE, "chosen": "short", "again": "short"}),
        ("chosen", {"present": ONCE, "chosen": "password123", "again": "password123"}),
    ],
)
def test_a_password_that_will_not_do_is_named(act, wei, field, values):
    with pytest.raises(Invalid) as error:
        act("administration.choose_password", wei, **values)
    assert list(error.value.errors) == [field]
    assert GivenPassword.objects.filter(user=wei).exists()


def test_no_password_and_no_telephone_stands_in_the_audit_trail(act, wei, bank):
    act("administration.choose_password", wei, present=ONCE, chosen=OWN, again=OWN)
    act("administration.give_password", bank.people.sys, "wei", password=ONCE + "2", reason="忘记密码")
    texts = [str(row.input) + str(row.changes) for row in Record.objects.all()]
    assert len(texts) == 3
    hidden = (ONCE, OWN, "argon2", "13900001111")
    assert [word for text in texts for word in hidden if word in text] == []


def test_a_second_person_with_the_name_in_other_letters_is_refused(act, wei, bank):
    with pytest.raises(Invalid) as error:
        act("administration.add_person", bank.people.sys, username="WEI", name="魏", unit="A1", password=ONCE)
    assert list(error.value.errors) == ["username"]


def test_a_weak_one_time_password_is_refused(act, bank):
    with pytest.raises(Invalid) as error:
        act("administration.add_person", bank.people.sys, username="wei", name="魏然", unit="A1", password="12345678")
    assert error.value.errors == {"password": ["密码过短：至少 10 个字符", "该密码过于常见"]}


def test_a_branch_administrator_adds_people_of_the_branch_alone(act, bank):
    local = bank.person("Local", bank.units.a, "system_administrator")
    act("administration.add_person", local, username="wei", name="魏然", unit="A2", password=ONCE)
    with pytest.raises(Invalid) as error:
        act("administration.add_person", local, username="wu", name="吴", unit="B1", password=ONCE)
    assert list(error.value.errors) == ["unit"]
    with pytest.raises(Denied):
        act("administration.deactivate_person", local, "chen", reason="离职")


def test_changes_of_a_person_are_stored(act, bank):
    act("administration.change_person", bank.people.sys, "ann", name="安宁", unit="A2", post="柜员", language="en")
    ann = User.objects.get(username="ann")
    assert (ann.name, ann.unit.code, ann.post, ann.language) == ("安宁", "A2", "柜员", "en")


def test_a_new_telephone_alone_is_stored_too(act, bank):
    values = {"name": "Ann", "unit": "A1"}
    for phone in ("13900001111", "13900002222", ""):
        act("administration.change_person", bank.people.sys, "ann", **values, phone=phone)
        assert User.objects.get(username="ann").phone == phone


def test_a_deactivated_person_is_out_at_once_and_may_come_back(act, bank):
    client = bank.client(bank.people.ann)
    assert client.get("/notices/").status_code == 200
    act("administration.deactivate_person", bank.people.sys, "ann", reason="离职")
    assert client.get("/notices/").url.startswith("/account/login/")
    act("administration.reactivate_person", bank.people.sys, "ann", reason="返岗")
    assert User.objects.get(username="ann").is_active


def test_the_last_administrator_of_a_kind_stays(act, bank, spare):
    act("administration.deactivate_person", bank.people.sys, "sec", reason="调岗")
    with pytest.raises(Refused, match="安全管理员"):
        act("administration.deactivate_person", bank.people.sys, "spare-security_administrator", reason="调岗")


def test_nobody_deactivates_themselves_or_gives_themselves_a_password(act, bank):
    with pytest.raises(Refused):
        act("administration.deactivate_person", bank.people.sys, "sys", reason="x")
    with pytest.raises(Refused):
        act("administration.give_password", bank.people.sys, "sys", password=ONCE, reason="x")


def test_the_warning_before_deactivating_names_no_matter(bank):
    page = bank.client(bank.people.sys).get("/do/administration.deactivate_person/ann/").content.decode()
    assert "其未办结事项不会自动转交" in page
    assert "TS2026" not in page
