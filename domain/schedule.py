"""The calendar: who has which visits and blocks, and when technicians are free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from domain.context import Context
from domain.hours import A_DAY, working
from domain.jobs import BUSY, length
from domain.problems import FieldError, Forbidden, Invalid
from domain.roles import Role
from domain.stretches import Stretch, clipped, merged, without
from storage.blocks import ScheduleBlock
from storage.jobs import Job
from storage.users import User

EARLIEST, LATEST = date(1990, 1, 1), date(2190, 1, 1)
WORTH_FILLING = timedelta(minutes=15)
Order = Literal["start", "end", "created_at", "updated_at"]
Entry = Job | ScheduleBlock


@dataclass(frozen=True, slots=True)
class Day:
    """A technician's day: the working hours of it, what of them is taken, and what is free from now on."""

    tech: User
    day: date
    hours: Sequence[Stretch]
    taken: Sequence[Stretch]
    free: Sequence[Stretch]


@dataclass(frozen=True, slots=True)
class Entries:
    """A part of the calendar's visits and blocks in their order, and how many there are of each in all."""

    items: Sequence[Entry]
    visits: int
    blocks: int


async def entries(
    ctx: Context,
    span: Stretch,
    tech: User | None,
    order: Order,
    *,
    last_first: bool,
    limit: int,
    offset: int,
    off: bool | None = None,
) -> Entries:
    """A page of the visits and blocks of a span, one technician's or everybody's; `off`: only blocks, or none."""
    visits, blocks = [*visits_in(span)], [*blocks_in(span)]
    if off is not None:
        (visits if off else blocks).append(false())
    if tech:
        visits.append(Job.tech_id == tech.id)
        blocks.append(ScheduleBlock.user_id == tech.id)
    of_job, of_block = _columns(order, last_first=last_first)
    most = offset + limit
    jobs = select(Job).where(*visits).options(joinedload(Job.contact), joinedload(Job.tech))
    holds = select(ScheduleBlock).where(*blocks).options(joinedload(ScheduleBlock.user))
    found: list[Entry] = [
        *await ctx.session.scalars(jobs.order_by(of_job, Job.id).limit(most)),
        *await ctx.session.scalars(holds.order_by(of_block, ScheduleBlock.id).limit(most)),
    ]
    found.sort(key=lambda row: row.id)
    found.sort(key=lambda row: _value(row, order), reverse=last_first)
    return Entries(
        found[offset:most],
        await ctx.session.scalar(select(func.count(Job.id)).where(*visits)) or 0,
        await ctx.session.scalar(select(func.count(ScheduleBlock.id)).where(*blocks)) or 0,
    )


async def days(ctx: Context, span: Stretch, tech: User | None) -> list[Day]:
    """Every technician's days in a span, in order; what is past is not free any more."""
    techs = [tech] if tech else await technicians(ctx)
    taken = await busy(ctx, span, techs)
    return [_day(ctx, each, day, frame, taken[each.id]) for day, frame in _days(ctx, span) for each in techs]


def _days(ctx: Context, span: Stretch) -> Iterable[tuple[date, Stretch]]:
    day = span.start.astimezone(ctx.company.timezone).date()
    while (start := ctx.at(day)) < span.end:
        if frame := Stretch(start, ctx.at(day + A_DAY)).within(span):
            yield day, frame
        day += A_DAY


def _day(ctx: Context, tech: User, day: date, frame: Stretch, taken: Sequence[Stretch]) -> Day:
    hours, mine = working(ctx.company, frame), clipped(taken, frame)
    ahead = Stretch(max(frame.start, ctx.now()), frame.end)
    free = [each for each in without(clipped(hours, ahead), mine) if each.length >= WORTH_FILLING]
    return Day(tech, day, hours, mine, free)


async def technicians(ctx: Context) -> list[User]:
    """Everybody who goes out to customers and still works here, by name; to a technician, nobody but themselves."""
    wanted = [User.role == Role.TECH, User.active]
    if ctx.actor.role is Role.TECH:
        wanted.append(User.id == (ctx.actor.user_id or ""))
    return list(await ctx.session.scalars(select(User).where(*wanted).order_by(User.name, User.id)))


