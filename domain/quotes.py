"""Quotes: how one comes about, how it stands, and what it becomes. Nothing is entered twice, and the trail is kept.

What is kept are facts (sent, accepted, declined, good until then); how a quote stands follows from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import select

from domain import leads
from domain.context import Context
from domain.documents import day
from domain.jobs import open_job
from domain.lines import begun
from domain.problems import Conflict, FieldError, Invalid, Missing
from domain.quote_lines import lines_of, restated, write_lines
from storage.contacts import Contact
from storage.counters import next_number
from storage.estimates import Estimate
from storage.jobs import Job
from storage.leads import Lead
from storage.quotes import Quote
from storage.types import new_id

Status = Literal["draft", "sent", "accepted", "declined", "expired"]
PRICED = ("lines", "add_lines", "change_lines", "drop_lines", "total", "discount")
FACTS = ("valid_until", "lapses_at", "sent_at", "accepted_at", "declined_at", "total", "version")


async def open_quote(
    ctx: Context, contact: Contact | None, lead: Lead | None, estimate: Estimate | None, facts: Mapping[str, Any]
) -> Quote:
    """Write a draft for a customer or a lead; of an estimate it takes over whose it is and what it is called."""
    lines = facts.get("lines")
    if estimate:
        contact, lead = await _of_the_estimate(ctx, estimate, contact, lead)
    contact, lead = await leads.whose(ctx, contact, lead)
    titles = (estimate.title if estimate else None, *(each.get("description") for each in lines or ()))
    title = next((each for each in (facts.get("title"), *titles, lead.interest if lead else None) if each), None)
    if not title:
        raise Missing(["title"])
    quote = Quote(id=new_id(), title=title, contact=contact, contact_id=contact.id, notes=facts.get("notes"))
    for name, value in begun(ctx).items():
        setattr(quote, name, value)
    quote.lead, quote.lead_id = lead, lead.id if lead else None
    quote.estimate, quote.estimate_id = estimate, estimate.id if estimate else None
    quote.number = await next_number(ctx.session, "quote")
    set_last_day(ctx, quote, facts.get("valid_until"))
    ctx.session.add(quote)
    await write_lines(ctx, quote, lines, facts.get("total"))
    if estimate:
        estimate.status = "quoted"
    status: Status | None = facts.get("status")
    return await set_status(ctx, quote, status) if status else quote


async def change_quote(ctx: Context, quote: Quote, facts: dict[str, Any]) -> Quote:
    """Change just what is given. An offer that is out and changes is a draft again, for the customer has another."""
    await lock(ctx, quote)
    status, contact = facts.pop("status", None), facts.pop("contact", None)
    moved = contact is not None and contact.id != quote.contact_id
    if moved or any(facts.get(name) is not None for name in PRICED):
        _must_be_open(quote)
    if moved:
        _, quote.lead = await leads.whose(ctx, contact, None)
        quote.contact, quote.contact_id = contact, contact.id
        quote.lead_id = quote.lead.id if quote.lead else None
    quote.title = facts.get("title", quote.title)
    quote.notes = facts.get("notes", quote.notes)
    set_last_day(ctx, quote, facts.get("valid_until", quote.valid_until))
    if await restated(ctx, quote, facts) or moved:
        quote.sent_at = quote.declined_at = None
    return await set_status(ctx, quote, status) if status else quote


async def set_status(ctx: Context, quote: Quote, status: Status) -> Quote:
    """Note what became of an offer; raises `Conflict` where its facts forbid that."""
    if status == quote.status:
        return quote
    if job := await job_of(ctx, quote):
        raise Conflict(f"Quote {quote.number} has become job {job.number}; change the job instead.")
    match status:
        case "draft":
            quote.sent_at = quote.accepted_at = quote.declined_at = None
        case "sent":
            await issue(ctx, quote)
        case "accepted":
            await accept(ctx, quote)
        case "declined":
            quote.sent_at, quote.accepted_at = quote.sent_at or ctx.now(), None
            quote.declined_at = ctx.now()
        case "expired":
            _lapse(ctx, quote)
    return quote


async def issue(ctx: Context, quote: Quote) -> None:
    """Let a quote count as sent from now on, good for as long as the account's offers are unless it says otherwise."""
    await _must_be_an_offer(ctx, quote)
    quote.accepted_at = quote.declined_at = None
    quote.sent_at = quote.sent_at or ctx.now()
    set_last_day(ctx, quote, quote.valid_until or ctx.now().date() + timedelta(days=ctx.company.quote_days))


