"""What was said of a time, piece by piece, and the span of time that it comes to.

A bare hour waits for its day, its part of the day and the other end of its range before it is the morning's or the
afternoon's; so each phrase is first put together and only then, in `span`, read against the clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, Protocol

from agent.speech.clock import DAY as DAY_MINUTES
from agent.speech.clock import NOON, Clock, Part
from agent.speech.cycles import ONE_DAY, Dates, Grain
from agent.speech.dates import Day, Frame, FromToday, Inside, Turn, together
from agent.speech.lengths import Length


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


def _nearest(clock: Clock, now: int, *, past: bool) -> int:
    """The minute, counted from today's midnight, of the next such time, or of the last."""
    readings = [clock.minute] if clock.certain else [clock.minute, clock.other_half().minute]
    if past:
        return next((minute for minute in readings if minute <= now), clock.minute - DAY_MINUTES)
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


@dataclass(frozen=True, slots=True)
class FromNowTo:
    """From this moment: "from now until noon"."""

    last: Phrase

    def span(self, frame: Frame) -> Span | None:
        """From now to the end of the other."""
        last = self.last.span(frame)
        return last and Span(frame.now.replace(second=0, microsecond=0), last.end or last.start, last.grain)


@dataclass(frozen=True, slots=True)
class Between:
    """A range from one moment to another, each lending the other what it left unsaid."""

    first: Moment
    last: Moment

    def with_day(self, moment: Moment) -> "Between | None":
        """The range on a day said before it: "thursday" and "from ten to noon"."""
        first = moment.merged(self.first)
        return replace(self, first=first) if first and moment.clock is None else None

    def span(self, frame: Frame) -> Span | None:
        """From the start of the first to the end of the last."""
        if self.first.clock and self.last.clock:
            return self._clocks(self.first.clock, self.last.clock, frame)
        first, last = self._lent()
        if _is_dated(first.day) and not frame.past:
            gone = self._days(first, last, replace(frame, past=True))
            if gone and gone.end and timedelta() <= frame.now - gone.end < _TWO_MONTHS:
                return gone
        return self._days(first, last, frame)

    def _days(self, first: Moment, last: Moment, frame: Frame) -> Span | None:
        begin = first.span(frame)
        if begin is None or begin.start is None:
            return None
        end = last.span(_after(begin.start, frame) if _said_bare(last.day) else frame)
        if end is None or end.start is None:
            return None
        return Span(begin.start, end.end or end.start, min(begin.grain, end.grain, key=_GRAINS.index))

    def _lent(self) -> tuple[Moment, Moment]:
        """The days, where the end tells which the start is: "monday to wednesday this week"."""
        first, last = self.first, self.last
        if first.day is None or last.day is None:
            day = first.day or last.day
            return replace(first, day=day), replace(last, day=day)
        if _said_bare(first.day) and isinstance(last.day, Inside) and isinstance(first.day, Turn):
            inside = together(first.day, last.day.outer)
            return (replace(first, day=inside), last) if inside else (first, last)
        if not isinstance(first.day, Turn) or not isinstance(last.day, Turn):
            return first, last
        earlier = (first.day.cycle.within, last.day.cycle.within) == ("month", "year")
        return (replace(first, day=_LastBefore(first.day, last.day)) if earlier else first), last

    def _clocks(self, first: Clock, last: Clock, frame: Frame) -> Span | None:
        """Two hours, each read so that the range runs forwards."""
        part = self.last.part or self.first.part
        end = last.in_part(self.last.part) if self.last.part else last
        begin = first.in_part(self.first.part) if self.first.part else first
        start, stop = _in_order(list(_readings(begin, end)), [end.minute, *_others(end)])
        grain: Grain = "minute" if "minute" in (begin.grain, end.grain) else "hour"
        if self.first.day and self.last.day and self.first.day != self.last.day:
            opening = replace(self.first, clock=begin).span(frame)
            if opening is None or opening.start is None:
                return None
            later = _after(opening.start, frame) if _said_bare(self.last.day) else frame
            closing = replace(self.last, clock=end).span(later)
            return closing and Span(opening.start, closing.start, grain)
        day = self.first.day or self.last.day
        if day is None:
            shift = _to_come(start, stop, frame, certain=begin.certain or part is not None)
            return _between(frame.today, start + shift, stop + shift, grain, frame)
        dates = day.dates(replace(frame, minute=start))
        return _between(dates[0], start, stop, grain, frame) if dates else None


