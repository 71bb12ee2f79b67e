from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanyi.engines.terms import Calendar, Pause, Rule, Term, TermError, Unit, compute, published_rules

RULES = published_rules()
CMP_01 = RULES.find("CMP-01")
START = date(2026, 9, 25)


def due(rule_id, start, **more):
    return compute(RULES.find(rule_id), start, **more).due


@pytest.mark.parametrize(
    ("rule_id", "start", "flags", "expected"),
    [
        ("CMP-01", date(2026, 3, 1), {}, date(2026, 3, 16)),  # T20 18.1: 15 days
        ("CMP-01", date(2026, 3, 1), {"complicated": True}, date(2026, 3, 31)),  # T20 18.1: 30 days
        ("CMP-01", date(2026, 3, 1), {"complicated": True, "extended": True}, date(2026, 4, 30)),  # 60 in all
        ("CMP-01", date(2026, 3, 1), {"extended": True}, date(2026, 4, 30)),
        ("CMP-15", date(2026, 1, 31), {}, date(2026, 3, 2)),  # T20 20
        ("CMP-16", date(2024, 1, 31), {}, date(2024, 3, 1)),  # T20 20, leap year
        ("CMP-17", date(2026, 9, 18), {}, date(2026, 9, 29)),  # T20 33: 20 Sep works, 25–27 Sep rest
        ("CMP-18", date(2026, 3, 1), {}, date(2026, 3, 16)),  # P20 43
        ("CMP-18", date(2026, 3, 1), {"complicated": True}, date(2026, 3, 16)),  # nobody has extended it yet
        ("CMP-18", date(2026, 3, 1), {"extended": True}, date(2026, 4, 30)),  # P20 43: 60 at most
        ("PIP-08", date(2026, 2, 9), {}, date(2026, 3, 6)),  # A25 11: Spring Festival, 14 and 28 Feb work
        ("INC-04", date(2026, 4, 30), {}, date(2026, 5, 11)),  # D24: Labour Day, 9 May works
    ],
)
def test_each_rule_gives_the_date_of_its_article(rule_id, start, flags, expected):
    assert due(rule_id, start, **flags) == expected


@pytest.mark.parametrize(("rule_id", "hours"), [("INC-01", 2), ("INC-02", 24), ("INC-06", 72)])
def test_a_term_in_hours_runs_from_the_instant_and_keeps_its_offset(rule_id, hours):
    start = datetime(2026, 12, 31, 23, 30, tzinfo=timezone(timedelta(hours=8)))
    answer = compute(RULES.find(rule_id), start)
    assert answer.due.isoformat() == (start + timedelta(hours=hours)).isoformat()
    assert (answer.days, answer.provisional) == ((), False)


def test_an_excluded_period_takes_out_the_days_after_its_first():
    answer = compute(CMP_01, START, pauses=[(date(2026, 9, 28), date(2026, 10, 3))])
    assert answer.due == date(2026, 10, 15)
    skipped = [day.date.day for day in answer.days if not day.counted]
    assert skipped == [25, 29, 30, 1, 2, 3]


def test_overlapping_excluded_periods_are_united():
    one = due("CMP-01", START, pauses=[(date(2026, 9, 28), date(2026, 10, 3))])
    two = due("CMP-01", START, pauses=[(date(2026, 9, 28), date(2026, 10, 1)), (date(2026, 9, 30), date(2026, 10, 3))])
    assert one == two


def test_an_excluded_period_of_one_day_takes_out_nothing():
    assert due("CMP-01", START, pauses=[(date(2026, 9, 28), date(2026, 9, 28))]) == due("CMP-01", START)


def test_an_excluded_period_that_begins_on_the_due_date_changes_nothing():
    last = due("CMP-01", START)
    assert due("CMP-01", START, pauses=[(last, last + timedelta(days=9))]) == last
    assert due("CMP-01", START, pauses=[(last - timedelta(days=1), last + timedelta(days=9))]) == last + timedelta(10)


def test_days_before_the_start_change_nothing():
    assert due("CMP-01", START, pauses=[(START - timedelta(days=9), START)]) == due("CMP-01", START)
    assert due("CMP-01", START, pauses=[(START - timedelta(9), START + timedelta(2))]) == date(2026, 10, 12)


