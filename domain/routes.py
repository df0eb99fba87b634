"""Routes: each technician's stops of a day in driving order, when they arrive at each, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from domain.context import Context
from domain.gps_points import Arrival, Position, arrivals, last_positions
from domain.hours import A_DAY
from domain.jobs import BUSY
from domain.ports import Leg, Place
from domain.schedule import technicians, visit_of, visits_in
from domain.stretches import Stretch
from domain.travel import Known, base_of, drive, place_of
from storage.jobs import Job
from storage.users import User

LAST_SEEN = timedelta(hours=1)
DRIVEN = (*BUSY, "completed")


@dataclass(frozen=True, slots=True)
class Now:
    """Where everybody was last, and when those who are on the way will be there."""

    positions: Mapping[str, Position]
    arrivals: Mapping[str, Arrival]


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit of a route: when somebody could be there at the earliest, who left the one before as soon as possible.

    The way to it is unknown to the first from nowhere, and wherever a place is unknown.
    """

    job: Job
    place: Place | None
    leg: Leg | None
    earliest: datetime
    departure: datetime
    expected: Arrival | None = None

    @property
    def arrival(self) -> datetime:
        """When the technician is there: at the time set, or as soon after it as can be."""
        return max(self.earliest, visit_of(self.job).start)

    @property
    def spare(self) -> timedelta:
        """How much time there is to spare before the time set."""
        return self.arrival - self.earliest

    @property
    def late(self) -> timedelta:
        """How long after the time set the technician is there."""
        return self.arrival - visit_of(self.job).start


@dataclass(frozen=True, slots=True)
class Route:
    """A technician's stops in driving order, and the shape of the way where roads are known."""

    tech: User
    start: Place | None
    stops: Sequence[Stop]
    by: Known
    shape: str | None
    position: Position | None = None

    @property
    def seconds(self) -> int:
        """How long the driving takes in all."""
        return sum(stop.leg.seconds for stop in self.stops if stop.leg)

    @property
    def meters(self) -> int:
        """How far it is in all."""
        return sum(stop.leg.meters for stop in self.stops if stop.leg)


async def routes(ctx: Context, day: date, tech: User | None) -> list[Route]:
    """The routes of a day, by name; of one technician, or of all who have a visit."""
    techs = [tech] if tech else await technicians(ctx)
    visits = await visits_of(ctx, day, techs)
    now = Now(await last_positions(ctx, [each.id for each in techs], LAST_SEEN), await _arrivals(ctx, visits))
    return [await _route(ctx, each, visits[each.id], now) for each in techs if tech or visits[each.id]]


async def _arrivals(ctx: Context, visits: Mapping[str, Sequence[Job]]) -> Mapping[str, Arrival]:
    return await arrivals(ctx, [job for theirs in visits.values() for job in theirs])


async def visits_of(ctx: Context, day: date, techs: Sequence[User]) -> dict[str, list[Job]]:
    """By technician: the visits that begin on a day, in order."""
    span = Stretch(ctx.at(day), ctx.at(day + A_DAY))
    theirs = [*visits_in(span), Job.scheduled_start >= span.start, Job.status.in_(DRIVEN)]
    statement = select(Job).where(*theirs, Job.tech_id.in_([each.id for each in techs]))
    found: dict[str, list[Job]] = {each.id: [] for each in techs}
    loaded = statement.options(joinedload(Job.contact), joinedload(Job.tech)).order_by(Job.scheduled_start, Job.id)
    for job in await ctx.session.scalars(loaded):
        found[job.tech_id or ""].append(job)
    return found


async def _route(ctx: Context, tech: User, visits: Sequence[Job], now: Now) -> Route:
    base, places = base_of(ctx.company), [place_of(job) for job in visits]
    known = [place for place in (base, *places) if place]
    driven, by = await drive(ctx, known)
    legs = iter(driven.legs)
    here, stops = base, list[Stop]()
    for job, place in zip(visits, places, strict=True):
        leg = next(legs) if place and here else None
        here = place or here
        left = stops[-1].departure if stops else None
        stops.append(_stop(ctx, job, place, leg, left, now.arrivals.get(job.id)))
    return Route(tech, base, stops, by, driven.shape, now.positions.get(tech.id))


def _stop(
    ctx: Context, job: Job, place: Place | None, leg: Leg | None, left: datetime | None, expected: Arrival | None
) -> Stop:
    visit = visit_of(job)
    on_the_way = timedelta(seconds=leg.seconds if leg else 0)
    earliest = visit.start if left is None or _there(job) else left + on_the_way
    earliest = expected.at if expected else earliest
    departure = max(earliest, visit.start) + visit.length
    if job.status == "completed":
        departure = max(visit.start, job.completed_at or visit.end)
    elif _there(job):
        departure = max(visit.end, ctx.now())
    return Stop(job, place, leg, earliest, departure, expected)


def _there(job: Job) -> bool:
    """Whether the technician is there, or has been."""
    return job.status in ("in_progress", "completed")
