"""Time worked: clocking in and out, one open entry a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from domain.context import Context
from domain.problems import Conflict, FieldError, Forbidden, Invalid, Missing
from domain.roles import Role
from domain.wording import when
from storage.jobs import Job
from storage.time_entries import TimeEntry
from storage.users import User


async def open_entry(ctx: Context, user: User) -> TimeEntry | None:
    """What somebody is clocked in on, if anything: what "clock me out" is about."""
    found: TimeEntry | None = await ctx.session.scalar(
        select(TimeEntry)
        .where(TimeEntry.user_id == user.id, TimeEntry.clock_out.is_(None))
        .options(joinedload(TimeEntry.job))
    )
    return found


async def clock_in(ctx: Context, user: User | None, job: Job | None, at: datetime | None) -> TimeEntry:
    """Start somebody's time, the speaker's unless another is named; raises `Conflict` where it is running already."""
    worker = user or await _speaker(ctx)
    if ctx.actor.role is Role.TECH and worker.id != ctx.actor.user_id:
        raise Forbidden("You can clock in only yourself; ask the office to clock in somebody else.")
    if running := await open_entry(ctx, worker):
        where = f" on job {running.job.number}, {running.job.title}," if running.job else ""
        raise Conflict(
            f"{_subject(ctx, worker)} already clocked in{where} since {when(running.clock_in, ctx.now())}; "
            "clock out first."
        )
    entry = TimeEntry(user=worker, user_id=worker.id, job=job, job_id=job.id if job else None, clock_in=at or ctx.now())
    ctx.session.add(entry)
    return entry


def change_entry(ctx: Context, entry: TimeEntry, facts: dict[str, Any]) -> TimeEntry:
    """Clock out, now unless a time is given; or put the start, end or job right.

    A closed entry is what somebody is paid by: the office corrects it, a technician does not.
    """
    closing = not facts or "clock_out" in facts
    again = closing and facts.get("clock_out") in (None, entry.clock_out)
    if entry.clock_out and (again or ctx.actor.role is Role.TECH):
        raise Conflict(
            f"That time ended {when(entry.clock_out, ctx.now())}; the office can change it by giving the right end."
        )
    if closing:
        facts["clock_out"] = facts.get("clock_out") or ctx.now()
    for name, value in facts.items():
        setattr(entry, name, value)
    if "job" in facts:
        entry.job_id = entry.job.id if entry.job else None
    if entry.clock_out and entry.clock_out < entry.clock_in:
        raise Invalid(
            f"That time starts {when(entry.clock_in, ctx.now())}; it must end after that.",
            [FieldError("clockOut", "is before the clock-in")],
        )
    return entry


async def _speaker(ctx: Context) -> User:
    found: User | None = await ctx.session.scalar(select(User).where(User.id == (ctx.actor.user_id or "")))
    if found is None:
        raise Missing(["userId"])
    return found


def _subject(ctx: Context, worker: User) -> str:
    return "You are" if worker.id == ctx.actor.user_id else f"{worker.name} is"