def test_an_excluded_day_names_its_ground_and_article_in_both_languages():
    answer = compute(CMP_01, START, pauses=[Pause(date(2026, 9, 28), date(2026, 9, 29), "mediation")])
    why = next(day.why for day in answer.days if day.date == date(2026, 9, 29))
    assert why.text("zh") == "不计入期间（调解，2026-09-28至2026-09-29，T20 23）"
    assert why.text("en") == "excluded period (mediation, 2026-09-28 to 2026-09-29, T20 23)"


def test_every_kind_of_day_says_why():
    answer = compute(RULES.find("CMP-17"), date(2026, 9, 18))
    assert [(day.date.day, day.counted, day.why.text("zh")) for day in answer.days] == [
        (18, False, "起算当日不计入（民法典第二百零一条）"),
        (19, False, "周末，不计入工作日"),
        (20, True, "国庆节调休上班（国办发明电〔2025〕7号），第1个工作日"),
        (21, True, "工作日，第2个工作日"),
        (22, True, "工作日，第3个工作日"),
        (23, True, "工作日，第4个工作日"),
        (24, True, "工作日，第5个工作日"),
        (25, False, "中秋节放假（国办发明电〔2025〕7号），不计入工作日"),
        (26, False, "中秋节放假（国办发明电〔2025〕7号），不计入工作日"),
        (27, False, "中秋节放假（国办发明电〔2025〕7号），不计入工作日"),
        (28, True, "工作日，第6个工作日"),
        (29, True, "工作日，第7个工作日"),
    ]


def test_a_date_beyond_the_published_years_is_provisional_and_never_an_error():
    answer = compute(RULES.find("CMP-17"), date(2026, 12, 28))
    assert (answer.due, answer.provisional) == (date(2027, 1, 6), True)
    assert answer.days[4].why.text("en") == (
        "the holidays of 2027 are not published: provisionally working day 4 by its weekday"
    )
    assert compute(CMP_01, date(2026, 11, 24), complicated=True, extended=True).provisional
    assert not compute(CMP_01, date(2026, 12, 16)).provisional


def test_working_days_of_a_year_before_the_calendar_are_provisional_and_natural_days_are_not():
    assert compute(RULES.find("CMP-17"), date(2015, 3, 2)).provisional
    assert not compute(CMP_01, date(2015, 3, 2)).provisional


def test_with_no_calendar_at_all_every_date_is_provisional():
    assert compute(CMP_01, START, calendar=Calendar([])).provisional


def test_an_agreed_date_prevails_and_the_lawful_one_stays_visible():
    later = compute(CMP_01, START, agreed_due=date(2026, 10, 12))
    assert (later.due, later.lawful_due, later.article) == (date(2026, 10, 12), date(2026, 10, 10), "T20 21")
    assert [day.why.text() for day in later.days[-2:]] == ["双方约定的期限（T20 21）"] * 2
    sooner = compute(CMP_01, START, agreed_due=date(2026, 10, 1))
    assert (sooner.due, sooner.days[-1].date, sooner.provisional) == (date(2026, 10, 1), date(2026, 10, 1), False)


def test_the_roll_over_switch_moves_a_last_day_off_to_the_next_working_day():
    rule = replace(CMP_01, roll_over=True)
    answer = compute(rule, date(2026, 9, 19))  # the fifteenth day is 4 October, inside National Day
    assert answer.due == date(2026, 10, 8)
    assert [(day.date.day, day.counted, day.why.id) for day in answer.days[-5:]] == [
        (4, True, "natural_day"),
        (5, False, "rolled_over"),
        (6, False, "rolled_over"),
        (7, False, "rolled_over"),
        (8, False, "last_day"),
    ]
    assert compute(rule, date(2026, 9, 23)).due == date(2026, 10, 8)


def test_months_end_on_the_corresponding_day_or_the_last_one():
    rule = replace(CMP_01, term=Term(1, Unit.MONTH), complicated=None, extension=None)
    assert compute(rule, date(2026, 1, 31)).due == date(2026, 2, 28)
    assert compute(rule, date(2026, 11, 15)).due == date(2026, 12, 15)
    assert compute(rule, date(2026, 12, 15)).due == date(2027, 1, 15)
    assert compute(rule, date(2026, 11, 15), pauses=[(date(2026, 11, 20), date(2026, 11, 25))]).due == date(
        2026, 12, 20
    )


