"""Days, weeks and months as they are spoken of: what was said first, and only then which one that is.

"Tuesday" alone is no date: which Tuesday depends on today, on whether the speaker tells of the past, and on the hour.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal, Protocol

from agent.speech.times.cycles import DAY, ONE_DAY, WEEK, Cycle, Dates, Grain, Weekly
from agent.speech.times.lengths import Length


@dataclass(frozen=True, slots=True)
class Frame:
    """What decides the meaning of a date besides its words."""

    now: datetime
    past: bool = False
    minute: int | None = None
    """The time of day named along with the date, in minutes after midnight."""

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()

    @property
    def still_to_come(self) -> bool:
        """Whether the time of day named is later than now."""
        return self.minute is not None and self.minute > self.now.hour * 60 + self.now.minute


class Day(Protocol):
    """A day, or a longer stretch of the calendar, as it was said."""

    @property
    def grain(self) -> Grain:
        """How long it is."""

    def dates(self, frame: Frame) -> Dates | None:
        """The first day and the day after the last; None if there is no such day."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A full date: a given year, month and day, or a whole year."""

    start: date
    end: date
    grain: Grain = "day"

    def dates(self, frame: Frame) -> Dates:
        """Always the same."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class FromToday:
    """Today, tomorrow, yesterday."""

    days: int
    grain: Grain = "day"

    def dates(self, frame: Frame) -> Dates:
        """That many days from today."""
        start = frame.today + timedelta(days=self.days)
        return start, start + ONE_DAY


Which = Literal["bare", "counted", "nearest"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a cycle: bare "friday", "this friday", "next month" (1), "the week before last" (-2).

    "Coming" and "past" count from today where "next" and "last" count calendar weeks.
    """

    cycle: Cycle
    which: Which = "bare"
    count: int = 0

    @property
    def grain(self) -> Grain:
        """How long one turn is."""
        return self.cycle.grain

    def dates(self, frame: Frame) -> Dates:
        """The turn that is meant."""
        weekly = isinstance(self.cycle, Weekly) and self.cycle is not WEEK
        if self.which == "counted" and weekly:
            monday = frame.today - timedelta(days=frame.today.weekday())
            return self.cycle.first(monday + timedelta(weeks=self.count))
        if self.which == "bare":
            return self._bare(frame, strict=weekly and self.cycle.grain == "day")
        return self._steps(frame.today)

    def _bare(self, frame: Frame, *, strict: bool) -> Dates:
        begun = self.cycle.last(frame.today + ONE_DAY)
        running = frame.today < begun[1]
        is_weekday = strict and begun[1] - begun[0] == ONE_DAY
        if is_weekday and begun[0] == frame.today and not frame.still_to_come:
            return self.cycle.last(frame.today) if frame.past else self.cycle.first(frame.today + ONE_DAY)
        return begun if running or frame.past else self.cycle.first(frame.today)

    def _steps(self, today: date) -> Dates:
        """Counted from the turn that is running, whole turns away."""
        begun = self.cycle.last(today + ONE_DAY)
        if self.count == 0:
            return begun if today < begun[1] else self.cycle.first(today)
        if self.count < 0 and today >= begun[1]:
            found, steps = begun, self.count + 1
        else:
            found, steps = begun, self.count
        for _ in range(abs(steps)):
            found = self.cycle.first(found[0] + ONE_DAY) if steps > 0 else self.cycle.last(found[0])
        return found


TWO_MONTHS = timedelta(days=61)
"""Weeks and ranges of dates that ended no longer ago are not next year's: "march first to march seventh"."""


def is_dated(day: Day | None) -> bool:
    """Whether it is a day of the year without the year."""
    return isinstance(day, Turn) and day.which == "bare" and (day.grain, day.cycle.within) == ("day", "year")


