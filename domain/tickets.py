"""Tickets: who may open one for whom, which state may follow which, and how one is closed for good."""

from __future__ import annotations

from typing import Any, Literal, cast

from sqlalchemy import select

from domain.context import Context
from domain.problems import Conflict, FieldError, Invalid, Missing
from domain.roles import Role
from storage.contacts import Contact
from storage.counters import next_number
from storage.tickets import Ticket
from storage.users import User

Status = Literal["open", "pending", "resolved", "closed"]
Priority = Literal["low", "normal", "high", "emergency"]

NEXT: dict[Status, frozenset[Status]] = {
    "open": frozenset({"pending", "resolved", "closed"}),
    "pending": frozenset({"open", "resolved", "closed"}),
    "resolved": frozenset({"open", "closed"}),
    "closed": frozenset({"open"}),
}
OVER: tuple[Status, ...] = ("resolved", "closed")


async def open_ticket(ctx: Context, subject: str, facts: dict[str, Any]) -> Ticket:
    """A new ticket: a customer's own, one for a customer, or one of somebody unknown who leaves name and number."""
    contact = await _whose(ctx, facts.pop("contact", None))
    ticket = Ticket(contact=contact, contact_id=contact.id if contact else None, subject=subject, status="open")
    for name, value in facts.items():
        setattr(ticket, name, value)
    ticket.priority = ticket.priority or "normal"
    if contact is None:
        _must_be_reachable(ctx, ticket)
    ticket.number = await next_number(ctx.session, "ticket")
    ticket.resolved_by = None
    ctx.session.add(ticket)
    return ticket


async def _whose(ctx: Context, contact: Contact | None) -> Contact | None:
    """The customer that a ticket is for: whoever is named, and a customer's own always for themselves."""
    if contact is None and ctx.actor.contact_id:
        return await ctx.session.scalar(select(Contact).where(Contact.id == ctx.actor.contact_id))
    return contact


def _must_be_reachable(ctx: Context, ticket: Ticket) -> None:
    """Nobody can be called back who left neither who they are nor their number."""
    if ctx.actor.role is not Role.CALLER:
        if not (ticket.caller_name or ticket.caller_phone):
            raise Missing(["contactId"])
        return
    ticket.caller_phone = ticket.caller_phone or ctx.actor.phone
    told = {"callerName": ticket.caller_name, "callerPhone": ticket.caller_phone}
    if missing := [field for field, value in told.items() if not value]:
        raise Missing(missing)


async def change_ticket(ctx: Context, ticket: Ticket, facts: dict[str, Any]) -> Ticket:
    """Change just the facts that are given; the state goes through its rules, and what is added goes below."""
    status, resolution = facts.pop("status", None), facts.pop("resolution", None)
    contact, addition = facts.pop("contact", ...), facts.pop("addition", None)
    if contact is not ...:
        ticket.contact, ticket.contact_id = contact, contact.id if contact else None
    for name, value in facts.items():
        setattr(ticket, name, value)
    if addition:
        ticket.body = f"{ticket.body}\n\n{addition}" if ticket.body else addition
    if status == "resolved" and ticket.status != "resolved":
        return await resolve(ctx, ticket, resolution)
    if status:
        set_status(ticket, status)
    if resolution:
        _correct(ticket, resolution)
    return ticket


def set_status(ticket: Ticket, status: Status) -> None:
    """Move a ticket to a state that may follow its own; opened again, it is no longer resolved by anybody."""
    now = cast(Status, ticket.status)
    if status == now:
        return
    if status not in NEXT[now]:
        raise Conflict(f"Ticket {ticket.number} is {now}; open it again before it becomes {status}.")
    ticket.status = status
    if status == "open":
        ticket.resolution = ticket.resolved_at = ticket.resolved_by = ticket.resolved_by_id = None


async def resolve(ctx: Context, ticket: Ticket, resolution: str | None) -> Ticket:
    """Say how a ticket was resolved, by whom and when; raises `Conflict` if it is over already."""
    if ticket.status in OVER:
        how = f", {ticket.resolution}" if ticket.resolution else ""
        raise Conflict(f"Ticket {ticket.number} is {ticket.status} already{how}; open it again first.")
    if not resolution:
        raise Missing(["resolution"])
    ticket.status, ticket.resolution, ticket.resolved_at = "resolved", resolution, ctx.now()
    ticket.resolved_by_id = ctx.actor.user_id
    ticket.resolved_by = await ctx.session.scalar(select(User).where(User.id == ctx.actor.user_id))
    return ticket


def _correct(ticket: Ticket, resolution: str) -> None:
    if ticket.resolved_at is None:
        raise Invalid(
            f"Ticket {ticket.number} is not resolved yet; resolve it to say how.",
            [FieldError("resolution", "is only for a resolved ticket")],
        )
    ticket.resolution = resolution
