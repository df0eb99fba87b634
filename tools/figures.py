"""What figures have in common: the stretch of days asked for, counts beside those before, the points of a chart."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import Field

from domain import comparing
from domain.buckets import UNITS, Interval, parts_of, recent
from domain.comparing import Tally
from domain.context import Context
from domain.periods import DAY, Name, Period, asked
from tools.card import Wire
from tools.finance import Days
from tools.listing import Moment
from tools.operation import Fields

T = TypeVar("T")
Asked = tuple[tuple[str, Callable[[Any], str]], ...]


class Stretch(Fields):
    """The stretch of days that is asked for."""

    period: Annotated[Name | None, Field(description="A stretch by name; this month, if none is said.")] = None
    date_start: Annotated[Moment | None, Field(description="From this day on; it goes before the name.")] = None
    date_end: Annotated[Moment | None, Field(description="Up to this day, all of it.")] = None


class Charted(Stretch):
    """The stretch, and how it is cut into the points of a chart."""

    interval: Annotated[Interval | None, Field(description="How to cut it; by its length, if not said.")] = None


def stretch_of(ctx: Context, given: Stretch, usual: Name = "month") -> Period:
    """The period that is meant. Where only the cut is said ("revenue by month"), its last twelve or so."""
    interval = getattr(given, "interval", None)
    dated = given.date_start is not None or given.date_end is not None
    if interval and not dated and given.period in (None, UNITS[interval]):
        return recent(ctx.now().date(), interval)
    return asked(ctx, given.period, given.date_start, given.date_end, usual)


def cut(period: Period, given: Charted) -> list[Period]:
    """The parts of the period that make the points of its chart."""
    return parts_of(period, given.interval)


class CountedCard(Wire):
    """How many, how many in the stretch that it is measured against, and the change as a share of that."""

    count: int
    before: int
    change: Annotated[float | None, Field(description="0.25 is a quarter more; null where there was nothing before.")]

    @classmethod
    def of(cls, tally: Tally) -> CountedCard:
        """The card of a tally."""
        return cls(count=tally.count, before=tally.before, change=comparing.change(tally.count, tally.before))

    def told(self, against: str) -> str:
        """The difference in words."""
        return comparing.told(self.count, self.before, against)


class ShareCard(Wire):
    """How many are of one kind, and what share of all that is."""

    name: str
    count: int
    share: Annotated[float, Field(description="0.25 is a quarter of all.")]


class PointCard(Wire):
    """A point of a chart: its days, both ends in it, and what stands below it."""

    start: date
    end: date
    label: str


def days(period: Period, called: str) -> Days:
    """A period as it is shown."""
    return Days(start=period.start, end=period.end - DAY, called=called)


def measured_days(period: Period, today: date) -> tuple[Days, Days]:
    """The period, and what it is measured against."""
    return days(period, period.said(today)), days(period.compared(today), period.compared_said(today))


def shares(counts: Mapping[str, int]) -> list[ShareCard]:
    """Each count with its share of all."""
    whole = sum(counts.values())
    return [ShareCard(name=name, count=count, share=round(count / whole, 4)) for name, count in counts.items() if whole]


def point(part: Period) -> dict[str, Any]:
    """The days of a point and its label: Mar 3, Mar 2026, Q1 2026, 2026."""
    first = part.start
    for most, label in ((7, f"{first:%b %-d}"), (31, f"{first:%b %Y}"), (92, f"Q{first.month // 3 + 1} {first.year}")):
        if part.days <= most:
            return {"start": first, "end": part.end - DAY, "label": label}
    return {"start": first, "end": part.end - DAY, "label": f"{first.year}"}


def answer(card: Any, asked: Asked, said: str) -> str | None:
    """What the first of the patterns that fits the question tells of the card."""
    return next((told(card) for words, told in asked if re.search(rf"\b(?:{words})\b", said.lower())), None)


def percent(share: float) -> str:
    """A share as people say it."""
    return f"{round(share * 100)} percent"


def some(items: Sequence[T], told: Callable[[T], str], most: int = 3) -> str:
    """The first few, as a list in a sentence."""
    first = [told(each) for each in items[:most]]
    return first[0] if len(first) == 1 else f"{', '.join(first[:-1])} and {first[-1]}" if first else "nothing"
