"""From receipt to the proof of notice, through five desks, with a longer term twice."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.test_counter import SHORT, number_of

DAY = datetime.timedelta(days=1)


def today() -> datetime.date:
    return datetime.datetime.now(ZoneInfo("Asia/Shanghai")).date()


def due(person, number: str) -> datetime.date:
    """Read the statutory deadline off the page of a case."""
    person.go(f"/complaints/{number}/")
    return datetime.date.fromisoformat(person.page.locator(".qy-due-first > div b").first.inner_text().split()[0])


def why(person) -> list[tuple[str, str]]:
    """Open *why this date* and read every line: the day, and its number or "not counted"."""
    person.page.locator(".qy-due").first.get_by_role("link", name="为什么是这一天").click()
    rows = person.page.locator("dialog[open] tbody tr")
    lines = [rows.nth(at).locator("td") for at in range(rows.count())]
    return [(cells.nth(0).inner_text().split()[0], cells.nth(1).inner_text()) for cells in lines]


def expected(days: int) -> list[tuple[str, str]]:
    """The day of receipt is not counted (T20 18.1 with the Civil Code, art. 201); every natural day after it is."""
    first = (today().isoformat(), "不计入")
    return [first, *(((today() + n * DAY).isoformat(), str(n)) for n in range(1, days + 1))]


@pytest.fixture
def case(visitor) -> str:
    """The number of a complaint that Fang has just registered."""
    fang = visitor("fang")
    fang.go("/do/complaints.register/")
    fang.fill(**SHORT | {"title": "提前还款被收取合同未载明的补偿金", "phone": "13912340003"})
    fang.send()
    return number_of(fang.page)


def test_a_case_goes_from_receipt_to_the_proof_of_notice(visitor, case):
    eva, ann, gao = visitor("eva"), visitor("ann"), visitor("gao")
    eva.act("complaints.allocate", case, unit="A1")
    ann.act("complaints.sign_for", case, no_interest=True)
    assert due(ann, case) == today() + 15 * DAY
    assert why(ann) == expected(15)
    ann.go(f"/complaints/{case}/")
    now = datetime.datetime.now(ZoneInfo("Asia/Shanghai")) - datetime.timedelta(minutes=2)
    ann.act(
        "complaints.log_contact",
        case,
        happened_at=now.strftime("%Y-%m-%dT%H:%M"),
        reached=True,
        result="已与投诉人核对还款日期与金额。",
        recording="LY-0001",
    )
    ann.act("complaints.classify", case, channel="front.premises", business="card.credit", reason_code="disclosure")
    ann.act("complaints.declare_complex", case, reason="需调取签约时的双录并与客户经理核实。")
    assert due(ann, case) == today() + 30 * DAY
    ann.act("complaints.extend", case, reason="双录存放异地，需调阅原件。")
    assert due(ann, case) == today() + 30 * DAY
    gao.go(f"/complaints/{case}/")
    gao.press("审批")
    gao.fill(agreed=True, opinion="情况属实，同意延长。")
    gao.send()
    assert due(ann, case) == today() + 30 * DAY
    ann.act("complaints.tell_extension", case, way="sent", told_on=today(), proof="短信 0012")
    assert due(ann, case) == today() + 60 * DAY
    assert why(ann) == expected(60)
    answer(ann, gao, case)
    assert ann.page.locator(".qy-card-actions .qy-badge").first.inner_text() == "已办结"
    assert ann.complaints == []


def answer(ann, gao, case: str) -> None:
    """Draft, submit, approve, notify with proof, and close."""
    ann.act(
        "complaints.draft",
        case,
        verified="full",
        upheld="full",
        findings="经核实，合同未载明补偿金，客户经理亦未告知。",
        basis="依据个人住房贷款合同第十二条。",
    )
    ann.act("complaints.submit", case)
    gao.act("complaints.approve", case, opinion="同意")
    ann.act(
        "complaints.notify",
        case,
        way="posted",
        told_on=today(),
        proof="挂号信 XA1234",
        text="您反映的补偿金已全额退还。",
    )
    ann.go(f"/complaints/{case}/")
    assert "按时完成" in ann.page.inner_text("main")
    ann.go(f"/complaints/{case}/?part=reply")
    assert "挂号信 XA1234" in ann.page.inner_text("#process")
    ann.act("complaints.close", case, outcome="已退还补偿金")


def test_the_second_of_two_tabs_is_told_that_the_case_changed_and_keeps_its_words(visitor, case):
    eva, ann = visitor("eva"), visitor("ann")
    eva.act("complaints.allocate", case, unit="A1")
    ann.act("complaints.sign_for", case, no_interest=True)
    second = ann.tab()
    for page in (ann.page, second):
        ann.go(f"/do/complaints.add_note/{case}/", page)
    ann.fill(text="第一个窗口写的话。")
    ann.send()
    ann.fill(second, text="第二个窗口写了很久的话，不能丢。")
    ann.send(second)
    assert "您打开后，该记录已被他人修改" in second.inner_text(".qy-alert.tone-bad")
    assert second.input_value("[name=text]") == "第二个窗口写了很久的话，不能丢。"
    ann.send(second)
    ann.go(f"/complaints/{case}/?part=notes", second)
    assert second.locator("#process .qy-line").count() == 2


def test_a_teller_complained_about_finds_nothing(visitor):
    fang, qin = visitor("fang"), visitor("qin")
    fang.go("/do/complaints.register/")
    fang.page.click("details.qy-unfold > summary")
    fang.fill(**SHORT | {"title": "柜员态度生硬并拒绝受理", "phone": "13912340004"})
    fang.page.locator("[name=complained_persons][value=qin]").check()
    fang.send()
    number = number_of(fang.page)
    assert fang.go(f"/complaints/{number}/") == 200
    for path in ("/complaints/", "/list/complaints.cases/?tab=all&q=柜员态度生硬", f"/search/?q={number}", "/notices/"):
        assert qin.go(path) == 200
        assert qin.page.locator(f"main a[href*='{number}']").count() == 0
        assert qin.page.locator("main").get_by_text("柜员态度生硬并拒绝受理").count() == 0
    assert qin.go(f"/complaints/{number}/") == 404
    assert qin.go(f"/do/complaints.add_note/{number}/") == 404
    assert qin.context.request.get(f"{qin.house}/api/v1/complaints/{number}").status == 404
