"""Stretches of whole days in the account's calendar (this month, last quarter, March 1 to 9), and what each is
compared with: the stretch that ends where it begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from domain.context import Context
from domain.problems import FieldError, Invalid

Unit = Literal["day", "week", "month", "quarter", "year"]
Name = Literal[
    "today", "yesterday", "week", "last_week", "month", "last_month", "quarter", "last_quarter", "year", "last_year"
]
DAY, WEEK = timedelta(days=1), timedelta(days=7)
MONTHS: dict[Unit, int] = {"month": 1, "quarter": 3, "year": 12}
ORDINALS = ("first", "second", "third", "fourth")
EARLIEST, LATEST = date(1990, 1, 1), date(2190, 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole days from `start` up to, and without, `end`."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days

    @property
    def months(self) -> int:
        """How many calendar months it is exactly; 0 if it begins or ends within one."""
        if self.start.day != 1 or self.end.day != 1:
            return 0
        return 12 * (self.end.year - self.start.year) + self.end.month - self.start.month

    @property
    def before(self) -> Period:
        """The stretch that ends where this one begins: as many calendar months, else as many days."""
        back = shifted(self.start, -self.months) if self.months else self.start - timedelta(days=self.days)
        return Period(back, self.start)

    @property
    def unit(self) -> Unit | None:
        """The unit of the calendar that it is, if it is one."""
        names: tuple[Unit, ...] = ("day", "week", "month", "quarter", "year")
        return next((name for name in names if around(self.start, name) == self), None)

    def until(self, today: date) -> Period:
        """What of it has come by the end of today; all of it if it is over, or has not begun."""
        return Period(self.start, today + DAY) if self.start <= today < self.end else self

    def compared(self, today: date) -> Period:
        """What it is measured against: the stretch before; while it still runs, only as many days of that."""
        so_far, before = self.until(today), self.before
        if so_far == self:
            return before
        return Period(before.start, min(before.end, before.start + timedelta(days=so_far.days)))

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its first moment, and the first one after it: midnights of the zone, whatever its clocks do in between."""
        return datetime.combine(self.start, time(), zone), datetime.combine(self.end, time(), zone)

    def split(self, unit: Unit) -> list[Period]:
        """Its days, weeks, months, … in order; the first and the last as far as they lie within."""
        parts: list[Period] = []
        day = self.start
        while day < self.end:
            end = min(around(day, unit).end, self.end)
            parts.append(Period(day, end))
            day = end
        return parts

    def said(self, today: date) -> str:
        """As people say it: this month, last week, February, the third quarter of 2025, March 1 to March 9."""
        unit = self.unit
        if unit == "day":
            near = {today: "today", today - DAY: "yesterday", today + DAY: "tomorrow"}
            return near.get(self.start) or _day(self.start, today)
        if unit is not None and self == around(today, unit):
            return f"this {unit}"
        year = "" if self.start.year == today.year else f" {self.start.year}"
        match unit:
            case "week":
                last = self == around(today, "week").before
                return "last week" if last else f"the week of {_day(self.start, today)}"
            case "month":
                return f"{self.start:%B}{year}"
            case "quarter":
                return f"the {ORDINALS[self.start.month // 3]} quarter{year and f' of{year}'}"
            case "year":
                return str(self.start.year)
        return f"{_day(self.start, today)} to {_day(self.end - DAY, today)}"

    def compared_said(self, today: date) -> str:
        """What it is measured against, in words: February, the same days of February, yesterday."""
        against = self.compared(today)
        if against == self.before:
            return against.said(today)
        return f"the same days of {self.before.said(today)}" if self.unit else against.said(today)


def _day(day: date, today: date) -> str:
    return f"{day:%B %-d}" if day.year == today.year else f"{day:%B %-d, %Y}"


def shifted(first: date, months: int) -> date:
    """The first of a month, some months on."""
    year, month = divmod(12 * first.year + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


def around(day: date, unit: Unit) -> Period:
    """The day, week (from Monday), month, quarter or year that a day is in."""
    if unit == "day":
        return Period(day, day + DAY)
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + WEEK)
    length = MONTHS[unit]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    return Period(first, shifted(first, length))


def named(name: Name, today: date) -> Period:
    """The period by its name; `week` is the one that today is in."""
    if name in ("today", "yesterday"):
        day = around(today, "day")
        return day if name == "today" else day.before
    unit: Unit = name.removeprefix("last_")  # type: ignore[assignment]
    here = around(today, unit)
    return here.before if name.startswith("last_") else here


def asked(
    ctx: Context, name: Name | None, start: date | datetime | None, end: date | datetime | None, usual: Name = "month"
) -> Period:
    """The period that a call asks for: from and to its dates if it has any, else by its name, else the usual one.

    An end that is a date counts in full; a moment ends what comes before it, and a day that it cuts counts.
    """
    today = ctx.now().date()
    if start is None and end is None:
        return named(name or usual, today)
    last = _end(ctx, end) if end is not None else _next(max(today, _start(ctx, start)))
    first = _start(ctx, start) if start is not None else (max(last, EARLIEST) - DAY).replace(day=1)
    if not EARLIEST <= first < last <= LATEST:
        early = first < last
        sentence = f"Give days from {EARLIEST.year} to {LATEST.year}." if early else "The end must be after the start."
        raise Invalid(sentence, [FieldError("dateStart" if early else "dateEnd", "is out of range")])
    return Period(first, last)


def _start(ctx: Context, value: date | datetime | None) -> date:
    assert value is not None
    return _local(ctx, value).date() if isinstance(value, datetime) else value


def _end(ctx: Context, value: date | datetime) -> date:
    if not isinstance(value, datetime):
        return _next(value)
    local = _local(ctx, value)
    return local.date() if local.time() == time() else _next(local.date())


def _next(day: date) -> date:
    return day if day == date.max else day + DAY


def _local(ctx: Context, moment: datetime) -> datetime:
    try:
        return moment.astimezone(ctx.company.timezone)
    except OverflowError:
        return moment
