"""People are told once, in their language, of what they may know of."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from quanyi.foundation.audit.models import Record
from quanyi.foundation.capabilities.actions import Invalid
from quanyi.foundation.capabilities.actions import registry as actions
from quanyi.foundation.notices import queries, registry
from quanyi.foundation.notices.models import Delivery, Notice
from quanyi.foundation.notices.steps import tell
from quanyi.foundation.org.steps import Context
from quanyi.foundation.subjects.steps import recuse

pytestmark = pytest.mark.django_db


@pytest.fixture
def kinds():
    registry.notice_kind("test.told", _("Notices"), tone="warn")
    registry.notice_kind("test.mailed", "件 %(number)s 还剩 %(days)s 天", channels=("mail", "sms"))
    yield
    del registry.kinds["test.told"], registry.kinds["test.mailed"]


@pytest.fixture
def told(kinds, things, bank):
    """Tell Ann of a thing."""
    return tell([bank.people.ann], things(), "test.told", {}, bank.context)[0]


def run(bank, person, name, now, **values):
    act, actor = actions[name], bank.actor(person)
    act(actor, act.command.parse(values, actor), now=now, channel="web")


def test_each_person_is_told_once_and_never_of_their_own_act(kinds, things, bank, now):
    ann, fang = bank.people.ann, bank.people.fang
    context = Context(bank.actor(ann), now, "web")
    made = tell([ann, fang, fang], things(), "test.told", {}, context)
    assert [notice.user for notice in made] == [fang]
    assert [change.model for change in context.changes] == ["notices.Notice"]


def test_people_who_have_left_are_not_told(kinds, things, bank):
    bank.people.ann.is_active = False
    assert tell([bank.people.ann], things(), "test.told", {}, bank.context) == []


@pytest.mark.parametrize("whom", ["user", "unit"])
def test_recused_people_are_not_told(kinds, things, bank, whom):
    subject = things()
    named = {"user": bank.people.ann} if whom == "user" else {"unit": bank.units.a}
    recuse(subject, "被投诉人", bank.context, **named)
    made = tell([bank.people.ann, bank.people.chen], subject, "test.told", {}, bank.context)
    assert [notice.user for notice in made] == [bank.people.chen]


def test_a_notice_disappears_when_its_subject_goes_out_of_sight(told, bank):
    actor = bank.actor(bank.people.ann)
    assert (list(queries.inbox(actor)), queries.unread(actor)) == ([told], 1)
    recuse(told.subject, "被投诉人", bank.context, user=bank.people.ann)
    # The next request loads the person anew.
    actor = bank.actor(bank.people.ann)
    assert (list(queries.inbox(actor)), queries.unread(actor)) == ([], 0)


def test_a_notice_without_a_subject_is_shown(kinds, bank):
    tell([bank.people.sys], None, "test.told", {}, bank.context, url="/exports/1/")
    assert queries.address(queries.inbox(bank.actor(bank.people.sys)).get()) == "/exports/1/"


def test_each_reader_has_the_text_in_their_language(told):
    with translation.override("en"):
        assert queries.text(told) == "Notices"
    with translation.override("zh-hans"):
        assert queries.text(told) == "消息"


def test_a_missing_parameter_and_an_unknown_kind_do_not_break_the_inbox(kinds, things, bank):
    notice = tell([bank.people.ann], things(), "test.mailed", {"number": "7"}, bank.context)[0]
    assert queries.text(notice) == "件 7 还剩 — 天"
    notice.kind = "gone.kind"
    assert (queries.text(notice), queries.declared(notice).tone) == ("gone.kind", "neutral")


def test_an_undeclared_kind_is_an_error(things, bank):
    with pytest.raises(ValueError, match=r"no kind of notice is called test\.nothing"):
        tell([bank.people.ann], things(), "test.nothing", {}, bank.context)


def test_what_leaves_the_house_is_written_with_the_notice_for_each_known_address(kinds, things, bank):
    bank.people.ann.email = "ann@bank.example"
    subject = things()
    tell([bank.people.ann], subject, "test.mailed", {"days": 2}, bank.context)
    delivery = Delivery.objects.get()
    assert (delivery.channel, delivery.address, delivery.state) == ("mail", "ann@bank.example", "waiting")
    assert delivery.payload == {"kind": "test.mailed", "params": {"days": 2}, "number": subject.number}


def test_marking_read_leaves_one_record(told, bank, now):
    run(bank, bank.people.ann, "notices.mark_read", now, notices=[told.pk])
    told.refresh_from_db()
    assert told.read_at == now
    assert Record.objects.filter(action="notices.mark_read").count() == 1


@pytest.mark.parametrize("key", [None, "99999999999999999999", "x"])
def test_nobody_marks_the_notices_of_others(told, bank, now, key):
    with pytest.raises(Invalid):
        run(bank, bank.people.fang, "notices.mark_read", now, notices=[key or told.pk])
    told.refresh_from_db()
    assert told.read_at is None


def test_all_can_be_marked_at_once_and_only_ones_own(told, kinds, things, bank, now):
    other = tell([bank.people.chen], None, "test.told", {}, bank.context)[0]
    run(bank, bank.people.ann, "notices.mark_all_read", now)
    assert list(Notice.objects.filter(read_at=None)) == [other]


def test_the_inbox_shows_what_is_unread_and_opening_a_notice_marks_it(told, bank):
    client = bank.client(bank.people.ann)
    assert told.subject.number in client.get("/notices/").content.decode()
    data = {"notices": told.pk, "_back": told.subject.url}
    response = client.post("/do/notices.mark_read/", data)
    assert (response.status_code, response["Location"]) == (302, told.subject.url)
    assert told.subject.number not in client.get("/notices/").content.decode()
    assert told.subject.number in client.get("/notices/?tab=all").content.decode()


def test_the_bell_counts_the_unread(told, bank):
    assert "消息，1 条未读" in bank.client(bank.people.ann).get("/notices/").content.decode()


def test_the_inbox_takes_the_same_number_of_queries_at_one_and_three_rows(kinds, things, bank):
    client = bank.client(bank.people.ann)
    counts = []
    for rows in (1, 2):
        for _row in range(rows):
            tell([bank.people.ann], things(), "test.told", {}, bank.context)
        with CaptureQueriesContext(connection) as counted:
            client.get("/notices/")
        counts.append(len(counted))
    assert counts[0] == counts[1]
