"""In a real browser: no finding of axe at WCAG 2.2 AA, nothing cut off, no breach of the policy."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parents[2] / "vendor" / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (rules) => (await axe.run(document, {runOnly: rules})).violations
    .flatMap((found) => found.nodes.map((node) => `${found.id}: ${node.html.slice(0, 200)}`))"""
DRAWN = "document.querySelectorAll('.qy-chart-canvas svg').length === document.querySelectorAll('.qy-chart').length"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def visit(browser, address):
    """Open a page at a width and text size; returns the page and what its console complained of."""
    contexts = []

    def open_page(path, width, text_size=100, language="zh-CN", scripts=True):
        context = browser.new_context(
            viewport={"width": width, "height": 860}, locale=language, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        complaints = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{address}/{path}", wait_until="load")
        if scripts:
            page.wait_for_function(DRAWN)
        if text_size != 100:
            page.evaluate(f"document.documentElement.style.fontSize = '{text_size}%'")
        return page, complaints

    yield open_page
    for context in contexts:
        context.close()


def findings(page) -> list[str]:
    # Through the debugger, as an extension would: the page's own policy forbids evaluating it.
    page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": AXE})
    return page.evaluate(RUN, RULES)


@pytest.mark.parametrize(
    ("width", "text_size", "language"),
    [(1280, 100, "zh-CN"), (390, 100, "zh-CN"), (320, 200, "en"), (1280, 100, "en")],
)
def test_the_gallery_has_no_finding_and_nothing_is_cut(visit, width, text_size, language):
    page, complaints = visit("gallery/", width, text_size, language)
    assert findings(page) == []
    assert page.evaluate(OVERFLOW) == 0
    assert complaints == []


@pytest.mark.parametrize("path", ["missing/", "locked/", "broken/"])
def test_the_plain_pages_have_no_finding(visit, path):
    page, _complaints = visit(path, 390)
    assert findings(page) == []
    assert page.evaluate(OVERFLOW) == 0


def test_every_chart_is_drawn_as_svg_and_leads_to_its_list(visit):
    page, complaints = visit("gallery/", 1280)
    assert page.locator(".qy-chart-canvas svg").count() == page.locator(".qy-chart").count() == 4
    page.locator(".qy-chart").nth(1).locator("svg path[fill='#1763b6']").first.click()
    page.wait_for_url("**/?reason=1")
    assert complaints == []


def test_without_scripts_the_menu_opens_and_the_charts_are_tables(visit):
    page, _complaints = visit("gallery/", 390, scripts=False)
    page.click(".qy-phone-menu > summary")
    assert page.is_visible(".qy-phone-nav .qy-search input")
    assert page.locator(".qy-chart-table summary:visible").count() == 4
    assert not page.is_visible(".qy-chart-canvas")


def test_a_draft_comes_back_after_a_reload_and_can_be_discarded(visit):
    page, _complaints = visit("gallery/", 1280)
    page.fill("#id_matter", "柜面未告知转账限额")
    page.reload()
    page.wait_for_function(DRAWN)
    assert page.input_value("#id_matter") == "柜面未告知转账限额"
    page.click(".qy-toast button")
    assert page.input_value("#id_matter") == ""


def test_the_slash_key_goes_to_search_and_j_walks_the_rows(visit):
    page, _complaints = visit("gallery/", 1280)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search-top"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator(".is-title a").nth(1).inner_text()
    assert page.evaluate("document.activeElement.textContent") == second


def test_picking_all_rows_tells_how_many(visit):
    page, _complaints = visit("gallery/", 1280)
    page.check("[data-select-all]")
    assert page.inner_text("[data-bulk-count]") == "4"
    page.locator("tbody .is-check input").first.uncheck()
    assert page.inner_text("[data-bulk-count]") == "3"
