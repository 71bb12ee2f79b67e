"""Masks show no more than their rule allows; tokens keep format and checks."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanyi.engines.pii import Tokens, mask, redact, scan
from quanyi.engines.pii.levels import settings
from quanyi.engines.pii.pack import types

MASKED = [
    ("cn_id_card", "110101199003074610", "110***********4610"),
    ("bank_card", "6222 0258 2794 0194", "6222 02** **** 0194"),
    ("mobile", "138-1234-5678", "138-****-5678"),
    ("mobile", "+86 13812345678", "+86 1******5678"),
    ("landline", "010-12345678", "010-1*****78"),
    ("name", "张三", "张*"),
    ("name", "王小明", "王**"),
    ("name", "欧阳娜娜", "欧阳**"),
    ("name", "John Smith", "J** S**"),
    ("email", "zhang@example.com", "z***@example.com"),
    ("email", "ab@example.com", "***@example.com"),
    ("address", "广东省深圳市南山区科技路1号3栋502室", "广东省深圳市****"),
    ("address", "科技路1号", "****"),
    ("birth_date", "1990年3月7日", "1990年*月*日"),
    ("birth_date", "1990-03-07", "1990-**-**"),
    ("plate", "粤B·12345", "粤B·****5"),
    ("ip", "192.168.1.10", "192.168.*.**"),
    ("password", "a", "******"),
    ("cvv", "123", "******"),
    ("otp", "482913", "******"),
    ("balance", "账户余额12,345.60元", "******"),
    ("qq", "12345", "****5"),
]


@pytest.mark.parametrize(("kind", "value", "shown"), MASKED)
def test_masks_by_type(kind, value, shown):
    assert mask(kind, value) == shown


@given(st.sampled_from(types()), st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=40))
def test_a_mask_never_leaves_more_letters_and_digits_than_its_rule_allows(kind, value):
    keep = settings()["types"][kind]["keep"]
    shown = mask(kind, value)
    if isinstance(keep, list):
        assert len(shown) == len(value)
        total = sum(char.isalnum() for char in value)
        left = sum(char.isalnum() for char in shown)
        assert left <= (sum(keep) if total - sum(keep) >= 4 else total // 3)
    elif keep == "all":
        assert shown == "******"
    elif keep == "address":
        assert len(shown) <= len(value) // 2 + 4
    elif keep == "mail":
        local = value.rpartition("@")[0]
        assert not local or len(local) <= 1 or local not in shown.rpartition("@")[0]
    else:
        assert shown != value or not any(char.isalnum() for char in value) or keep in {"name", "date", "ip"}


def test_an_unknown_type_has_no_mask():
    with pytest.raises(KeyError):
        mask("unknown", "x")


def test_redact_hides_structured_values_and_leaves_the_rest():
    text = "张三来电，手机13812345678，身份证110101199003074610，订单号20240101123456"
    assert redact(text) == "张三来电，手机138****5678，身份证110***********4610，订单号20240101123456"


def test_redact_leaves_nothing_that_redact_would_find_again():
    text = "卡号6222025827940194，邮箱zhang@example.com，护照E12345678，车牌京A12345，电话010-12345678"
    assert redact(redact(text)) == redact(text)


KEY = b"0123456789abcdef"


@given(st.integers(0, 99_999_999))
def test_tokens_of_mobile_numbers_keep_their_format(number):
    value = f"138{number:08}"
    token = Tokens(KEY).token("mobile", value)
    assert re.fullmatch(r"138\d{8}", token)
    assert token == Tokens(KEY).token("mobile", value)


def test_tokens_of_numbers_never_meet():
    tokens = Tokens(KEY)
    assert len({tokens.token("mobile", f"138{n:08}") for n in range(3000)}) == 3000
    cards = [f"622202{n:09}" for n in range(2000)]
    cards = [body + str(-sum(v - 9 * (v > 9) for v in doubled(body)) % 10) for body in cards]
    assert len({tokens.token("bank_card", card) for card in cards}) == 2000


def doubled(body):
    return [int(c) * (2 if i % 2 == 0 else 1) for i, c in enumerate(reversed(body))]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("cn_id_card", "110101199003074610"),
        ("cn_id_card", "110101 19900307 4610"),
        ("bank_card", "6222 0258 2794 0194"),
        ("bank_card", "6222025827940194"),
        ("mobile", "138-1234-5678"),
        ("email", "zhang@example.com"),
    ],
)
def test_a_token_is_found_as_its_type_and_differs_from_the_value(kind, value):
    token = Tokens(KEY).token(kind, value)
    assert token != value
    assert [(one.type, one.text) for one in scan(token)] == [(kind, token)]
    assert kind == "email" or [i for i, c in enumerate(token) if not c.isalnum()] == [
        i for i, c in enumerate(value) if not c.isalnum()
    ]


def test_identity_tokens_of_valid_numbers_differ():
    tokens = Tokens(KEY)
    numbers = [f"110101{year}0101{n:03}" for year in (1960, 1990) for n in range(300)]
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    full = [x + "10X98765432"[sum(int(a) * b for a, b in zip(x, weights, strict=True)) % 11] for x in numbers]
    assert len({tokens.token("cn_id_card", x) for x in full}) == 600


def test_another_key_gives_other_tokens_and_a_short_key_is_refused():
    assert Tokens(KEY).token("name", "张三丰") != Tokens(b"another key of 16+").token("name", "张三丰")
    with pytest.raises(ValueError, match="at least 16 bytes"):
        Tokens(b"short")


@given(st.sampled_from(types()), st.text(max_size=30))
def test_no_value_crashes_a_token(kind, value):
    token = Tokens(KEY).token(kind, value)
    assert isinstance(token, str)
    assert bool(token) == bool(value)
