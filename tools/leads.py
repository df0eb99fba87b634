"""Leads: who asks about work, how far they have come, and what becomes of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints
from sqlalchemy import ColumnElement

from domain import leads as rules
from domain.context import Context
from domain.leads import Status
from storage.contacts import Contact
from storage.leads import Lead
from storage.users import User
from tools.card import Card, Page, Time, first_of, through
from tools.operation import Fields, Said
from tools.reach import Email, Phone
from tools.resource import Resource, optional

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
Source = Annotated[Line, AfterValidator(lambda words: words.removeprefix("the "))]


class LeadCard(Card):
    """A lead as it is shown, with the contact and the job that came of it."""

    name: str
    phone: str | None
    email: str | None
    address: str | None
    city: str | None
    source: str | None
    interest: str | None
    notes: str | None
    status: Status
    reason: str | None
    converted_at: Time | None
    contact_id: str | None
    contact_name: str | None = through("contact", "name")
    job_id: Annotated[str | None, first_of("id"), Field(validation_alias="jobs")]
    job_number: Annotated[int | None, first_of("number"), Field(validation_alias="jobs")]
    job_title: Annotated[str | None, first_of("title"), Field(validation_alias="jobs")]

    @classmethod
    def relations(cls) -> tuple[str, ...]:
        return ("contact", "jobs")

    def spoken(self, now: datetime) -> str:
        wants = f"wants {self.interest[:1].lower()}{self.interest[1:]}" if self.interest else None
        source = f"came by {self.source}" if self.source else None
        job = f"job {self.job_number}" if self.job_number else None
        why = f", {self.reason}" if self.reason else ""
        return ", ".join(part for part in (self.name, wants, f"{self.status}{why}", job, source) if part)


class LeadFields(Fields):
    """What can be said of somebody who asks about work."""

    name: Annotated[Line, Field(description="Who asks: a person or a company.")]
    phone: Annotated[Phone | None, Field(description="With its area code.")] = None
    email: Email | None = None
    address: Annotated[Line | None, Field(description="Where the work would be: street and number.")] = None
    city: Line | None = None
    source: Annotated[Source | None, Field(description="How they found us: website, phone, referral.")] = None
    interest: Annotated[Line | None, Field(description="What they would like done.")] = None
    notes: Annotated[Text | None, Field(description="What else they said.")] = None
    contact: Annotated[Contact | None, Field(description="Who it is, if in the address book already.")] = None
    status: Status = "new"


class LeadChanges(optional(LeadFields)):  # type: ignore[misc]
    """What of a lead can be changed."""

    reason: Annotated[Line | None, Field(description="Why it was lost.")] = None


leads = Resource(
    Lead,
    LeadCard,
    "/leads",
    "lead",
    time="created_at",
    search=("name", "phone", "email", "address", "city", "source", "interest", "notes"),
)


class LeadListing(leads.listing()):  # type: ignore[misc]
    """Which leads."""

    came_by: Annotated[str | None, Field(alias="source", max_length=200, description="How they found us.")] = None
    wants: Annotated[str | None, Field(alias="interest", max_length=200, description="What they would like.")] = None
    open: Annotated[bool | None, Field(description="Only who is still to be won, or only who is won or lost.")] = None


get_lead = leads.get("pull up the lead for Gregory Tanaka", "what did Bianca Rossi want again")


@leads.read("GET ", "show me the leads", "which prospects are qualified", "who found us through the website")
async def list_leads(ctx: Context, listing: LeadListing) -> Page[LeadCard]:
    """List the leads by state, customer, source, interest, day or words."""
    over = Lead.status.in_(rules.OVER)
    wanted: list[ColumnElement[bool]] = [] if listing.open is None else [~over if listing.open else over]
    for column, words in ((Lead.source, listing.came_by), (Lead.interest, listing.wants)):
        # people ask for heat pumps and for the website, the lead says heat pump and website
        wanted += [column.icontains(word.removesuffix("s"), autoescape=True) for word in _telling(words)]
    return await leads.page(ctx, listing, *wanted)


def _telling(words: str | None) -> list[str]:
    return [word for word in (words or "").lower().split() if word not in ("the", "a", "an", "our", "new")]


@leads.write(
    "POST ",
    "new lead Gina Torres wants a tankless water heater",
    "some guy just called about a mini split, put him down",
    may="leads:open",
    done="{it.name} is down as a lead[ for {it.interest}].",
)
async def create_lead(ctx: Context, fields: LeadFields) -> Lead:
    """Write down somebody who asks about work."""
    return await rules.open_lead(ctx, fields.given())


@leads.write(
    "PATCH /{lead}",
    "mark Gregory Tanaka as contacted",
    "Bianca went with somebody else, put her down as lost",
    done="{it.name}'s lead is {it.status}[, for {it.interest}].",
)
async def update_lead(ctx: Context, lead: Lead, changes: LeadChanges) -> Lead:
    """Change a lead: how far it has come, its number, address, source or interest."""
    return await rules.change_lead(ctx, lead, changes.given())


@leads.destructive(
    "DELETE /{lead}",
    "delete the lead for Gregory Tanaka",
    "take Bianca Rossi out of the pipeline",
    ask="Delete the lead for {lead.name} for good?",
    done="Deleted the lead for {lead.name}.",
)
async def delete_lead(ctx: Context, lead: Lead) -> None:
    """Delete a lead of which nothing has come."""
    rules.remove_lead(ctx, lead)


class Becoming(Fields):
    """What a lead becomes beside a customer."""

    contact: Annotated[Contact | None, Field(description="Who it is, if in the address book already.")] = None
    create_job: Annotated[
        bool | None,
        Field(description="Whether to book a job too; a title, a time or a technician says so by itself."),
        Said("job", "work order", "as work", "into work", "on the books"),
    ] = None
    title: Annotated[Line | None, Field(description="The job, if not called as their interest.")] = None
    description: Annotated[Text | None, Field(description="The job in more words.")] = None
    scheduled_start: Annotated[AwareDatetime | None, Field(description="When the visit starts.")] = None
    scheduled_end: Annotated[AwareDatetime | None, Field(description="When the visit ends.")] = None
    tech: Annotated[User | None, Field(description="The technician who goes.")] = None


@leads.write(
    "POST /{lead}/convert",
    "convert Gregory Tanaka to a customer",
    "turn the bathroom remodel lead into a job",
    may="leads:convert",
    done="{it.contact_name} is a customer now[, with job {it.job_number}, {it.job_title}].",
)
async def convert_lead(ctx: Context, lead: Lead, becoming: Becoming) -> Lead:
    """Make a customer of a lead and, if asked to, a job."""
    job = {name: value for name, value in becoming.given().items() if value is not None}
    contact, books = job.pop("contact", None), job.pop("create_job", None)
    return await rules.convert(ctx, lead, contact, job, books=books)
