"""What was said of a time, piece by piece, and the span of time that it comes to.

A bare hour waits for its day, its part of the day and the other end of its range before it is the morning's or the
afternoon's; so each phrase is first put together and only then, in `span`, read against the clock.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from agent.speech.times.clock import DAY as DAY_MINUTES
from agent.speech.times.clock import Clock, Part
from agent.speech.times.cycles import ONE_DAY, Dates, Grain
from agent.speech.times.dates import Day, Frame, FromToday, together
from agent.speech.times.lengths import Length


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time: a point has no end, "by friday" has no start, and the end is not part of it."""

    start: datetime | None
    end: datetime | None
    grain: Grain


class Phrase(Protocol):
    """Anything said of a time that can be read against the clock."""

    def span(self, frame: Frame) -> Span | None:
        """The span that is meant; None if there is no such time."""


def at_minute(day: date, minute: int, frame: Frame) -> datetime:
    """That minute of the day on the wall clock; one that the clocks jump over is read after the jump."""
    moment = datetime.combine(day + timedelta(days=minute // DAY_MINUTES), time(), frame.now.tzinfo)
    moment = moment.replace(hour=minute % DAY_MINUTES // 60, minute=minute % 60)
    return moment.astimezone(UTC).astimezone(frame.now.tzinfo)


def _all_of(dates: Dates, grain: Grain, frame: Frame) -> Span:
    return Span(at_minute(dates[0], 0, frame), at_minute(dates[1], 0, frame), grain)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, a time of day, a part of the day, or several of them."""

    day: Day | None = None
    clock: Clock | None = None
    part: Part | None = None
    plain: bool = False
    """Whether nothing in it is unmistakably about time."""

    def merged(self, other: "Moment") -> "Moment | None":
        """Both at once; None where they contradict each other."""
        if (self.clock and other.clock) or (self.part and other.part and self.part != other.part):
            return None
        day = self.day or other.day
        if self.day and other.day:
            day = _same_day(self, other) or together(self.day, other.day)
            if day is None:
                return None
        part, clock = self.part or other.part, self.clock or other.clock
        plain = self.plain and other.plain and (clock is None or day is None)
        return Moment(day, clock, part, plain)

    def span(self, frame: Frame) -> Span | None:
        """A point if an hour was said, else the part of the day or the whole day, week …"""
        clock = self.clock.in_part(self.part) if self.clock and self.part else self.clock
        if self.day is None:
            return self._without_day(clock, frame)
        minute = clock.minute if clock else self.part.start if self.part else None
        dates = self.day.dates(replace(frame, minute=minute))
        if dates is None:
            return None
        if dates[1] - dates[0] > ONE_DAY or (clock is None and self.part is None):
            return _all_of(dates, self.day.grain, frame)
        if clock is None:
            return self._part_of(dates[0], frame)
        midnight_after = clock.minute == 0 and clock.certain
        return Span(at_minute(dates[0], DAY_MINUTES if midnight_after else clock.minute, frame), None, clock.grain)

    def _part_of(self, day: date, frame: Frame) -> Span | None:
        if self.part is None:
            return None
        return Span(at_minute(day, self.part.start, frame), at_minute(day, self.part.end, frame), "part")

    def _without_day(self, clock: Clock | None, frame: Frame) -> Span | None:
        """The next such hour or part of the day, or the last one if the past is spoken of."""
        if clock is None and self.part is None:
            return None
        now = frame.now.hour * 60 + frame.now.minute
        if clock is None:
            start = self.part.start if self.part else 0
            shift = -1 if frame.past and start > now else 1 if not frame.past and start < now else 0
            return self._part_of(frame.today + shift * ONE_DAY, frame)
        minute = _nearest(clock, now, past=frame.past)
        return Span(at_minute(frame.today, minute, frame), None, clock.grain)


NOTHING = Moment()


def _same_day(one: Moment, other: Moment) -> Day | None:
    """The day of two that say the same: "this morning" and "today"."""
    if one.day == other.day:
        return one.day
    told = one.day if isinstance(other.day, FromToday) and other.day.days == 0 and other.part else None
    return told if isinstance(told, FromToday) else None


_EARLIEST = 5 * 60
"""Before five nobody who says "at three" means the night."""


def _nearest(clock: Clock, now: int, *, past: bool) -> int:
    """The minute, counted from today's midnight, of the next such time, or of the last."""
    readings = [clock.minute] if clock.certain else [clock.minute, clock.other_half().minute]
    if past:
        waking = 0 if clock.certain else _EARLIEST
        return next((minute for minute in readings if waking <= minute <= now), clock.minute - DAY_MINUTES)
    return next((minute for minute in readings if minute >= now), clock.minute + DAY_MINUTES)


@dataclass(frozen=True, slots=True)
class Offset:
    """Some hours or minutes from now, or from another moment: "in an hour", "two hours after lunch"."""

    length: Length
    sign: int
    base: Moment | None = None

    def span(self, frame: Frame) -> Span | None:
        """A point to the minute."""
        base = self.base.span(frame) if self.base else Span(frame.now, None, "minute")
        if base is None or base.start is None:
            return None
        return Span(self.length.time_from(base.start, self.sign).replace(second=0, microsecond=0), None, "minute")


@dataclass(frozen=True, slots=True)
class ThisTime:
    """The hour that it is now, on another day: "this time tomorrow"."""

    day: Day

    def span(self, frame: Frame) -> Span | None:
        """A point to the minute."""
        dates = self.day.dates(frame)
        minute = frame.now.hour * 60 + frame.now.minute
        return Span(at_minute(dates[0], minute, frame), None, "minute") if dates else None


@dataclass(frozen=True, slots=True)
class Window:
    """The time from now on, or up to now: "the next two hours", "the last thirty days"."""

    length: Length
    sign: int

    def span(self, frame: Frame) -> Span:
        """One end is now."""
        now = frame.now.replace(second=0, microsecond=0)
        other = self.length.time_from(now, self.sign)
        return Span(min(now, other), max(now, other), self.length.grain)


@dataclass(frozen=True, slots=True)
class PartOf:
    """What is left, or is over, of a day, week …: "the rest of the week", "year to date"."""

    whole: Moment
    left: bool

    def span(self, frame: Frame) -> Span | None:
        """From now to its end, or from its start to now."""
        whole = self.whole.span(frame)
        now = frame.now.replace(second=0, microsecond=0)
        if whole is None or whole.start is None or whole.end is None:
            return None
        return replace(whole, start=max(now, whole.start)) if self.left else replace(whole, end=now)
