"""Bigrams and match expressions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanyi.foundation.search.rules import LONGEST, fts_match, grams, normal, ts_query, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("年费争议", ["年费", "费争", "争议", "议"]),
        ("Ａ１ x", ["a1", "1", "x"]),
        ("", []),
        ("　 \n", []),
    ],
)
def test_a_text_becomes_pairs_within_its_words(text, found):
    assert grams(text) == found


def test_full_width_letters_control_characters_and_quotes_are_folded():
    assert normal("ＴＳ２０２６\u0000\u202e \"a'") == "ts2026 ”a’"


def test_very_long_texts_are_indexed_up_to_the_limit():
    assert len(normal("长" * 10_000)) == LONGEST


def test_the_words_looked_for_are_distinct_and_bounded():
    assert words(" 年费  年费 a b c d e f g") == ["年费", "a", "b", "c", "d", "e"]


def test_the_expressions_of_both_databases():
    assert fts_match(["信用卡", "费"]) == '"信用 用卡" AND "费" *'
    assert ts_query(["信用卡", "费", "a\\"]) == "'信用' & '用卡' & 'a\\\\' & '费':*"


@given(st.text(max_size=60))
def test_every_text_can_be_indexed_and_no_gram_holds_a_separator(text):
    assert all(1 <= len(gram) <= 2 and not any(c.isspace() or c in "\"'\0" for c in gram) for gram in grams(text))
