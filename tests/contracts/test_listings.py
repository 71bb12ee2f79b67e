"""Each listing gives the same rows as page, fragment and API, with as many queries for three rows as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from pydantic import TypeAdapter

from quanyi.foundation.capabilities import listings
from quanyi.foundation.capabilities.listings import Column, Listing
from quanyi.foundation.org.models import Unit
from tests import factories

NAMES = sorted(listings.registry)
PLAIN = TypeAdapter(list[dict[str, object]])


@pytest.fixture(scope="module")
def made():
    """How each room makes rows of its listings."""
    return factories.load()


@pytest.mark.parametrize("name", NAMES)
def test_a_listing_has_a_factory(made, name):
    assert name in made, f"write a function with @rows({name!r}) in the factories module of the room's tests"


def shown(client, name):
    """Return the rows of a listing in its three forms, and the queries that the page took."""
    with CaptureQueriesContext(
        connection,
    ) as taken:
        page = client.get(f"/list/{name}/")
    assert page.status_code == 200
    fragment = client.get(f"/list/{name}/", headers={"HX-Request": "true"})
    api = client.get(f"/api/v1/lists/{name}").json()
    values = [
        PLAIN.dump_python([listings.registry[name].values(line["row"]) for line in answer.context["rows"]], mode="json")
        for answer in (page, fragment)
    ]
    return page, fragment, *values, api, len(taken)


@pytest.mark.parametrize("name", NAMES)
def test_a_listing_gives_the_same_rows_in_every_form_at_constant_cost(bank, made, name):
    person = made[name](bank, 1)
    client = bank.client(person)
    client.get(f"/list/{name}/")  # what is cached for good (content types, compiled templates) does not count
    *_, one = shown(client, name)
    assert made[name](bank, 2) == person
    page, fragment, on_page, in_fragment, api, three = shown(client, name)
    assert len(on_page) == 3
    assert on_page == in_fragment == api["rows"]
    assert api["total"] == 3
    assert three == one
    assert "<html" not in fragment.content.decode()
    for answer in (page, fragment):
        for line in answer.context["rows"]:
            assert escape(line["cells"][0]["text"]) in answer.content.decode()


@pytest.fixture
def wasteful(monkeypatch):
    """A listing that asks the database once per row."""
    registry = dict(listings.registry)
    monkeypatch.setattr(listings, "registry", registry)
    monkeypatch.setattr("quanyi.foundation.capabilities.listings.listing.registry", registry)
    return Listing(
        "test.units",
        label="Units",
        permission="complaints.see",
        rows=lambda actor: Unit.objects.filter(parent__code="A"),
        columns=[
            Column("code", "Code", lambda unit: unit.code),
            Column("above", "Above", lambda unit: unit.parent.name),
        ],
        order=("pk",),
    )


def test_a_query_per_row_is_caught(bank, wasteful):
    actor = bank.actor(bank.people.eva)
    costs = []
    for code in ("A1", "A2"):
        Unit.objects.filter(code="A2").update(parent=bank.units.a if code == "A2" else bank.units.b)
        with CaptureQueriesContext(connection) as taken:
            rows = wasteful.page(actor, wasteful.read({})).rows
            [wasteful.values(row) for row in rows]
        costs.append(len(taken))
    assert costs == [3, 4]
