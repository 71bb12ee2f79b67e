"""Every figure equals the list that it leads to, and the trail names nothing that is out of the reader's sight."""

import html
import re

import pytest

from quanyi.domains.complaints.models import Complaint
from quanyi.domains.complaints.pages import CHARTS
from quanyi.foundation.audit import steps as audit
from quanyi.foundation.capabilities import listings
from quanyi.foundation.subjects import steps as subjects
from tests.domains.complaints.test_life import CLASSES, DRAFT


@pytest.fixture
def mixed(desk):
    """Cases at a branch and below it, one of them answered while its sender still waits, one settled last month."""
    people, units = desk.bank.people, desk.bank.units
    desk.bank.grant(people.gao, "intake", units.a)
    old = desk.later(-40).register()
    desk.act("complaints.close_on_spot", people.fang, old, result="已办", agreement_proof="签字")
    desk.later(40)
    desk.register(people.gao, unit=units.a.code)
    owed = desk.register(source="nfra", sender_number="ZB-1", demanded_on="2026-11-30")
    desk.act("complaints.allocate", people.eva, owed, unit=units.a1.code)
    desk.act("complaints.sign_for", people.ann, owed, no_interest=True)
    desk.act("complaints.classify", people.ann, owed, **CLASSES)
    desk.act("complaints.draft", people.ann, owed, **DRAFT)
    desk.act("complaints.submit", people.ann, owed)
    desk.act("complaints.approve", people.gao, owed)
    desk.act("complaints.notify", people.ann, owed, way="sent", told_on=desk.now.date(), proof="短信")
    return desk


def total(actor, address):
    """Return how many rows the list of an address holds."""
    listing = listings.registry["complaints.cases"]
    query = dict(pair.split("=") for pair in address.partition("?")[2].split("&") if pair)
    return listing.page(actor, listing.read(query)).total


@pytest.mark.parametrize("address", ["/complaints/", "/complaints/dashboard/?whole=1"])
def test_each_key_figure_equals_the_list_it_leads_to(mixed, address):
    eva = mixed.bank.people.eva
    page = mixed.bank.client(eva).get(address).content.decode()
    shown = r'href="(/list/complaints.cases/[^"]*)" class="qy-kpi-link".*?qy-kpi-value">(\d+)<'
    figures = [(html.unescape(link), int(figure)) for link, figure in re.findall(shown, page)]
    assert len(figures) == 4
    assert [total(mixed.bank.actor(eva), link) for link, _n in figures] == [n for _link, n in figures]


def test_each_bar_equals_the_list_it_leads_to(mixed):
    actor = mixed.bank.actor(mixed.bank.people.eva)
    for draw in CHARTS.values():
        chart = draw(Complaint.objects.visible_to(actor), 2026, "/list/complaints.cases/")
        assert [total(actor, link) for link in chart.links] == list(chart.series[0].values)


@pytest.mark.parametrize("year", ["02026999", "20261", "9" * 30, "²026"])
def test_a_year_that_is_none_shows_this_year(mixed, year):
    client = mixed.bank.client(mixed.bank.people.eva)
    assert client.get("/complaints/dashboard/", {"year": year, "chart": "month"}).status_code == 200
    assert client.get("/list/complaints.cases/", {"month": "9999-12"}).status_code == 200


def test_the_views_do_not_name_a_case_from_which_the_auditor_is_recused(desk, investigated):
    dai = desk.bank.people.dai
    actor = desk.bank.actor(desk.bank.people.ann)
    audit.note_seen(actor, "complaints.identity", desk.now, subject=investigated.subject)
    client = desk.bank.client(dai)
    assert investigated.subject.number in client.get("/list/administration.views/").content.decode()
    subjects.recuse(investigated.subject, "test", desk.bank.context, user=dai)
    assert investigated.subject.number not in client.get("/list/administration.views/").content.decode()
