"""No GET changes a domain row: every route, every row's page and every form is opened, and a write is caught."""

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import clear_url_caches, path, reverse

from quanyi.foundation.capabilities import actions, listings
from quanyi.foundation.capabilities.middleware import WRITABLE_BY_GET, WRITES, WriteBehindGet
from quanyi.foundation.capabilities.pages import reference
from quanyi.foundation.org.models import Unit
from quanyi.site import urls
from tests import factories
from tests.contracts.test_urls import routes

#: Leaving and changing the language are forms; what is fetched here must not end the visit.
LEFT_OUT = {"account_logout"}


class Writes:
    """Collects the tables that are written."""

    def __init__(self):
        self.tables = []

    def __call__(self, execute, sql, params, many, context):
        match = WRITES.match(sql)
        if match and not match.group(1).startswith(WRITABLE_BY_GET):
            self.tables.append(match.group(1))
        return execute(sql, params, many, context)


def written(client, addresses):
    """Open addresses and return the tables that were written, and the statuses that are errors of ours."""
    writes, errors = Writes(), []
    client.raise_request_exception = False
    with connection.execute_wrapper(writes):
        for address in addresses:
            status = client.get(address).status_code
            if status >= 500:
                errors.append((status, address))
    return writes.tables, errors


def test_no_route_writes_for_anybody(bank):
    addresses = [address for name, address in routes() if name not in LEFT_OUT]
    for person in (bank.people.ann, bank.people.eva, bank.people.sys, bank.people.bo):
        assert written(bank.client(person), addresses) == ([], [])


@pytest.mark.parametrize("name", sorted(listings.registry))
def test_no_page_and_no_form_of_a_row_writes(bank, name):
    person = factories.load()[name](bank, 1)
    listing = listings.registry[name]
    row = listing.page(bank.actor(person), listing.read({})).rows[0]
    addresses = [listing.address(row)] if listing.address else []
    acts = [act for act in actions.registry.values() if act.target is type(row)]
    addresses += [reverse("action", args=[act.name, reference(act, row)]) for act in acts]
    assert written(bank.client(person), addresses) == ([], [])


def test_no_form_without_a_row_writes(bank):
    addresses = [reverse("action", args=[act.name]) for act in actions.registry.values() if act.target is None]
    assert written(bank.client(bank.people.eva), addresses) == ([], [])


def test_a_page_that_writes_is_caught(bank, monkeypatch):
    def nosy(request):
        Unit.objects.filter(code="A1").update(name="changed")
        return HttpResponse("done")

    monkeypatch.setattr(urls, "urlpatterns", [path("nosy/", nosy, name="nosy"), *urls.urlpatterns])
    clear_url_caches()
    try:
        with transaction.atomic():
            assert written(bank.client(bank.people.ann), ["/nosy/"]) == (["org_unit"], [(500, "/nosy/")])
            transaction.set_rollback(True)
        with pytest.raises(WriteBehindGet), transaction.atomic():
            bank.client(bank.people.ann).get("/nosy/")
    finally:
        clear_url_caches()
    bank.units.a1.refresh_from_db()
    assert bank.units.a1.name == "甲一支行"
