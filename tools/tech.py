"""The technician's own day. Saying how an own job stands is `update_job_status`, under its own address too."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field
from sqlalchemy import ColumnElement, and_, or_

from domain.context import Context
from domain.jobs import Priority, Status
from storage.jobs import Job
from tools.card import Page
from tools.jobs import JobCard
from tools.listing import Listing
from tools.resource import Resource

UNDER_WAY = ("en_route", "in_progress")
Day = Annotated[date | None, Field(description="The day; today, unless a status is asked for.")]


class OwnJobs(Listing):
    """Which of the technician's jobs."""

    status: Status | None = None
    priority: Priority | None = None
    date: Day = None


own_jobs = Resource(Job, JobCard, "/tech/jobs", "job", sort="scheduledStart", permits="own-jobs")


@own_jobs.read(
    "GET ",
    "what's on my plate today",
    "where am I headed next",
    "read me my stops in the order I'm driving",
    "what have I got tomorrow",
)
async def list_tech_jobs(ctx: Context, listing: OwnJobs) -> Page[JobCard]:
    """List the technician's own jobs, today's unless told otherwise, in driving order."""
    return await own_jobs.page(ctx, listing, Job.tech_id == (ctx.actor.user_id or ""), *_when(ctx, listing))


def _when(ctx: Context, listing: OwnJobs) -> list[ColumnElement[bool]]:
    """The day's jobs that stand, and what is under way whatever its day; a status alone looks at every day."""
    if listing.date is None and listing.status is not None:
        return []
    start = ctx.at(listing.date or ctx.now().date())
    wanted: ColumnElement[bool] = and_(Job.scheduled_start >= start, Job.scheduled_start < start + timedelta(days=1))
    if listing.date is None:
        wanted = or_(wanted, Job.status.in_(UNDER_WAY))
    return [wanted] if listing.status else [wanted, Job.status != "cancelled"]