def test_a_rule_that_counts_its_first_day_ends_one_day_earlier():
    assert compute(replace(CMP_01, first_day_counts=True), START).due == date(2026, 10, 9)


def test_minutes_are_counted_from_the_instant():
    rule = replace(RULES.find("INC-01"), term=Term(30, Unit.MINUTE))
    assert compute(rule, datetime(2026, 1, 1, tzinfo=UTC)).due == datetime(2026, 1, 1, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule_id", "start", "more", "sentence"),
    [
        ("CMP-15", START, {"extended": True}, "rule CMP-15 cannot be extended: T20 20 knows no extension"),
        ("CMP-17", START, {"pauses": [Pause(START, START, "mediation")]}, "rule CMP-17 has no excluded periods"),
        ("CMP-01", START, {"pauses": [(START, START - timedelta(1))]}, "ends before it starts"),
        ("CMP-01", START, {"pauses": [Pause(START, START, "holiday")]}, "'holiday' is no lawful ground"),
        ("CMP-01", START, {"pauses": [(START, datetime(2026, 10, 1))]}, "from date to date"),
        ("CMP-01", START, {"pauses": [(START, date(2999, 1, 1))]}, "past ten years"),
        ("CMP-01", datetime(2026, 9, 25, tzinfo=UTC), {}, "its start is a date, not an instant"),
        ("CMP-01", date(9999, 12, 25), {}, "outside the calendar"),
        ("CMP-01", START, {"agreed_due": START - timedelta(1)}, "not before the start"),
        ("CMP-01", START, {"agreed_due": date(2099, 1, 1)}, "more than ten years"),
        ("CMP-15", START, {"agreed_due": START}, "cannot be agreed otherwise"),
        ("INC-01", START, {}, "its start is an instant with its offset"),
        ("INC-01", datetime(2026, 9, 25), {}, "its start is an instant with its offset"),
        ("INC-01", datetime(9999, 12, 31, 23, tzinfo=UTC), {}, "outside the calendar"),
        ("INC-01", datetime(2026, 9, 25, tzinfo=UTC), {"agreed_due": START}, "cannot be agreed otherwise"),
    ],
)
def test_a_question_that_does_not_fit_the_rule_is_refused_with_its_reason(rule_id, start, more, sentence):
    with pytest.raises(TermError, match=sentence):
        compute(RULES.find(rule_id), start, **more)


dates = st.dates(date(2019, 1, 1), date(2027, 12, 31))
spans = st.tuples(st.integers(-30, 90), st.integers(0, 40))


@given(dates, st.lists(spans, max_size=6), st.booleans(), st.booleans())
def test_another_excluded_period_never_makes_a_date_earlier(start, offsets, complicated, extended):
    pauses = [(start + timedelta(a), start + timedelta(a + b)) for a, b in offsets]
    flags = {"complicated": complicated, "extended": extended}
    for count in range(len(pauses)):
        assert (
            compute(CMP_01, start, pauses=pauses[: count + 1], **flags).due
            >= compute(CMP_01, start, pauses=pauses[:count], **flags).due
        )


@given(dates, st.lists(spans, max_size=6), st.randoms())
def test_the_order_of_excluded_periods_does_not_matter(start, offsets, dice):
    pauses = [(start + timedelta(a), start + timedelta(a + b)) for a, b in offsets]
    shuffled = dice.sample(pauses, len(pauses))
    assert compute(CMP_01, start, pauses=pauses).due == compute(CMP_01, start, pauses=shuffled).due


@given(st.sampled_from([rule for rule in RULES if not rule.term.unit.is_exact]), dates)
def test_exactly_the_length_of_the_term_is_counted_and_the_last_day_counts(rule: Rule, start):
    answer = compute(rule, start)
    assert sum(day.counted for day in answer.days) == rule.term.length
    assert answer.days[-1].counted
    assert not answer.days[0].counted
