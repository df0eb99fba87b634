"""A period cut into days, weeks or months, and which of them a moment or a day falls into, asked of the database.

The edges are worked out here, in the account's zone, so that a day is as long as its clocks make it and both engines
answer alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case

from domain.context import Context
from domain.periods import Period, Unit, around, shifted

Interval = Literal["daily", "weekly", "monthly", "quarterly", "yearly"]
UNITS: dict[Interval, Unit] = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
}
MOST = 62
AS_DAYS, AS_WEEKS, AS_MONTHS = 31, 120, 1100
SHOWN = {"day": 30, "week": 12, "month": 12, "quarter": 8, "year": 5}


def parts_of(period: Period, interval: Interval | None) -> list[Period]:
    """The parts of a period: as asked, else as its length suggests; longer ones where they would be too many."""
    units = get_args(Unit)
    first = units.index(UNITS[interval] if interval else _fitting(period))
    cut = [period.split(unit) for unit in units[first:]]
    return next((parts for parts in cut if len(parts) <= MOST), cut[-1][-MOST:])


def recent(today: date, interval: Interval) -> Period:
    """The stretch that is looked at where only its parts are asked for: the last twelve months, eight quarters, …"""
    unit = UNITS[interval]
    here, count = around(today, unit), SHOWN[unit] - 1
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    first = shifted(here.start, -months * count) if months else here.start - count * (here.end - here.start)
    return Period(first, here.end)


def place_of(column: Any, parts: Sequence[Period], zone: ZoneInfo | None = None) -> ColumnElement[int]:
    """Which part a value that lies within the period falls into: a moment if there is a zone, else a day."""
    ends = [part.moments(zone)[1] if zone else part.end for part in parts]
    if len(parts) == 1:
        return case((column.is_not(None), 0), else_=0)
    return case(*((column < end, place) for place, end in enumerate(ends[:-1])), else_=len(parts) - 1)


async def keyed(ctx: Context, wanted: Any) -> dict[Any, Any]:
    """What a statement of two columns gives, the second by the first."""
    return dict((await ctx.session.execute(wanted)).all())


def _fitting(period: Period) -> Unit:
    lengths: tuple[tuple[int, Unit], ...] = ((AS_DAYS, "day"), (AS_WEEKS, "week"), (AS_MONTHS, "month"))
    return next((unit for length, unit in lengths if period.days <= length), "year")
