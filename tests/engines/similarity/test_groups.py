"""Groups hold what is alike, are the same for any order of input, and a shared template costs little."""

import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quanyi.engines.similarity import groups
from quanyi.engines.similarity.groups import agreement, group, similar
from quanyi.engines.similarity.index import Index
from quanyi.engines.similarity.shingles import fingerprints, shingle

HAN = "".join(chr(point) for point in range(0x4E00, 0x4E00 + 2500))
OPENINGS = ["", "", "您好,", "再次投诉:", "领导好!"]
CLOSINGS = ["", "", "请尽快处理。", "谢谢", "Thanks"]


def families(count: int, seed: int) -> tuple[list[str], list[int]]:
    """Complaints told once to five times with other greetings and up to two changed characters, shuffled."""
    rng = random.Random(seed)
    told = []
    for family in range(count):
        middle = "".join(rng.choices(HAN, k=rng.randint(30, 60)))
        base = f"{rng.choice(['在支行办理业务,', '致电客服,'])}{middle},card fee {rng.randint(1, 9999)}元"
        for _ in range(rng.randint(1, 5)):
            text = list(base)
            for _ in range(rng.randint(0, 2)):
                text[rng.randrange(len(text))] = rng.choice(HAN)
            told.append((rng.choice(OPENINGS) + "".join(text) + rng.choice(CLOSINGS), family))
    rng.shuffle(told)
    return [text for text, _ in told], [family for _, family in told]


def partition(label: list[int]) -> set[frozenset[int]]:
    """Texts that are together, as a set of sets."""
    together: dict[int, set[int]] = {}
    for at, number in enumerate(label):
        together.setdefault(number if number >= 0 else -1 - at, set()).add(at)
    return {frozenset(one) for one in together.values()}


def pair_f1(label: list[int], truth: list[int]) -> float:
    def pairs(counts: Counter[object]) -> int:
        return sum(count * (count - 1) // 2 for count in counts.values())

    alone = [number if number >= 0 else -1 - at for at, number in enumerate(label)]
    right = pairs(Counter(zip(alone, truth, strict=True)))
    return 2 * right / (pairs(Counter(alone)) + pairs(Counter(truth)))


@pytest.mark.parametrize("seed", range(3))
def test_pair_f1_on_generated_families_is_at_least_99_percent(seed: int) -> None:
    texts, truth = families(1500, seed)
    assert pair_f1(group(texts).label.tolist(), truth) >= 0.99


def test_groups_scores_and_representatives_are_the_same_for_any_order_of_input() -> None:
    texts, _ = families(300, 7)
    texts += ["", "。。。", texts[0], texts[0]]
    first = group(texts)
    numbers = list(range(len(texts)))
    random.Random(1).shuffle(numbers)
    second = group([texts[number] for number in numbers])
    assert second.label.tolist() == [int(first.label[number]) for number in numbers]
    assert second.score.tolist() == [float(first.score[number]) for number in numbers]
    assert [texts[numbers[at]] for at in second.representative] == [texts[at] for at in first.representative]


def test_one_text_after_another_gives_the_groups_of_the_whole_collection(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, _ = families(400, 3)
    texts += ["", texts[5], "!"]
    whole = partition(group(texts).label.tolist())
    index = Index(texts[:300])
    for text in texts[300:]:
        index.add(text)
    assert partition([index.group_of(number) for number in range(len(texts))]) == whole
    monkeypatch.setattr("quanyi.engines.similarity.index.FRESH", 16)
    often_sorted = Index()
    for text in texts:
        often_sorted.add(text)
    assert partition([often_sorted.group_of(number) for number in range(len(texts))]) == whole


def test_a_new_text_names_the_earlier_ones_it_resembles_best_first() -> None:
    index = Index(["客户投诉信用卡年费被重复扣收,要求退还并道歉", "理财经理承诺保本,到期亏损,要求赔偿"])
    assert index.add("今天天气很好,适合出门散步") == []
    assert index.add("。") == []
    matches = index.add("客户投诉信用卡年费被重复扣收,要求退还")
    assert [match.number for match in matches] == [0]
    again = index.add("客户投诉信用卡年费被重复扣收,要求退还")
    assert [(match.number, match.score) for match in again] == [(4, 1.0), (0, matches[0].score)]
    assert len(index) == 6


WORDS = st.lists(st.sampled_from([*"信用卡年费被扣收退款ab7"]), max_size=14).map("".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=20), st.floats(0.05, 1))
def test_no_input_crashes_and_every_joined_text_has_a_partner_that_is_alike(texts: list[str], threshold: float) -> None:
    found = group(texts, threshold)
    sets = shingle(texts)
    for members in found.members():
        assert members.size > 1
        for one in members:
            others = members[members != one]
            assert similar(sets, np.full(others.size, one), others).max() >= threshold
    assert found.label.size == found.score.size == len(texts)
    sizes = [members.size for members in found.members()]
    assert sizes == sorted(sizes, reverse=True)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS.filter(bool), min_size=2, max_size=10))
def test_similar_is_the_jaccard_of_the_sets(texts: list[str]) -> None:
    sets = shingle(texts)
    pieces = [set(piece.tolist()) for piece in np.split(sets.values, np.cumsum(sets.sizes)[:-1])]
    one, two = np.arange(len(texts)), np.roll(np.arange(len(texts)), 1)
    expected = [len(pieces[a] & pieces[b]) / len(pieces[a] | pieces[b]) for a, b in zip(one, two, strict=True)]
    assert similar(sets, one, two).tolist() == expected


def test_a_template_that_thousands_share_is_not_compared_thousands_squared(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(5)
    template = "诉求人来电反映其在我行办理信用卡分期业务时工作人员未告知手续费标准"
    texts = [template + "".join(rng.choices(HAN, k=14)) for _ in range(3000)]
    compared = []

    def counting(sketch, one, two):
        compared.append(one.size)
        return agreement(sketch, one, two)

    monkeypatch.setattr(groups, "agreement", counting)
    found = group(texts)
    assert found.representative.size == 0
    assert sum(compared) < 3000 * 50


def test_fingerprints_order_the_contents_so_equal_texts_are_one() -> None:
    found = group(["信用卡年费"] * 5 + ["住房贷款利率"] * 3)
    assert found.label.tolist() == [0] * 5 + [1] * 3
    assert fingerprints(shingle(["信用卡年费", "信用卡,年费"])).tolist()[0] == fingerprints(shingle(["信用卡年费"]))[0]


@pytest.mark.parametrize("threshold", [0, -1, 1.01])
def test_a_threshold_outside_its_range_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="Jaccard lies above 0"):
        group(["a"], threshold)
    with pytest.raises(ValueError, match="Jaccard lies above 0"):
        Index(threshold=threshold)
