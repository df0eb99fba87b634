"""Jobs: which state may follow which, when a visit is, and who is free for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, and_, or_, select

from domain.booking import must_be_open, must_be_served
from domain.context import Context
from domain.problems import Conflict, FieldError, Invalid
from storage.blocks import ScheduleBlock
from storage.contacts import Contact
from storage.counters import next_number
from storage.jobs import Job
from storage.users import User

Status = Literal["unscheduled", "scheduled", "en_route", "in_progress", "on_hold", "completed", "cancelled"]
Priority = Literal["low", "normal", "high", "emergency"]

NEXT: dict[Status, frozenset[Status]] = {
    "unscheduled": frozenset({"scheduled", "en_route", "in_progress", "on_hold", "completed", "cancelled"}),
    "scheduled": frozenset({"unscheduled", "en_route", "in_progress", "on_hold", "completed", "cancelled"}),
    "en_route": frozenset({"unscheduled", "scheduled", "in_progress", "on_hold", "completed", "cancelled"}),
    "in_progress": frozenset({"scheduled", "en_route", "on_hold", "completed", "cancelled"}),
    "on_hold": frozenset({"unscheduled", "scheduled", "en_route", "in_progress", "completed", "cancelled"}),
    "completed": frozenset({"in_progress"}),
    "cancelled": frozenset({"unscheduled", "scheduled"}),
}
BUSY: tuple[Status, ...] = ("scheduled", "en_route", "in_progress")
OVER: tuple[Status, ...] = ("completed", "cancelled")
USUAL_LENGTH = timedelta(hours=1)
NOT_BEGUN: tuple[Status, ...] = ("unscheduled", "scheduled", "en_route")


def behind(now: datetime) -> ColumnElement[bool]:
    """The criterion for jobs that should have begun by now and have not, or should be over and are not."""
    not_begun = and_(Job.status.in_(NOT_BEGUN), Job.scheduled_start < now)
    not_over = and_(Job.status.not_in(OVER), Job.scheduled_end < now)
    return and_(Job.scheduled_start.is_not(None), or_(not_begun, and_(Job.scheduled_end.is_not(None), not_over)))


async def open_job(ctx: Context, contact: Contact, title: str, facts: dict[str, Any]) -> Job:
    """Book a job: numbered, at the customer's address unless another is given, scheduled if it has a time."""
    start, end = facts.pop("scheduled_start", None), facts.pop("scheduled_end", None)
    tech, status = facts.pop("tech", None), facts.pop("status", None)
    if status == "cancelled":
        raise Invalid("A new job cannot be cancelled; book it or leave it.", [FieldError("status", "is cancelled")])
    job = Job(contact=contact, contact_id=contact.id, title=title, status="unscheduled", **facts)
    job.number = await next_number(ctx.session, "job")
    job.priority = job.priority or "normal"
    must_be_served(ctx, contact, job.address)
    job.address = job.address or contact.address
    job.tech, job.tech_id = tech, tech.id if tech else None
    if start or end:
        await schedule(ctx, job, start, end)
    elif tech:
        await must_be_free(ctx, job, tech)
    if status:
        set_status(ctx, job, status)
    ctx.session.add(job)
    return job


async def change_job(ctx: Context, job: Job, facts: dict[str, Any]) -> Job:
    """Change just the facts that are given; time, technician and state go through their rules."""
    start, end = facts.pop("scheduled_start", ...), facts.pop("scheduled_end", ...)
    status, tech = facts.pop("status", None), facts.pop("tech", ...)
    for name, value in facts.items():
        setattr(job, name, value)
    if tech is not ...:
        job.tech, job.tech_id = tech, tech.id if tech else None
    if start is None:
        unschedule(job)
    elif start is not ... or end is not ...:
        await schedule(ctx, job, None if start is ... else start, None if end is ... else end)
    elif tech is not ... and tech:
        await must_be_free(ctx, job, tech)
    return set_status(ctx, job, status) if status else job


async def schedule(ctx: Context, job: Job, start: datetime | None, end: datetime | None) -> Job:
    """Set when a visit is; moving the start alone keeps its length. Refuses a clash with the technician's day."""
    set_times(job, start, end)
    must_be_open(ctx, cast(datetime, job.scheduled_start))
    if job.tech_id and job.tech:
        await must_be_free(ctx, job, job.tech)
    return job