_GRAINS: tuple[Grain, ...] = ("second", "minute", "hour", "part", "day", "week", "month", "quarter", "year")


def _between(day: date, start: int, stop: int, grain: Grain, frame: Frame) -> Span:
    return Span(at_minute(day, start, frame), at_minute(day, stop, frame), grain)


def _readings(begin: Clock, end: Clock) -> Iterator[int]:
    """The hours that a range may begin at, the likeliest first: in the half of the day that its end names."""
    if not begin.certain and end.certain:
        yield begin.minute % NOON + (NOON if end.minute >= NOON else 0)
    yield begin.minute
    yield from _others(begin)


def _others(clock: Clock) -> list[int]:
    return [] if clock.certain else [clock.other_half().minute]


def _in_order(starts: list[int], stops: list[int]) -> tuple[int, int]:
    """The first pair that runs forwards; past midnight if none does."""
    forwards = [(start, stop) for start in starts for stop in stops if start < stop]
    return forwards[0] if forwards else (starts[0], stops[0] + DAY_MINUTES)


def _to_come(start: int, stop: int, frame: Frame, *, certain: bool) -> int:
    """How far a range of hours without a day must move not to be over already, or not to be still to come."""
    now = frame.now.hour * 60 + frame.now.minute
    if frame.past:
        return -DAY_MINUTES if start > now else 0
    if stop > now:
        return 0
    later_today = not certain and stop + NOON <= DAY_MINUTES and stop + NOON > now
    return NOON if later_today else DAY_MINUTES


_TWO_MONTHS = timedelta(days=61)
"""A range of dates that ended no longer ago is not next year's: "march first to march seventh"."""


def _is_dated(day: Day | None) -> bool:
    """Whether it is a day of the year without the year."""
    return isinstance(day, Turn) and day.which == "bare" and (day.grain, day.cycle.within) == ("day", "year")


def _said_bare(day: Day | None) -> bool:
    return isinstance(day, Turn) and day.which == "bare"


def _after(start: datetime, frame: Frame) -> Frame:
    return replace(frame, now=start, past=False)


@dataclass(frozen=True, slots=True)
class _LastBefore:
    """The last turn that begins before another day ends: "the twelfth" to the fourteenth of april."""

    turn: Turn
    other: Day
    grain: Grain = "day"

    def dates(self, frame: Frame) -> Dates | None:
        found = self.other.dates(frame)
        return found and self.turn.cycle.last(found[1])


BoundKind = Literal["by", "before", "after", "since", "from"]


@dataclass(frozen=True, slots=True)
class Bound:
    """One end only: "by friday", "before noon", "after three", "since monday", "starting monday"."""

    kind: BoundKind
    limit: Phrase

    @property
    def opens(self) -> bool:
        """Whether it gives the start, and not the end."""
        return self.kind in ("after", "since", "from")

    def span(self, frame: Frame) -> Span | None:
        """What lies on that side: by and after friday is past the whole of it, before and since friday is not."""
        limit = self.limit.span(replace(frame, past=True) if self.kind == "since" else frame)
        if limit is None:
            return None
        end = limit.end or limit.start
        if not self.opens:
            return Span(None, end if self.kind == "by" else limit.start, limit.grain)
        return Span(end if self.kind == "after" else limit.start, None, limit.grain)


@dataclass(frozen=True, slots=True)
class Within:
    """Two one-sided bounds that close a range: "after two but before four"."""

    lower: Bound
    upper: Bound

    def span(self, frame: Frame) -> Span | None:
        """From the one limit to the other."""
        one, other = self.lower.limit, self.upper.limit
        if isinstance(one, Moment) and isinstance(other, Moment) and one.clock and other.clock:
            return Between(one, other).span(frame)
        lower, upper = self.lower.span(frame), self.upper.span(frame)
        if lower is None or upper is None:
            return None
        return Span(lower.start, upper.end, min(lower.grain, upper.grain, key=_GRAINS.index))
