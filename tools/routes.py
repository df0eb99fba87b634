"""Routes: who drives where in which order, when they arrive, and how long and far it is."""

from __future__ import annotations

import datetime as dates
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from domain import routes as rules
from domain.context import Company, Context
from domain.gps_points import Position
from domain.jobs import Status
from domain.schedule import asked, own_or_anybodys, visit_of
from domain.travel import Known, customer_of, far, where
from domain.wording import clock, counted, day, length
from storage.jobs import Job
from storage.users import User
from tools.card import Time, Wire
from tools.jobs import JobCard
from tools.resource import Resource

TOLD = 3
A_MINUTE = timedelta(minutes=1)


class PlaceCard(Wire):
    """A point on the map."""

    lat: float
    lng: float


class PositionCard(PlaceCard):
    """Where somebody was last, and when."""

    at: Time


class StopCard(Wire):
    """A visit of a route: when the technician is there, and the way from the stop before."""

    position: int
    job_id: str
    number: int
    title: str
    contact_id: str
    contact_name: str
    address: str | None
    city: str | None
    lat: float | None
    lng: float | None
    status: Status
    scheduled_start: Time
    scheduled_end: Time
    arrival: Time
    departure: Time
    travel_seconds: int | None
    distance_meters: int | None
    spare_seconds: int = Field(description="Time to spare before the visit, after the stop before and the way.")
    late_seconds: int
    expected: Time | None = Field(description="When whoever is on the way will be there, going by where they are.")


class RouteCard(Wire):
    """A technician's stops of a day in driving order."""

    tech_id: str
    tech_name: str
    start: PlaceCard | None = Field(description="Where the day begins, if the account names a base.")
    position: PositionCard | None = Field(description="Where they were last, if that is not over an hour ago.")
    stops: list[StopCard]
    travel_seconds: int
    distance_meters: int
    unlocated: int = Field(description="How many stops have no coordinates, so that the way there is not counted.")
    by: Known = Field(description="Whether times are by road or estimated from coordinates.")
    shape: str | None = Field(description="The way as an encoded polyline, where roads are known.")


class Routes(Wire):
    """The routes of a day."""

    date: dates.date
    items: list[RouteCard]
    count: int
    travel_seconds: int
    distance_meters: int
    told: str = Field(exclude=True)

    def spoken(self, now: datetime) -> str:
        return self.told


routes = Resource(Job, JobCard, "/dispatch/routes", "route", permits="routes")


@routes.read(
    "GET ",
    "show me Mike Alvarez's route",
    "which way should I drive today",
    "how far is Tasha driving tomorrow",
    "pull up today's routes for all the trucks",
    told_by=(
        r"^(?!.*\b(?:less|fewer|cut|save|reduc|optimi|tighten|minimi|shorten|trim|shave|reshuffle|rearrange|squeeze))"
        r".*\b(?:drive|driving|windshield|road) time\b",
    ),
)
async def list_routes(
    ctx: Context,
    tech: Annotated[User | None, Field(description="One technician's; everybody's, if not said.")] = None,
    date: Annotated[dates.date | None, Field(description="The day; today, if not said.")] = None,
) -> Routes:
    """Show each technician's stops in driving order, with times, driving time and distance."""
    asked(ctx, date, date)
    on = date or ctx.now().date()
    found = await rules.routes(ctx, on, await own_or_anybodys(ctx, tech))
    return Routes(
        date=on,
        items=[_route(each) for each in found],
        count=len(found),
        travel_seconds=sum(each.seconds for each in found),
        distance_meters=sum(each.meters for each in found),
        told=_told(ctx, on, found),
    )


def _route(route: rules.Route) -> RouteCard:
    return RouteCard(
        tech_id=route.tech.id,
        tech_name=route.tech.name,
        start=PlaceCard.model_validate(route.start) if route.start else None,
        position=_position(route.position),
        stops=[_stop(place, stop) for place, stop in enumerate(route.stops, 1)],
        travel_seconds=route.seconds,
        distance_meters=route.meters,
        unlocated=sum(stop.place is None for stop in route.stops),
        by=route.by,
        shape=route.shape,
    )


