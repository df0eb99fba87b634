"""What a customer sees of their own visits, and how they ask for another time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, StringConstraints
from sqlalchemy import ColumnElement, case

from domain import schedule_requests as rules
from domain.context import Context
from domain.gps_points import arrivals_at
from domain.jobs import OVER, Priority, Status
from domain.schedule_requests import Wants
from domain.wording import hours, when
from storage.jobs import Job
from storage.tickets import Ticket
from tools.card import Card, Page, Time, Wire, through
from tools.jobs import PromisedWindow
from tools.listing import Listing, Moment
from tools.resource import Resource

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class VisitCard(Card):
    """A visit as its customer sees it: nothing of what the office notes for itself."""

    number: int
    title: str
    description: str | None
    status: Status
    priority: Priority
    scheduled_start: Time | None
    scheduled_end: Time | None
    promised_window: PromisedWindow | None
    completed_at: Time | None
    address: str | None
    tech_name: str | None = through("tech", "name")
    arrival: Annotated[
        Time | None, Field(description="When whoever is on the way will be there, if that is known.")
    ] = None
    requested: Annotated[str | None, Field(description="What the customer has asked for and the office decides.")] = (
        None
    )

    def spoken(self, now: datetime) -> str:
        return f"{self.title}, {self._stands(now)}{f'; {self.requested}' if self.requested else ''}"

    def answering(self, said: str, now: datetime) -> str | None:
        """Whatever is asked of one's own visit, what it is and when is the answer."""
        told = self.spoken(now)
        return f"{told[:1].upper()}{told[1:]}."

    def _stands(self, now: datetime) -> str:
        by = f" with {self.tech_name}" if self.tech_name else ""
        if self.status == "scheduled" and self.scheduled_start is not None:
            if window := self.promised_window:
                return f"{hours(window.start, window.end, now)}{by}"
            return f"{when(self.scheduled_start, now)}{by}"
        if self.status == "en_route":
            there = f", there about {when(self.arrival, now)}" if self.arrival else ""
            return f"{self.tech_name or 'somebody'} is on the way{there}"
        if self.status == "in_progress":
            return f"{self.tech_name or 'somebody'} is there now"
        if self.status == "unscheduled":
            return "no time yet; the office will call you"
        if self.status == "completed" and self.completed_at is not None:
            return f"done {when(self.completed_at, now)}"
        return self.status.replace("_", " ")


class Visits(Page[VisitCard]):
    """A part of a customer's visits."""

    def lead(self, now: datetime) -> str | None:
        return None if self.count else "You have no visits coming up."


class OwnVisits(Listing):
    """Which of the own visits."""

    status: Status | None = None
    open: Annotated[bool | None, Field(description="Only what is still to come, or only what is over.")] = None
    date_start: Annotated[Moment | None, Field(description="From this date or time on.")] = None
    date_end: Annotated[Moment | None, Field(description="Up to this date (all of it) or time.")] = None


class ScheduleAnswer(Wire):
    """What became of a wish for another time."""

    job_id: str
    action: Wants
    start: Time | None
    status: Annotated[str, Field(description="requested, or done where the company lets customers do it.")]
    ticket_number: int | None
    told: str


visits = Resource(Job, VisitCard, "/customer/jobs", "visit", time="scheduled_start", permits="customer")
changes = Resource(Job, VisitCard, "/customer/schedule", "visit", permits="customer")


@visits.read(
    "GET ",
    "when's my appointment",
    "is somebody coming to my house today",
    "what time is my guy coming",
    own_kind_of=("list_jobs", "get_job", "list_schedule", "list_tech_jobs", "list_routes"),
)
async def list_customer_jobs(ctx: Context, listing: OwnVisits) -> Visits:
    """Tell a customer about their own visits, what is to come first."""
    over = Job.status.in_(OVER)
    wanted: list[ColumnElement[bool]] = []
    asks_of_all = listing.status is None and listing.open is None and listing.date_start is None
    if listing.open is not None or (asks_of_all and ctx.channel == "voice"):
        wanted.append(over if listing.open is False else ~over)
    order = case((over, 1), else_=0), Job.scheduled_start.asc().nulls_last(), Job.number
    page = await visits.page(ctx, listing, *wanted, order=order)
    asked = await rules.waiting_for(ctx, [each.id for each in page.items])
    ways = await arrivals_at(ctx, [each.id for each in page.items])
    for card in page.items:
        card.requested = _requested(ctx, card, asked.get(card.id))
        card.arrival = ways[card.id].at if card.id in ways else None
    return Visits(items=page.items, count=page.count, limit=page.limit, offset=page.offset)


def _requested(ctx: Context, card: VisitCard, ticket: Ticket | None) -> str | None:
    """What is asked for, unless the office has done it already."""
    if ticket is None or card.status in OVER or (ticket.wants_start and ticket.wants_start == card.scheduled_start):
        return None
    if ticket.wants_start is None:
        return "you asked to cancel it"
    return f"you asked for {when(ticket.wants_start, ctx.now())}"


def _calling_off(values: Mapping[str, Any]) -> str | None:
    if values.get("action") != "cancel":
        return None
    planned = ", {job.scheduled_start}" if values["job"].scheduled_start else ""
    return f"Cancel your visit for {{job.title}}{planned}?"


@changes.write(
    "POST ",
    "can we move my visit to Thursday",
    "I'd like to reschedule",
    "I need to cancel my appointment",
    told_by=(
        r"\b(?:cancel|scratch|scrap|nix|drop|kill|call off) (?:my|our|the|that|today's|tomorrow's) (?:[\w' ]{0,25} )?"
        r"(?:appointment|visit|booking|o'? ?clock|install\w*|inspection|repair|guy|man)\b"
        r"(?! (?:fee|policy|charge|bill))",
    ),
    asks_when=_calling_off,
    done="{it.told}",
    own_kind_of=("update_job", "update_job_status", "delete_job", "assign_job", "delete_block"),
    hour="start",
    asks={"start": "When would suit you?", "jobId": "Which visit?"},
)
async def request_schedule_change(
    ctx: Context,
    job: Annotated[Job, Field(description="Which of the own visits.")],
    action: Annotated[Wants, Field(description="Another time, or not at all.")] = "reschedule",
    start: Annotated[AwareDatetime | None, Field(description="When it should be instead.")] = None,
    reason: Annotated[Reason | None, Field(description="Why, if they said.")] = None,
) -> ScheduleAnswer:
    """Ask the office to move or cancel an own visit."""
    answer = await rules.ask_to_change(ctx, job, action, start, reason)
    return ScheduleAnswer(
        job_id=job.id,
        action=action,
        start=start if action == "reschedule" else None,
        status="requested" if answer.ticket else "done",
        ticket_number=answer.ticket.number if answer.ticket else None,
        told=answer.told,
    )
