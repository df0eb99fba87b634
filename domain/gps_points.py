"""Where technicians are: points as their phones send them, in batches, late, twice and by clocks that are wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import and_, delete, func, select
from sqlalchemy.orm import joinedload

from domain.context import Context
from domain.ports import Place
from domain.problems import FieldError, Forbidden, Invalid, Missing
from domain.roles import Role
from domain.travel import Known, drive, place_of
from storage.jobs import Job
from storage.locations import GpsPoint
from storage.session import insert_into, whole
from storage.types import new_id
from storage.users import User

KEPT = timedelta(days=30)
AHEAD = timedelta(minutes=2)  # so far a phone's clock may be ahead and nothing is said of it
GAP = timedelta(minutes=10)  # after so long without a point, nobody knows the way between
FRESH = timedelta(minutes=15)  # so long a position says where somebody is now
UNAUDITED = {"unaudited": "a position is no business record: it is kept for a month, and the audit for good"}
FUTURE = "is in the future; set the phone's clock, or send sentAt"
OLD = "is more than 30 days old"


@dataclass(frozen=True, slots=True)
class Point:
    """Where somebody was, and when by the phone's clock; now, if it did not say."""

    lat: float
    lng: float
    at: datetime | None = None
    job: Job | None = None


@dataclass(slots=True)
class Tracked:
    """What became of a batch."""

    accepted: int = 0
    duplicates: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    stretches: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Where somebody was last, and when."""

    place: Place
    at: datetime
    job_id: str | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """When somebody who is on the way will be there, going by where they are."""

    at: datetime
    seconds: int
    meters: int
    by: Known


async def track(ctx: Context, tech: User | None, points: Sequence[Point], sent_at: datetime | None) -> Tracked:
    """Keep the points of whoever is signed in; raises `Invalid` where none of them can be."""
    user_id = _own(ctx, tech)
    if not points:
        raise Missing(["lat", "lng"])
    now = ctx.now()
    wrong_by = now - sent_at if sent_at else timedelta()
    if abs(wrong_by) <= AHEAD:
        wrong_by = timedelta()
    told, rows = Tracked(), dict[datetime, dict[str, Any]]()
    for place, point in enumerate(points):
        told_at = point.at or now
        at = told_at + wrong_by
        if at > now + AHEAD or at < now - KEPT:
            told.refused.append((place, FUTURE if at > now else OLD))
            continue
        told.duplicates += told_at in rows
        rows.setdefault(told_at, _row(ctx, user_id, point, told_at, min(at, now)))
    if not rows:
        raise Invalid(f"The time {told.refused[0][1]}.", [FieldError(f"points.{n}.at", why) for n, why in told.refused])
    await _keep(ctx, user_id, list(rows.values()), told)
    await _forget_old(ctx, now)
    return told


async def last_positions(ctx: Context, user_ids: Iterable[str], within: timedelta = FRESH) -> Mapping[str, Position]:
    """By person: where they were last, if that is not long ago. Whoever asks: what is told of it is for the caller."""
    wanted = [GpsPoint.user_id.in_(list(user_ids)), GpsPoint.at > ctx.now() - within]
    every = whole(ctx.session)
    latest = select(GpsPoint.user_id, func.max(GpsPoint.at).label("at")).where(*wanted).group_by(GpsPoint.user_id)
    newest = latest.subquery()
    same = and_(GpsPoint.user_id == newest.c.user_id, GpsPoint.at == newest.c.at)
    found = await ctx.session.scalars(select(GpsPoint).join(newest, same).options(every))
    return {each.user_id or "": Position(Place(each.lat, each.lng), each.at, each.job_id) for each in found}


async def arrivals(ctx: Context, jobs: Sequence[Job]) -> Mapping[str, Arrival]:
    """By job that somebody is on the way to: when they will be there, where a fresh position tells."""
    driving = [job for job in jobs if job.status == "en_route" and job.tech_id]
    positions = await last_positions(ctx, {job.tech_id for job in driving if job.tech_id}) if driving else {}
    found: dict[str, Arrival] = {}
    for job in driving:
        position, place = positions.get(job.tech_id or ""), place_of(job)
        if position is not None and place is not None:
            found[job.id] = await _arrival(ctx, position, place)
    return found


async def arrivals_at(ctx: Context, job_ids: Sequence[str]) -> Mapping[str, Arrival]:
    """The same by the jobs' ids."""
    jobs = select(Job).where(Job.id.in_(job_ids), Job.status == "en_route").options(joinedload(Job.contact))
    return await arrivals(ctx, list(await ctx.session.scalars(jobs)))


async def _arrival(ctx: Context, position: Position, place: Place) -> Arrival:
    way, by = await drive(ctx, [position.place, place])
    seconds, meters = way.legs[0].seconds, way.legs[0].meters
    there = max(ctx.now(), position.at + timedelta(seconds=seconds))
    return Arrival(there, seconds, meters, by)


def _own(ctx: Context, tech: User | None) -> str:
    user_id = ctx.actor.user_id
    if user_id is None or (tech is not None and tech.id != user_id) or ctx.actor.role is Role.OPERATOR:
        raise Forbidden("A position is sent by whoever is there; sign in as them.")
    return user_id


def _row(ctx: Context, user_id: str, point: Point, told_at: datetime, at: datetime) -> dict[str, Any]:
    now = ctx.now()
    own = {"account_id": ctx.actor.account_id, "id": new_id(), "user_id": user_id, "version": 1}
    where = {"lat": point.lat, "lng": point.lng, "job_id": point.job.id if point.job else None}
    return {**own, **where, "at": at, "told_at": told_at, "created_at": now, "updated_at": now}


async def _keep(ctx: Context, user_id: str, rows: list[dict[str, Any]], told: Tracked) -> None:
    """Put the points down, those that are there already left out; where there was a gap before one, it starts anew."""
    rows.sort(key=lambda row: row["at"])
    before = select(func.max(GpsPoint.at)).where(GpsPoint.user_id == user_id, GpsPoint.at < rows[0]["at"])
    times = [await ctx.session.scalar(before), *(row["at"] for row in rows)]
    for row, (earlier, later) in zip(rows, pairwise(times), strict=True):
        row["starts"] = earlier is None or later - earlier > GAP
    made = insert_into(ctx.session, GpsPoint).values(rows)
    known_by = ["account_id", "user_id", "told_at"]
    new = made.on_conflict_do_nothing(index_elements=known_by).returning(GpsPoint.at, GpsPoint.starts)
    kept = list(await ctx.session.execute(new, execution_options=UNAUDITED))
    told.accepted = len(kept)
    told.duplicates += len(rows) - len(kept)
    told.stretches = sum(starts for _, starts in kept) + bool(rows and not rows[0]["starts"])
    told.last_at = rows[-1]["at"]


async def _forget_old(ctx: Context, now: datetime) -> None:
    """Sweep out what is more than a month old, everybody's: whoever left sends nothing any more."""
    old = delete(GpsPoint).where(GpsPoint.at < now - KEPT)
    await ctx.session.execute(old.options(whole(ctx.session)), execution_options=UNAUDITED)
