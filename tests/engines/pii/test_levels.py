"""Levels of types and combinations under the three schemes."""

import pytest

from quanyi.engines.pii import grade, level_of
from quanyi.engines.pii.pack import types

LEVELS = [
    # JR/T 0171-2020 4.2 and JR/T 0197-2020 annex A
    (["password"], "C3", 4),
    (["cvv"], "C3", 4),
    (["card_expiry"], "C3", 4),
    (["track"], "C3", 4),
    (["biometric"], "C3", 4),
    (["otp"], "C2", 3),
    (["otp", "account"], "C3", 4),
    (["mobile"], "C2", 3),
    (["name", "address"], "C2", 3),
    (["ip"], "C1", 2),
    (["ip", "mobile"], "C2", 3),
    (["uscc"], "C1", 2),
    (["name", "cn_id_card", "mobile"], "C3", 4),
    (["name", "cn_id_card"], "C2", 3),
    ([], "", 1),
]


@pytest.mark.parametrize(("held", "jrt0171", "jrt0197"), LEVELS)
def test_a_record_is_graded_by_what_it_holds(held, jrt0171, jrt0197):
    level = grade(held)
    assert (level.jrt0171, level.jrt0197) == (jrt0171, jrt0197)


def test_a_raised_level_says_which_combination_raised_it():
    assert [reason.rsplit("(", 1)[1] for reason in grade(["otp", "mobile"]).why] == ["COMBO-AUTH)"]


def test_every_type_has_a_level():
    assert {level_of(kind).nfra for kind in types()} == {"sensitive", "general"}
