"""The whole business at a glance: what is open now, today's visits, and the period's money and new customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from domain import analytics_jobs as jobs
from domain.buckets import recent
from domain.context import Context
from domain.finance import Measured, Sum, billed_by_day, collected_by_day, in_all, measured
from domain.jobs import OVER, Status
from domain.periods import Period, around
from storage.inventory import InventoryItem
from storage.jobs import Job
from storage.leads import Lead
from storage.tickets import Ticket
from storage.time_entries import TimeEntry
from storage.users import User

OPEN: tuple[Status, ...] = ("unscheduled", "scheduled", "en_route", "in_progress", "on_hold")
OPEN_LEADS, OPEN_TICKETS = ("new", "contacted", "qualified"), ("open", "pending")
MONTHS = 6


@dataclass(frozen=True, slots=True)
class Board:
    """The jobs that are not over, by state; how many nobody has, and how many are emergencies."""

    by_status: Mapping[str, int]
    unassigned: int
    emergencies: int


@dataclass(frozen=True, slots=True)
class Money:
    """What was invoiced and came in in the period, and what was invoiced month by month lately."""

    billed: Measured
    collected: Measured
    by_month: Sequence[tuple[Period, Sum]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody: leads, tickets, parts that run low; and who is on the clock."""

    leads: int
    tickets: int
    low_stock: int
    on_the_clock: int


async def board(ctx: Context) -> Board:
    """The open jobs as of now."""
    assert set(OPEN).isdisjoint(OVER)
    unassigned = Job.tech_id.is_(None).label("unassigned")
    wanted = select(Job.status, Job.priority, unassigned, func.count()).where(Job.status.in_(OPEN))
    rows = (await ctx.session.execute(wanted.group_by(Job.status, Job.priority, Job.tech_id.is_(None)))).all()
    return Board(
        {status: sum(row[3] for row in rows if row[0] == status) for status in OPEN},
        sum(row[3] for row in rows if row[2]),
        sum(row[3] for row in rows if row[1] == "emergency"),
    )


async def waiting(ctx: Context) -> Waiting:
    """What waits, in one look each."""

    async def counted(*wanted: object) -> int:
        return await ctx.session.scalar(select(func.count()).where(*wanted)) or 0  # type: ignore[arg-type]

    return Waiting(
        await counted(Lead.status.in_(OPEN_LEADS)),
        await counted(Ticket.status.in_(OPEN_TICKETS)),
        await counted(InventoryItem.quantity <= InventoryItem.reorder_at),
        await counted(TimeEntry.clock_out.is_(None)),
    )


async def visits_today(ctx: Context) -> jobs.Visits:
    """Today's visits."""
    return await jobs.visits(ctx, around(ctx.now().date(), "day"))


async def load(ctx: Context, visits: jobs.Visits) -> dict[str, int]:
    """The visits of each technician by name, most first."""
    names = await ctx.session.execute(select(User.id, User.name).where(User.role == "tech", User.active))
    counts = {name: visits.by_tech.get(user, 0) for user, name in names}
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


async def money(ctx: Context, period: Period) -> Money:
    """The period's money against the stretch before, and what was invoiced in the last months."""
    today = ctx.now().date()
    months = recent(today, "monthly").split("month")[-MONTHS:]
    against = period.compared(today)
    both = Period(against.start, period.end)
    billed = await billed_by_day(ctx, Period(min(both.start, months[0].start), max(both.end, months[-1].end)))
    collected = await collected_by_day(ctx, both)
    by_month = [(month, in_all(billed, month)) for month in months]
    return Money(measured(billed, period, against), measured(collected, period, against), by_month)