def _position(last: Position | None) -> PositionCard | None:
    return PositionCard(lat=last.place.lat, lng=last.place.lng, at=last.at) if last else None


def _stop(position: int, stop: rules.Stop) -> StopCard:
    job, visit = stop.job, visit_of(stop.job)
    return StopCard(
        position=position,
        job_id=job.id,
        number=job.number,
        title=job.title,
        contact_id=job.contact_id,
        contact_name=customer_of(job),
        **where(job),
        lat=stop.place.lat if stop.place else None,
        lng=stop.place.lng if stop.place else None,
        status=job.status,
        scheduled_start=visit.start,
        scheduled_end=visit.end,
        arrival=stop.arrival,
        departure=stop.departure,
        travel_seconds=stop.leg.seconds if stop.leg else None,
        distance_meters=stop.leg.meters if stop.leg else None,
        spare_seconds=int(stop.spare.total_seconds()),
        late_seconds=int(stop.late.total_seconds()),
        expected=stop.expected.at if stop.expected else None,
    )


def _told(ctx: Context, on: dates.date, found: list[rules.Route]) -> str:
    when = day(on, ctx.now())
    driven = [route for route in found if route.stops]
    if not driven:
        who = f"{found[0].tech.name} has no stops" if len(found) == 1 else "Nobody has any stops"
        return f"{who} {when}."
    if len(found) == 1:
        return _one_told(ctx, when, found[0])
    seconds, meters = sum(each.seconds for each in driven), sum(each.meters for each in driven)
    longest = sorted((each for each in driven if each.seconds), key=lambda each: -each.seconds)[:TOLD]
    each = [f"{route.tech.name} {length(route.seconds)}, {far(ctx.company, route.meters)}" for route in longest]
    all_of_it = f"{counted(len(driven), 'route')} {when}, {_driving(ctx.company, seconds, meters)} in all."
    return f"{all_of_it} Most: {'; '.join(each)}." if each else all_of_it


def _one_told(ctx: Context, when: str, route: rules.Route) -> str:
    zone = ctx.company.timezone
    stops = [
        f"{clock(stop.arrival.astimezone(zone))} {stop.job.title} for {customer_of(stop.job)}"
        f"{_way(stop)}{_lateness(stop)}"
        for stop in route.stops
    ]
    more = f"; then {len(stops) - TOLD} more" if len(stops) > TOLD else ""
    unknown = sum(stop.place is None for stop in route.stops)
    missing = f" {counted(unknown, 'stop')} without a place on the map not counted." if unknown else ""
    driving = _driving(ctx.company, route.seconds, route.meters)
    first = f"{route.tech.name} has {counted(len(stops), 'stop')} {when}, {driving}"
    first = f"{_out(ctx, route)}{first}"
    return f"{first}: {'; '.join(stops[:TOLD])}{more}.{missing}"


def _out(ctx: Context, route: rules.Route) -> str:
    """How far out somebody is who is on the way, going by where they are."""
    stop = next((each for each in route.stops if each.expected), None)
    if stop is None or stop.expected is None:
        return ""
    there = clock(stop.expected.at.astimezone(ctx.company.timezone))
    out = f"{length(stop.expected.seconds)} out, {far(ctx.company, stop.expected.meters)}"
    return f"{route.tech.name} is {out} from {customer_of(stop.job)}, there about {there}. "


def _driving(company: Company, seconds: int, meters: int) -> str:
    return f"{length(seconds)} of driving, {far(company, meters)}" if seconds else "no driving"


def _way(stop: rules.Stop) -> str:
    return f", {length(stop.leg.seconds)} away" if stop.leg and stop.leg.seconds else ""


def _lateness(stop: rules.Stop) -> str:
    return f", {length(int(stop.late.total_seconds()))} late" if stop.late >= A_MINUTE else ""
