"""The dispatcher's queue: what waits for a time or a technician, what comes first, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, case, func, or_

from domain.context import Context
from domain.wording import counted, hours, when
from storage.jobs import Job

FIRST = ("emergency", "high", "normal", "low")
TOLD = {"emergency": "emergency", "high": "high priority", "low": "low priority"}


class Stretched(Protocol):
    """From when to when."""

    @property
    def start(self) -> datetime: ...

    @property
    def end(self) -> datetime: ...


class Waiting(Protocol):
    """What is looked at of a job in the queue."""

    @property
    def priority(self) -> str: ...

    @property
    def promised_window(self) -> Stretched | None: ...

    @property
    def scheduled_start(self) -> datetime | None: ...

    @property
    def tech_name(self) -> str | None: ...

    @property
    def created_at(self) -> datetime: ...


def waiting() -> ColumnElement[bool]:
    """Which jobs wait: those that are to be done and have no time yet, or nobody who goes."""
    return and_(Job.status.in_(("unscheduled", "scheduled")), or_(Job.scheduled_start.is_(None), Job.tech_id.is_(None)))


def most_pressing_first() -> Sequence[Any]:
    """The order of the queue: priority, then what was promised soonest, then what has waited longest."""
    rank = case({priority: place for place, priority in enumerate(FIRST)}, value=Job.priority, else_=len(FIRST))
    return rank, func.coalesce(Job.window_end, Job.scheduled_start).asc().nulls_last(), Job.created_at, Job.number


def why(ctx: Context, job: Waiting) -> str:
    """Why a job is where it is in the queue: how urgent it is, what was promised, what it lacks, how long it waits."""
    parts = [TOLD[job.priority]] if job.priority in TOLD else []
    if window := job.promised_window:
        late = ", which is past" if window.end < ctx.now() else ""
        parts.append(f"promised {hours(window.start, window.end, ctx.now())}{late}")
    parts.append(_lacking(ctx, job))
    days = max((ctx.now() - job.created_at).days, 0)
    return ", ".join([*parts, *([f"waiting {counted(days, 'day')}"] if days else [])])


def _lacking(ctx: Context, job: Waiting) -> str:
    if job.scheduled_start is not None:
        return f"set for {when(job.scheduled_start, ctx.now())} with nobody on it"
    return f"{job.tech_name} has it, but no time yet" if job.tech_name else "no time and nobody on it"
