"""What comes round again in the calendar: weekdays, weeks, months, quarters, years and feast days."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal, Protocol

from agent.speech.tokens import Lexicon

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


def _nth(year: int, month: int, day: int, number: int) -> date:
    """The nth such weekday of a month, or the last for -1."""
    if number > 0:
        return weekday(day).first(date(year, month, 1))[0] + timedelta(weeks=number - 1)
    return weekday(day).last(add_months(date(year, month, 1), 1))[0]


def _easter(year: int) -> date:
    """Western Easter, by the anonymous Gregorian computus."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _floating(month: int, day: int, number: int, later: int = 0) -> Callable[[int], date]:
    return lambda year: _nth(year, month, day, number) + later * ONE_DAY


_FEAST_DAYS: dict[str, Callable[[int], date]] = {
    "new year day": _fixed(1, 1),
    "new years day": _fixed(1, 1),
    "new year eve": _fixed(12, 31),
    "new years eve": _fixed(12, 31),
    "new year": _fixed(1, 1),
    "new years": _fixed(1, 1),
    "martin luther king day": _floating(1, 0, 3),
    "m l k day": _floating(1, 0, 3),
    "groundhog day": _fixed(2, 2),
    "valentine day": _fixed(2, 14),
    "valentines day": _fixed(2, 14),
    "president day": _floating(2, 0, 3),
    "presidents day": _floating(2, 0, 3),
    "saint patrick day": _fixed(3, 17),
    "st patrick day": _fixed(3, 17),
    "april fool day": _fixed(4, 1),
    "april fools day": _fixed(4, 1),
    "tax day": _fixed(4, 15),
    "good friday": lambda year: _easter(year) - 2 * ONE_DAY,
    "easter monday": lambda year: _easter(year) + ONE_DAY,
    "easter sunday": _easter,
    "easter": _easter,
    "cinco de mayo": _fixed(5, 5),
    "mother day": _floating(5, 6, 2),
    "mothers day": _floating(5, 6, 2),
    "memorial day": _floating(5, 0, -1),
    "father day": _floating(6, 6, 3),
    "fathers day": _floating(6, 6, 3),
    "juneteenth": _fixed(6, 19),
    "independence day": _fixed(7, 4),
    "labor day": _floating(9, 0, 1),
    "columbus day": _floating(10, 0, 2),
    "indigenous peoples day": _floating(10, 0, 2),
    "halloween": _fixed(10, 31),
    "election day": _floating(11, 0, 1, later=1),
    "veteran day": _fixed(11, 11),
    "veterans day": _fixed(11, 11),
    "thanksgiving day": _floating(11, 3, 4),
    "thanksgiving": _floating(11, 3, 4),
    "black friday": _floating(11, 3, 4, later=1),
    "christmas eve": _fixed(12, 24),
    "christmas day": _fixed(12, 25),
    "christmas": _fixed(12, 25),
    "boxing day": _fixed(12, 26),
}


def _feast(rule: Callable[[int], date]) -> Yearly:
    return Yearly(lambda year: iter((rule(year),)), "day", "year")


FEASTS = Lexicon[Cycle]({name: _feast(rule) for name, rule in _FEAST_DAYS.items()})
"""Feast days by name, a final 's left off."""