def set_times(job: Job, start: datetime | None, end: datetime | None) -> None:
    """Set when a visit is, whoever else may have plans then; a job without a time becomes scheduled."""
    start = start or job.scheduled_start
    if start is None:
        raise Invalid("A visit needs a start before it can have an end.", [FieldError("scheduledStart", "is missing")])
    end = end or start + length(job)
    if end <= start:
        raise Invalid("A visit must end after it starts.", [FieldError("scheduledEnd", "is not after the start")])
    job.scheduled_start, job.scheduled_end = start, end
    if job.status == "unscheduled":
        job.status = "scheduled"


def unschedule(job: Job) -> None:
    """Take a visit off the calendar; the job itself stays."""
    job.scheduled_start = job.scheduled_end = None
    if job.status == "scheduled":
        job.status = "unscheduled"


def length(job: Job) -> timedelta:
    """How long the visit is, or the usual hour."""
    if job.scheduled_start and job.scheduled_end:
        return job.scheduled_end - job.scheduled_start
    return USUAL_LENGTH


async def assign(ctx: Context, job: Job, tech: User) -> Job:
    """Give a job to a technician who is free for it; raises `Conflict` naming what is in the way."""
    hand_over(job, tech)
    await must_be_free(ctx, job, tech)
    return job


def hand_over(job: Job, tech: User) -> None:
    """Give a job to a technician, whatever else is on that day; raises `Conflict` where nobody can go any more."""
    if job.status in OVER:
        raise Conflict(f"Job {job.number} is {said(job.status)}; it cannot be assigned.")
    if tech.role != "tech":
        raise Invalid(f"{tech.name} is not a technician; choose one.", [FieldError("techId", "is not a technician")])
    _leave(job, tech)
    job.tech, job.tech_id = tech, tech.id


def take_off(job: Job) -> None:
    """Take a job off its technician; it keeps its time and waits for somebody else."""
    _leave(job, None)
    job.tech = job.tech_id = None


def _leave(job: Job, tech: User | None) -> None:
    """Who was on the way is not any more, and nobody else is yet."""
    if job.status == "en_route" and job.tech_id != (tech.id if tech else None):
        job.status = "scheduled" if job.scheduled_start else "unscheduled"


async def must_be_free(ctx: Context, job: Job, tech: User) -> None:
    """Refuse a visit that overlaps another of the technician's, or blocked time, and say which."""
    start, end = job.scheduled_start, job.scheduled_end
    if start is None or end is None:
        return
    with ctx.session.no_autoflush:
        # two bookings of one person at the same moment wait for each other here
        await ctx.session.execute(select(User.id).where(User.id == tech.id).with_for_update())
        clash = await ctx.session.scalar(
            select(Job)
            .where(Job.tech_id == tech.id, Job.status.in_(BUSY), Job.scheduled_start < end, Job.scheduled_end > start)
            .where(Job.id != (job.id or ""))
            .limit(1)
        )
        block = await ctx.session.scalar(
            select(ScheduleBlock)
            .where(ScheduleBlock.user_id == tech.id, ScheduleBlock.start < end, ScheduleBlock.end > start)
            .limit(1)
        )
    if clash:
        when = _hours(ctx, cast(datetime, clash.scheduled_start), cast(datetime, clash.scheduled_end))
        raise Conflict(f"{tech.name} has job {clash.number}, {clash.title}, {when}; pick another time or person.")
    if block:
        why = f" ({block.reason})" if block.reason else ""
        when = _hours(ctx, block.start, block.end)
        raise Conflict(f"{tech.name} is blocked {when}{why}; pick another time or person.")


def _hours(ctx: Context, start: datetime, end: datetime) -> str:
    zone = ctx.company.timezone
    return f"{start.astimezone(zone):%A %-I:%M} to {end.astimezone(zone):%-I:%M %p}".replace(":00", "")


def set_status(ctx: Context, job: Job, status: Status) -> Job:
    """Move a job to a state that may follow its own; raises `Conflict`. The same state again changes nothing."""
    now = cast(Status, job.status)
    if status == now:
        return job
    if status not in NEXT[now]:
        raise Conflict(f"Job {job.number} is {said(now)}; it cannot become {said(status)}.")
    if status == "scheduled" and job.scheduled_start is None:
        raise Conflict(f"Job {job.number} has no time yet; give it a start first.")
    if status == "unscheduled":
        job.scheduled_start = job.scheduled_end = None
    job.status = status
    job.completed_at = ctx.now() if status == "completed" else None
    return job


def said(status: str) -> str:
    """A state as people say it."""
    return status.replace("_", " ")
