"""What comes round again in the calendar: weekdays, weeks, months, quarters, years and feast days."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal, Protocol

Grain = Literal["second", "minute", "hour", "part", "day", "week", "month", "quarter", "year"]
Dates = tuple[date, date]
"""The first day and the day after the last."""

ONE_DAY = timedelta(days=1)


class Cycle(Protocol):
    """Something that comes round: where it next begins, and where it last began."""

    @property
    def grain(self) -> Grain:
        """How long one is."""

    @property
    def within(self) -> Grain | None:
        """The only span that can tell one from another: "the fifteenth" of a month, "april" of a year."""

    def first(self, day: date) -> Dates:
        """The first that begins on that day or later."""

    def last(self, day: date) -> Dates:
        """The last that begins before that day."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """A weekday, a weekend or a week."""

    weekday: int
    days: int
    grain: Grain
    within: Grain | None = None

    def first(self, day: date) -> Dates:
        """The first that begins on that day or later."""
        start = day + timedelta(days=(self.weekday - day.weekday()) % 7)
        return start, start + timedelta(days=self.days)

    def last(self, day: date) -> Dates:
        """The last that begins before that day."""
        return self.first(day - timedelta(days=7))


@dataclass(frozen=True, slots=True)
class Daily:
    """Any day, or any from Monday to Friday."""

    working: bool = False
    grain: Grain = "day"
    within: Grain | None = None

    def first(self, day: date) -> Dates:
        """That day, or the next that is worked."""
        while self.working and day.weekday() >= 5:
            day += ONE_DAY
        return day, day + ONE_DAY

    def last(self, day: date) -> Dates:
        """The day before, or the last that was worked."""
        day -= ONE_DAY
        while self.working and day.weekday() >= 5:
            day -= ONE_DAY
        return day, day + ONE_DAY


@dataclass(frozen=True, slots=True)
class Yearly:
    """What a rule finds once or more in each year."""

    starts: Callable[[int], Iterator[date]]
    grain: Grain
    within: Grain | None = None

    def first(self, day: date) -> Dates:
        """The first that begins on that day or later."""
        start = next(start for year in range(day.year, day.year + 9) for start in self.starts(year) if start >= day)
        return start, self._end(start)

    def last(self, day: date) -> Dates:
        """The last that begins before that day."""
        years = range(day.year, day.year - 9, -1)
        start = next(start for year in years for start in reversed(list(self.starts(year))) if start < day)
        return start, self._end(start)

    def _end(self, start: date) -> date:
        if self.grain == "day":
            return start + ONE_DAY
        return add_months(start, {"month": 1, "quarter": 3}.get(self.grain, 12))


def add_months(day: date, months: int) -> date:
    """The same day of a later or earlier month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@cache
def weekday(number: int) -> Weekly:
    """A day of the week, Monday being 0."""
    return Weekly(number, 1, "day")


@cache
def month_named(number: int) -> Yearly:
    """A month by its number."""
    return Yearly(lambda year: iter((date(year, number, 1),)), "month", "year")


@cache
def quarter_named(number: int) -> Yearly:
    """A quarter by its number."""
    return Yearly(lambda year: iter((date(year, 3 * number - 2, 1),)), "quarter", "year")


@cache
def day_of_month(day: int) -> Yearly:
    """The fifteenth, say, of whichever month has one."""

    def starts(year: int) -> Iterator[date]:
        return (date(year, month, day) for month in range(1, 13) if day <= monthrange(year, month)[1])

    return Yearly(starts, "day", "month")


def day_of_year(month: int, day: int) -> Yearly | None:
    """A month and a day, where there is such a day."""
    return month_day(month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(2024, month)[1] else None


@cache
def month_day(month: int, day: int) -> Yearly:
    """A month and a day that exists in some years at least."""

    def starts(year: int) -> Iterator[date]:
        return iter((date(year, month, day),) if day <= monthrange(year, month)[1] else ())

    return Yearly(starts, "day", "year")


DAY, WORKDAY = Daily(), Daily(working=True)
WEEK = Weekly(0, 7, "week")
WEEKEND = Weekly(5, 2, "day")
MONTH = Yearly(lambda year: (date(year, month, 1) for month in range(1, 13)), "month")
QUARTER = Yearly(lambda year: (date(year, month, 1) for month in (1, 4, 7, 10)), "quarter")
YEAR = Yearly(lambda year: iter((date(year, 1, 1),)), "year")
