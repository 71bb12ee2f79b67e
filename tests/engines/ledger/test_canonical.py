import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanyi.engines.ledger import LedgerError, canonical, leaf_hash

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def test_keys_are_sorted_and_nothing_is_escaped_that_need_not_be():
    assert canonical({"b": 1, "a": [True, None, "投\n"]}) == '{"a":[true,null,"投\\n"],"b":1}'.encode()


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), values, max_size=5))
def test_the_form_is_one_line_that_reads_back_and_does_not_depend_on_the_order(entry):
    data = canonical(entry)
    assert b"\n" not in data
    assert json.loads(data) == entry
    assert canonical(dict(reversed(entry.items()))) == data


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"a": 1.5}, "entry.a: a float"),
        ({"a": [1, {"b": 2**53}]}, r"entry\.a\[1\]\.b"),
        ({"a": {1: 2}}, "key 1 is not a text"),
        ({"a": (1,)}, "a tuple"),
        ({"a": b"x"}, "a bytes"),
        ({"a": "\ud800"}, "half a character"),
        (["a"], ""),
    ],
)
def test_what_has_no_single_form_is_refused_with_its_place(value, where):
    if isinstance(value, list):
        assert canonical(value) == b'["a"]'
        return
    with pytest.raises(LedgerError, match=where):
        canonical(value)


def test_deep_nesting_is_refused():
    value = {}
    for _ in range(100):
        value = {"a": value}
    with pytest.raises(LedgerError, match="levels deep"):
        canonical(value)


def test_sm3_gives_the_hash_of_the_standard():
    # GB/T 32905-2016, example 1, through the leaf prefix: the algorithm is the one of the standard.
    from quanyi.engines.ledger import hasher

    assert hasher("sm3")(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert leaf_hash(b"bc", "sm3") == hasher("sm3")(b"\0bc")
