"""Verdicts on columns from the distribution of their values and from their names."""

import importlib.util
import sys
from pathlib import Path

import pytest

from quanyi.engines.pii import judge_column, judge_table
from quanyi.engines.pii.columns import named_type

spec = importlib.util.spec_from_file_location("pii_bank", Path(__file__).parents[3] / "bench/pii_bank.py")
bank = importlib.util.module_from_spec(spec)
sys.modules["pii_bank"] = bank
spec.loader.exec_module(bank)
DRAW = bank.Bank(5)


def values(kind, count=120):
    return [getattr(DRAW, kind)() for _ in range(count)]


@pytest.mark.parametrize(
    "kind",
    ["cn_id_card", "bank_card", "uscc", "mobile", "landline", "email", "plate", "passport", "name", "address", "ip"],
)
def test_values_alone_decide_a_column_without_a_telling_name(kind):
    assert judge_column("c1", values(kind)).verdict == kind


@pytest.mark.parametrize("kind", ["order", "time", "amount", "sku", "bad_id", "bad_card", "stamp"])
def test_hard_negatives_make_no_column_personal(kind):
    assert judge_column("c1", values(kind)).verdict == "none"


NAMES = [
    ("客户姓名", "name"),
    ("khxm", "name"),
    ("cust_name", "name"),
    ("GivenName", "name"),
    ("身份证号码", "cn_id_card"),
    ("sfzh", "cn_id_card"),
    ("CCNumber", "bank_card"),
    ("手机号", "mobile"),
    ("custMobileNo", "mobile"),
    ("联系电话", "landline"),
    ("EmailAddress", "email"),
    ("HOME_ADDRESS", "address"),
    ("csrq", "birth_date"),
    ("Password", "password"),
    ("CVV2", "cvv"),
    ("CCExpires", "card_expiry"),
    ("月收入", "income"),
    ("账户余额", "balance"),
    ("信用额度", "balance"),
    ("product_name", ""),
    ("订单编号", ""),
    ("NameSet", ""),
    ("branch name", ""),
    ("amount", ""),
]


@pytest.mark.parametrize(("name", "kind"), NAMES)
def test_the_name_of_a_column_speaks(name, kind):
    assert named_type(name)[0] == kind


def test_a_comment_speaks_where_the_name_does_not():
    assert judge_column("f07", ["8888", "1234"] * 30, comment="交易密码").verdict == "password"


def test_a_name_that_the_values_contradict_is_doubted():
    verdict = judge_column("手机号", ["甲", "乙", "丙"] * 40)
    assert verdict.verdict == "none"
    assert verdict.why[-1] == "doubt: the name says mobile, the values do not"


def test_rounded_card_numbers_are_told_from_their_name_with_a_doubt():
    verdict = judge_column("CCNumber", ["4.53282E+15", "5.23094E+15"] * 30)
    assert (verdict.verdict, verdict.confidence) == ("bank_card", 0.5)
    assert verdict.why[-1] == "doubt: a spreadsheet has rounded the numbers, the last digits are lost"


def test_one_hit_makes_no_verdict():
    assert judge_column("note", ["普通备注"] * 199 + ["13812345678"]).verdict == "none"


def test_numbers_that_run_on_are_no_telephones():
    assert judge_column("c1", [str(13800000000 + n) for n in range(200)]).verdict == "none"


def test_telephones_in_a_column_named_order_are_doubted():
    verdict = judge_column("order_no", values("mobile"))
    assert verdict.verdict == "none"
    assert verdict.why[-1] == "doubt: values look like mobile, the name says something else"


def test_free_text_with_findings_is_mixed_and_names_them():
    cells = [f"客户{DRAW.name()}来电，电话{DRAW.mobile()}" for _ in range(50)]
    verdict = judge_column("备注", cells)
    assert (verdict.verdict, verdict.level, verdict.types["mobile"]) == ("mixed", "C2", 1.0)


def test_empty_columns_say_so():
    assert judge_column("x", [None, "", "  "]).why == ("the column has no values",)


def test_a_table_is_graded_by_its_columns_together():
    table = judge_table(
        ["姓名", "身份证", "手机"], list(zip(values("name"), values("cn_id_card"), values("mobile"), strict=True))
    )
    assert [column.verdict for column in table.columns] == ["name", "cn_id_card", "mobile"]
    assert (table.level.jrt0171, table.level.jrt0197) == ("C3", 4)


def test_the_sample_of_a_long_column_is_the_same_each_time():
    cells = values("mobile", 3000)
    assert judge_column("c1", cells) == judge_column("c1", cells)
