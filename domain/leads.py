"""Leads: how far one has come, whose it is already, and what it becomes. Nothing is entered twice."""

from __future__ import annotations

from typing import Any, Literal, cast

from sqlalchemy import exists, select

from domain import contacts
from domain.context import Context
from domain.jobs import open_job
from domain.likeness import Named, fits
from domain.notifications import notify
from domain.problems import Conflict, Forbidden, Missing
from domain.roles import Role
from storage.contacts import Contact
from storage.jobs import Job
from storage.leads import Lead
from storage.users import User

Status = Literal["new", "contacted", "qualified", "won", "lost"]
NEXT: dict[Status, frozenset[Status]] = {
    "new": frozenset({"contacted", "qualified", "won", "lost"}),
    "contacted": frozenset({"new", "qualified", "won", "lost"}),
    "qualified": frozenset({"contacted", "won", "lost"}),
    "lost": frozenset({"new", "contacted", "qualified", "won"}),
    "won": frozenset({"contacted", "qualified", "lost"}),
}
OVER: tuple[Status, ...] = ("won", "lost")
OF_THE_OFFICE = ("status", "contact", "notes", "reason")
CARRIED_OVER = ("phone", "email", "address", "city")
SELLERS = (Role.DISPATCHER, Role.OFFICE)
ALIKE = 0.6


async def open_lead(ctx: Context, facts: dict[str, Any]) -> Lead:
    """Write down somebody who asks about work; a caller may do so for themselves, with the number they call from."""
    contact, status = facts.pop("contact", None), facts.pop("status", None)
    lead = Lead(**facts, status="new")
    if ctx.actor.role is Role.CALLER:
        _must_be_for_themselves(facts, status)
        lead.phone = lead.phone or ctx.actor.phone
        lead.source = lead.source or "phone"
    await _must_be_news(ctx, lead)
    _belongs_to(lead, contact or await _known_as(ctx, lead))
    ctx.session.add(lead)
    if ctx.actor.role is Role.CALLER:
        await _tell_who_sells(ctx, lead)
    return set_status(lead, status) if status else lead


async def _tell_who_sells(ctx: Context, lead: Lead) -> None:
    """Tell those who call back that somebody has asked while nobody of them was listening."""
    await ctx.session.flush()
    wanted = ", ".join(each for each in (lead.interest, lead.phone or lead.email) if each)
    for user_id in await ctx.session.scalars(select(User.id).where(User.role.in_(SELLERS), User.active)):
        notify(ctx, user_id, f"New lead: {lead.name}", wanted or None, about=lead)


def _must_be_for_themselves(facts: dict[str, Any], status: Status | None) -> None:
    if status not in (None, "new") or any(facts.get(name) for name in OF_THE_OFFICE):
        raise Forbidden("Leave your name, your number and what it is about; the office does the rest.")


async def _must_be_news(ctx: Context, lead: Lead) -> None:
    """Refuse what was written down before: the same person asking for the same thing, not answered yet."""
    ways = [way for way in (_same(Lead.phone, lead.phone), _same(Lead.email, lead.email)) if way is not None]
    for way in ways:
        for other in await ctx.session.scalars(select(Lead).where(way, Lead.status.not_in(OVER))):
            if not lead.interest or (other.interest or "").lower() == lead.interest.lower():
                about = f" about {other.interest}" if other.interest else ""
                raise Conflict(f"{other.name} is down as a lead{about} already, {other.status}; change that one.")


def _same(column: Any, value: str | None) -> Any:
    return None if not value else column.in_({value, value.lower()})


async def change_lead(ctx: Context, lead: Lead, facts: dict[str, Any]) -> Lead:
    """Change just the facts that are given; its state and whose it is go through their rules. A reason means lost."""
    status: Status | None = facts.pop("status", None)
    contact = facts.pop("contact", ...)
    status = status or ("lost" if facts.get("reason") and lead.status != "lost" else None)
    for name, value in facts.items():
        setattr(lead, name, value)
    if contact is not ... and contact is not lead.contact:
        _must_be_open(lead)
        _belongs_to(lead, contact)
    if status:
        set_status(lead, status)
    if lead.status != "lost":
        lead.reason = None
    return lead


def set_status(lead: Lead, status: Status) -> Lead:
    """Move a lead to a state that may follow its own; what has become a customer stays won."""
    now = cast(Status, lead.status)
    if status == now:
        return lead
    if lead.converted_at:
        raise Conflict(f"{lead.name} became a customer, so the lead stays won; change the contact instead.")
    if status not in NEXT[now]:
        raise Conflict(f"{lead.name}'s lead is {now}; make it contacted before it is {status} again.")
    lead.status = status
    return lead