async def accept(ctx: Context, quote: Quote) -> None:
    """Note that the customer said yes, which wins the lead that it came of."""
    await _must_be_an_offer(ctx, quote)
    quote.sent_at, quote.declined_at = quote.sent_at or ctx.now(), None
    quote.accepted_at = quote.accepted_at or ctx.now()
    if quote.contact is None:
        raise Conflict(f"The customer of quote {quote.number} was deleted; give it another customer first.")
    quote.contact.status = "customer"
    if lead := await lead_of(ctx, quote):
        lead.status, lead.reason = "won", None


async def convert(ctx: Context, quote: Quote, facts: dict[str, Any]) -> Quote:
    """Make the job of an offer that the customer takes; raises `Conflict` naming the job if there is one already."""
    await lock(ctx, quote)
    if job := await job_of(ctx, quote):
        raise Conflict(f"Quote {quote.number} has become job {job.number}, {job.title}; change that instead.")
    if quote.status == "declined":
        raise Conflict(f"Quote {quote.number} was declined; set it to accepted first if they want it after all.")
    await accept(ctx, quote)
    if lead := await lead_of(ctx, quote):
        leads.win(ctx, lead)
    told = {"description": await _work(ctx, quote), **facts, "quote_id": quote.id, "lead_id": quote.lead_id}
    await open_job(ctx, quote.contact, told.pop("title", None) or quote.title, told)
    await ctx.session.flush()
    await ctx.session.refresh(quote, attribute_names=["jobs"])
    return quote


async def lock(ctx: Context, quote: Quote) -> None:
    """Read a quote again as it is now, and keep others from changing it meanwhile."""
    await ctx.session.refresh(quote, attribute_names=FACTS, with_for_update=True)


async def job_of(ctx: Context, quote: Quote) -> Job | None:
    """The job that a quote has become."""
    found: Job | None = await ctx.session.scalar(select(Job).where(Job.quote_id == quote.id).limit(1))
    return found


async def lead_of(ctx: Context, quote: Quote) -> Lead | None:
    """The lead that a quote came of."""
    return await ctx.session.get(Lead, (ctx.actor.account_id, quote.lead_id)) if quote.lead_id else None


def set_last_day(ctx: Context, quote: Quote, last: date | None) -> None:
    """Set until when an offer is good: all of that day of the account's calendar."""
    quote.valid_until = last
    quote.lapses_at = ctx.at(last + timedelta(days=1)) if last and last < date.max else None


def _lapse(ctx: Context, quote: Quote) -> None:
    if quote.status != "sent":
        raise Conflict(f"Quote {quote.number} is {quote.status}; only one that is out can run out.")
    set_last_day(ctx, quote, ctx.now().date() - timedelta(days=1))


async def _must_be_an_offer(ctx: Context, quote: Quote) -> None:
    must_have_a_customer(quote)
    if not await lines_of(ctx, quote):
        raise Conflict(f"Quote {quote.number} has no price yet; say what it comes to first.")
    if quote.lapses_at and quote.lapses_at <= ctx.now() and quote.accepted_at is None and quote.valid_until:
        ran_out = f"Quote {quote.number} was good until {day(quote.valid_until)}"
        raise Conflict(f"{ran_out}; give it a later day first.")


def must_have_a_customer(quote: Quote) -> None:
    """Raises `Conflict` where the customer was deleted since."""
    if quote.contact is None:
        raise Conflict(f"The customer of quote {quote.number} was deleted; give it another customer first.")


def _must_be_open(quote: Quote) -> None:
    if quote.accepted_at:
        raise Conflict(f"Quote {quote.number} was accepted at {quote.worth}; make a new one for what changes.")


async def _of_the_estimate(
    ctx: Context, estimate: Estimate, contact: Contact | None, lead: Lead | None
) -> tuple[Contact | None, Lead | None]:
    """Whose the estimate is; raises `Conflict` for one that has become a quote or is somebody else's."""
    if number := await ctx.session.scalar(select(Quote.number).where(Quote.estimate_id == estimate.id).limit(1)):
        raise Conflict(f"Estimate {estimate.number} has become quote {number}; change that instead.")
    if contact and estimate.contact and contact.id != estimate.contact_id:
        sentence = f"Estimate {estimate.number} is for {estimate.contact.name}, not for {contact.name}."
        raise Invalid(sentence, [FieldError("contactId", "is not whom the estimate is for")])
    key = (ctx.actor.account_id, estimate.lead_id)
    return contact or estimate.contact, lead or (await ctx.session.get(Lead, key) if estimate.lead_id else None)


async def _work(ctx: Context, quote: Quote) -> str:
    """What was offered, as the technician reads it on the job."""
    lines = [line for line in await lines_of(ctx, quote) if line.description != quote.title or line.quantity != 1]
    listed = [f"- {line.quantity.normalize():f} × {line.description}" for line in lines]
    told = (f"As quoted, {quote.worth} (quote {quote.number})", *listed, quote.notes)
    return "\n".join(each for each in told if each)
