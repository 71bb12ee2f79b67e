"""Shingle sets are what a slow definition says they are, for any text."""

import unicodedata

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from quanyi.engines.similarity.shingles import fingerprints, shingle

TEXTS = st.lists(st.text(max_size=30), max_size=12)


def letters_of(text: str) -> str:
    """Letters and digits, folded one by one, the slow way."""
    kept = []
    for letter in text:
        plain = unicodedata.normalize("NFKC", letter).casefold()
        if ord(letter) >= 0x10000:
            kept.append(letter if 0x20000 <= ord(letter) < 0x32000 else "")
        elif len(plain) == 1 and plain.isalnum():
            kept.append(plain)
        elif letter.isalnum():
            kept.append(letter)
    return "".join(kept)


def is_dense(letter: str) -> bool:
    point = ord(letter)
    ranges = ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0x20000, 0x31FFF))
    return any(first <= point <= last for first, last in ranges)


def slow_set(text: str) -> set[str]:
    letters = letters_of(text)
    return {letters[at : at + (2 if is_dense(letters[at]) else 4)] for at in range(len(letters))}


@given(TEXTS)
def test_sets_have_the_sizes_and_equalities_of_the_slow_definition(texts: list[str]) -> None:
    sets = shingle(texts)
    slow = [slow_set(text) for text in texts]
    assert sets.sizes.tolist() == [len(one) for one in slow]
    pieces = [set(piece.tolist()) for piece in np.split(sets.values, np.cumsum(sets.sizes)[:-1])] if texts else []
    for one in range(len(texts)):
        for two in range(one):
            assert len(pieces[one] & pieces[two]) == len(slow[one] & slow[two])
            assert (fingerprints(sets)[one] == fingerprints(sets)[two]) == (slow[one] == slow[two])


@given(TEXTS, st.integers(0, 12))
def test_sets_do_not_depend_on_how_the_texts_are_cut_into_chunks(texts: list[str], cut: int) -> None:
    whole, first, second = shingle(texts), shingle(texts[:cut]), shingle(texts[cut:])
    assert np.array_equal(whole.values, np.concatenate([first.values, second.values]))
    assert np.array_equal(whole.sizes, np.concatenate([first.sizes, second.sizes]))


def test_case_width_spaces_and_punctuation_make_no_difference() -> None:
    sets = shingle(["信用卡 被扣 Fee 100元。", "信用卡,被扣ＦＥＥ１００元!!"])
    assert fingerprints(sets)[0] == fingerprints(sets)[1]


def test_lone_surrogates_and_emoji_are_no_letters() -> None:
    assert shingle(["\ud800😀", "", "…"]).sizes.tolist() == [0, 0, 0]
