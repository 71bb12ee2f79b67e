"""Signing in: no way round the lock-out, nobody locked out by others, nothing after the end of an account or a grant."""

import datetime

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from quanyi.foundation.org.models import Grant

PASSWORD = "correct-horse-1"


@pytest.fixture
def ann(bank):
    """Ann with a password."""
    bank.people.ann.password = make_password(PASSWORD)
    bank.people.ann.save()
    return bank.people.ann


def sign_in(name, password, source="10.0.0.1", **more):
    """Try to sign in from a source; return the status."""
    client = Client(REMOTE_ADDR=source)
    return client.post("/account/login/", {"login": name, "password": password}, **more).status_code


def test_a_name_written_otherwise_has_no_count_of_its_own(ann):
    for number, name in enumerate(["ann", "ANN", "Ann", " aNn ", "annN"[:3], "AnN"]):
        sign_in(name, "wrong", headers={"x-forwarded-for": f"192.0.2.{number}"})
    assert [sign_in(name, PASSWORD) for name in ("ann", "ANN", " Ann")] == [429, 429, 429]


def test_failures_from_elsewhere_do_not_lock_the_owner_out(ann):
    for _number in range(8):
        sign_in("ann", "wrong", source="10.9.9.9")
    assert sign_in("ann", PASSWORD) == 302


def test_an_unknown_name_is_answered_like_a_wrong_password(ann):
    client = Client()
    answers = [
        client.post("/account/login/", {"login": name, "password": "wrong"}).content.decode().replace(name, "")
        for name in ("ann", "nobody")
    ]
    strip = [answer.split("<form")[0] for answer in answers]
    assert strip[0] == strip[1]


def test_a_session_ends_with_the_account_and_rights_with_the_grant(bank):
    people = bank.people
    client = bank.client(people.ann)
    assert client.get("/complaints/").status_code == 200
    Grant.objects.filter(user=people.ann).update(ends_on=datetime.date(2026, 1, 2))
    assert client.get("/complaints/").status_code == 403
    assert client.get("/api/v1/lists/complaints.cases").status_code == 403
    people.ann.is_active = False
    people.ann.save()
    assert client.get("/complaints/").status_code == 302
    assert client.get("/api/v1/lists/complaints.cases").status_code == 401


@pytest.mark.parametrize(
    "page", ["email/", "password/reset/", "password/set/", "signup/", "confirm-email/", "login/code/"]
)
def test_accounts_are_administered_in_the_house_alone(ann, bank, page):
    client = bank.client(ann)
    assert client.get(f"/account/{page}").status_code == 404
    assert client.post(f"/account/{page}", {"email": "x@example.com", "action_add": ""}).status_code == 404
