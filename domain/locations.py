"""Where a job really is: the place where somebody stood who was there."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from domain.context import Context
from domain.problems import Missing
from storage.jobs import Job
from storage.locations import GpsPoint

FRESH = timedelta(minutes=10)


async def capture(
    ctx: Context, job: Job, place: tuple[float, float] | None, accuracy: float | None, at: datetime | None
) -> GpsPoint:
    """Pin a job to a place, the speaker's own last one where none is told; the point joins the speaker's trail."""
    if place is None:
        here = await last_point(ctx)
        if here is None:
            raise Missing(["lat", "lng"])
        place, accuracy = (here.lat, here.lng), here.accuracy
    lat, lng = place
    point = GpsPoint(
        user_id=ctx.actor.user_id, job=job, job_id=job.id, lat=lat, lng=lng, accuracy=accuracy, at=at or ctx.now()
    )
    job.lat, job.lng = lat, lng
    ctx.session.add(point)
    return point


async def last_point(ctx: Context) -> GpsPoint | None:
    """Where the speaker's phone was, if it told so in the last minutes."""
    found: GpsPoint | None = await ctx.session.scalar(
        select(GpsPoint)
        .where(GpsPoint.user_id == (ctx.actor.user_id or ""), GpsPoint.at > ctx.now() - FRESH)
        .order_by(GpsPoint.at.desc())
        .limit(1)
    )
    return found
