"""How often and when, read out of the words."""

import pytest

from quanyi.engines.outline.passages import Passage
from quanyi.engines.outline.recurrence import principal, recurrences, vague_words


def passage(text):
    made = Passage()
    made.add(text, 0)
    return made


@pytest.mark.parametrize(
    ("text", "rule", "period", "words"),
    [
        ("每年开展一次审计", "FREQ=YEARLY", "year", "每年"),
        ("每半年通报一次", "FREQ=MONTHLY;INTERVAL=6", "half-year", "每半年"),
        ("每年上、下半年各组织一次演练", "FREQ=MONTHLY;INTERVAL=6", "half-year", "每年上、下半年各"),
        ("按季度报送", "FREQ=MONTHLY;INTERVAL=3", "quarter", "按季度"),
        ("每季度末报送", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1", "quarter", "每季度末"),
        ("每季度末月25日前报送", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=25", "quarter", "每季度末月25日前"),
        ("每季度首月10日前报送", "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10", "quarter", "每季度首月10日前"),
        ("逐月分析", "FREQ=MONTHLY", "month", "逐月"),
        ("每月10日前报送", "FREQ=MONTHLY;BYMONTHDAY=10", "month", "每月10日前"),
        ("每两个月发布一期", "FREQ=MONTHLY;INTERVAL=2", "months", "每两个月"),
        ("每周核查", "FREQ=WEEKLY", "week", "每周"),
        ("每日推送", "FREQ=DAILY", "day", "每日"),
        ("每个工作日检查", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "day", "每个工作日"),
        ("每三年全覆盖审计", "FREQ=YEARLY;INTERVAL=3", "years", "每三年"),
        ("每年3月和9月集中宣传", "FREQ=YEARLY;BYMONTH=3,9", "year", "每年3月和9月"),
        ("每年第四季度评估", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1", "year", "每年第四季度"),
        ("9月开展宣传周", "FREQ=YEARLY;BYMONTH=9", "date", "9月"),
        ("6月底前完成", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=-1", "date", "6月底前"),
        ("6月前完成", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=-1", "date", "6月前"),
        ("2026年9月30日前完成", "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=30", "date", "2026年9月30日前"),
        ("7-9月整改", "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=-1", "date", "7-9月"),
        ("二季度完成", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=-1", "date", "二季度"),
        ("上半年完成", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=-1", "date", "上半年完成"),
        ("年初部署", "FREQ=YEARLY;BYMONTH=1", "date", "年初"),
        ("年末总结", "FREQ=YEARLY;BYMONTH=12", "date", "年末"),
        ("开展“3·15”宣传", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=15", "date", "“3·15”"),
        ("制定年度培训计划", "FREQ=YEARLY", "year", "年度"),
        ("定期开展审计", None, "vague", "定期"),
        ("不定期暗访", None, "vague", "不定期"),
        ("及时修复", None, "vague", "及时"),
    ],
)
def test_the_words_become_a_rule(text, rule, period, words):
    found = recurrences(passage(text))
    assert [(each.rule, each.period, each.words) for each in found] == [(rule, period, words)]


@pytest.mark.parametrize(
    "text",
    [
        "定期存款客户",
        "投诉处理及时率不低于95%",
        "未及时整改的",
        "保存不少于3个月",
        "2022年12月印发的办法",
        "以客户为中心",
        "3.15亿元",
    ],
)
def test_other_uses_of_the_words_are_no_recurrence(text):
    assert recurrences(passage(text)) == []


@pytest.mark.parametrize(
    ("text", "times"),
    [("每年至少开展两次演练", 2), ("每季度不少于3次", 3), ("每月抽查一次", 1), ("每年培训，共4期", 1)],
)
def test_the_number_of_times_stands_with_its_period(text, times):
    assert [each.times for each in recurrences(passage(text))] == [times]


def test_a_rule_stands_for_the_measure_before_a_date_and_a_date_before_a_vague_word():
    found = recurrences(passage("及时整改；9月宣传；每季度检查一次"))
    assert [each.words for each in found] == ["及时", "9月", "每季度"]
    assert principal(found).words == "每季度"
    assert principal(found[:2]).words == "9月"
    assert principal([]) is None


def test_deadlines_and_windows_are_told_from_dates():
    found = recurrences(passage("6月底前完成；3月至5月开展；9月宣传"))
    assert [(each.deadline, each.window) for each in found] == [(True, None), (False, (3, 5)), (False, None)]


def test_a_date_behind_a_label_for_terms_is_a_deadline():
    assert [each.deadline for each in recurrences(passage("完成时限：2026年6月30日"))] == [True]


def test_vague_words_are_listed_with_their_clause():
    found = vague_words(passage("定期检查制度；适当提高频次；定期存款除外"))
    assert [(each.word, each.text) for each in found] == [("定期", "定期检查制度"), ("适当", "适当提高频次")]
