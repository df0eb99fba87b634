"""Positions: a technician's phone says where it is, so that dispatch and the customer know when they will be there."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field
from sqlalchemy import select

from domain import gps_points as rules
from domain.context import Context
from domain.problems import Conflict
from domain.travel import Known, far
from domain.wording import counted, length
from storage.jobs import Job
from storage.locations import GpsPoint
from storage.users import User
from tools.card import Time, Wire
from tools.locations import GpsPointCard
from tools.operation import UNSAID, Fields
from tools.resource import Resource

MOST_POINTS = 1000
NOT_BY_VOICE = (
    "I can't see where you are from a call; share your position in the app, and dispatch sees you on the map."
)
Lat = Annotated[float, Field(ge=-90, le=90, description="Degrees north.")]
Lng = Annotated[float, Field(ge=-180, le=180, description="Degrees east.")]
At = Annotated[AwareDatetime | None, Field(description="When, by the phone's clock; now, if left out.")]


class GpsPointFields(Fields):
    """One point of a batch."""

    lat: Lat
    lng: Lng
    at: At = None
    job: Annotated[Job | None, Field(description="The job that they were driving to or at.")] = None


class Batch(Fields):
    """One point, or many at once."""

    lat: Lat | None = None
    lng: Lng | None = None
    at: At = None
    job: Annotated[Job | None, Field(description="The job that they are driving to or at.")] = None
    points: Annotated[
        list[GpsPointFields], Field(max_length=MOST_POINTS, description="Several points, in any order.")
    ] = Field(default=[], json_schema_extra=UNSAID)
    sent_at: Annotated[
        AwareDatetime | None, Field(description="The phone's clock now, so that a wrong one is put right.")
    ] = Field(default=None, json_schema_extra=UNSAID)
    tech: Annotated[User | None, Field(description="Who they are of: the one who is signed in, and nobody else.")] = (
        Field(default=None, json_schema_extra=UNSAID)
    )


class RefusedPoint(Wire):
    """A point that was not kept, and why."""

    index: int
    reason: str


class ArrivalCard(Wire):
    """When somebody will be at the job that they are on the way to."""

    job_id: str
    at: Time
    travel_seconds: int
    distance_meters: int
    by: Known = Field(description="Whether by road or estimated from coordinates.")


class TrackedCard(Wire):
    """What became of the points."""

    accepted: int
    duplicates: int
    refused: list[RefusedPoint]
    stretches: Annotated[int, Field(description="How many stretches without a gap they are parts of.")]
    last_at: Time
    arrivals: list[ArrivalCard]
    told: str


gps = Resource(GpsPoint, GpsPointCard, "/gps", "position", permits="gps")


@gps.write(
    "POST /track",
    "log my location",
    "let dispatch see where my van is",
    "ping my location",
    done="{it.told}",
    may="gps:track",
    by_itself=True,
)
async def track_gps(ctx: Context, batch: Batch) -> TrackedCard:
    """Tell where one is, so that dispatch sees it and arrival times follow."""
    told = await rules.track(ctx, batch.tech, _points(ctx, batch), batch.sent_at)
    assert told.last_at is not None
    ways = await rules.arrivals_at(ctx, await _on_the_way(ctx))
    return TrackedCard(
        accepted=told.accepted,
        duplicates=told.duplicates,
        refused=[RefusedPoint(index=place, reason=f"The time {why}.") for place, why in told.refused],
        stretches=told.stretches,
        last_at=told.last_at,
        arrivals=[_arrival(job_id, each) for job_id, each in ways.items()],
        told=_told(ctx, told, list(ways.values())),
    )


def _points(ctx: Context, batch: Batch) -> list[rules.Point]:
    points = [rules.Point(each.lat, each.lng, each.at, each.job) for each in batch.points or ()]
    if batch.lat is not None and batch.lng is not None:
        points.append(rules.Point(batch.lat, batch.lng, batch.at, batch.job))
    if not points and ctx.channel == "voice":
        raise Conflict(NOT_BY_VOICE)
    return points


async def _on_the_way(ctx: Context) -> list[str]:
    mine = select(Job.id).where(Job.tech_id == (ctx.actor.user_id or ""), Job.status == "en_route")
    return list(await ctx.session.scalars(mine))


def _arrival(job_id: str, arrival: rules.Arrival) -> ArrivalCard:
    return ArrivalCard(
        job_id=job_id,
        at=arrival.at,
        travel_seconds=arrival.seconds,
        distance_meters=arrival.meters,
        by=arrival.by,
    )


def _told(ctx: Context, told: rules.Tracked, ways: list[rules.Arrival]) -> str:
    kept = "Got it" if told.accepted == 1 else f"Got {counted(told.accepted, 'position')}"
    if not ways:
        return f"{kept}; dispatch sees where you are."
    return f"{kept}; you're {length(ways[0].seconds)} out, {far(ctx.company, ways[0].meters)}."
