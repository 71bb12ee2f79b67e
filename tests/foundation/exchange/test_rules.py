"""Cells become values; headings become a mapping."""

import datetime

import pytest

from quanyi.foundation.exchange import rules

D = datetime.date(2026, 3, 5)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-05",
        "2026/3/5",
        "2026.03.05",
        "2026年3月5日",
        "20260305",
        "２０２６－０３－０５",
        "2026-03-05 09:30:00",
        D,
    ],
)
def test_a_day_is_read_however_it_is_usually_written(written):
    assert rules.day(written) == D


def test_an_instant_keeps_its_time():
    assert rules.instant("2026年3月5日 9:05") == datetime.datetime(2026, 3, 5, 9, 5)
    assert rules.instant(datetime.datetime(2026, 3, 5, 9, 5, 1)) == datetime.datetime(2026, 3, 5, 9, 5, 1)


@pytest.mark.parametrize("written", ["2026-02-30", "昨天", "5/3/2026", 45000, "20261301", ""])
def test_what_is_no_day_is_refused(written):
    with pytest.raises(rules.BadValue) as refused:
        rules.day(written)
    assert refused.value.code == "date"


@pytest.mark.parametrize(
    ("written", "fen"),
    [("1,234.5", 123450), ("¥30元", 3000), (0.1, 10), ("-3.00", -300), ("１２．３４", 1234), (5, 500)],
)
def test_an_amount_is_exact_fen(written, fen):
    assert rules.fen(written) == fen


@pytest.mark.parametrize("written", ["1.005", "abc", "NaN", "1e99", "Infinity", ""])
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(rules.BadValue):
        rules.fen(written)


def test_whole_numbers_yes_and_no_and_choices():
    assert (rules.integer("1,024"), rules.integer("－7"), rules.integer(3)) == (1024, -7, 3)
    assert [rules.yes_or_no(word) for word in ("是", "Ｙ", "√", 1, True)] == [True] * 5
    assert [rules.yes_or_no(word) for word in ("否", "n", 0, False)] == [False] * 4
    level = rules.one_of({"一般": "ordinary", "重大": "major"})
    assert level(" 重大 ") == "major"
    for parse, bad in ((rules.integer, "1.5"), (rules.integer, "9" * 16), (rules.yes_or_no, "也许"), (level, "特大")):
        with pytest.raises(rules.BadValue):
            parse(bad)


@pytest.mark.parametrize(
    ("raw", "value"), [("  a ", "a"), ("'=1+1", "=1+1"), ("", None), ("  ", None), (3.0, 3), (3.5, 3.5), (None, None)]
)
def test_cells_lose_what_spreadsheets_add(raw, value):
    assert rules.plain(raw) == value


FIELDS = {"number": ["投诉编号", "工单号"], "phone": ["联系电话", "手机"], "name": ["客户姓名", "姓名"]}


def test_columns_are_suggested_by_name_then_by_synonym_then_by_part():
    columns = ["序号", "工单号*", "投诉人姓名", "客户联系电话（必填）"]
    assert rules.suggestion(FIELDS, columns) == {
        "number": "工单号*",
        "phone": "客户联系电话（必填）",
        "name": "投诉人姓名",
    }


def test_a_column_serves_one_field_and_an_exact_name_wins():
    assert rules.suggestion({"a": ["姓名"], "b": ["经办人姓名"]}, ["经办人姓名"]) == {"b": "经办人姓名"}
    assert rules.suggestion(FIELDS, ["事由"]) == {}


def test_files_with_the_same_headings_have_one_signature_whatever_their_dress():
    assert rules.signature(["投诉 编号", "姓名*"]) == rules.signature(["投诉编号", "姓名"])
    assert rules.signature(["姓名", "投诉编号"]) != rules.signature(["投诉编号", "姓名"])


def test_a_long_key_is_stored_as_its_digest():
    assert rules.short_key("a" * 100) == "a" * 100
    assert len(rules.short_key("a" * 101)) == 64
