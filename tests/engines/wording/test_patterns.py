"""The notation of the packs expands to plain words."""

import pytest

from quanyi.engines.wording.patterns import MAX_SPELLINGS, PatternError, disguises, expand


def test_choices_multiply_and_may_be_empty():
    assert expand("(稳|包)赚(不赔|)") == ["稳赚不赔", "稳赚", "包赚不赔", "包赚"]


def test_a_digit_sign_stands_for_ten_digits():
    assert expand("R{d}级") == [f"R{digit}级" for digit in range(10)]


def test_a_digit_sign_works_inside_a_choice():
    assert expand("第({d}|几)期") == [f"第{digit}期" for digit in range(10)] + ["第几期"]


@pytest.mark.parametrize("pattern", ["保(本", "保本)", "保((本|息)|赚)", "(保|)", "(1|2)" * 12])
def test_a_faulty_pattern_is_refused(pattern):
    with pytest.raises(PatternError):
        expand(pattern)


def test_the_limit_on_spellings_holds():
    assert len(expand("(1|2)" * 9)) == MAX_SPELLINGS


def test_disguises_swap_one_character_two_or_all():
    pinyin = {"保": "bao", "本": "ben", "金": "jin"}
    assert disguises("保本", pinyin, {"本": "苯"}) == ["bao本", "保ben", "保苯", "baoben"]
    assert disguises("保本金", pinyin, {}) == ["bao本金", "baoben金", "保ben金", "保benjin", "保本jin", "baobenjin"]


def test_a_single_character_has_no_disguise():
    assert disguises("保", {"保": "bao"}, {"保": "堡"}) == []
