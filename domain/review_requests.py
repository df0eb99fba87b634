"""Asking for a review: after a job that is done, once, by a message with a link; and keeping what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain.by_link import write_down
from domain.companies import Companies
from domain.context import Company, Context
from domain.conversations import Written, usual_channel
from domain.links import Links
from domain.messages import send
from domain.ports import Clock
from domain.problems import Conflict, FieldError, Invalid, Missing
from domain.quiet_hours import quiet_until
from domain.template_data import about_contact
from storage.contacts import Contact
from storage.database import Database
from storage.jobs import Job
from storage.outbox import Parcel
from storage.review_requests import ReviewRequest
from storage.types import new_id

Status = Literal["pending", "sent", "completed"]
PURPOSE = "review"
SUBJECT = "How did we do?"
BEST = 5
LONGEST_COMMENT = 2000


async def ask_for_review(
    ctx: Context, contact: Contact | None, job: Job | None, channel: Written | None
) -> ReviewRequest:
    """Ask a customer how a job went: the one given, else the last that was done for them."""
    contact = await _customer(ctx, contact, job)
    job = job or await _last_done(ctx, contact)
    _must_want_it(contact)
    await _must_not_wait(ctx, contact, job)
    request = ReviewRequest(id=new_id(), channel=channel or usual_channel(contact), status="pending")
    request.contact, request.contact_id = contact, contact.id
    _give_job(request, job)
    ctx.session.add(request)
    await _send(ctx, request)
    return request


async def change_request(ctx: Context, request: ReviewRequest, facts: Mapping[str, Any]) -> ReviewRequest:
    """Keep an answer, set how it stands, or ask somebody else or in another way; that sends the message anew."""
    contact, job = facts.get("contact"), facts.get("job")
    if job is not None:
        contact = await _customer(ctx, contact, job)
    of_another = contact is not None and contact.id != request.contact_id
    if of_another or "job" in facts:
        _give_job(request, job or (await _last_done(ctx, contact) if contact and of_another else None))
    channel: Written = facts.get("channel") or ("email" if request.channel == "email" else "sms")
    await _ask_otherwise(ctx, request, contact or request.contact, channel)
    for name in ("rating", "comment"):
        if name in facts:
            setattr(request, name, facts[name])
    _stand(ctx, request, facts.get("status") or ("completed" if facts.get("rating") else None))
    return request


async def _ask_otherwise(ctx: Context, request: ReviewRequest, contact: Contact | None, channel: str) -> None:
    if contact is None or (contact.id == request.contact_id and channel == request.channel):
        return
    if request.status == "completed":
        raise Conflict("That one was answered already; ask anew if somebody else is meant.")
    _must_want_it(contact)
    await _call_back(ctx, request)
    request.contact, request.contact_id, request.channel = contact, contact.id, channel
    request.status, request.sent_at = "pending", None
    await _send(ctx, request)


def _stand(ctx: Context, request: ReviewRequest, status: Status | None) -> None:
    if status is None or status == request.status:
        return
    request.status = status
    if status == "sent":
        request.sent_at = request.sent_at or ctx.now()
    request.answered_at = ctx.now() if status == "completed" else None


async def _send(ctx: Context, request: ReviewRequest) -> None:
    """Write to them; in quiet hours the message waits for the morning."""
    assert request.contact is not None
    link = ctx.ports.need_links().to(PURPOSE, ctx.company.id, request.id)
    by_mail = request.channel == "email"
    text = asked(ctx.company, request, link)
    channel: Written = "email" if by_mail else "sms"
    message = await send(
        ctx, text, contact=request.contact, channel=channel, subject=SUBJECT if by_mail else None, along=[request]
    )
    await ctx.session.flush()
    request.message_id = message.id
    if (morning := quiet_until(ctx.company, ctx.now())) is not None:
        for parcel in await ctx.session.scalars(select(Parcel).where(Parcel.record_id == message.id)):
            parcel.due_at = max(parcel.due_at, morning)


def asked(company: Company, request: ReviewRequest, link: str) -> str:
    """The message: who asks, about what, and where to answer."""
    first = about_contact(request.contact)["firstName"]
    about = f" with {request.job.title}" if request.job else ""
    return f"Hi {first}, thank you for choosing {company.name}. How did we do{about}? Tell us in a minute: {link}"


async def _call_back(ctx: Context, request: ReviewRequest) -> None:
    """Keep back a message that has not left."""
    waiting = select(Parcel).where(Parcel.record_id == request.message_id, Parcel.state == "waiting")
    for parcel in await ctx.session.scalars(waiting.with_for_update(skip_locked=True)):
        parcel.state = "cancelled"


async def _customer(ctx: Context, contact: Contact | None, job: Job | None) -> Contact:
    if job is not None:
        _must_be_done(job)
        theirs = await ctx.session.scalar(select(Contact).where(Contact.id == job.contact_id))
        if contact is not None and contact.id != job.contact_id:
            whose = f"is {theirs.name}'s" if theirs else "is somebody else's"
            error = FieldError("jobId", "is not the customer's")
            raise Invalid(f"Job {job.number} {whose}; leave out the job or the customer.", [error])
        contact = theirs
    if contact is None:
        raise Missing(["contactId"])
    return contact


async def _last_done(ctx: Context, contact: Contact) -> Job | None:
    done = select(Job).where(Job.contact_id == contact.id, Job.status == "completed")
    found: Job | None = await ctx.session.scalar(done.order_by(Job.completed_at.desc().nulls_last()).limit(1))
    return found


def _give_job(request: ReviewRequest, job: Job | None) -> None:
    request.job, request.job_id = job, job.id if job else None


def _must_be_done(job: Job) -> None:
    if job.status != "completed":
        raise Conflict(f"Job {job.number} is not completed; ask how it went when it is.")


def _must_want_it(contact: Contact) -> None:
    if contact.opted_out_at is not None:
        raise Conflict(f"{contact.name} has unsubscribed and is not asked for reviews.")


async def _must_not_wait(ctx: Context, contact: Contact, job: Job | None) -> None:
    """Nobody is asked about the same thing twice."""
    before = select(ReviewRequest).where(ReviewRequest.contact_id == contact.id)
    same = before.where(ReviewRequest.job_id == job.id if job else ReviewRequest.job_id.is_(None))
    earlier = await ctx.session.scalar(same.order_by(ReviewRequest.created_at.desc()).limit(1))
    if earlier is None or (job is None and earlier.status == "completed"):
        return
    about = f" about job {job.number}" if job else ""
    answer = f"and gave {stars(earlier.rating)}" if earlier.rating else "and has not answered"
    if earlier.status == "completed" and not earlier.rating:
        answer = "and has answered"
    day = earlier.created_at.astimezone(ctx.company.timezone)
    raise Conflict(f"{contact.name} was asked{about} on {day:%B %-d} {answer}.")


def stars(rating: int | None) -> str:
    """A rating in words."""
    return "no stars" if not rating else "1 star" if rating == 1 else f"{rating} stars"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page says that asks: whose it is, and what it is about."""

    company: str
    about: str | None
    rating: int | None


