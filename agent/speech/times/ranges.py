"""Ranges and bounds of time: "between ten and two", "monday through wednesday", "by friday", "after lunch"."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from agent.speech.spans import Moment, Phrase, Span, at_minute
from agent.speech.times.clock import DAY as DAY_MINUTES
from agent.speech.times.clock import NOON, Clock
from agent.speech.times.cycles import Dates, Grain
from agent.speech.times.dates import TWO_MONTHS, Day, Frame, Inside, Turn, is_dated, together


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
        if is_dated(first.day) and not frame.past:
            gone = self._days(first, last, replace(frame, past=True))
            if gone and gone.end and timedelta() <= frame.now - gone.end < TWO_MONTHS:
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
