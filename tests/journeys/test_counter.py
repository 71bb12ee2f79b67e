"""At the counter: a complaint is registered while the customer stands there, and settled on the spot."""

SHORT = {
    "title": "ATM 存款少记一百元",
    "complainant": "李建华",
    "phone": "13912340001",
    "narrative": "客户反映在 ATM 存入现金 1,100 元，账户只记入 1,000 元。",
    "claim": "补记 100 元",
    "source": "outlet",
}


def number_of(page) -> str:
    return page.locator(".qy-pretitle .mono").first.inner_text()


def test_a_teller_registers_with_eight_fields_and_settles_on_the_spot(visitor):
    fang = visitor("fang")
    fang.go("/complaints/")
    fang.press("登记投诉")
    assert fang.page.locator("form.qy-form .qy-field:visible").count() == 8
    fang.fill(**SHORT)
    fang.send()
    number = number_of(fang.page)
    assert fang.page.inner_text("h1") == "ATM 存款少记一百元"
    fang.press("当场办结")
    fang.fill(
        result="经核对机具流水，已补记 100 元，客户认可。", redress="refund", agreement_proof="签字确认单 A1-0001"
    )
    fang.send()
    assert number_of(fang.page) == number
    assert fang.page.locator(".qy-card-actions .qy-badge").first.inner_text() == "当场办结"
    assert fang.page.locator(".qy-steps .is-done").count() == 7
    fang.press("答复投诉人")
    assert "签字确认单 A1-0001" in fang.page.inner_text("#process")
    assert fang.complaints == []


def test_the_earlier_case_of_the_same_telephone_number_shows_while_the_teller_types(visitor):
    fang = visitor("fang")
    for title in ("贷款利率与告知不一致", "账户被限制后未说明原因"):
        fang.go("/do/complaints.register/")
        fang.fill(phone="13912340002")
        fang.page.locator("[name=title]").fill(title)
        fang.fill(**SHORT | {"title": title, "phone": "13912340002"})
        if title != "贷款利率与告知不一致":
            fang.page.wait_for_selector(".qy-form-hint .qy-alert")
            assert "贷款利率与告知不一致" in fang.page.inner_text(".qy-form-hint")
        fang.send()
        number_of(fang.page)
    assert fang.page.locator(".qy-card-actions").first.inner_text().split("\n")[-1] == "一年内另有 1 件"


def test_nothing_typed_is_lost_when_a_field_was_forgotten(visitor):
    fang = visitor("fang")
    fang.go("/do/complaints.register/")
    fang.fill(**SHORT | {"received_on": "2026-01-05"})
    fang.send()
    assert fang.page.locator("[aria-invalid]").get_attribute("name") == "received_proof"
    assert fang.page.input_value("[name=narrative]") == SHORT["narrative"]
    assert fang.page.locator("details.qy-unfold").get_attribute("open") == ""
