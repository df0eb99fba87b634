"""Jobs: the board, one visit, who goes, when, and how it stands."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import ColumnElement

from domain import jobs as rules
from domain.context import Context
from domain.jobs import Priority, Status
from domain.self_booking import Caller, booked_for, first_free
from domain.wording import length, when
from storage.contacts import Contact
from storage.jobs import Job
from storage.users import User
from tools.card import Card, Page, Time, Wire, beside, through
from tools.operation import UNSAID, Fields, Needed, Said
from tools.reach import Phone
from tools.resource import Resource


class PromisedWindow(Wire):
    """From when to when the customer was promised that somebody arrives."""

    model_config = ConfigDict(extra="forbid")

    start: Time
    end: Time

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.end <= self.start:
            raise ValueError("A promised window must end after it starts.")
        return self


Skills = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=60)]],
    Field(max_length=20, description="What whoever goes must be able to do, like plumbing."),
]
Promised = Annotated[PromisedWindow | None, Field(description="When the customer was promised that somebody arrives.")]


HOW_LONG = re.compile(r"\bhow (?:long|many hours|much time)\b(?! ago)")


class JobCard(Card):
    """A job as it is shown."""

    number: int
    title: str
    description: str | None
    contact_id: str
    contact_name: str | None = through("contact", "name")
    contact_phone: str | None = beside("contact", "phone")
    contact_address: str | None = beside("contact", "address")
    tech_id: str | None
    tech_name: str | None = through("tech", "name")
    status: Status
    priority: Priority
    scheduled_start: Time | None
    scheduled_end: Time | None
    promised_window: PromisedWindow | None
    skills: list[str]
    completed_at: Time | None
    address: str | None
    city: str | None = through("contact", "city")
    lat: float | None
    lng: float | None
    notes: str | None
    lead_id: str | None
    quote_id: str | None

    def answering(self, said: str, now: datetime) -> str | None:
        """How long the visit is to take, to whoever asks that."""
        over = self.status in rules.OVER
        if over or self.scheduled_start is None or self.scheduled_end is None or not HOW_LONG.search(said.lower()):
            return None
        planned = length(int((self.scheduled_end - self.scheduled_start).total_seconds()))
        return f"{planned}, {when(self.scheduled_start, now)} to {when(self.scheduled_end, now)}."

    def spoken(self, now: datetime) -> str:
        planned = self.status == "scheduled" and self.scheduled_start is not None
        stands = when(self.scheduled_start, now) if planned and self.scheduled_start else rules.said(self.status)
        by = f" with {self.tech_name}" if self.tech_name else ""
        return f"Job {self.number}, {self.title} for {self.contact_name}, {stands}{by}"


SOON = (
    "soonest",
    "as soon as possible",
    "as soon as you can",
    "asap",
    "a s a p",
    "right away",
    "right now",
    "first available",
    "earliest",
    "any time",
    "anytime",
    "whenever",
    "next available",
    "immediately",
    "soon as",
)
HOURS = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class JobFields(Fields):
    """What can be said of a job."""

    title: Annotated[str, Field(min_length=1, max_length=200, description="What is to be done, in a few words.")]
    contact: Annotated[
        Contact | None,
        Needed(),
        Field(description="The customer; a stranger who books for themselves says name and address."),
    ] = None
    description: Annotated[str | None, Field(max_length=5000, description="The trouble, as told.")] = None
    tech: Annotated[User | None, Field(description="The technician who goes.")] = None
    status: Status | None = None
    priority: Priority = "normal"
    scheduled_start: Annotated[AwareDatetime | None, Field(description="When the visit starts.")] = None
    scheduled_end: Annotated[AwareDatetime | None, Field(description="When the visit ends.")] = None
    promised_window: Promised = None
    skills: Skills = Field(default=[], json_schema_extra=UNSAID)
    address: Annotated[str | None, Field(max_length=300)] = None
    notes: Annotated[str | None, Field(max_length=5000, description="What the technician must know.")] = None
    caller_name: Annotated[Line | None, Field(description="Who books, if in no address book yet.")] = None
    caller_phone: Annotated[Phone | None, Field(description="Where to call a stranger back.")] = None
    soonest: Annotated[
        bool, Field(description="At the first time that is free, where somebody books for themselves."), Said(*SOON)
    ] = False


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
    promised_window: Promised = None
    skills: Skills = Field(default=[], json_schema_extra=UNSAID)
    address: Annotated[str | None, Field(max_length=300)] = None
    notes: Annotated[str | None, Field(max_length=5000)] = None


jobs = Resource(
    Job,
    JobCard,
    "/jobs",
    "job",
    time="scheduled_start",
    search=("number", "title", "description", "address", "notes", "contact_name"),
)


class JobListing(jobs.listing()):  # type: ignore[misc]
    """Which jobs."""

    status: Status | None = None
    priority: Priority | None = None
    open: Annotated[
        bool | None,
        Field(description="Only what is still to do, or only what is over."),
        Said("open", "outstanding", "still to do", "left to do", "unfinished"),
    ] = None
    assigned: Annotated[bool | None, Field(description="Only what has a technician, or only what has none.")] = None
    late: Annotated[
        bool | None,
        Field(description="Only what should have begun or ended by now and has not, or only what is in time."),
        Said("overdue", "late", "running late", "running behind", "behind schedule", "past due", "behind"),
    ] = None


get_job = jobs.get(
    "pull up the Garcia furnace job",
    "what's job ten forty two",
    told_by=(
        r"\bhow long (?:(?:have|did) (?:they|you|we) (?:got|get|g[ai]ve|put|have|book(?:ed)?|block(?:ed)?|scheduled?)"
        r"|(?:am i|is (?:it|this|that|the \w+)) (?:down|booked|blocked|scheduled|set|planned)|do (?:i|we) have)\b"
        r"(?!.*\b(?:clock|warranty|cover)\b)",
    ),
)
delete_job = jobs.delete(
    "delete job ten forty",
    ask="Delete job {job.number}, {job.title}, for good?",
    done="Deleted job {job.number}, {job.title}.",
)


@jobs.read("GET ", "what's on the board today", "show me the open jobs", "which jobs have nobody on them yet")
async def list_jobs(ctx: Context, listing: JobListing) -> Page[JobCard]:
    """List jobs by technician, customer, status, priority, day or words."""
    return await jobs.page(ctx, listing, *standing(ctx, listing))


def standing(ctx: Context, listing: Any) -> list[ColumnElement[bool]]:
    """The criteria for jobs that are still to do or over, have a technician or none, and are late or in time."""
    asked = (
        (listing.open, Job.status.not_in(rules.OVER)),
        (listing.assigned, Job.tech_id.is_not(None)),
        (listing.late, rules.behind(ctx.now())),
    )
    return [holds if wanted else ~holds for wanted, holds in asked if wanted is not None]


@jobs.write(
    "POST ",
    "book a boiler service for Harold Simmons Tuesday at nine",
    may="jobs:book",
    asks={"scheduledStart": "When would suit you?", "address": "What's the address?", "title": "What's the trouble?"},
    done="Booked job {it.number}, {it.title}, for {it.contact_name}[, {it.scheduled_start}][, with {it.tech_name}].",
)
async def create_job(ctx: Context, fields: JobFields) -> Job:
    """Book a new job for a customer."""
    facts = _facts(fields)
    told = Caller(facts.pop("caller_name", None), facts.pop("caller_phone", None))
    contact = await booked_for(ctx, facts.pop("contact", None), told, facts)
    if facts.pop("soonest", False):
        facts["scheduled_start"] = await first_free(ctx, facts.get("scheduled_start"))
    return await rules.open_job(ctx, contact, facts.pop("title"), facts)


def _facts(fields: Fields) -> dict[str, Any]:
    """What was given, as a job keeps it."""
    facts = fields.given()
    if "promised_window" in facts:
        window = facts.pop("promised_window")
        facts |= {"window_start": window and window.start, "window_end": window and window.end}
    return facts


_IT = r"(?:it|this|that|her|him|(?:this|that) one|(?:the|this|that|my) (?:[\w']+ ){0,3}job)"
_ENDS = r"(?=$| (?:up|out|now|and|then|please|for|at|again|okay|man|back)\b)"
_I_AM = (
    r"(?:(?:okay|ok|alright|so|hey|well|morning|yeah|now|oh|uh|um|and|i'm|i am|we're|we are|just|about to|finally) )*"
)
_ELSEWHERE = r"home|lunch|dinner|supply|shop|office|gas|warehouse|yard|coffee|break|store|depot"
# How those who do the work say of the job at hand that they set out for it, begin it, go on with it or close it.
SET_OUT_OR_AT_IT = (
    rf"\b(?:get|got) {_IT} (?:started|going|rolling)\b",
    rf"\b(?:re)?start (?:{_IT}|up)(?: back)?(?: up)?{_ENDS}",
    rf"\bpick {_IT} back up\b",
    r"\boff hold\b|\bback (?:on|at) it\b(?! (?:at|by|around|in) )",
    rf"\b(?:close|wrap|finish|button) {_IT}(?: (?:out|up))?{_ENDS}",
    rf"^{_I_AM}(?:roll(?:in|ing)|head(?:in|ing|ed)|driving|leav(?:ing|in)(?= (?:\w+ )?for\b)|"
    rf"en route|on my way|off(?= to\b))\b"
    rf"(?!(?: \w+){{0,3}} (?:{_ELSEWHERE})\b)",
    r"\b(?:i'm|i am|we're) (?:only |just |still )?(?:driving|heading|rolling) (?:there|over)\b",
)


def _cancelling(values: dict[str, Any]) -> str | None:
    return "Cancel job {job.number}, {job.title}?" if values.get("status") == "cancelled" else None


@jobs.write(
    "PATCH /{job}",
    "rename that job to water heater swap",
    "move it to two",
    asks_when=_cancelling,
    done="Changed job {it.number}, {it.title}[, set for {it.scheduled_start}].",
)
async def update_job(ctx: Context, job: Job, changes: JobChanges) -> Job:
    """Change a job: its title, time, technician, priority or notes."""
    return await rules.change_job(ctx, job, _facts(changes))


@jobs.write(
    "PATCH /{job}/status",
    "mark ten forty two done",
    "I'm on my way to the water heater",
    "I'm starting ten forty six",
    may="jobs:status",
    told_by=(
        r"\bcancel (?:his|her|their|the|that|my) (?:[\w' ]{0,25} )?(?:visit|job|appointment)\b(?! (?:note|photo))",
        r"\b(?:cancel|scrap|scratch|nix|kill|call off|drop) (?:my|the|his|her|their|our|(?:\w+ )?[a-z]+'s) "
        rf"{HOURS}(?: (?:fifteen|thirty|forty five))?(?: o'?clock)?(?: (?:job|visit|appointment|call|one))?"
        r"(?= (?:today|tomorrow|please|then|and|he|she|they|for|with)\b|$)",
        r"^(?:(?:okay|ok|go ahead and|please|now|and|so|um|uh) )*start (?:up )?(?:the|that|this|my) [\w' ]{2,30} job"
        r"(?: (?:now|please|up))*$",
    ),
    told_at_work=SET_OUT_OR_AT_IT,
    also=("PATCH /tech/jobs/{job}/status",),
    asks_when=_cancelling,
    done="Job {it.number}, {it.title}, is {it.status}.",
)
async def update_job_status(ctx: Context, job: Job, status: Status) -> Job:
    """Say how a job stands."""
    return rules.set_status(ctx, job, status)


@jobs.write(
    "PATCH /{job}/assign",
    "give the sewer camera job to Luis",
    may="jobs:dispatch",
    also=("POST /dispatch/assign", "POST /dispatch/reassign"),
    done="{it.tech_name} has job {it.number}, {it.title}[, {it.scheduled_start}].",
)
async def assign_job(ctx: Context, job: Job, tech: User) -> Job:
    """Assign a technician to a job."""
    return await rules.assign(ctx, job, tech)