@dataclass(frozen=True, slots=True)
class Answers:
    """What customers say who follow the link."""

    database: Database
    companies: Companies
    clock: Clock
    links: Links

    async def asked(self, token: str) -> Asked | None:
        """What they are asked; None if the link is none of ours."""
        told = self.links.read(PURPOSE, token)
        if told is None:
            return None
        company = await self.companies.of(told[0])
        async with self.database.transaction(company.id, write=False, now=self.clock) as session:
            request = await _request(session, told[1])
        return Asked(company.name, request.job.title if request.job else None, request.rating) if request else None

    async def keep(self, token: str, rating: int, comment: str | None) -> bool:
        """Keep an answer, the latest if there are several; False if the link is none of ours."""
        told = self.links.read(PURPOSE, token)
        if told is None or not 1 <= rating <= BEST:
            return False
        now: datetime = self.clock()
        company = await self.companies.of(told[0])
        async with self.database.transaction(company.id, now=self.clock) as session:
            request = await _request(session, told[1])
            if request is None:
                return False
            request.rating, request.comment = rating, (comment or "").strip()[:LONGEST_COMMENT] or None
            request.status, request.answered_at = "completed", now
            await write_down(session, company, request.contact_id, "answer_review_request", request, now)
        return True


async def _request(session: AsyncSession, request_id: str) -> ReviewRequest | None:
    wanted = select(ReviewRequest).where(ReviewRequest.id == request_id).options(joinedload(ReviewRequest.job))
    found: ReviewRequest | None = await session.scalar(wanted)
    return found
