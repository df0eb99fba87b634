"""A customer wants a visit at another time, or not at all: the office decides, unless the company lets customers do it.

What they ask for is a ticket that says which visit, what and when, and a notice to whoever answers the phone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import or_, select

from domain import jobs as visits
from domain import tickets
from domain.account_settings import settings_of
from domain.booking import must_be_open
from domain.context import Context
from domain.notifications import notify
from domain.problems import Conflict, FieldError, Invalid, Missing
from domain.reach import national
from domain.roles import Role
from domain.wording import when
from storage.blocks import ScheduleBlock
from storage.jobs import Job
from storage.session import whole
from storage.tickets import Ticket
from storage.users import User

Wants = Literal["reschedule", "cancel"]
UNDER_WAY = {"en_route": "is on the way", "in_progress": "is there already"}
SUBJECT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Requested:
    """What became of it, in a sentence; the office's ticket, unless it was done at once."""

    told: str
    ticket: Ticket | None = None


async def ask_to_change(ctx: Context, job: Job, wants: Wants, start: datetime | None, reason: str | None) -> Requested:
    """Pass on what a customer wants done with an own visit, or do it where the company allows that."""
    await ctx.session.refresh(job, attribute_names=["tech"])
    _must_be_ahead(ctx, job)
    start = start if wants == "reschedule" else None
    if wants == "reschedule":
        start = _must_be_possible(ctx, job, start)
    free = start is None or await is_free(ctx, job, start)
    if free and settings_of(ctx.company).self_service:
        return await _done(ctx, job, start)
    ticket = await _put_down(ctx, job, wants, start, reason)
    await _tell_the_office(ctx, ticket)
    return Requested(_told(ctx, job, start, free=free), ticket)


async def waiting_for(ctx: Context, jobs: list[str]) -> dict[str, Ticket]:
    """By job: what its customer has asked for and the office has not decided."""
    wanted = select(Ticket).where(Ticket.job_id.in_(jobs), Ticket.wants.is_not(None), ~Ticket.status.in_(tickets.OVER))
    found = await ctx.session.scalars(wanted.order_by(Ticket.created_at))
    return {each.job_id: each for each in found if each.job_id}


async def is_free(ctx: Context, job: Job, start: datetime) -> bool:
    """Whether nothing is in the way of the visit then: a plain yes or no, since it is other customers' time."""
    if job.tech_id is None:
        return False
    end, all_of_it = start + visits.length(job), whole(ctx.session)
    await ctx.session.execute(select(User.id).where(User.id == job.tech_id).with_for_update())
    busy = select(Job.id).where(Job.tech_id == job.tech_id, Job.status.in_(visits.BUSY), Job.id != job.id)
    ends = or_(Job.scheduled_end > start, Job.scheduled_start >= start)
    visit = busy.where(Job.deleted_at.is_(None), Job.scheduled_start < end, ends)
    away = select(ScheduleBlock.id).where(ScheduleBlock.user_id == job.tech_id, ScheduleBlock.deleted_at.is_(None))
    block = away.where(ScheduleBlock.start < end, ScheduleBlock.end > start)
    taken = [await ctx.session.scalar(each.limit(1).options(all_of_it)) for each in (visit, block)]
    return taken == [None, None]


def _must_be_ahead(ctx: Context, job: Job) -> None:
    if job.status in visits.OVER:
        raise Conflict(f"Your visit for {job.title} is {visits.said(job.status)} already; nothing was changed.")
    if job.status in UNDER_WAY:
        who = job.tech.name if job.tech else "Somebody"
        raise Conflict(f"{who} {UNDER_WAY[job.status]}; {_by_phone(ctx)}.")
    if job.priority == "emergency":
        raise Conflict(f"That is an emergency visit, so {_by_phone(ctx)}.")


def _by_phone(ctx: Context) -> str:
    if ctx.channel == "voice":
        return "ask me for a person, and they can change it"
    line = national(ctx.company.business_line)
    return f"please ring us at {line}, and we'll change it" if line else "please ring us, and we'll change it"


def _must_be_possible(ctx: Context, job: Job, start: datetime | None) -> datetime:
    if start is None:
        raise Missing(["start"])
    if start <= ctx.now():
        raise Invalid("That time has passed; give one that is still to come.", [FieldError("start", "has passed")])
    if start > ctx.now() + timedelta(days=366):
        raise Invalid("That is too far ahead; give a time within a year.", [FieldError("start", "is too far ahead")])
    if start == job.scheduled_start:
        raise Conflict(f"Your visit is {when(start, ctx.now())} already; nothing was changed.")
    must_be_open(ctx, start)
    return start


async def _done(ctx: Context, job: Job, start: datetime | None) -> Requested:
    if start is None:
        visits.set_status(ctx, job, "cancelled")
        return Requested(f"Your visit for {job.title} is cancelled.")
    visits.set_times(job, start, None)
    return Requested(f"Your visit for {job.title} is now {when(start, ctx.now())}.")


async def _put_down(ctx: Context, job: Job, wants: Wants, start: datetime | None, reason: str | None) -> Ticket:
    """The office's ticket: a new one, or the one that waits for an answer, with what is wanted now."""
    asked = f"Cancel job {job.number}" if start is None else f"Move job {job.number} to {_moment(ctx, start)}"
    subject = f"{asked}: {job.title}"[:SUBJECT_LENGTH]
    ticket = (await waiting_for(ctx, [job.id])).get(job.id)
    if ticket is None:
        ticket = await tickets.open_ticket(ctx, subject, {"body": reason})
        ticket.job, ticket.job_id = job, job.id
    else:
        ticket.subject = subject
        ticket.body = f"{ticket.body}\n\n{reason}" if ticket.body and reason else reason or ticket.body
        ticket.status = "open"
    ticket.wants, ticket.wants_start = wants, start
    await ctx.session.flush()
    return ticket


async def _tell_the_office(ctx: Context, ticket: Ticket) -> None:
    desk = select(User).where(User.role.in_((Role.DISPATCHER, Role.OFFICE, Role.ADMIN)), User.active)
    for person in await ctx.session.scalars(desk):
        notify(ctx, person, f"{ctx.actor.name}: {ticket.subject}"[:SUBJECT_LENGTH], ticket.body, about=ticket)


def _told(ctx: Context, job: Job, start: datetime | None, *, free: bool) -> str:
    if start is None:
        return f"I've asked the office to cancel your visit for {job.title}; they'll let you know."
    asked = when(start, ctx.now())
    if free:
        now = f"{asked[:1].upper()}{asked[1:]} looks free"
        return f"{now}, so I've asked the office to move your visit for {job.title}; they'll confirm it."
    return f"I've asked the office to move your visit for {job.title} to {asked}; they'll tell you whether that works."


def _moment(ctx: Context, start: datetime) -> str:
    """When, in words that are still right when they are read tomorrow."""
    return f"{start.astimezone(ctx.company.timezone):%A, %B %-d at %-I:%M %p}".replace(":00", "")
