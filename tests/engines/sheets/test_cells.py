import enum
import math
import uuid
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanyi.engines.sheets import cell, uncell

DANGEROUS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "＝1+1",
    "＋1",
    "－2+3",
    "＠SUM(A1)",
    "﹦1",
    "﹢1",
    "﹣1",
    "﹫A1",
    "−1+2",
    "\t=1",
    "\r=1",
    "\n=1",
    "\tplain",
    " =1",
    "\u3000=1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\x01=1",
    "'=1",
    "''＝1",
    "-cmd|' /C calc'!A0",
    "-",
    "=",
    "+86 138 0013 8000",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_could_be_a_formula_gets_an_apostrophe_and_gives_it_back(text):
    assert cell(text) == f"'{text}"
    assert uncell(cell(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "投诉",
        "-12.50",
        "-1,234.00",
        "-3%",
        "-1e+16",
        "13800138000",
        "010-88886666",
        "a=b",
        "（-）",
        "'quoted'",
        "1-1",
    ],
)
def test_a_harmless_text_stays_as_it_is(text):
    assert cell(text) == text
    assert uncell(text) == text


class Colour(enum.StrEnum):
    RED = "=red"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (-5, -5),
        (1.5, 1.5),
        (math.nan, None),
        (math.inf, None),
        (10**15 - 1, 10**15 - 1),
        (110101199003071234, "110101199003071234"),
        (-(10**15), "-1000000000000000"),
        (Decimal("12.30"), 12.3),
        (Decimal("0.1234567890123456789"), "0.1234567890123456789"),
        (Decimal("NaN"), None),
        (date(2026, 1, 2), date(2026, 1, 2)),
        (datetime(2026, 1, 2, 3, 4, tzinfo=UTC), datetime(2026, 1, 2, 3, 4)),
        (time(3, 4, tzinfo=UTC), time(3, 4)),
        (Colour.RED, "'=red"),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        ("a\ud800b", "a\ufffdb"),
    ],
)
def test_each_kind_of_value_is_written_by_its_type(value, expected):
    assert cell(value) == expected
    assert type(cell(value)) is type(expected)


@given(st.text())
def test_no_text_comes_out_as_a_formula_and_none_is_lost(text):
    safe = cell(text)
    assert isinstance(safe, str)
    assert safe.lstrip()[:1] not in {"=", "+", "@", "＝", "＋", "－", "＠"}
    assert safe[:1] not in {"\t", "\r", "\n"}
    assert uncell(safe) == text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") or "\ufffd" in safe
