"""Ledgers come in as new or as historical cases, once, and can be taken back."""

import csv
from pathlib import Path

import pytest

from quanyi.domains.complaints.models import Complaint
from quanyi.foundation.audit.models import Record
from quanyi.foundation.clocks.models import Clock
from quanyi.foundation.exchange.models import Import
from quanyi.foundation.exchange.steps import import_file
from quanyi.foundation.exchange.steps.imports import Direct, take_back

SAMPLE = Path(__file__).parents[4] / "shared/samples/complaints/cfpb_2023_all_products.csv"
HEADINGS = [
    "转办编号",
    "收到日期",
    "投诉人",
    "联系电话",
    "投诉来源",
    "业务类别",
    "投诉原因",
    "投诉事项",
    "投诉内容",
    "要求反馈日期",
]
ROWS = [
    [
        "ZB-1",
        "2026年11月20日",
        "王秀兰",
        "13812346721",
        "12378 转办",
        "信用卡",
        "定价收费",
        "年费争议",
        "未告知年费",
        "2026-12-01",
    ],
    [
        "ZB-2",
        "2026/11/21",
        "李强",
        "13900001111",
        "营业网点",
        "贷款",
        "合同条款",
        "提前还款补偿金",
        "被要求支付补偿金",
        "",
    ],
    ["ZB-3", "昨天", "赵敏", "13900002222", "营业网点", "贷款", "合同条款", "利率争议", "对利率有异议", ""],
    ["ZB-4", "2026-11-22", "孙丽", "13900003333", "营业网点", "飞行器", "合同条款", "服务争议", "对服务有异议", ""],
]


@pytest.fixture
def ledger(tmp_path):
    """A forwarding list as a bank keeps it: Chinese headings, GB18030, two rows that cannot be used."""
    path = tmp_path / "转办清单.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *ROWS])
    return path


def bring_in(bank, path, mode="live", mapping=""):
    return import_file("complaints.cases", path, mapping, mode, bank.units.a1, False, bank.context)


def test_a_forwarding_list_comes_in_with_its_clocks_and_says_what_is_wrong_with_the_rest(bank, ledger):
    report = bring_in(bank, ledger)
    assert (report.read, report.registered, report.duplicates) == (4, 2, 0)
    assert [row["row"] for row in report.rejected] == [4, 5]
    assert "昨天" in report.rejected[0]["errors"][0]
    assert "飞行器" in report.rejected[1]["errors"][0]
    first = Complaint.objects.get(legs__number="ZB-1")
    lanes = sorted(Clock.objects.filter(subject=first.subject, running=True).values_list("lane", flat=True))
    assert lanes == ["demanded", "internal", "statutory"]
    assert first.complainant_masked == "王**"


def test_a_second_import_adds_none_and_undo_removes_them(bank, ledger, now):
    bring_in(bank, ledger)
    again = bring_in(bank, ledger)
    assert (again.registered, again.duplicates, Complaint.objects.count()) == (0, 2, 2)
    first = Import.objects.order_by("pk").first()
    assert take_back(first, Direct(now))["stayed"] == 0
    assert Complaint.objects.count() == 0
    assert Clock.objects.count() == 0
    assert Record.objects.filter(action="complaints.register").count() == 2


def test_a_historical_ledger_runs_no_clock(bank, ledger):
    report = bring_in(bank, ledger, mode="history")
    assert report.registered == 2
    assert Clock.objects.count() == 0
    assert set(Complaint.objects.values_list("state", flat=True)) == {"history"}


@pytest.mark.skipif(not SAMPLE.exists(), reason=f"{SAMPLE.name} is not here: the shared samples are absent")
def test_620_real_rows_come_in_once_and_all_numbers_agree(bank, now):
    report = bring_in(bank, SAMPLE, "history", "cfpb")
    assert (report.read, report.registered, report.rejected) == (620, 620, [])
    again = bring_in(bank, SAMPLE, "history", "cfpb")
    assert (again.registered, again.duplicates) == (0, 620)
    browser = bank.client(bank.people.eva)
    assert browser.get("/api/v1/lists/complaints.cases?tab=all").json()["total"] == 620
    assert browser.get("/complaints/?tab=all").context["page"].total == 620
    year = "tab=all&from=2023-01-01&to=2023-12-31"
    received = browser.get(f"/api/v1/lists/complaints.cases?{year}").json()["total"]
    assert browser.get("/complaints/dashboard/?year=2023").context["figures"]["received"] == received
    assert browser.get(f"/complaints/?{year}").context["page"].total == received
    months = browser.get("/complaints/dashboard/?year=2023&chart=month").context["charts"][0]
    assert sum(months.series[0].values) == received
    take_back(Import.objects.order_by("pk").first(), Direct(now))
    assert Complaint.objects.count() == 0