def remove_lead(ctx: Context, lead: Lead) -> None:
    """Delete a lead of which nothing came; what something came of is kept, as where that came from."""
    _must_be_open(lead)
    lead.deleted_at = ctx.now()


async def convert(
    ctx: Context, lead: Lead, contact: Contact | None, job: dict[str, Any], *, books: bool | None
) -> Lead:
    """Make a customer of a lead and, asked to or told what for, a job; raises `Conflict` if it has been one already."""
    _must_be_open(lead)
    if contact:
        _belongs_to(lead, contact)
    customer = await contact_of(ctx, lead)
    customer.status = "customer"
    win(ctx, lead)
    if books is not False and (books or job):
        await _book(ctx, lead, customer, job)
    return lead


def win(ctx: Context, lead: Lead) -> None:
    """Note that a lead has become business."""
    lead.status, lead.reason = "won", None
    lead.converted_at = lead.converted_at or ctx.now()


async def whose(ctx: Context, contact: Contact | None, lead: Lead | None) -> tuple[Contact, Lead | None]:
    """For whom a price is named: the customer and, where it came of one, the lead. A lead who gets one is qualified."""
    if contact is None:
        if lead is None:
            raise Missing(["contactId"])
        contact = await contact_of(ctx, lead)
    lead = lead or await _brought(ctx, contact)
    if lead and lead.status in ("new", "contacted"):
        lead.status = "qualified"
    return contact, lead


async def _brought(ctx: Context, contact: Contact) -> Lead | None:
    """The lead that a contact came by, as long as it is open or no work has come of it yet: the latest."""
    worked = exists().where(Job.account_id == Lead.account_id, Job.lead_id == Lead.id, Job.deleted_at.is_(None))
    mine = select(Lead).where(Lead.contact_id == contact.id, Lead.status != "lost", ~worked)
    latest = mine.order_by(Lead.status.in_(OVER), Lead.created_at.desc(), Lead.id.desc()).limit(1)
    found: Lead | None = await ctx.session.scalar(latest)
    return found


async def contact_of(ctx: Context, lead: Lead) -> Contact:
    """The lead's contact: its own, one with its number or address, or a new one of what the lead says."""
    if lead.contact is None:
        _belongs_to(lead, await _known_as(ctx, lead) or await _new_contact(ctx, lead))
    assert lead.contact is not None
    for name in CARRIED_OVER:
        if getattr(lead.contact, name) is None:
            setattr(lead.contact, name, getattr(lead, name))
    return lead.contact


async def _new_contact(ctx: Context, lead: Lead) -> Contact:
    facts = {name: getattr(lead, name) for name in CARRIED_OVER}
    return await contacts.add_contact(ctx, {"name": lead.name, "status": "lead", **facts})


async def _known_as(ctx: Context, lead: Lead) -> Contact | None:
    """Who it is, if the address book has the number or the address; of several, the one of that name."""
    reached = await contacts.reached_at(ctx, lead.phone, lead.email)
    if len(reached) < 2:
        return next(iter(reached), None)
    named = [Named(each.id, each.heard_as(), ()) for each in reached]
    best, *others = sorted(zip(fits(lead.name, named).tolist(), reached, strict=True), key=lambda each: -each[0])
    if best[0] < ALIKE or best[0] == others[0][0]:
        names = " and ".join(each.name for each in reached[:2])
        raise Conflict(f"{names} both have that number or address; say which contact {lead.name} is.")
    return best[1]


def _belongs_to(lead: Lead, contact: Contact | None) -> None:
    lead.contact, lead.contact_id = contact, contact.id if contact else None


def _must_be_open(lead: Lead) -> None:
    if lead.converted_at is None:
        return
    booked = f" and job {lead.jobs[0].number}, {lead.jobs[0].title}" if lead.jobs else ""
    raise Conflict(f"{lead.name} has become a customer{booked}; change that instead.")


async def _book(ctx: Context, lead: Lead, customer: Contact, told: dict[str, Any]) -> Job:
    facts = {"description": lead.notes, "address": lead.address, **told, "lead_id": lead.id}
    title = facts.pop("title", None) or lead.interest
    if not title:
        raise Missing(["title"])
    job = await open_job(ctx, customer, title, facts)
    await ctx.session.flush()
    await ctx.session.refresh(lead, attribute_names=["jobs"])
    return job
