from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest

from quanyi.engines.terms import Calendar, CalendarYear, DayKind, TermError, published_calendar

FIRST, LAST = date(2019, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=step) for step in range((LAST - FIRST).days + 1)]


def year(**changes):
    data = {
        "year": 2030,
        "notices": [{"number": "N1"}],
        "holidays": [
            {
                "name": {"zh": "元旦", "en": "New Year"},
                "first": "2030-01-01",
                "last": "2030-01-01",
                "workdays": ["2030-01-05"],
                "notice": "N1",
            }
        ],
    }
    return data | changes


def test_every_working_day_of_eight_years_equals_chinesecalendar():
    ours = [published_calendar().is_working(day) for day in DAYS]
    assert ours == [chinese_calendar.is_workday(day) for day in DAYS]


def test_every_working_day_of_eight_years_equals_holidays():
    china = holidays.China(years=range(2019, 2027))
    theirs = [china.is_working_day(day) for day in DAYS]
    assert [published_calendar().is_working(day) for day in DAYS] == theirs


def test_each_special_day_names_its_holiday_and_its_notice():
    day = published_calendar().day(date(2026, 10, 10))
    assert (day.kind, day.is_working, day.notice) == (DayKind.MAKE_UP, True, "国办发明电〔2025〕7号")
    assert day.name == {"zh": "国庆节", "en": "National Day"}


def test_the_spring_of_2020_was_lengthened_by_a_second_notice():
    calendar = published_calendar()
    assert [calendar.is_working(date(2020, 2, day)) for day in (1, 2, 3)] == [False, False, True]
    assert calendar.day(date(2020, 2, 1)).notice == "国办发明电〔2020〕1号"


def test_a_day_of_december_set_by_the_next_years_notice_counts_as_published():
    calendar = Calendar([CalendarYear.parse(year(year=2031, holidays=[holiday_from("2030-12-31", "2031-01-01")]))])
    assert calendar.is_published(date(2030, 12, 31))
    assert not calendar.is_published(date(2030, 12, 30))
    assert not calendar.lies_beyond(date(2030, 12, 31))


def holiday_from(first, last):
    return {"name": {"zh": "元旦", "en": "New Year"}, "first": first, "last": last, "workdays": [], "notice": "N1"}


def test_an_unpublished_year_is_known_by_its_weekdays_and_says_so():
    calendar = published_calendar()
    friday, saturday = calendar.day(date(2027, 1, 1)), calendar.day(date(2027, 1, 2))
    assert (friday.kind, friday.published) == (DayKind.WORKING, False)
    assert (saturday.kind, saturday.published) == (DayKind.WEEKEND, False)
    assert calendar.lies_beyond(date(2027, 1, 1))
    assert not calendar.lies_beyond(date(2018, 6, 1))


def test_the_calendar_holds_2019_to_2026_and_names_every_notice():
    calendar = published_calendar()
    assert calendar.years == tuple(range(2019, 2027))
    assert calendar.version.count("国办发明电") == 10


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"notices": []}, "notice N1 is not listed"),
        ({"notices": [], "holidays": []}, "name the notice"),
        ({"holidays": [holiday_from("2030-01-02", "2030-01-01")]}, "is no holiday"),
        ({"holidays": [holiday_from("2030-01-01", "2030-01-01")] * 2}, "one day is set twice"),
        ({"holidays": [holiday_from("2032-01-01", "2032-01-01")]}, "a day of another year"),
        ({"holidays": [holiday_from("2030-13-01", "2030-01-01")]}, "calendar file of 2030"),
        ({"year": "soon"}, "calendar file of soon"),
    ],
)
def test_a_wrong_calendar_file_is_refused_with_its_reason(changes, sentence):
    with pytest.raises(TermError, match=sentence):
        CalendarYear.parse(year(**changes))


def test_a_year_given_twice_is_refused():
    with pytest.raises(TermError, match="given twice"):
        Calendar([CalendarYear.parse(year())] * 2)


def test_two_years_that_set_the_same_day_are_refused():
    one = CalendarYear.parse(year())
    other = CalendarYear.parse(year(year=2031, holidays=[holiday_from("2030-01-01", "2030-01-01")]))
    with pytest.raises(TermError, match="same day"):
        Calendar([one, other])


SAMPLES = Path(__file__).parents[4] / "shared/samples/regulation/holiday_cn"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"{SAMPLES} is absent: the calendar is not compared with holiday-cn")
def test_every_special_day_equals_the_holiday_cn_files():
    import json

    theirs = {
        date.fromisoformat(day["date"]): not day["isOffDay"]
        for each in range(2019, 2027)
        for day in json.loads((SAMPLES / f"{each}.json").read_text(encoding="utf-8"))["days"]
    }
    calendar = published_calendar()
    assert {day: calendar.is_working(day) for day in theirs} == theirs
