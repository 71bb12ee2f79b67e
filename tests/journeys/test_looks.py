"""Every page at a desk and on a phone: nothing for axe to find at WCAG 2.2 AA, nothing wider than the screen."""

import pytest

from tests.foundation.ui.test_looks import OVERFLOW, findings

PAGES = (
    "/",
    "/complaints/",
    "/complaints/?tab=all&unit=A&deadline=late",
    "/complaints/dashboard/?whole=1",
    "/do/complaints.register/",
    "/notices/",
    "/search/?q=信用卡",
    "/list/complaints.cases/?q=没有这样的件",
    "/imports/",
    "/exports/",
    "/gallery/",
)


def cases(person) -> list[str]:
    """The address of a case."""
    person.go("/complaints/?tab=working")
    return [str(person.page.locator("td.is-title a").first.get_attribute("href"))]


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_no_page_has_a_finding_or_is_wider_than_the_screen(visitor, language):
    eva = visitor("eva", locale=language)
    found = {}
    for path in (*PAGES, *cases(eva)):
        assert (path, eva.go(path)) == (path, 200)
        for width in (1366, 390, 320):
            eva.page.set_viewport_size({"width": width, "height": 860})
            # Colours and names are the same in both languages; axe looks at the phone once.
            told = findings(eva.page) if width == 1366 or (width == 390 and language == "zh-CN") else []
            wider = eva.page.evaluate(OVERFLOW)
            if told or wider:
                found[path, width] = (wider, told)
    assert found == {}
    assert eva.complaints == []


def test_the_sign_in_page_has_no_finding(visitor):
    nobody = visitor()
    for width in (1366, 390, 320):
        nobody.page.set_viewport_size({"width": width, "height": 860})
        nobody.go("/account/login/")
        assert findings(nobody.page) == []
        assert nobody.page.evaluate(OVERFLOW) == 0
