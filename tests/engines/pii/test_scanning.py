"""The scan over arrays gives what the slow reading gives, whatever the text, and does not depend on cuts."""

import importlib.util
import random
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quanyi.engines.pii import STRUCTURED, scan
from quanyi.engines.pii.pack import types
from quanyi.engines.pii.scanning import blocks

HERE = Path(__file__).parent


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


reference = load("pii_reference", HERE / "reference.py")
bank = load("pii_bank", HERE.parents[2] / "bench/pii_bank.py")
reference_names = load("pii_reference_names", HERE / "reference_names.py")
COMPARED = ("cn_id_card", "residence_permit", "uscc", "bank_card", "mobile", "passport")


def spans(text, wanted=None):
    return [(one.type, one.start, one.end) for one in scan(text, wanted)]


def plain(text):
    """Findings of the compared types, without those that read letters as digits (the reference does not)."""
    return sorted((f.type, f.start, f.end) for f in scan(text, COMPARED) if "letter reads" not in " ".join(f.why))


VALUES = bank.Bank(3)
PIECES = st.one_of(
    st.sampled_from(
        [
            "手机号",
            "电话：",
            "身份证号码",
            "卡号",
            "订单号",
            "护照",
            "信用代码",
            "¥",
            "元",
            ".",
            "-",
            ",",
            "，",
            "\n",
            "。",
            "+",
            "+86",
            "86",
            "0086",
            "是",
            "为",
            "(",
            ")",
            "@",
            "张三",
            "abc",
            "X",
            "x",
            "ID:",
            "no.",
            "tel",
            "号",
            "１３８",
            "6222",
        ]
    ),
    st.sampled_from([" ", "\t", "|", "_", "/"]),
    st.builds(lambda n: Bankless.draw(n), st.integers(0, 400)),
    st.text("0123456789", min_size=1, max_size=20),
    st.text("0123456789 -Xx", min_size=1, max_size=24),
)


class Bankless:
    """Values drawn once, so that examples shrink."""

    values = [
        VALUES.grouped(getattr(VALUES, kind)(), kind)
        for _ in range(50)
        for kind in ("cn_id_card", "bank_card", "uscc", "mobile", "passport", "bad_id", "bad_card", "order")
    ]

    @classmethod
    def draw(cls, number):
        return cls.values[number % len(cls.values)]


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_the_arrays_find_what_the_slow_reading_finds(text):
    assert plain(text) == reference.scan(text)


@pytest.mark.parametrize("kind", ["texts", "rows", "prose"])
def test_the_arrays_find_what_the_slow_reading_finds_in_the_bank(kind):
    text, _ = bank.document(getattr(bank, kind)(21, 0.06))
    assert plain(text) == reference.scan(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_text_crashes_the_scan_and_spans_lie_inside_it(text):
    reach = 0
    for one in scan(text, minimum=0.0):
        assert reach <= one.start < one.end <= len(text)
        assert one.text == text[one.start : one.end]
        assert "\n" not in one.text
        assert 0 <= one.confidence <= 1
        reach = one.end


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join), st.integers(0, 40))
def test_findings_do_not_depend_on_where_a_text_is_cut_at_line_ends(text, place):
    whole = spans(text)
    cut = text.find("\n", place) + 1
    shifted = [(kind, start + cut, end + cut) for kind, start, end in spans(text[cut:])]
    assert spans(text[:cut]) + shifted == whole


def test_blocks_end_at_line_ends_and_make_up_the_text():
    text = "\n".join("x" * random.Random(n).randrange(40) for n in range(300))
    pieces = list(blocks(text, 64))
    assert "".join(piece for _, piece in pieces) == text
    assert [offset for offset, _ in pieces] == [sum(len(p) for _, p in pieces[:n]) for n in range(len(pieces))]
    assert {piece[-1] for _, piece in pieces[:-1]} == {"\n"}


def test_an_unknown_type_is_refused():
    with pytest.raises(ValueError, match="unknown type 'iban'"):
        scan("x", ["iban"])


def test_every_type_of_the_contract_is_in_the_pack():
    contract = [
        "cn_id_card",
        "bank_card",
        "mobile",
        "landline",
        "email",
        "uscc",
        "passport",
        "hk_mo_permit",
        "tw_permit",
        "residence_permit",
        "military_id",
        "plate",
        "address",
        "name",
        "birth_date",
        "account",
        "password",
        "cvv",
        "track",
        "otp",
        "biometric",
        "income",
        "balance",
        "ip",
        "mac",
        "qq",
        "wechat",
    ]
    assert set(types()) - set(contract) == {"card_expiry", "foreign_id"}
    assert set(contract) - set(types()) == set()
    assert set(types()) >= STRUCTURED


@pytest.mark.parametrize("seed", [31, 32])
def test_the_arrays_find_the_names_that_the_slow_reading_finds(seed):
    text, _ = bank.document(bank.texts(seed, 0.03))
    rows = reference_names.names(reference.Reader(text))
    slow = reference.settle([("name", start, end, confidence, 40) for start, end, confidence in rows])
    assert sorted((f.type, f.start, f.end) for f in scan(text, ["name"])) == slow
    assert len(slow) > 100
