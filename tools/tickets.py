"""Tickets: what customers complain about or ask for, and how it was put right."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from domain import tickets as rules
from domain.context import Context
from domain.schedule_requests import Wants
from domain.tickets import Priority, Status
from storage.contacts import Contact
from storage.tickets import Ticket
from tools.card import Card, Page, Time, through
from tools.operation import Fields
from tools.reach import Phone
from tools.resource import Resource

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]


class TicketCard(Card):
    """A ticket as it is shown."""

    number: int
    contact_id: str | None
    contact_name: str | None = through("contact", "name")
    caller_name: str | None
    caller_phone: str | None
    subject: str
    body: str | None
    status: Status
    priority: Priority
    job_id: str | None
    job_number: int | None = through("job", "number")
    wants: Wants | None = Field(description="What a customer asks to be done with the job's visit.")
    wants_start: Time | None = Field(description="When they would have it instead.")
    resolution: str | None
    resolved_at: Time | None
    resolved_by_id: str | None
    resolved_by_name: str | None = through("resolved_by", "name")

    def spoken(self, now: datetime) -> str:
        who = self.contact_name or self.caller_name or self.caller_phone
        urgent = f", {self.priority} priority" if self.priority in ("high", "emergency") else ""
        how = f": {self.resolution}" if self.resolution else ""
        return f"Ticket {self.number}, {self.subject}{f', from {who}' if who else ''}{urgent}, {self.status}{how}"


class TicketFields(Fields):
    """What can be said of a new ticket."""

    subject: Annotated[Line, Field(description="What it is about, in a few words.")]
    contact: Annotated[Contact | None, Field(description="The customer; left out, the one who is speaking.")] = None
    body: Annotated[Text | None, Field(description="The whole story, as told.")] = None
    priority: Priority = "normal"
    caller_name: Annotated[Line | None, Field(description="Who it is from, if that is no customer.")] = None
    caller_phone: Annotated[Phone | None, Field(description="Where to call them back.")] = None


class TicketChanges(Fields):
    """What of a ticket can be changed."""

    subject: Line = ""
    contact: Contact | None = None
    addition: Annotated[Text | None, Field(description="Something to add to the story.")] = None
    body: Annotated[Text | None, Field(description="The whole story, in place of the one there.")] = None
    status: Annotated[Status, Field(description="Pending waits for the customer or somebody else.")] = "open"
    priority: Priority = "normal"
    resolution: Annotated[Text | None, Field(description="How it was put right.")] = None
    caller_name: Line | None = None
    caller_phone: Phone | None = None


tickets = Resource(
    Ticket,
    TicketCard,
    "/tickets",
    "ticket",
    time="created_at",
    search=("number", "subject", "body", "resolution", "caller_name", "contact_name"),
)


class TicketListing(tickets.listing()):  # type: ignore[misc]
    """Which tickets."""

    status: Status | None = None
    priority: Priority | None = None
    open: Annotated[bool | None, Field(description="Only what is still to do, or only what is over.")] = None


get_ticket = tickets.get("pull up Bob's double charge complaint", "what's the story with ticket five oh one")


@tickets.read("GET ", "who's mad at us right now", "show me the open tickets", "is there a ticket for Patel Dental")
async def list_tickets(ctx: Context, listing: TicketListing) -> Page[TicketCard]:
    """List the tickets by customer, status, priority, day or words."""
    over = Ticket.status.in_(rules.OVER)
    return await tickets.page(ctx, listing, *([] if listing.open is None else [~over if listing.open else over]))


@tickets.write(
    "POST ",
    "open a ticket for Bob Johnson that we charged him twice",
    "I want to report a problem with your technician",
    "log a complaint from Linh Nguyen",
    may="tickets:open",
    done="Opened ticket {it.number}, {it.subject}[, for {it.contact_name}].",
)
async def create_ticket(ctx: Context, fields: TicketFields) -> Ticket:
    """Open a ticket about what a customer complains of or asks for."""
    facts = fields.given()
    return await rules.open_ticket(ctx, facts.pop("subject"), facts)


def _replacing(values: dict[str, Any]) -> str | None:
    replaced = values["body"] and values["ticket"].body
    return "Replace what ticket {ticket.number}, {ticket.subject}, says?" if replaced else None


@tickets.write(
    "PATCH /{ticket}",
    "bump five oh one up to emergency",
    "reopen the Garcia ticket",
    "mark that ticket pending",
    asks_when=_replacing,
    done="Changed ticket {it.number}, {it.subject}, now {it.status}.",
)
async def update_ticket(ctx: Context, ticket: Ticket, changes: TicketChanges) -> Ticket:
    """Change a ticket: its subject, story, status, priority or whose it is."""
    return await rules.change_ticket(ctx, ticket, changes.given())


@tickets.write(
    "POST /{ticket}/resolve",
    "resolve five oh one, we refunded him",
    "Maria Garcia's complaint is taken care of",
    done="Ticket {it.number}, {it.subject}, is resolved: {it.resolution}.",
)
async def resolve_ticket(
    ctx: Context, ticket: Ticket, resolution: Annotated[Text, Field(description="How it was put right.")]
) -> Ticket:
    """Resolve a ticket, saying how."""
    return await rules.resolve(ctx, ticket, resolution)
