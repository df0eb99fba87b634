"""Blocked time: when somebody is not to be booked, and what happens to the visits that were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from domain.context import Context
from domain.hours import A_DAY
from domain.jobs import BUSY, take_off
from domain.problems import Conflict, FieldError, Forbidden, Invalid, Missing
from domain.roles import Role
from domain.schedule import asked, blocks_in, visit_of, visits_in
from domain.stretches import Stretch
from domain.wording import hours, listed
from storage.blocks import ScheduleBlock
from storage.jobs import Job
from storage.users import User

LONGEST = timedelta(days=366)
NAMED = 3


@dataclass(frozen=True, slots=True)
class InTheWay:
    """The visits that a new block would lie over, and the question whether they are to go back to the queue."""

    jobs: tuple[Job, ...]
    question: str = ""

    @property
    def binding(self) -> str:
        """What a yes to the question is bound to."""
        return ",".join(f"{job.id}:{job.version}" for job in self.jobs)


async def in_the_way(
    ctx: Context, user: User | None, start: date | datetime, end: date | datetime | None, released: Sequence[Job]
) -> InTheWay:
    """What a block would lie over, and how to ask about it; nothing to ask of who may not dispatch."""
    if released or ctx.actor.role is Role.TECH:
        return InTheWay(())
    person, span = await _meant(ctx, user, start, end)
    jobs = await _booked(ctx, person, span)
    if not jobs or any(job.status == "in_progress" for job in jobs):
        return InTheWay(jobs)
    back = "it" if len(jobs) == 1 else "them"
    return InTheWay(jobs, f"{_has(ctx, person, jobs)}. Block the time and put {back} back in the queue?")


async def block(
    ctx: Context,
    user: User | None,
    start: date | datetime,
    end: date | datetime | None,
    reason: str | None,
    released: Sequence[Job],
) -> ScheduleBlock:
    """Block somebody's time, the speaker's unless another is named.

    Visits in that time must be named, or said yes to: they lose their technician and wait in the queue.
    """
    person, span = await _meant(ctx, user, start, end)
    with ctx.session.no_autoflush:
        # a booking of the same person at the same moment waits for this one
        await ctx.session.execute(select(User.id).where(User.id == person.id).with_for_update())
        await _must_be_new(ctx, person, span)
        jobs = await _booked(ctx, person, span)
    agreed = ctx.prepared.jobs if ctx.agreed and ctx.prepared else ()
    _must_be_named(ctx, person, jobs, {job.id for job in (*released, *agreed)})
    for job in jobs:
        take_off(job)
    made = ScheduleBlock(user=person, user_id=person.id, start=span.start, end=span.end, reason=reason)
    ctx.session.add(made)
    return made


async def _meant(
    ctx: Context, user: User | None, start: date | datetime, end: date | datetime | None
) -> tuple[User, Stretch]:
    """Whose time, and which: a day is meant whole if nothing says when it ends."""
    if end is None and isinstance(start, datetime):
        local = start.astimezone(ctx.company.timezone)
        if local.time() != time():
            raise Missing(["end"])
        end = local + A_DAY
    span = _span(ctx, start, start if end is None else end)
    if span.length > LONGEST:
        raise Invalid("Block a year at the most.", [FieldError("end", "is too late")])
    return await _person(ctx, user), span


def _span(ctx: Context, start: date | datetime, end: date | datetime) -> Stretch:
    names = {"dateStart": "start", "dateEnd": "end"}
    try:
        return asked(ctx, start, end)
    except Invalid as wrong:
        errors = [FieldError(names[each.field], each.message.replace("dateStart", "start")) for each in wrong.errors]
        raise Invalid(wrong.sentence, errors) from None


async def _person(ctx: Context, user: User | None) -> User:
    if ctx.actor.role is Role.TECH and user is not None and user.id != ctx.actor.user_id:
        raise Forbidden("You can block your own time only; ask the office about somebody else's.")
    person = user or await ctx.session.scalar(select(User).where(User.id == (ctx.actor.user_id or "")))
    if person is None:
        raise Missing(["userId"])
    return person


async def _must_be_new(ctx: Context, person: User, span: Stretch) -> None:
    theirs = select(ScheduleBlock).where(*blocks_in(span), ScheduleBlock.user_id == person.id)
    for each in await ctx.session.scalars(theirs):
        if Stretch(each.start, each.end).covers(span):
            why = f" ({each.reason})" if each.reason else ""
            raise Conflict(f"{person.name} is blocked {hours(each.start, each.end, ctx.now())} already{why}.")


async def _booked(ctx: Context, person: User, span: Stretch) -> tuple[Job, ...]:
    theirs = select(Job).where(*visits_in(span), Job.tech_id == person.id, Job.status.in_(BUSY))
    found = await ctx.session.scalars(theirs.options(joinedload(Job.tech)).order_by(Job.scheduled_start, Job.id))
    return tuple(found)


def _must_be_named(ctx: Context, person: User, jobs: Sequence[Job], named: set[str]) -> None:
    """Refuse to block time over visits that nobody spoke of, or that somebody is at."""
    if at := [job for job in jobs if job.status == "in_progress"]:
        raise Conflict(f"{_has(ctx, person, at)}, under way; finish it or put it on hold first.")
    if left := [job for job in jobs if job.id not in named]:
        it = "it" if len(left) == 1 else "them"
        ask = f"ask the office to move {it} first" if ctx.actor.role is Role.TECH else f"move {it} or name {it} first"
        raise Conflict(f"{_has(ctx, person, left)}; {ask}.")


def _has(ctx: Context, person: User, jobs: Sequence[Job]) -> str:
    """Who has which visits then: the first few, and how many more."""
    told = [f"job {job.number}, {job.title}, {_when(ctx, job)}" for job in jobs[:NAMED]]
    more = [f"{len(jobs) - NAMED} more"] if len(jobs) > NAMED else []
    return f"{person.name} has {listed([*told, *more])}"


def _when(ctx: Context, job: Job) -> str:
    visit = visit_of(job)
    return hours(visit.start, visit.end, ctx.now())