async def own_or_anybodys(ctx: Context, tech: User | None) -> User | None:
    """Whose calendar is looked at: a technician looks at no other than the own."""
    if ctx.actor.role is not Role.TECH:
        return tech
    if tech is not None and tech.id != ctx.actor.user_id:
        raise Forbidden("You can look at your own day only; ask the office about somebody else's.")
    return tech or next(iter(await technicians(ctx)), None)


async def busy(ctx: Context, span: Stretch, techs: Sequence[User]) -> dict[str, list[Stretch]]:
    """By technician: when they are on a visit or blocked."""
    ids = [each.id for each in techs]
    taken: dict[str, list[Stretch]] = {each: [] for each in ids}
    visits = select(Job).where(*visits_in(span), Job.status.in_((*BUSY, "completed")), Job.tech_id.in_(ids))
    for job in await ctx.session.scalars(visits):
        taken[job.tech_id or ""].append(visit_of(job))
    blocks = select(ScheduleBlock).where(*blocks_in(span), ScheduleBlock.user_id.in_(ids))
    for block in await ctx.session.scalars(blocks):
        taken[block.user_id].append(Stretch(block.start, block.end))
    return {tech: merged(stretches) for tech, stretches in taken.items()}


def visit_of(job: Job) -> Stretch:
    """When a job's visit is."""
    assert job.scheduled_start is not None
    return Stretch(job.scheduled_start, job.scheduled_end or job.scheduled_start + length(job))


def visits_in(span: Stretch) -> Iterable[ColumnElement[bool]]:
    """Which jobs have a visit in the span that is not called off."""
    ends = or_(Job.scheduled_end > span.start, and_(Job.scheduled_end.is_(None), Job.scheduled_start >= span.start))
    return Job.scheduled_start < span.end, ends, Job.status != "cancelled"


def blocks_in(span: Stretch) -> Iterable[ColumnElement[bool]]:
    """Which blocks reach into the span."""
    return ScheduleBlock.start < span.end, ScheduleBlock.end > span.start


def asked(ctx: Context, start: date | datetime | None, end: date | datetime | None) -> Stretch:
    """The time that is asked about: today, or the day that it starts on, unless an end is given.

    An end that is a date counts in full; a moment ends what comes before it.
    """
    _must_be_possible("dateStart", start)
    _must_be_possible("dateEnd", end)
    if start is None:
        start = ctx.now().date() if end is None else min(ctx.now().date(), _last_day(ctx, end))
    begins = start if isinstance(start, datetime) else ctx.at(start)
    if end is None:
        ends = ctx.at(begins.astimezone(ctx.company.timezone).date() + A_DAY)
    else:
        ends = end if isinstance(end, datetime) else ctx.at(end + A_DAY)
    if ends <= begins:
        raise Invalid("The end must be after the start.", [FieldError("dateEnd", "is not after dateStart")])
    return Stretch(begins, ends)


def _must_be_possible(field: str, told: date | datetime | None) -> None:
    day = told.date() if isinstance(told, datetime) else told
    if day is not None and not EARLIEST <= day < LATEST:
        raise Invalid(f"Give days from {EARLIEST.year} to {LATEST.year - 1}.", [FieldError(field, "is out of range")])


def _last_day(ctx: Context, end: date | datetime) -> date:
    """The last day that an end lets count."""
    if isinstance(end, datetime):
        return (end - timedelta(microseconds=1)).astimezone(ctx.company.timezone).date()
    return end


def _columns(order: Order, *, last_first: bool) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    renamed = {"start": "scheduled_start", "end": "scheduled_end"}
    columns = getattr(Job, renamed.get(order, order)), getattr(ScheduleBlock, order)
    return columns if not last_first else (columns[0].desc(), columns[1].desc())


def _value(row: Entry, order: Order) -> datetime:
    when = visit_of(row) if isinstance(row, Job) and order in ("start", "end") else row
    value: datetime = getattr(when, order)
    return value
