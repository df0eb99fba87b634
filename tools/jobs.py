"""Jobs: the board, one visit, who goes, when, and how it stands."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from domain import jobs as rules
from domain.context import Context
from domain.jobs import Priority, Status
from storage.contacts import Contact
from storage.jobs import Job
from storage.users import User
from tools.card import Card, Time, through
from tools.operation import Fields
from tools.resource import Resource


class JobCard(Card):
    """A job as it is shown."""

    number: int
    title: str
    description: str | None
    contact_id: str
    contact_name: str | None = through("contact", "name")
    tech_id: str | None
    tech_name: str | None = through("tech", "name")
    status: Status
    priority: Priority
    scheduled_start: Time | None
    scheduled_end: Time | None
    completed_at: Time | None
    address: str | None
    city: str | None = through("contact", "city")
    notes: str | None


class JobFields(Fields):
    """What can be said of a job."""

    title: Annotated[str, Field(min_length=1, max_length=200, description="What is to be done, in a few words.")]
    contact: Annotated[Contact, Field(description="The customer.")]
    description: Annotated[str | None, Field(max_length=5000, description="The trouble, as told.")] = None
    tech: Annotated[User | None, Field(description="The technician who goes.")] = None
    status: Status | None = None
    priority: Priority = "normal"
    scheduled_start: Annotated[AwareDatetime | None, Field(description="When the visit starts.")] = None
    scheduled_end: Annotated[AwareDatetime | None, Field(description="When the visit ends.")] = None
    address: Annotated[str | None, Field(max_length=300)] = None
    notes: Annotated[str | None, Field(max_length=5000, description="What the technician must know.")] = None


class JobChanges(Fields):
    """What of a job can be changed."""

    title: Annotated[str, Field(min_length=1, max_length=200)] = ""
    contact: Contact | None = None
    description: Annotated[str | None, Field(max_length=5000)] = None
    tech: User | None = None
    status: Status | None = None
    priority: Priority = "normal"
    scheduled_start: Annotated[AwareDatetime | None, Field(description="The new start; the length stays.")] = None
    scheduled_end: AwareDatetime | None = None
    address: Annotated[str | None, Field(max_length=300)] = None
    notes: Annotated[str | None, Field(max_length=5000)] = None


jobs = Resource(
    Job, JobCard, "/jobs", "job", time="scheduled_start", search=("number", "title", "description", "address", "notes")
)

list_jobs = jobs.list("what's on the board today", "show me the open jobs")
get_job = jobs.get("pull up the Garcia furnace job", "what's job ten forty two")
delete_job = jobs.delete("delete job ten forty", ask="Delete job {job.number}, {job.title}, for good?")


@jobs.write(
    "POST ",
    "book a boiler service for Harold Simmons Tuesday at nine",
    may="jobs:book",
    done="Booked job {job.number}, {job.title}.",
)
async def create_job(ctx: Context, fields: JobFields) -> Job:
    """Book a new job for a customer."""
    facts = fields.given()
    return await rules.open_job(ctx, facts.pop("contact"), facts.pop("title"), facts)


def _cancelling(values: dict[str, Any]) -> str | None:
    return "Cancel job {job.number}, {job.title}?" if values.get("status") == "cancelled" else None


@jobs.write("PATCH /{job}", "rename that job to water heater swap", "move it to two", asks_when=_cancelling)
async def update_job(ctx: Context, job: Job, changes: JobChanges) -> Job:
    """Change a job: its title, time, technician, priority or notes."""
    return await rules.change_job(ctx, job, changes.given())


@jobs.write("PATCH /{job}/status", "mark ten forty two done", may="jobs:status", asks_when=_cancelling)
async def update_job_status(ctx: Context, job: Job, status: Status) -> Job:
    """Say how a job stands."""
    return rules.set_status(ctx, job, status)


@jobs.write("PATCH /{job}/assign", "give the sewer camera job to Luis", may="jobs:dispatch")
async def assign_job(ctx: Context, job: Job, tech: User) -> Job:
    """Assign a technician to a job."""
    return await rules.assign(ctx, job, tech)
