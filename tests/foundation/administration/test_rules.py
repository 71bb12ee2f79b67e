"""Roles that exclude each other, against a look at every single day."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from quanyi.foundation.administration.rules import Holding, clash, moved

FIRST = datetime.date(2026, 1, 1)
DAYS = st.integers(0, 12).map(lambda n: FIRST + datetime.timedelta(days=n))
ROLES = {"a": "", "b": "", "s": "three", "t": "three", "m": "maker", "c": "maker"}
HOLDINGS = st.builds(
    lambda role, start, length: Holding(
        role, role, ROLES[role], start, None if length is None else start + datetime.timedelta(days=length)
    ),
    st.sampled_from(sorted(ROLES)),
    DAYS,
    st.none() | st.integers(0, 12),
)


def roles_on(day, holdings):
    return {h.role for h in holdings if h.starts_on <= day and (h.ends_on is None or day <= h.ends_on)}


def forbidden(roles):
    """Tell whether one person may not hold these roles on one day, said in another way."""
    marks = [ROLES[role] for role in roles if ROLES[role]]
    return len(marks) != len(set(marks)) or ("three" in marks and len(roles) > 1)


@given(st.lists(HOLDINGS, max_size=4))
def test_a_clash_is_found_exactly_when_some_day_has_roles_that_exclude_each_other(holdings):
    days = [FIRST + datetime.timedelta(days=n) for n in range(40)]
    assert (clash(holdings) is not None) == any(forbidden(roles_on(day, holdings)) for day in days)


@given(HOLDINGS, DAYS, st.none() | DAYS)
def test_a_part_of_a_holding_covers_the_days_in_both(holding, start, end):
    part = holding.within(start, end)
    for day in [FIRST + datetime.timedelta(days=n) for n in range(40)]:
        both = (
            day in (day for day in [day] if roles_on(day, [holding])) and start <= day and (end is None or day <= end)
        )
        assert bool(part and roles_on(day, [part])) == both


def test_a_subtree_moves_with_its_unit():
    assert moved(["00010002", "000100020001", "000100020003"], "00010002", "00010005") == {
        "00010002": "00010005",
        "000100020001": "000100050001",
        "000100020003": "000100050003",
    }
