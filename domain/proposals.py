"""Proposals for a better schedule: what would change, what that gains, and carrying it out after a yes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from domain.board import Board, Standing, board, waiting_jobs
from domain.context import Context
from domain.hours import A_DAY, working
from domain.jobs import hand_over, length, must_be_free, set_times
from domain.ordering import Cost, better, cost
from domain.problems import Conflict, FieldError, Invalid
from domain.schedule import asked
from domain.skills import known
from domain.stretches import Stretch
from domain.travel import Known
from domain.wording import listed
from storage.jobs import Job
from storage.users import User

Kind = Literal["placed", "moved"]
LONGEST = timedelta(days=14)
CHANGED = "The schedule has changed in the meantime; look at the new proposal first."


@dataclass(frozen=True, slots=True)
class Move:
    """A visit that would be somewhere else, or somewhere at last."""

    job: Job
    tech: User
    visit: Stretch

    @property
    def kind(self) -> Kind:
        """Whether it waited until now, or is moved."""
        return "placed" if self.job.scheduled_start is None or self.job.tech_id is None else "moved"

    @property
    def told(self) -> tuple[str, ...]:
        """Which visit, as it stands now, goes to whom and when."""
        when = (self.visit.start.isoformat(), self.visit.end.isoformat())
        return self.job.id, str(self.job.version), self.tech.id, *when


@dataclass(frozen=True, slots=True)
class Left:
    """A job that is left as it is, and why it cannot be put anywhere."""

    job: Job
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would change, and what the board costs before and after."""

    span: Stretch
    moves: Sequence[Move]
    left: Sequence[Left]
    before: Cost
    after: Cost
    by: Known
    question: str = field(default="", compare=False)

    @property
    def binding(self) -> str:
        """What makes it this very proposal: every visit that it moves, as it stands now, and where to."""
        told = sorted(" ".join(each.told) for each in self.moves)
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]

    @property
    def placed(self) -> list[Move]:
        """The waiting jobs that it puts on the calendar."""
        return [each for each in self.moves if each.kind == "placed"]

    @property
    def moved(self) -> list[Move]:
        """The booked visits that it moves."""
        return [each for each in self.moves if each.kind == "moved"]


def span_asked(ctx: Context, day: date | None, start: date | datetime | None, end: date | datetime | None) -> Stretch:
    """The days to be put in order: those asked for, else today, or the next working day once today's work is over."""
    alone = start is None and end is None
    span = asked(ctx, day or _working_day(ctx), None) if alone else asked(ctx, start, end)
    if span.length > LONGEST:
        raise Invalid("Ask for two weeks at the most.", [FieldError("dateEnd", "is too late")])
    return span


def _working_day(ctx: Context) -> date:
    today = ctx.now().date()
    for place in range(8):
        day = today + place * A_DAY
        if working(ctx.company, Stretch(max(ctx.now(), ctx.at(day)), ctx.at(day + A_DAY))):
            return day
    return today


async def proposed(ctx: Context, span: Stretch, tech: User | None, *, same_hands: bool) -> Proposal:
    """The best that was found: booked visits in a better order, and what waits put where there is room.

    A booked visit stays on its day; what waits comes on the first day that has room for it, the most pressing first.
    With `same_hands` visits stay with their technicians, and nothing new is put on their days.
    """
    waits = [] if same_hands else await waiting_jobs(ctx)
    total = Proposal(span, (), (), Cost(0, 0, 0), Cost(0, 0, 0), "estimate")
    reasons: dict[str, Left] = {}
    for day in _days(ctx, span):
        found = await board(ctx, day, tech, waits, same_hands=same_hands)
        if found is None:
            continue
        best = await better(found)
        waits = [job for job in waits if job.id not in best]
        reasons |= {left.job.id: left for left in _left(found, best)}
        before, after = cost(found, found.standing), cost(found, best)
        total = replace(
            total,
            moves=[*total.moves, *_moves(found, best)],
            before=total.before + before,
            after=total.after + after,
            by=found.distances.by,
        )
    moved = {each.job.id for each in total.moves}
    return replace(total, left=[left for job, left in reasons.items() if job not in moved])


def _days(ctx: Context, span: Stretch) -> Iterable[Stretch]:
    """The days of a span, the first and the last as far as they lie in it."""
    start = span.start
    while start < span.end:
        midnight = ctx.at(start.astimezone(ctx.company.timezone).date() + A_DAY)
        yield Stretch(start, min(midnight, span.end))
        start = midnight


def _moves(found: Board, best: Standing) -> list[Move]:
    changed = ((job, put) for job, put in best.items() if found.standing.get(job) != put)
    moves = [Move(found.jobs[job], found.work_days[put.work_day].tech, put.visit) for job, put in changed]
    return sorted(moves, key=lambda each: (each.visit, each.job.number))


def _left(found: Board, best: Standing) -> list[Left]:
    nowhere = [Left(job, "has no place on the map") for job in found.nowhere]
    waiting = [found.jobs[job] for job in found.waiting if job not in best]
    return [*nowhere, *(Left(job, why) for job in waiting if (why := _why_not(found, job)))]


def _why_not(found: Board, job: Job) -> str | None:
    """Why a job that waits found no place; None if it has no business on these days."""
    days = found.days_for(job.id)
    techs = {each.tech.id for each in found.work_days}
    if (job.tech_id and job.tech_id not in techs) or (job.scheduled_start and not found.windows(job, days)):
        return None
    if not days:
        return f"needs somebody for {listed(sorted(known(job.skills)))}"
    if not found.windows(job, days):
        longest = max(each.length for day in found.work_days for each in day.open)
        return "is promised for another time" if length(job) <= longest else "takes longer than there is"
    return "fits in nowhere"


async def carry_out(ctx: Context, proposal: Proposal) -> None:
    """Make every move of a proposal, or none if anything that it moves has changed since."""
    ids = {move.job.id: move for move in proposal.moves}
    theirs = (
        select(Job)
        .where(Job.id.in_(ids))
        .options(joinedload(Job.tech), joinedload(Job.contact))
        .with_for_update(of=Job)
    )
    jobs = list(await ctx.session.scalars(theirs))
    staff = {each.id: each for each in await ctx.session.scalars(select(User).where(User.active))}
    if any(job.version != ids[job.id].job.version for job in jobs) or len(jobs) != len(ids):
        raise Conflict(CHANGED)
    for job in jobs:
        move = ids[job.id]
        if move.tech.id not in staff:
            raise Conflict(CHANGED)
        hand_over(job, staff[move.tech.id])
        set_times(job, move.visit.start, move.visit.end)
    await ctx.session.flush()
    for job in jobs:
        assert job.tech is not None
        await must_be_free(ctx, job, job.tech)
