"""A topic that rises is found with its unit, its terms and its samples; what is usual is not."""

import random
from datetime import date, timedelta

from quanyi.engines.similarity.topics import Limits, Told, rising

MONDAY = date(2026, 11, 16)
USUAL = [
    "信用卡年费被重复扣收",
    "柜台排队时间太长",
    "理财产品收益与宣传不符",
    "贷款提前还款违约金过高",
    "手机银行闪退",
    "card fee charged twice",
]
NEW = [
    "新版手机银行刷脸登录失败,老年客户无法操作",
    "刷脸登录失败三次被锁定",
    "一直提示刷脸登录失败,客服让我去网点",
    "刷脸登录失败怎么办",
    "升级以后刷脸登录失败",
]
ENGLISH = [
    "The face login keeps failing",
    "face login failing since the update",
    "Face login failing again!",
    "my face login is failing",
]


def world(extra: list[Told]) -> list[Told]:
    """Nine weeks of the usual, forty texts a week over two units, and what is added."""
    rng = random.Random(2)
    told = []
    for week in range(9):
        for at in range(40):
            day = MONDAY - timedelta(weeks=week) + timedelta(days=rng.randrange(7))
            told.append(Told(rng.choice(USUAL) + f",编号{rng.randrange(10**6)}", day, ("东城支行", "西城支行")[at % 2]))
    return told + extra


def test_a_new_wording_rises_in_its_unit_and_over_all_units_with_samples() -> None:
    topics = rising(world([Told(text, MONDAY + timedelta(days=2), "东城支行") for text in NEW]))
    assert [(topic.week, topic.unit, topic.terms[0], topic.texts) for topic in topics] == [
        ("2026-W47", "", "刷脸登录失败", 5),
        ("2026-W47", "东城支行", "刷脸登录失败", 5),
    ]
    assert set(topics[0].samples) < set(NEW)
    assert len(topics[0].samples) == 3
    assert topics[0].growth == 5 / topics[0].expected


def test_english_words_and_pairs_rise_alike() -> None:
    topics = rising(world([Told(text, MONDAY, "西城支行") for text in ENGLISH]), limits=Limits(least=4))
    assert [(topic.unit, topic.terms[0], topic.texts) for topic in topics] == [
        ("", "face login", 4),
        ("西城支行", "face login", 4),
    ]


def test_nothing_rises_when_every_week_is_alike() -> None:
    assert rising(world([])) == []


def test_a_term_that_was_as_frequent_before_is_no_topic() -> None:
    steady = [Told(text, MONDAY - timedelta(weeks=week), "东城支行") for text in NEW for week in range(9)]
    assert rising(world(steady)) == []


def test_the_order_of_the_texts_makes_no_difference() -> None:
    told = world([Told(text, MONDAY, "东城支行") for text in NEW])
    shuffled = list(told)
    random.Random(4).shuffle(shuffled)
    assert rising(shuffled) == rising(told)


def test_a_week_can_be_asked_about_and_needs_weeks_before_it() -> None:
    told = world([Told(text, MONDAY - timedelta(weeks=2), "东城支行") for text in NEW])
    assert [topic.week for topic in rising(told, MONDAY - timedelta(weeks=2))] == ["2026-W45", "2026-W45"]
    assert rising(told, MONDAY - timedelta(weeks=8)) == []
    assert rising([]) == []
