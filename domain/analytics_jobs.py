"""The work in figures: visits, what was finished, by whom, of which kind and how long it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from domain.buckets import keyed, place_of
from domain.comparing import Tally
from domain.context import Context
from domain.periods import Period
from domain.trades import trade_of
from storage.jobs import Job
from storage.measures import seconds_between
from storage.time_entries import TimeEntry
from storage.users import User

AGAIN_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class TechFigures:
    """What one technician did: visits planned, jobs finished, seconds on the clock."""

    user_id: str
    name: str
    visits: int
    completed: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the period: visits planned for it, and jobs finished in it."""

    period: Period
    visits: int
    completed: int


@dataclass(frozen=True, slots=True)
class Visits:
    """The visits of a period, and how many of those that were due by now are done."""

    all: Tally
    cancelled: Tally
    due: int
    done: int
    by_status: Mapping[str, int]
    by_priority: Mapping[str, int]
    by_tech: Mapping[str, int]


def within(column: Any, period: Period, ctx: Context) -> ColumnElement[bool]:
    """Whether a moment lies in the period."""
    start, end = period.moments(ctx.company.timezone)
    return and_(column >= start, column < end)


async def tallied(ctx: Context, column: Any, period: Period, *only: ColumnElement[bool]) -> Tally:
    """How many records have this moment in the period, and how many in what it is measured against."""
    against = period.compared(ctx.now().date())
    counts = select(func.count()).select_from(column.class_).where(*only)
    now = await ctx.session.scalar(counts.where(within(column, period, ctx)))
    before = await ctx.session.scalar(counts.where(within(column, against, ctx)))
    return Tally(now or 0, before or 0)


async def visits(ctx: Context, period: Period, *only: ColumnElement[bool]) -> Visits:
    """The period's visits by state, priority and technician, and those before it."""
    against = period.compared(ctx.now().date())
    now, due = within(Job.scheduled_start, period, ctx), Job.scheduled_start < ctx.now()
    wanted = select(Job.status, Job.priority, Job.tech_id, func.count(), func.count(case((due, 1))))
    rows = (await ctx.session.execute(wanted.where(now, *only).group_by(Job.status, Job.priority, Job.tech_id))).all()
    earlier = within(Job.scheduled_start, against, ctx)
    then = select(Job.status, func.count()).where(earlier, *only).group_by(Job.status)
    before: dict[str, int] = await keyed(ctx, then)
    by_status = _summed((row[0], row[3]) for row in rows)
    return Visits(
        Tally(by_status.total(), sum(before.values())),
        Tally(by_status["cancelled"], before.get("cancelled", 0)),
        sum(row[4] for row in rows if row[0] != "cancelled"),
        sum(row[4] for row in rows if row[0] == "completed"),
        by_status,
        _summed((row[1], row[3]) for row in rows),
        _summed((row[2], row[3]) for row in rows if row[2]),
    )


async def states(ctx: Context, period: Period) -> dict[str, int]:
    """The period's visits by state."""
    planned = within(Job.scheduled_start, period, ctx)
    return await keyed(ctx, select(Job.status, func.count()).where(planned).group_by(Job.status))


async def by_trade(ctx: Context, period: Period, *only: ColumnElement[bool]) -> Mapping[str, int]:
    """The period's visits by trade, most first."""
    planned = within(Job.scheduled_start, period, ctx)
    titles = await keyed(ctx, select(Job.title, func.count()).where(planned, *only).group_by(Job.title))
    return dict(_summed((trade_of(title), count) for title, count in titles.items()).most_common())


async def technicians(ctx: Context, period: Period, visits: Visits, *only: ColumnElement[bool]) -> list[TechFigures]:
    """Each technician's share of the work, who finished most first."""
    finished = within(Job.completed_at, period, ctx)
    completed = await keyed(ctx, select(Job.tech_id, func.count()).where(finished, *only).group_by(Job.tech_id))
    clocked = select(TimeEntry.user_id, func.sum(seconds_between(TimeEntry.clock_in, TimeEntry.clock_out)))
    clocked = clocked.where(within(TimeEntry.clock_in, period, ctx), TimeEntry.clock_out.is_not(None))
    seconds = await keyed(ctx, clocked.group_by(TimeEntry.user_id))
    techs = await ctx.session.execute(select(User.id, User.name).where(User.role == "tech", User.active))
    figures = [
        TechFigures(user, name, visits.by_tech.get(user, 0), completed.get(user, 0), seconds.get(user, 0))
        for user, name in techs
    ]
    return sorted(figures, key=lambda each: (-each.completed, -each.visits, each.name))


async def series(ctx: Context, parts: Sequence[Period], *only: ColumnElement[bool]) -> list[Part]:
    """Visits and finished jobs, part by part."""
    whole, zone = Period(parts[0].start, parts[-1].end), ctx.company.timezone
    counts = []
    for column in (Job.scheduled_start, Job.completed_at):
        place = place_of(column, parts, zone).label("place")
        wanted = select(place, func.count()).select_from(Job).where(within(column, whole, ctx), *only)
        counts.append(await keyed(ctx, wanted.group_by("place")))
    return [Part(part, counts[0].get(at, 0), counts[1].get(at, 0)) for at, part in enumerate(parts)]


async def usual_length(ctx: Context, period: Period, *only: ColumnElement[bool]) -> int | None:
    """The seconds that were clocked on the average job that was finished; None if nothing was."""
    clocked = func.sum(seconds_between(TimeEntry.clock_in, TimeEntry.clock_out))
    finished = within(Job.completed_at, period, ctx)
    mine = and_(TimeEntry.account_id == Job.account_id, TimeEntry.job_id == Job.id, TimeEntry.clock_out.is_not(None))
    wanted = select(clocked, func.count(Job.id.distinct())).select_from(Job).join(TimeEntry, mine)
    row = (await ctx.session.execute(wanted.where(finished, *only))).one()
    return round(row[0] / row[1]) if row[1] else None


async def came_again(ctx: Context, period: Period, *only: ColumnElement[bool]) -> int:
    """How many of the finished jobs were for somebody for whom one was finished in the thirty days before."""
    earlier = aliased(Job)
    same = and_(earlier.account_id == Job.account_id, earlier.contact_id == Job.contact_id, earlier.id != Job.id)
    start = within(Job.completed_at, period, ctx)
    soon = exists().where(same, earlier.completed_at < Job.completed_at, earlier.deleted_at.is_(None), _recent(earlier))
    return await ctx.session.scalar(select(func.count()).select_from(Job).where(start, soon, *only)) or 0


def _recent(earlier: type[Job]) -> ColumnElement[bool]:
    return seconds_between(earlier.completed_at, Job.completed_at) <= int(AGAIN_WITHIN.total_seconds())


def _summed(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for key, count in pairs:
        found[key] += count
    return found
