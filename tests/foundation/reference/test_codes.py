"""Editions of code lists from a file, official codes, products."""

import datetime
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from quanyi.foundation.capabilities import actions
from quanyi.foundation.capabilities.actions import Denied, Invalid, Refused
from quanyi.foundation.reference import rules
from quanyi.foundation.reference.models import Code, CodeList, Product
from quanyi.foundation.reference.queries import codes

HEAD = "代码,上级代码,名称,英文名称,标准代码\n"
GOOD = HEAD + "front,,前台渠道,Front office,01\nfront.desk,front,柜面,Counter,0101\nremote,,远程渠道,Remote,02\n"
EDITION = {"list": "channel", "edition": "2027", "valid_from": "2027-01-01", "source": "试用标准", "confidence": "H"}


@pytest.fixture
def act(bank, now):
    """Return (name, key of the target, values) → outcome, as the programme office."""

    def carry_out(name, reference=None, /, who=None, **values):
        action, actor = actions.registry[name], bank.actor(who or bank.people.eva)
        target = action.find(actor, reference) if reference is not None else None
        return action(actor, action.command.parse(values, actor), now=now, channel="web", target=target)

    return carry_out


def upload(text, name="codes.csv", encoding="utf-8"):
    return {"name": name, "content": text.encode(encoding) if isinstance(text, str) else text}


def workbook(rows):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_new_edition_begins_on_its_day_and_ends_the_one_before(act, encoding):
    made = act("reference.import_codes", **EDITION, file=upload(GOOD, encoding=encoding)).row
    old = CodeList.objects.get(code="channel", edition="JR/T 0169-2018")
    assert old.valid_to == datetime.date(2026, 12, 31)
    assert next(c.code for c in codes("channel", datetime.date(2026, 12, 31))) == "front"
    assert [(c.code, str(c.parent or ""), c.official) for c in codes("channel", datetime.date(2027, 1, 1))] == [
        ("front", "", "01"),
        ("front.desk", "前台渠道", "0101"),
        ("remote", "", "02"),
    ]
    assert (made.name, made.source) == (old.name, "试用标准")


def test_a_workbook_is_read_like_a_text_and_whole_numbers_stay_whole(act):
    content = workbook([["code", "name", "official"], ["front", "前台", 1], [12.0, "十二", "012"]])
    act("reference.import_codes", **EDITION, file=upload(content, "codes.xlsx"))
    assert list(Code.objects.filter(list__edition="2027").values_list("code", "official")) == [
        ("front", "1"),
        ("12", "012"),
    ]


@pytest.mark.parametrize(
    ("field", "changed", "text"),
    [
        ("list", {"list": "nothing"}, GOOD),
        ("edition", {"edition": "JR/T 0169-2018"}, GOOD),
        ("valid_from", {"valid_from": "2018-09-04"}, GOOD),
        ("file", {}, "a,b\n1,2\n"),
        ("file", {}, HEAD + ",,无代码,,\n"),
        ("file", {}, ""),
    ],
)
def test_an_edition_that_cannot_be_stored_is_named_and_nothing_is_stored(act, field, changed, text):
    before = CodeList.objects.count()
    with pytest.raises(Invalid) as error:
        act("reference.import_codes", **(EDITION | changed), file=upload(text))
    assert list(error.value.errors) == [field]
    assert CodeList.objects.count() == before


def test_each_fault_is_told_with_its_line():
    rows = [
        (2, {"code": "a", "name": "甲"}),
        (3, {"code": "a", "name": "乙"}),
        (4, {"code": "", "name": ""}),
        (5, {"code": "b c", "name": "丙"}),
        (6, {"code": "d", "name": "丁", "parent": "z"}),
        (7, {"code": "e", "name": "戊" * 121}),
        (8, {"code": "f", "name": "己", "more": "[1]"}),
    ]
    found = rules.check(rows)
    assert [row["code"] for row in found.rows] == ["a"]
    assert [line for line, _sentence in found.faults] == [3, 4, 4, 5, 6, 7, 8]


def test_two_editions_are_compared():
    found = rules.compare({"a": "甲", "b": "乙", "c": "丙"}, {"a": "甲", "b": "新乙", "d": "丁"})
    assert found == rules.Difference(["d"], [("b", "乙", "新乙")], ["c"])


def test_a_check_tells_what_the_import_would_do_and_stores_nothing(bank):
    client, before = bank.client(bank.people.eva), CodeList.objects.count()
    sent = EDITION | {"file": SimpleUploadedFile("codes.csv", GOOD.encode())}
    page = client.post("/reference/import/", sent | {"check": "1"})
    assert page.status_code == 200
    assert "可导入 3 个代码" in page.content.decode()
    assert CodeList.objects.count() == before
    bad = client.post("/reference/import/", EDITION | {"file": SimpleUploadedFile("codes.csv", b"x"), "check": "1"})
    assert bad.status_code == 422
    sent["file"] = SimpleUploadedFile("codes.csv", GOOD.encode())
    assert client.post("/reference/import/", sent).status_code == 302
    assert CodeList.objects.count() == before + 1
    assert bank.client(bank.people.ann).get("/reference/import/").status_code == 403


def test_official_codes_are_filled_in_or_nothing_is(act):
    edition = CodeList.objects.get(code="channel")
    act("reference.fill_official", str(edition.pk), file=upload("code,official\nfront,A1\n"))
    assert Code.objects.get(list=edition, code="front").official == "A1"
    with pytest.raises(Refused, match="nowhere"):
        act("reference.fill_official", str(edition.pk), file=upload("code,official\nfront,A2\nnowhere,9\n"))
    assert Code.objects.get(list=edition, code="front").official == "A1"
    for text in ("code,official\nfront,\n", f"code,official\nfront,{'9' * 41}\n", "x,y\n1,2\n"):
        with pytest.raises(Invalid):
            act("reference.fill_official", str(edition.pk), file=upload(text))


def test_a_product_is_added_changed_retired_and_offered_again(act, bank):
    act("reference.add_product", code="XYK9", name="青年信用卡", category="card.credit")
    with pytest.raises(Invalid):
        act("reference.add_product", code="xyk9", name="青年信用卡", category="card.credit")
    act("reference.change_product", "XYK9", name="青春信用卡", category="card.debit")
    product = Product.objects.get(code="XYK9")
    assert (product.name, product.category.code) == ("青春信用卡", "card.debit")
    act("reference.retire_product", "XYK9", reason="停办")
    with pytest.raises(Refused):
        act("reference.retire_product", "XYK9", reason="停办")
    assert not Product.objects.get(code="XYK9").active
    act("reference.offer_product", "XYK9")
    assert Product.objects.get(code="XYK9").active
    with pytest.raises(Denied):
        act("reference.retire_product", "XYK9", who=bank.people.ann, reason="停办")


def test_the_pages_of_a_product_and_an_edition_open_for_their_roles(bank, act):
    act("reference.add_product", code="XYK9", name="青年信用卡", category="card.credit")
    edition = CodeList.objects.get(code="business").pk
    for address, allowed in (("/reference/products/XYK9/", True), (f"/reference/lists/{edition}/", False)):
        assert bank.client(bank.people.eva).get(address).status_code == 200
        assert bank.client(bank.people.ann).get(address).status_code == (200 if allowed else 403)
    for address in ("/reference/products/none/", "/reference/lists/99999/", "/reference/lists/99999999999999999999/"):
        assert bank.client(bank.people.eva).get(address).status_code == 404
