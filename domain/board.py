"""The board of a day that is to be put in order: who works, what they have, and what waits to be put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from domain.context import Context
from domain.dispatch import most_pressing_first, waiting
from domain.hours import A_DAY, working
from domain.jobs import length
from domain.ports import Place, Travel
from domain.problems import Invalid
from domain.rota import STEP, Span
from domain.routes import visits_of
from domain.schedule import blocks_in, technicians, visit_of
from domain.skills import can
from domain.stretches import Stretch, clipped, merged
from domain.travel import Distances, base_of, distances, place_of
from storage.blocks import ScheduleBlock
from storage.jobs import Job
from storage.users import User

# How much it matters to a solver that a visit is somewhere: before all, that what stays does; then what was promised.
WEIGHTS: Mapping[str, int] = {"emergency": 4, "high": 3, "normal": 2, "low": 1}
STAYING, BOOKED = 100, 10
MOST_VISITS, MOST_WAITING = 250, 100
A_STEP = timedelta(seconds=STEP)


@dataclass(frozen=True, slots=True)
class WorkDay:
    """A technician's day: the time that visits may be in, and the time that is taken and is no visit on the map."""

    tech: User
    open: Sequence[Stretch]
    taken: Sequence[Stretch]


@dataclass(frozen=True, slots=True)
class Put:
    """Where a visit is put: on which work day, and from when to when."""

    work_day: int
    visit: Stretch


Standing = Mapping[str, Put]
"""Where each visit is, by its job."""


@dataclass(slots=True)
class Board:
    """Everything that an order of it needs to know. Visits that may move, stay, or wait are apart."""

    zero: datetime
    base: Place | None
    work_days: list[WorkDay]
    jobs: dict[str, Job]
    places: dict[str, Place]
    standing: dict[str, Put]
    movable: set[str]
    waiting: list[str]
    same_hands: bool
    distances: Distances
    nowhere: list[Job] = field(default_factory=list)

    def step(self, moment: datetime) -> int:
        """The step of the grid that a moment lies in."""
        return int((moment - self.zero) // A_STEP)

    def next_step(self, moment: datetime) -> int:
        """The first step of the grid from a moment on."""
        return -int(-(moment - self.zero) // A_STEP)

    def moment(self, step: int) -> datetime:
        """When a step of the grid begins."""
        return self.zero + step * A_STEP

    def windows(self, job: Job, days: Iterable[WorkDay]) -> list[Span]:
        """When a visit may begin on these days: in working time to its end, and as promised."""
        found: set[Span] = set()
        for stretch in {each for day in days for each in day.open}:
            first, last = stretch.start, stretch.end - length(job)
            if window := job.promised_window:
                first, last = max(first, window.start), min(last, window.end)
            if job.scheduled_start is not None and job.id in self.waiting:
                first, last = max(first, job.scheduled_start), min(last, job.scheduled_start)
            span = self.next_step(first), self.step(last)
            if first <= last and span[0] <= span[1]:
                found.add(span)
        return sorted(found)

    def able(self, job: Job) -> list[int]:
        """The work days of those who may go: who can do it, or only who has it where visits stay in the same hands."""
        same = self.same_hands or (job.tech_id is not None and job.id not in self.standing)
        return [
            number
            for number, each in enumerate(self.work_days)
            if (each.tech.id == job.tech_id if same else can(each.tech, job))
        ]

    def days_for(self, job: str) -> list[WorkDay]:
        """The work days that a visit may be put on."""
        return [self.work_days[number] for number in self.able(self.jobs[job])]


async def board(
    ctx: Context, span: Stretch, tech: User | None, waits: Sequence[Job], *, same_hands: bool
) -> Board | None:
    """The board of a day, or of that part of it: one technician's or everybody's; None if nobody works then."""
    day = span.start.astimezone(ctx.company.timezone).date()
    whole, ahead = Stretch(ctx.at(day), ctx.at(day + A_DAY)), Stretch(ctx.now(), LAST)
    frame = span.within(ahead)
    open_then = working(ctx.company, frame) if frame else []
    if not open_then:
        return None
    techs = [tech] if tech else await technicians(ctx)
    taken, visits = await _blocked(ctx, whole, techs), await visits_of(ctx, day, techs)
    found = Board(whole.start, base_of(ctx.company), [], {}, {}, {}, set(), [], same_hands, EMPTY)
    for each in techs:
        _lay_out(ctx, found, WorkDay(each, open_then, clipped(taken[each.id], whole)), visits[each.id])
    for job in waits:
        _add_waiting(found, job)
    if len(found.jobs) > MOST_VISITS:
        raise Invalid(f"That is more than {MOST_VISITS} visits in a day; ask for one technician.")
    found.movable = {each for each in found.movable if found.windows(found.jobs[each], found.days_for(each))}
    found.distances = await distances(ctx, [*found.places.values(), *([found.base] if found.base else [])])
    return found


async def waiting_jobs(ctx: Context) -> list[Job]:
    """What waits in the queue, the most pressing first."""
    queue = select(Job).where(waiting()).order_by(*most_pressing_first()).limit(MOST_WAITING)
    return list(await ctx.session.scalars(queue.options(joinedload(Job.contact), joinedload(Job.tech))))


def _lay_out(ctx: Context, found: Board, day: WorkDay, visits: Sequence[Job]) -> None:
    """A technician's day with what is on it. A visit that is nowhere on the map just takes its time."""
    taken = [*day.taken, *(visit_of(job) for job in visits if place_of(job) is None)]
    number = len(found.work_days)
    found.work_days.append(WorkDay(day.tech, day.open, merged(taken)))
    for job in visits:
        place = place_of(job)
        if place is None:
            found.nowhere.append(job)
            continue
        found.jobs[job.id], found.places[job.id] = job, place
        found.standing[job.id] = Put(number, _takes(ctx, job))
        if job.status == "scheduled" and any(each.covers(visit_of(job)) for each in day.open):
            found.movable.add(job.id)


def _takes(ctx: Context, job: Job) -> Stretch:
    """From when to when a visit takes: one under way at least until now."""
    visit = visit_of(job)
    return Stretch(visit.start, max(visit.end, ctx.now())) if job.status == "in_progress" else visit


async def _blocked(ctx: Context, span: Stretch, techs: Sequence[User]) -> dict[str, list[Stretch]]:
    blocks = select(ScheduleBlock).where(*blocks_in(span), ScheduleBlock.user_id.in_([each.id for each in techs]))
    found: dict[str, list[Stretch]] = {each.id: [] for each in techs}
    for block in await ctx.session.scalars(blocks):
        found[block.user_id].append(Stretch(block.start, block.end))
    return found


def _add_waiting(found: Board, job: Job) -> None:
    """What waits and has a place on the map; what has none is told of."""
    place = place_of(job)
    if place is None:
        found.nowhere.append(job)
    else:
        found.jobs[job.id], found.places[job.id] = job, place
        found.waiting.append(job.id)


LAST = datetime.max.replace(tzinfo=UTC)
EMPTY = Distances({}, Travel([], []), "estimate")
