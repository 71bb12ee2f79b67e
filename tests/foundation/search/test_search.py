"""What LIKE finds the index finds, on either database, and nobody finds what they may not know of."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quanyi.foundation.audit.models import Seen
from quanyi.foundation.org.rules import System
from quanyi.foundation.search import queries, registry
from quanyi.foundation.search.models import SearchDoc
from quanyi.foundation.search.rules import normal, words
from quanyi.foundation.search.steps import forget, index
from quanyi.foundation.subjects.steps import recuse, share

pytestmark = pytest.mark.django_db


@pytest.fixture
def indexed(things, bank):
    """Open subjects that can be found."""
    registry.search_kind("thing", "things.see", "事项")

    def opened(label, unit=None, text=""):
        subject = things(unit, label)
        index(subject, text, bank.context)
        return subject

    yield opened
    del registry.kinds["thing"]


@pytest.fixture(params=["small scope", "large scope"])
def scope(request, monkeypatch):
    """Look both ways: by comparing the texts of a small scope, and by walking through the index."""
    monkeypatch.setattr(queries, "FIRST", 2)
    if request.param == "large scope":
        monkeypatch.setattr(queries, "SMALL", 0)


def labels(actor, text):
    return [subject.label for subject in queries.find(actor, text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("年费", ["信用卡年费争议"]),
        ("卡", ["借记卡盗刷", "信用卡年费争议"]),
        ("议", ["信用卡年费争议"]),
        ("信用卡 争议", ["信用卡年费争议"]),
        ("卡争", []),
        ("atm", ["ATM吞钞 ＃１２"]),
        ("#12", ["ATM吞钞 ＃１２"]),
        ('O\'Neil "x"', ['O\'Neil "X" (a%_b)']),
        ("a%_b", ['O\'Neil "X" (a%_b)']),
        ("%", ['O\'Neil "X" (a%_b)']),
        ("*", []),
        ("AND", []),
        ("  ", []),
    ],
)
def test_words_parts_of_words_and_single_characters_are_found(indexed, scope, text, found):
    for label in ("信用卡年费争议", "借记卡盗刷", "ATM吞钞 ＃１２", 'O\'Neil "X" (a%_b)'):
        indexed(label)
    assert labels(System(), text) == found


def test_hits_equal_those_of_like_on_random_texts(indexed, scope):
    rng = random.Random(7)
    letters = "年费卡信用争议a1-'\"%_\\ 　"
    for _ in range(120):
        indexed("".join(rng.choices(letters, k=rng.randint(1, 12))).strip() or "x")
    texts = list(SearchDoc.objects.order_by("-pk").values_list("pk", "text"))
    for _ in range(200):
        query = "".join(rng.choices(letters, k=rng.randint(1, 4)))
        wanted = words(query)
        expected = [pk for pk, text in texts if wanted and all(word in text for word in wanted)]
        assert [subject.pk for subject in queries.find(System(), query, 1000)] == expected, query


def test_a_subject_is_found_by_its_number_and_by_the_text_given_with_it(indexed, scope):
    subject = indexed("信用卡年费争议", text="龙卡白金")
    assert labels(System(), subject.number.lower()) == [subject.label]
    assert labels(System(), "白金") == [subject.label]


def test_a_changed_subject_is_found_by_its_new_words_only(indexed, scope, bank):
    subject = indexed("信用卡年费争议", text="白金")
    index(subject, "金卡", bank.context)
    assert labels(System(), "白金") == []
    assert labels(System(), "金卡") == [subject.label]


def test_a_forgotten_subject_leaves_the_index(indexed, scope):
    first, second = indexed("年费一"), indexed("年费二")
    forget(first)
    SearchDoc.objects.filter(pk=second.pk).delete()
    assert labels(System(), "年费") == []
    if connection.vendor == "sqlite":
        assert queries.hits('"年费"', queries.BEYOND, 10) == []


def test_people_find_what_lies_in_their_reach_or_is_shared_with_them(indexed, scope, bank):
    indexed("年费甲", bank.units.a1)
    shared = indexed("年费乙", bank.units.b1)
    share(shared, bank.units.a1, "assist", bank.context)
    indexed("年费丙", bank.units.b2)
    assert labels(bank.actor(bank.people.ann), "年费") == ["年费乙", "年费甲"]
    assert labels(bank.actor(bank.people.chen), "年费") == ["年费乙"]
    assert labels(bank.actor(bank.people.sys), "年费") == []


def test_who_is_recused_finds_nothing(indexed, scope, bank):
    subject = indexed("年费甲")
    recuse(subject, "被投诉人", bank.context, user=bank.people.ann)
    assert labels(bank.actor(bank.people.ann), "年费") == []
    assert labels(bank.actor(bank.people.ann), subject.number) == []


def test_the_newest_come_first_and_no_more_than_asked_for(indexed, scope):
    for number in range(7):
        indexed(f"年费{number}")
    assert [s.label for s in queries.find(System(), "年费", 5)] == ["年费6", "年费5", "年费4", "年费3", "年费2"]


def test_the_page_groups_results_and_notes_the_search_without_its_words(indexed, bank):
    subject = indexed("信用卡年费争议")
    response = bank.client(bank.people.ann).get("/search/?q=年费")
    page = response.content.decode()
    assert ("事项" in page, subject.number in page) == (True, True)
    seen = Seen.objects.get()
    assert (seen.what, seen.detail["hits"], "年费" in str(seen.detail)) == ("search", 1, False)


def test_the_page_says_what_to_do_when_nothing_is_found(indexed, bank):
    page = bank.client(bank.people.ann).get("/search/?q=没有").content.decode()
    assert "未找到" in page
    assert bank.client(bank.people.ann).get("/search/").status_code == 200


def test_the_page_says_when_there_is_more(indexed, bank):
    for number in range(51):
        indexed(f"年费{number}")
    assert "仅显示最新的 50 条" in bank.client(bank.people.ann).get("/search/?q=年费").content.decode()


def test_administrators_do_not_search(indexed, bank):
    assert bank.client(bank.people.sys).get("/search/?q=年费").status_code == 403


def test_a_search_takes_the_same_number_of_queries_whatever_it_finds(indexed, bank):
    client = bank.client(bank.people.ann)
    counts = []
    for labels_to_add in (["年费0"], ["年费1", "年费2"]):
        for label in labels_to_add:
            indexed(label)
        with CaptureQueriesContext(connection) as counted:
            client.get("/search/?q=年费")
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_the_indexed_text_is_normal(indexed):
    subject = indexed("ＡＢＣ", text="Ｘ")
    assert SearchDoc.objects.get(pk=subject.pk).text == normal(f"{subject.number} ABC X")
