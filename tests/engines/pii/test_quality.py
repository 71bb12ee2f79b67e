"""Recall and precision on a small share of the generated bank, at the thresholds of the requirement."""

import collections
import importlib.util
import sys
from pathlib import Path

import pytest

from quanyi.engines.pii import scan

spec = importlib.util.spec_from_file_location("pii_bank", Path(__file__).parents[3] / "bench/pii_bank.py")
bank = importlib.util.module_from_spec(spec)
sys.modules["pii_bank"] = bank
spec.loader.exec_module(bank)

GOALS = {
    **dict.fromkeys(("cn_id_card", "bank_card", "uscc"), (0.995, 0.99)),
    **dict.fromkeys(("mobile", "landline", "email", "plate", "passport"), (0.97, 0.97)),
    **dict.fromkeys(("address", "name"), (0.90, 0.85)),
}


@pytest.fixture(scope="module")
def spans():
    text, truth = bank.document(bank.texts(77, 0.4))
    sets = collections.defaultdict(lambda: (set(), set()))
    for kind, start, end in truth:
        sets[kind][0].add((start, end))
    for one in scan(text):
        sets[one.type][1].add((one.start, one.end))
    return sets


@pytest.mark.parametrize("kind", GOALS)
def test_the_goals_hold_on_the_bank(spans, kind):
    truth, found = spans[kind]
    recall, precision = len(truth & found) / len(truth), len(truth & found) / len(found)
    assert len(truth) > 50
    assert recall >= GOALS[kind][0]
    assert precision >= GOALS[kind][1]


def test_statutes_hold_no_names_or_numbers():
    text = (
        "第三条 银行业金融机构应当遵循公平、公正、诚信的原则，依法开展经营活动。"
        "第八十二条 当事人对处罚决定不服的，可以自收到决定之日起六十日内申请行政复议。"
        "成都分行、金华支行应当于2026年3月31日前报送材料，编号为20260331001。"
    )
    assert [(one.type, one.text) for one in scan(text)] == []
