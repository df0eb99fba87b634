"""Many jobs at once: all of them change, or none does and the first that refuses is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from domain.context import Context
from domain.jobs import Priority, Status, hand_over, must_be_free, set_status, set_times
from domain.problems import Conflict, Invalid
from storage.jobs import Job
from storage.users import User


@dataclass(frozen=True, slots=True)
class JobChange:
    """What is to become of every job. A plain date as start keeps each visit's time of day."""

    tech: User | None = None
    status: Status | None = None
    priority: Priority | None = None
    start: datetime | date | None = None
    shift: timedelta | None = None

    @property
    def moves(self) -> bool:
        """Whether somebody's day changes by it."""
        return self.tech is not None or self.start is not None or self.shift is not None


async def change_jobs(ctx: Context, jobs: Sequence[Job], change: JobChange) -> None:
    """Make the change on every job. Whose day is free is asked once all have moved, so that they may trade places."""
    for job in jobs:
        with _naming(job):
            _change(ctx, job, change)
    await ctx.session.flush()
    for job in jobs:
        if change.moves and job.tech is not None:
            with _naming(job):
                await must_be_free(ctx, job, job.tech)


def delete_jobs(ctx: Context, jobs: Sequence[Job]) -> None:
    """Delete every job."""
    for job in jobs:
        job.deleted_at = ctx.now()


def _change(ctx: Context, job: Job, change: JobChange) -> None:
    if change.tech is not None:
        hand_over(job, change.tech)
    if change.start is not None or change.shift is not None:
        set_times(job, _start(ctx, job, change), None)
    if change.priority is not None:
        job.priority = change.priority
    if change.status is not None:
        set_status(ctx, job, change.status)


def _start(ctx: Context, job: Job, change: JobChange) -> datetime:
    if isinstance(change.start, datetime):
        return change.start
    if job.scheduled_start is None:
        raise Conflict(f"Job {job.number} has no time yet; give it one of its own first.")
    local = job.scheduled_start.astimezone(ctx.company.timezone)
    if change.start is not None:
        return ctx.at(change.start, local.time())
    return job.scheduled_start + cast(timedelta, change.shift)


@contextmanager
def _naming(job: Job) -> Iterator[None]:
    """Say which job it was that refused."""
    try:
        yield
    except (Conflict, Invalid) as refusal:
        named = refusal.sentence if f"Job {job.number}" in refusal.sentence else f"Job {job.number}: {refusal.sentence}"
        raise Conflict(f"Nothing was changed. {named}") from None
