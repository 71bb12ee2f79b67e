"""Working days of mainland China: weekends, statutory holidays and make-up workdays, per published year."""

import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from quanyi.engines.terms.errors import TermError
from quanyi.engines.terms.reasons import Text

_SATURDAY = 5


class DayKind(StrEnum):
    """What the calendar says about one day."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day as the calendar knows it.

    Attributes:
        date: the day.
        kind: working, weekend, holiday or make-up workday.
        published: whether a notice covers it; if not, only its weekday is known.
        name: the holiday it belongs to, in both languages; None on ordinary days.
        notice: the number of the notice that sets it; None on ordinary days.
    """

    date: date
    kind: DayKind
    published: bool
    name: Text | None = None
    notice: str | None = None

    @property
    def is_working(self) -> bool:
        """Whether people work on that day."""
        return self.kind in {DayKind.WORKING, DayKind.MAKE_UP}


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """What the State Council's notices of one year set.

    Attributes:
        year: the year.
        notices: the numbers of its notices, oldest first.
        days: the special days, some of them in the last days of the year before.
    """

    year: int
    notices: tuple[str, ...]
    days: tuple[CalendarDay, ...]

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> "CalendarYear":
        """Read a year from its file's content.

        Args:
            data: ``{"year", "notices": [{"number", "signed_on", "title"}], "holidays": [{"name": {"zh", "en"},
                "first", "last", "workdays", "notice"}]}``; dates are ISO dates.

        Raises:
            TermError: something is missing, a date is no date, a day is set twice, or a notice is not listed.
        """
        try:
            year = int(data["year"])
            notices = tuple(str(notice["number"]) for notice in data["notices"])
            days = [day for holiday in data["holidays"] for day in _days_of(holiday, notices)]
        except (KeyError, TypeError, ValueError) as error:
            raise TermError(f"calendar file of {data.get('year', 'an unnamed year')}: {error!r}") from error
        if not notices:
            raise TermError(f"calendar file of {year}: name the notice it comes from")
        if len({day.date for day in days}) != len(days):
            raise TermError(f"calendar file of {year}: one day is set twice")
        if any(day.date.year not in {year - 1, year} for day in days):
            raise TermError(f"calendar file of {year}: it holds a day of another year")
        return cls(year, notices, tuple(days))


def _days_of(holiday: Mapping[str, Any], notices: tuple[str, ...]) -> list[CalendarDay]:
    first, last = date.fromisoformat(holiday["first"]), date.fromisoformat(holiday["last"])
    name: Text = {"zh": holiday["name"]["zh"], "en": holiday["name"]["en"]}
    notice = holiday["notice"]
    if notice not in notices:
        raise TermError(f"holiday {name['zh']}: notice {notice} is not listed")
    if not timedelta(0) <= last - first <= timedelta(days=31):
        raise TermError(f"holiday {name['zh']}: from {first} to {last} is no holiday")
    off = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    work = [date.fromisoformat(day) for day in holiday["workdays"]]
    return [CalendarDay(day, DayKind.HOLIDAY, True, name, notice) for day in off] + [
        CalendarDay(day, DayKind.MAKE_UP, True, name, notice) for day in work
    ]


class Calendar:
    """The published years together; a day outside them is known by its weekday only and is marked so."""

    def __init__(self, years: Iterable[CalendarYear]) -> None:
        """Put years together.

        Args:
            years: the published years, in any order.

        Raises:
            TermError: a year or a day comes twice.
        """
        listed = sorted(years, key=lambda year: year.year)
        self.years: tuple[int, ...] = tuple(year.year for year in listed)
        if len(set(self.years)) != len(self.years):
            raise TermError("a calendar year is given twice")
        self._special = {day.date: day for year in listed for day in year.days}
        if len(self._special) != sum(len(year.days) for year in listed):
            raise TermError("two calendar years set the same day")
        self._published = frozenset(self.years)
        #: Names the notices this calendar rests on, so that a stored date can say which calendar it was computed with.
        self.version = "; ".join(f"{year.year}: {', '.join(year.notices)}" for year in listed)

    @property
    def last_year(self) -> int | None:
        """The last published year."""
        return self.years[-1] if self.years else None

    def is_published(self, day: date) -> bool:
        """Whether a notice covers the day (its year is published, or the next year's notice already names it)."""
        return day.year in self._published or day in self._special

    def lies_beyond(self, day: date) -> bool:
        """Whether the day comes after the last published year, so that its holidays are still to be announced."""
        return self.last_year is None or (day.year > self.last_year and day not in self._special)

    def day(self, day: date) -> CalendarDay:
        """What is known about a day; never an error, an unpublished year gives its weekday."""
        special = self._special.get(day)
        if special is not None:
            return special
        kind = DayKind.WEEKEND if day.weekday() >= _SATURDAY else DayKind.WORKING
        return CalendarDay(day, kind, day.year in self._published)

    def is_working(self, day: date) -> bool:
        """Whether people work on a day; in an unpublished year, by its weekday."""
        return self.day(day).is_working


@functools.cache
def published_years() -> tuple[CalendarYear, ...]:
    """The years that ship with Quanyi: every ``data/calendar-YYYY.json``."""
    paths = sorted((Path(__file__).parent / "data").glob("calendar-*.json"))
    return tuple(CalendarYear.parse(json.loads(path.read_text(encoding="utf-8"))) for path in paths)


@functools.cache
def published_calendar() -> Calendar:
    """The calendar that ships with Quanyi: its published years together."""
    return Calendar(published_years())
