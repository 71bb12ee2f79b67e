"""Input that no honest person sends gets a sentence, at the first step that reads it."""

import json

import pytest
from django.test import Client

from quanyi.domains.complaints.models import Complaint
from tests.conftest import BACKEND

GIVEN = {"title": "事项", "complainant": "李四", "narrative": "内容", "source": "app"}


def register(client, how, **values):
    """Send a registration by the form or by the API."""
    if how == "form":
        return client.post("/do/complaints.register/", GIVEN | values).status_code
    body = json.dumps(GIVEN | values)
    return client.post("/api/v1/actions/complaints.register", body, content_type="application/json").status_code


@pytest.mark.parametrize("how", ["form", "api"])
@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_an_error_of_its_field(desk, how, day):
    client = desk.bank.client(desk.bank.people.fang)
    assert register(client, how, demanded_on=day, sender_number="1") == 422
    assert Complaint.objects.count() == 0


@pytest.mark.parametrize("day", ["1900-01-01", "1949-10-01", "1999-12-31"])
def test_a_day_of_receipt_long_ago_is_registered_or_refused_and_never_an_error(desk, day):
    client = desk.bank.client(desk.bank.people.fang)
    assert register(client, "form", received_on=day, received_proof="邮戳") in {302, 409, 422}


@pytest.mark.parametrize("field", ["title", "narrative", "phone", "sender_number", "unit", "source"])
def test_a_nul_character_is_an_error_of_its_field(desk, field):
    client = desk.bank.client(desk.bank.people.fang)
    assert register(client, "api", **{field: "a\0b"}) == 422


@pytest.mark.parametrize("address", ["/list/complaints.cases/?q=a%00b", "/complaints/a%00b/", "/api/v1/complaints/%00"])
def test_an_address_with_a_nul_character_is_refused(desk, address):
    assert desk.bank.client(desk.bank.people.fang).get(address).status_code == 400


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/octet-stream"])
def test_a_page_of_another_site_carries_nothing_out_through_the_api(desk, kind):
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.bank.people.fang, BACKEND)
    address = "/api/v1/actions/complaints.register"
    forged = client.post(address, json.dumps(GIVEN), content_type=kind)
    assert (forged.status_code, forged.json()["code"], Complaint.objects.count()) == (403, "forged", 0)
    token = client.get("/do/complaints.register/").context["csrf_token"]
    honest = client.post(address, json.dumps(GIVEN), content_type=kind, headers={"x-csrftoken": str(token)})
    assert (honest.status_code, Complaint.objects.count()) == (200, 1)
    assert client.get("/api/v1/lists/complaints.cases").status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_filters_nothing(desk, investigated, day):
    client = desk.bank.client(desk.bank.people.aud)
    assert client.get("/list/administration.trail/", {"from": day, "to": day}).status_code == 200
    ann = desk.bank.client(desk.bank.people.ann)
    given = {"happened_at": f"{day}T00:00", "result": "已联系"}
    assert ann.post(f"/do/complaints.log_contact/{investigated.subject.number}/", given).status_code == 422
