"""Putting the schedule in order: a proposal first, and carried out after a yes."""

from __future__ import annotations

import datetime as dates
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from domain import proposal_words as words
from domain import proposals as rules
from domain.context import Context
from domain.problems import Conflict
from domain.proposals import Kind, Left, Move, Proposal
from domain.travel import Known, customer_of
from storage.jobs import Job
from storage.users import User
from tools.card import Time, Wire
from tools.jobs import JobCard
from tools.listing import Moment
from tools.operation import UNSAID, Fields
from tools.resource import Resource


class MoveCard(Wire):
    """A visit that is put or moved: whose it was and when, and whose it becomes and when."""

    job_id: str
    number: int
    title: str
    contact_name: str
    kind: Kind
    from_tech_id: str | None
    from_tech_name: str | None
    to_tech_id: str
    to_tech_name: str
    from_start: Time | None
    to_start: Time
    to_end: Time


class LeftCard(Wire):
    """A job that is left as it is, and why."""

    job_id: str
    number: int
    title: str
    reason: str


class ProposalCard(Wire):
    """What changes, and what it gains."""

    proposal: str = Field(description="Names this very proposal: give it back with apply, to carry out no other.")
    applied: bool
    summary: str
    moves: list[MoveCard]
    left: list[LeftCard]
    driving_seconds_before: int
    driving_seconds_after: int
    saved_seconds: int = Field(description="Less driving; negative where more is fitted in.")
    distance_meters_before: int
    distance_meters_after: int
    late_seconds_before: int
    late_seconds_after: int
    by: Known = Field(description="Whether times are by road or estimated from coordinates.")

    def spoken(self, now: datetime) -> str:
        return self.summary


class Scope(Fields):
    """Whose days, and whether to carry it out."""

    date: Annotated[dates.date | None, Field(description="The day; today, if not said.")] = None
    date_start: Annotated[Moment | None, Field(description="From this day or time on, for more than a day.")] = None
    date_end: Annotated[Moment | None, Field(description="Up to this date (all of it) or time.")] = None
    tech: Annotated[User | None, Field(description="One technician's; everybody's, if not said.")] = None
    apply: bool = Field(default=False, description="Carry it out; else it is only proposed.", json_schema_extra=UNSAID)
    proposal: Annotated[str | None, Field(max_length=64, description="Carry out this very proposal or none.")] = Field(
        default=None, json_schema_extra=UNSAID
    )


schedules = Resource(Job, JobCard, "/schedule/optimize", "schedule", permits="dispatch")
tours = Resource(Job, JobCard, "/dispatch/optimize", "route", permits="dispatch")


async def _schedule(ctx: Context, scope: Scope) -> Proposal:
    return await _proposed(ctx, scope, same_hands=False)


async def _routes(ctx: Context, scope: Scope) -> Proposal:
    return await _proposed(ctx, scope, same_hands=True)


async def _proposed(ctx: Context, scope: Scope, *, same_hands: bool) -> Proposal:
    span = rules.span_asked(ctx, scope.date, scope.date_start, scope.date_end)
    return words.asked(ctx, await rules.proposed(ctx, span, scope.tech, same_hands=same_hands))


def _question(values: dict[str, Any]) -> str | None:
    return "{prepared.question}" if values["prepared"].question else None


def _only_shows(ctx: Context, values: Any) -> bool:
    return not (values["apply"] or ctx.agreed)


@schedules.write(
    "POST ",
    "optimize the schedule for tomorrow",
    "squeeze the unscheduled stuff into whatever gaps we've got this week",
    "tighten up today's calendar, there's way too much dead time",
    "balance the load tomorrow, Tasha's slammed and Sam's got nothing",
    may="dispatch:optimize",
    prepares=_schedule,
    previews=_only_shows,
    asks_when=_question,
    done="{it.summary}",
)
async def optimize_schedule(ctx: Context, scope: Scope) -> ProposalCard:
    """Propose who goes where when, with what waits fitted in; after a yes, make it so."""
    return await _settled(ctx, scope)


@tours.write(
    "POST ",
    "optimize the routes for today",
    "tighten up everybody's drive this afternoon",
    "re-order Luis's stops so he isn't zigzagging all over town",
    "cut down the windshield time tomorrow",
    may="dispatch:optimize",
    prepares=_routes,
    previews=_only_shows,
    asks_when=_question,
    done="{it.summary}",
)
async def optimize_routes(ctx: Context, scope: Scope) -> ProposalCard:
    """Propose a better order of each technician's own stops; after a yes, make it so."""
    return await _settled(ctx, scope)


async def _settled(ctx: Context, scope: Scope) -> ProposalCard:
    """The proposal, carried out where that was asked for or agreed to."""
    proposal: Proposal = ctx.prepared
    applies = scope.apply or ctx.agreed
    if scope.proposal is not None and scope.proposal != proposal.binding:
        raise Conflict(rules.CHANGED)
    if applies:
        await rules.carry_out(ctx, proposal)
    return ProposalCard(
        proposal=proposal.binding,
        applied=applies,
        summary=words.told(ctx, proposal, applied=applies),
        moves=[_move(each) for each in proposal.moves],
        left=[_left(each) for each in proposal.left],
        driving_seconds_before=proposal.before.seconds,
        driving_seconds_after=proposal.after.seconds,
        saved_seconds=proposal.before.seconds - proposal.after.seconds,
        distance_meters_before=proposal.before.meters,
        distance_meters_after=proposal.after.meters,
        late_seconds_before=proposal.before.late,
        late_seconds_after=proposal.after.late,
        by=proposal.by,
    )


def _move(move: Move) -> MoveCard:
    job = move.job
    return MoveCard(
        job_id=job.id,
        number=job.number,
        title=job.title,
        contact_name=customer_of(job),
        kind=move.kind,
        from_tech_id=job.tech_id,
        from_tech_name=job.tech.name if job.tech else None,
        to_tech_id=move.tech.id,
        to_tech_name=move.tech.name,
        from_start=job.scheduled_start,
        to_start=move.visit.start,
        to_end=move.visit.end,
    )


def _left(left: Left) -> LeftCard:
    return LeftCard(job_id=left.job.id, number=left.job.number, title=left.job.title, reason=left.reason)
