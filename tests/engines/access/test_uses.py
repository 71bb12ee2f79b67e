"""The last use of each permission is kept from run to run, so that the length of the log does not matter."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quanyi.engines.access import tables, uses
from quanyi.engines.access.columns import InputError

DAY = date(2026, 11, 24)
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", " a "]),
        st.sampled_from(["p", "q", None]),
        st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    ),
    max_size=20,
)


def log(rows: list[tuple[str, str | None, object]]) -> tables.Table:
    frame = pl.DataFrame(rows, schema=["account", "permission", "used_on"], orient="row", strict=False)
    if frame.height == 0:
        frame = pl.DataFrame(schema={"account": pl.String, "permission": pl.String, "used_on": pl.Date})
    return tables.Table("usage", frame.lazy(), {name: name for name in frame.columns})


@settings(max_examples=40, deadline=None)
@given(EVENTS, st.integers(0, 20))
def test_a_log_folded_in_two_parts_in_any_order_gives_the_same_last_uses(
    events: list[tuple[str, str | None, date]], cut: int
) -> None:
    whole = uses.fold(log(events), DAY)
    first, second = uses.fold(log(events[:cut]), DAY), uses.fold(log(events[cut:]), DAY)
    assert uses.merge(second.frame, first).frame.equals(whole.frame)
    assert uses.merge(whole.frame, second).frame.equals(whole.frame)
    last: dict[tuple[str, str], date] = {}
    for account, permission, day in events:
        key = (account.strip(), permission or "")
        if day <= DAY:
            last[key] = max(last.get(key, day), day)
    assert whole.frame.select("account", "permission", "used_on").rows() == [(*key, last[key]) for key in sorted(last)]
    assert whole.future == sum(day > DAY for _, _, day in events)


def test_the_state_survives_a_round_through_its_file_and_refuses_an_earlier_day(tmp_path: Path) -> None:
    known = uses.fold(log([("a", "p", date(2026, 11, 1)), ("a", None, date(2026, 11, 20))]), DAY)
    uses.save(known, tmp_path / "state.parquet")
    assert uses.load(tmp_path / "state.parquet", DAY).frame.equals(known.frame)
    assert [path.name for path in tmp_path.iterdir()] == ["state.parquet"]
    with pytest.raises(InputError, match="knows uses up to 2026-11-20"):
        uses.load(tmp_path / "state.parquet", date(2026, 11, 1))


def test_a_file_that_is_no_state_is_refused(tmp_path: Path) -> None:
    pl.DataFrame({"x": [1]}).write_parquet(tmp_path / "other.parquet")
    with pytest.raises(InputError, match="was not written by this command"):
        uses.load(tmp_path / "other.parquet", DAY)


def test_mixed_ways_of_dating_are_read_and_blank_dates_counted() -> None:
    rows = [
        ("a", "p", "2026-11-01 10:00"),
        ("a", "p", "2026/11/3"),
        ("a", "p", ""),
        ("a", "q", "20261102"),
        ("", "p", "2026-11-01"),
    ]
    with pytest.raises(InputError, match="'03-11-2026' is not a date"):
        uses.fold(log([*rows, ("a", "p", "03-11-2026")]), DAY)
    rows = [(account, permission, day or None) for account, permission, day in rows]
    folded = uses.fold(log(rows), DAY)
    assert folded.frame.rows() == [("", "a", "p", date(2026, 11, 3)), ("", "a", "q", date(2026, 11, 2))]
    assert folded.undated == 2
