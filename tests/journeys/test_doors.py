"""Who gets in, who is kept out, and who sees what: lock-out, administrators, language, keyboard, no scripts."""

import re

from tests.journeys.conftest import PASSWORD
from tests.journeys.test_counter import SHORT, number_of

CHINESE = re.compile(r"[\u3400-\u9fff]+")


def test_five_wrong_passwords_lock_that_account_and_no_colleague(visitor):
    stranger = visitor()
    for _attempt in range(5):
        stranger.sign_in("dai", "wrong-password")
    assert stranger.page.inner_text("h1") == "登录已锁定"
    stranger.sign_in("dai")
    assert stranger.page.locator(".qy-who").count() == 0
    colleague = visitor("hu")
    assert colleague.page.inner_text("h1") == "工作台"


def test_a_system_administrator_sees_no_business_row(visitor):
    sys = visitor("sys")
    assert sys.page.inner_text("main").count("TS20") == 0
    assert sys.page.get_by_role("link", name="投诉处理").count() == 0
    for path in ("/complaints/", "/list/complaints.cases/", "/complaints/dashboard/", "/do/complaints.register/"):
        assert sys.go(path) == 403
    assert sys.go("/search/?q=信用卡") == 403
    assert sys.page.locator("input[type=search]").count() == 0


#: What speaks Chinese on an English page because the bank's people typed it: titles, units, names, codes, contents.
DATA = (
    "tbody .is-title, tbody .is-meta, .qy-under, h1, .qy-who, .qy-facts dd, .qy-prose, .qy-event-body, .qy-todo-item, "
    ".qy-pretitle, .qy-language, select option, .qy-event-head span, .qy-chart, .qy-card-head .qy-badge, .qy-brand, .qy-due-first, "
    ".qy-clock-line, dialog, .qy-options, title, script, style, noscript"
)
STRIP = """(data) => { const copy = document.body.cloneNode(true);
    copy.querySelectorAll(data).forEach((node) => node.remove()); return copy.textContent; }"""


def test_in_english_no_word_of_the_interface_is_chinese(visitor):
    ann = visitor("ann", locale="en-GB")
    ann.go("/complaints/")
    case = ann.page.locator("td.is-title a").first.get_attribute("href")
    for path in ("/", "/complaints/", case, "/do/complaints.register/", "/complaints/dashboard/?whole=1", "/notices/"):
        assert ann.go(path) == 200
        left = CHINESE.findall(ann.page.evaluate(STRIP, DATA))
        assert (path, left) == (path, [])
    ann.page.get_by_role("button", name="中文").first.click()
    assert ann.page.locator("html").get_attribute("lang") == "zh-hans"


def test_a_complaint_is_registered_by_keyboard_alone(visitor):
    fang = visitor("fang")
    fang.go("/do/complaints.register/")
    keys = fang.page.keyboard
    fang.page.locator("[name=title]").focus()
    for name in ("title", "complainant", "phone", "narrative", "claim"):
        assert fang.page.evaluate("document.activeElement.name") == name
        keys.type(SHORT[name] if name != "phone" else "13912340009")
        keys.press("Tab")
    assert fang.page.evaluate("document.activeElement.name") == "source"
    keys.press("ArrowDown")
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Enter")
    fang.page.wait_for_url("**/complaints/TS*/")
    assert fang.page.inner_text("h1") == SHORT["title"]


def test_the_queue_is_walked_and_a_case_opened_by_keyboard_alone(visitor):
    eva = visitor("eva")
    eva.go("/complaints/")
    keys = eva.page.keyboard
    keys.press("Tab")
    assert eva.page.evaluate("document.activeElement.className") == "qy-skip"
    keys.press("j")
    keys.press("j")
    title = eva.page.locator("td.is-title a").nth(1).inner_text()
    keys.press("Enter")
    eva.page.wait_for_url("**/complaints/TS*/")
    assert eva.page.inner_text("h1") == title


def test_without_scripts_one_signs_in_registers_and_allocates(visitor):
    eva = visitor("eva", java_script_enabled=False)
    eva.go("/do/complaints.register/")
    eva.page.click("details.qy-unfold > summary")
    eva.fill(**SHORT | {"title": "网银转账限额调整未通知", "phone": "13912340010"})
    eva.send()
    number = number_of(eva.page)
    eva.go("/complaints/")
    eva.page.locator(f"[name=row][value={number}]").check()
    eva.page.locator(".qy-bulk").get_by_role("button", name="分办", exact=True).click()
    eva.fill(unit="A2")
    eva.send()
    assert "共 1 件，已完成 1 件" in eva.page.inner_text("main")
    eva.go(f"/complaints/{number}/")
    assert eva.page.locator(".qy-card-actions .qy-badge").first.inner_text() == "待签收"


def test_each_chart_of_the_dashboard_draws_its_own_figures(visitor):
    eva = visitor("eva")
    eva.go("/complaints/dashboard/")
    eva.page.locator("main [hx-get]").last.wait_for(state="detached")
    names = [node.get_attribute("data-chart") for node in eva.page.locator("[data-chart]").all()]
    assert len(set(names)) == len(names) >= 2


def test_signing_out_ends_it(visitor):
    hu = visitor("hu")
    hu.page.locator(".qy-top .qy-who > summary").click()
    hu.page.locator(".qy-top .qy-who .qy-menu-list").get_by_text("退出").click()
    hu.go("/complaints/")
    assert hu.page.url.startswith(f"{hu.house}/account/login/")
    assert PASSWORD not in hu.page.content()
