"""A list leaves as it is filtered, for its owner alone, and not for ever."""

import datetime

import pytest
from django.utils import timezone

from quanyi.engines.sheets import read_table
from quanyi.foundation.audit.models import Seen
from quanyi.foundation.capabilities.actions import Denied, Invalid, Refused
from quanyi.foundation.exchange.models import Export
from quanyi.foundation.notices.models import Notice
from quanyi.foundation.org.models import Grant, Unit
from quanyi.foundation.queue.steps import enqueue

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(units, act, bank):
    def done(person=None, **values):
        given = {"listing": "test.units", "reason": "月度核对"} | values
        return act(person or bank.people.gao, "exchange.export", **given)

    return done


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_all_filtered_rows_leave_with_every_column_this_person_may_see(order, bank, work, kind):
    export = order(query="kind=sub_branch&page=2", format=kind)
    assert work().state == "done"
    client = bank.client(bank.people.gao)
    response = client.get(f"/exports/{export.pk}/file/")
    table = read_table(response.content, f"x.{kind}")
    assert table.columns == ["机构号", "名称", "类型"]
    assert table.rows == [["A1", "甲一支行", "支行"], ["A2", "甲二支行", "支行"]]
    assert response["Content-Disposition"].startswith(
        "attachment; filename*=utf-8''%E6%9C%BA%E6%9E%84%E6%B8%85%E5%8D%95-"
    )


def test_no_value_becomes_a_formula(order, bank, work):
    Unit.objects.filter(code="A1").update(name="＝cmd|'/c calc'!A1")
    export = order(query="kind=sub_branch", format="csv")
    work()
    content = bank.client(bank.people.gao).get(f"/exports/{export.pk}/file/").content.decode("utf-8-sig")
    assert "A1,'＝cmd|'/c calc'!A1,支行" in content


def test_an_export_is_noted_with_its_purpose_and_so_is_its_download(order, bank, work):
    export = order()
    work()
    bank.client(bank.people.gao).get(f"/exports/{export.pk}/file/")
    assert [(s.what, s.purpose, s.user, s.detail["rows"]) for s in Seen.objects.order_by("pk")] == [
        ("export", "月度核对", bank.people.gao, 3),
        ("exchange.download", "月度核对", bank.people.gao, 3),
    ]


def test_the_owner_is_told_when_it_is_ready(order, bank, work):
    export = order()
    work()
    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.url) == (
        bank.people.gao,
        "exchange.export_ready",
        f"/exports/{export.pk}/",
    )


def test_nobody_else_sees_or_downloads_it(order, bank, work):
    export = order()
    work()
    client = bank.client(bank.people.eva)
    assert client.get(f"/exports/{export.pk}/").status_code == 404
    assert client.get(f"/exports/{export.pk}/file/").status_code == 404
    assert client.get("/exports/99999999999999999999/").status_code == 404


def test_rights_lost_in_the_meantime_count(order, bank, work):
    order()
    Grant.objects.filter(user=bank.people.gao).delete()
    assert work().state == "dead"


def test_without_a_list_a_purpose_or_the_right_nothing_leaves(order, act, bank, units):
    with pytest.raises(Invalid):
        order(listing="test.nothing")
    with pytest.raises(Invalid):
        order(reason="")
    units.permission = "nobody.has"
    with pytest.raises(Denied):
        order()
    assert Export.objects.count() == 0


def test_more_rows_than_may_leave_at_once_are_refused_not_cut(order, monkeypatch):
    monkeypatch.setattr("quanyi.foundation.exchange.steps.exports.limit", lambda name: 1)
    with pytest.raises(Refused) as refused:
        order()
    assert str(refused.value) == "符合条件的超过 1 行，请缩小筛选范围分次导出"


def test_an_expired_export_is_gone_with_its_file(order, bank, work, now, folder):
    export = order()
    work()
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1
    later = now + datetime.timedelta(days=7)
    enqueue("exchange.sweep", {}, later)
    assert work(lambda: later).result == {"exports": 1, "imports": 0}
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert bank.client(bank.people.gao).get(f"/exports/{export.pk}/file/").status_code == 404
    assert "已过期" in bank.client(bank.people.gao).get(f"/exports/{export.pk}/").content.decode()


def test_the_pages_lead_from_the_list_to_the_file(units, bank, work):
    client = bank.client(bank.people.gao)
    page = client.get("/list/test.units/?kind=sub_branch").content.decode()
    assert "/exports/new/?listing=test.units&amp;query=kind%3Dsub_branch" in page
    form = client.get("/exports/new/?listing=test.units&query=kind%3Dsub_branch").content.decode()
    assert "将导出当前筛选的全部 2 行" in form
    data = {"listing": "test.units", "query": "kind=sub_branch", "format": "xlsx", "reason": "核对", "_key": "k"}
    answer = client.post("/exports/new/", data)
    address = answer["Location"]
    assert client.post("/exports/new/", data)["Location"] == address
    assert 'hx-trigger="every 2s"' in client.get(address).content.decode()
    work(timezone.localtime)
    fragment = client.get(address, headers={"HX-Request": "true"})
    assert (fragment["HX-Refresh"], "<html" in fragment.content.decode()) == ("true", False)
    assert f"{address}file/" in client.get(address).content.decode()
    assert "机构清单" in client.get("/exports/").content.decode()


def test_a_purpose_that_is_missing_brings_the_form_back(units, bank):
    response = bank.client(bank.people.gao).post("/exports/new/", {"listing": "test.units", "format": "csv"})
    assert response.status_code == 422
    assert bank.client(bank.people.gao).get("/exports/new/?listing=test.nothing").status_code == 404