@dataclass(frozen=True, slots=True)
class Inside:
    """The nth of a cycle within something longer: "the last friday of the month", "wednesday next week"."""

    cycle: Cycle
    number: int
    outer: Day

    @property
    def grain(self) -> Grain:
        """How long one turn is."""
        return self.cycle.grain

    def dates(self, frame: Frame) -> Dates | None:
        """The nth, taken from the next such stretch if it is over and nothing says that it was."""
        outer = self.outer.dates(frame)
        found = outer and self._find(outer)
        over = found and found[1] <= frame.today and not frame.past
        if over and isinstance(self.outer, Turn) and self.outer.which == "bare":
            return self._find(replace(self.outer, which="counted", count=1).dates(frame))
        return found

    def _find(self, outer: Dates) -> Dates | None:
        start, end = outer
        if self.cycle in (DAY, WEEK):
            size = timedelta(days=1 if self.cycle is DAY else 7)
            first = start if self.cycle is DAY else WEEK.last(start + ONE_DAY)[0]
            last = end - ONE_DAY if self.cycle is DAY else WEEK.last(end)[0]
            begin = first + (self.number - 1) * size if self.number > 0 else last + (self.number + 1) * size
            found = begin, begin + size
        elif self.number > 0:
            found = self.cycle.first(start)
            for _ in range(self.number - 1):
                found = self.cycle.first(found[0] + ONE_DAY)
        else:
            found = self.cycle.last(end)
        return found if found[1] > start and found[0] < end else None


@dataclass(frozen=True, slots=True)
class Shifted:
    """Some length from another day: "two weeks from monday", "the day before easter"."""

    base: Day
    length: Length
    sign: int

    @property
    def grain(self) -> Grain:
        """How long the other is."""
        return self.base.grain

    def dates(self, frame: Frame) -> Dates | None:
        """The other day, moved."""
        found = self.base.dates(frame)
        return found and (self.length.date_from(found[0], self.sign), self.length.date_from(found[1], self.sign))


@dataclass(frozen=True, slots=True)
class Beside:
    """The nearest of a cycle after or before another day: "the friday after thanksgiving"."""

    cycle: Cycle
    base: Day
    after: bool

    @property
    def grain(self) -> Grain:
        """How long one turn is."""
        return self.cycle.grain

    def dates(self, frame: Frame) -> Dates | None:
        """The first that begins after the other ends, or the last that begins before it."""
        found = self.base.dates(frame)
        return found and (self.cycle.first(found[1]) if self.after else self.cycle.last(found[0]))


@dataclass(frozen=True, slots=True)
class Around:
    """The week, say, that another day lies in: "the week of the sixteenth"."""

    cycle: Cycle
    base: Day

    @property
    def grain(self) -> Grain:
        """How long one turn is."""
        return self.cycle.grain

    def dates(self, frame: Frame) -> Dates | None:
        """The turn that runs on that day; one just gone is not next year's."""
        found, gone = self.base.dates(frame), self.base.dates(replace(frame, past=True))
        if gone and is_dated(self.base) and frame.today - gone[0] < TWO_MONTHS:
            found = gone
        return found and self.cycle.last(found[0] + ONE_DAY)


@dataclass(frozen=True, slots=True)
class Both:
    """A weekday and a date said together: "friday the thirteenth"."""

    weekday: Weekly
    base: Day
    grain: Grain = "day"

    def dates(self, frame: Frame) -> Dates | None:
        """The next month's day that falls on the weekday; where the month was said too, the date wins."""
        found = self.base.dates(frame)
        if found is None or not isinstance(self.base, Turn) or self.base.cycle.within != "month":
            return found
        while found[0].weekday() != self.weekday.weekday:
            found = self.base.cycle.first(found[1])
        return found


_ORDER: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")


def together(one: Day, other: Day) -> Day | None:
    """Two dates that narrow each other down: "wednesday" and "next week", "march ninth" and "last year"."""
    if isinstance(other, Turn) and _fits(other, one):
        return Inside(other.cycle, 1, one)
    if isinstance(one, Turn) and _fits(one, other):
        return Inside(one.cycle, 1, other)
    return _dated_weekday(one, other) or _dated_weekday(other, one)


def _dated_weekday(weekday: Day, other: Day) -> Day | None:
    """A weekday with the date it falls on, or with how many weeks off it is."""
    if not isinstance(weekday, Turn) or weekday.which != "bare" or not isinstance(weekday.cycle, Weekly):
        return None
    if weekday.cycle.days != 1 or other.grain != "day":
        return None
    if isinstance(other, Turn):
        return None if isinstance(other.cycle, Weekly) else Both(weekday.cycle, other)
    if isinstance(other, Shifted) and other.length.weeks:
        return Inside(weekday.cycle, 1, Around(WEEK, other))
    return Both(weekday.cycle, other) if isinstance(other, Fixed | Inside) else None


def _fits(inner: Turn, outer: Day) -> bool:
    """Whether the inner one, said bare, is one of those in the outer."""
    if inner.which != "bare" or inner.grain not in _ORDER or outer.grain not in _ORDER:
        return False
    needed = inner.cycle.within
    return outer.grain == needed if needed else _ORDER.index(inner.grain) < _ORDER.index(outer.grain)
