"""Notifications: who is told what, and what a technician is told of when their jobs change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select

from domain.context import Context
from domain.problems import Missing
from domain.roles import Role
from storage.base import Record
from storage.contacts import Contact
from storage.images import Change
from storage.jobs import Job
from storage.notifications import Notification
from storage.session import WITH_DELETED
from storage.users import User

OVER = ("completed", "cancelled")


def notify(
    ctx: Context, user: User | str, title: str, body: str | None = None, about: Record | None = None
) -> Notification | None:
    """Tell somebody on the staff of something that has happened; nobody is told of what they did themselves."""
    user_id = user if isinstance(user, str) else user.id
    if user_id == ctx.actor.user_id:
        return None
    return _tell(ctx, user_id, title, body, about)


async def tell_the_desk(ctx: Context, title: str, body: str | None = None, about: Record | None = None) -> None:
    """Tell those who mind the shop of something; the admins, where nobody else does."""
    for person in await at_the_desk(ctx):
        notify(ctx, person, title, body, about)


async def at_the_desk(ctx: Context) -> list[User]:
    """Who minds the shop: dispatchers and the office, or the admins where there are none."""
    desk = select(User).where(User.role.in_((Role.DISPATCHER, Role.OFFICE)), User.active)
    people = list(await ctx.session.scalars(desk))
    return people or list(await ctx.session.scalars(select(User).where(User.role == Role.ADMIN, User.active)))


def leave_note(ctx: Context, user: User | None, title: str | None, body: str | None) -> Notification:
    """What somebody says to a colleague, or keeps for themselves."""
    if not (title or body):
        raise Missing(["body"])
    author = ctx.actor.user_id
    user_id = user.id if user else author
    if user_id is None:
        raise Missing(["userId"])
    told = _tell(ctx, user_id, title or _headline(ctx, user_id), body, None)
    told.author_id = author
    return told


async def unread(ctx: Context) -> list[Notification]:
    """What the speaker has not read yet."""
    own = select(Notification).where(Notification.user_id == (ctx.actor.user_id or ""), ~Notification.read)
    return list(await ctx.session.scalars(own))


async def mark_all_read(ctx: Context) -> int:
    """Mark whatever the speaker has not read yet, and tell how many there were."""
    found = await unread(ctx)
    for each in found:
        each.read = True
    return len(found)


async def withdrawn(ctx: Context, notice: Notification) -> None:
    """Tell whoever has read a notice already that what it told of was taken back."""
    told = notify(ctx, notice.user_id, f"Taken back: {notice.title}", notice.body)
    if told is not None:
        told.record_type, told.record_id = notice.record_type, notice.record_id


async def tell_technicians(ctx: Context) -> None:
    """Tell technicians of what this transaction does to their jobs: given, taken away, moved, cancelled, deleted.

    Read off the changed rows, so that it holds for every way in which a job can be changed.
    """
    if "undoes" in ctx.session.info:
        return  # the notices of what is taken back go with it
    told = [
        (each.record, *said) for each in _changes(ctx) if isinstance(each.record, Job) for said in _said_of(ctx, each)
    ]
    names = await _customers(ctx, [job for job, _, _ in told])
    for job, user_id, sentence in told:
        notify(ctx, user_id, sentence, _particulars(job, names.get(job.contact_id)), about=job)


def _tell(ctx: Context, user_id: str, title: str, body: str | None, about: Record | None) -> Notification:
    kind, record_id = (about.__tablename__, about.id) if about else (None, None)
    told = Notification(user_id=user_id, title=title, body=body, read=False, record_type=kind, record_id=record_id)
    ctx.session.add(told)
    return told


def _headline(ctx: Context, user_id: str) -> str:
    return "Note to self" if user_id == ctx.actor.user_id else f"Note from {ctx.actor.name or 'the office'}"


def _changes(ctx: Context) -> list[Change]:
    return list(ctx.session.info.get("changes", {}).values())


def _said_of(ctx: Context, change: Change) -> Iterator[tuple[str, str]]:
    """Whom a job's change concerns, and the sentence for each."""
    job, before = change.record, change.before or {}
    assert isinstance(job, Job)
    old, named = before.get("tech_id"), f"Job {job.number}"
    if job.deleted_at is not None:
        if old and before["status"] not in OVER:
            yield old, f"{named} was deleted"
    elif job.status == "cancelled":
        if old and before["status"] not in OVER:
            yield old, f"{named} is cancelled"
    elif job.status != "completed" and job.tech_id != old:
        if job.tech_id:
            yield job.tech_id, f"{named} is yours{_at(ctx, job)}"
        if old:
            yield old, f"{named} is no longer yours"
    elif old and job.status != "completed" and _start(before) != job.scheduled_start:
        yield (
            old,
            f"{named} has moved{_at(ctx, job, ' to')}" if job.scheduled_start else f"{named} has no time any more",
        )


def _start(before: dict[str, str | None]) -> datetime | None:
    told = before.get("scheduled_start")
    return datetime.fromisoformat(told) if told else None


def _at(ctx: Context, job: Job, joint: str = ",") -> str:
    """When the visit is, in words that are still right when they are read tomorrow."""
    if job.scheduled_start is None:
        return ""
    local = job.scheduled_start.astimezone(ctx.company.timezone)
    return f"{joint} {local:%A, %B %-d at %-I:%M %p}".replace(":00", "")


def _particulars(job: Job, customer: str | None) -> str:
    return ", ".join(each for each in (job.title, customer and f"for {customer}", job.address) if each)


async def _customers(ctx: Context, jobs: Sequence[Job]) -> dict[str, str]:
    wanted = {job.contact_id for job in jobs}
    if not wanted:
        return {}
    found = select(Contact.id, Contact.name).where(Contact.id.in_(wanted))
    rows = await ctx.session.execute(found, execution_options=WITH_DELETED)
    return {contact_id: name for contact_id, name in rows}  # noqa: C416
