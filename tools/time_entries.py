"""Time worked: clocking in and out, and the time sheet."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field, computed_field

from domain import time_entries as rules
from domain.context import Context
from domain.wording import length, when
from storage.jobs import Job
from storage.time_entries import TimeEntry
from storage.users import User
from tools.card import Card, Page, Time, through
from tools.operation import Fields
from tools.resource import Resource

HOW_LONG = re.compile(r"\bhow (?:long|many (?:hours|minutes)|much time)\b")


class TimeEntryCard(Card):
    """A stretch of work as it is shown."""

    user_id: str
    user_name: str | None = through("user", "name")
    job_id: str | None
    job_number: int | None = through("job", "number")
    clock_in: Time
    clock_out: Time | None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def duration_seconds(self) -> int | None:
        """How long it was, once it is over."""
        return int((self.clock_out - self.clock_in).total_seconds()) if self.clock_out else None

    @property
    def worked(self) -> str | None:
        """The same in words."""
        return None if self.duration_seconds is None else length(self.duration_seconds)

    @property
    def still_on(self) -> str | None:
        """Who it is that is still at it."""
        return None if self.clock_out else self.user_name

    def answering(self, said: str, now: datetime) -> str | None:
        """How long it has been, to whoever asks that while it runs."""
        if self.clock_out is not None or not HOW_LONG.search(said.lower()):
            return None
        where = f" on job {self.job_number}" if self.job_number else ""
        return f"{length(int((now - self.clock_in).total_seconds()))}{where}, since {when(self.clock_in, now)}."

    def spoken(self, now: datetime) -> str:
        where = f" on job {self.job_number}" if self.job_number else ""
        start = when(self.clock_in, now)
        if self.clock_out is None:
            return f"{self.user_name} is on the clock{where} since {start}"
        return f"{self.user_name} worked {self.worked}{where}, {start} to {when(self.clock_out, now)}"


class ClockIn(Fields):
    """What can be said when somebody starts."""

    job: Annotated[Job | None, Field(description="The job that the time is for.")] = None
    user: Annotated[User | None, Field(description="Who starts; the speaker, unless the office says another.")] = None
    clock_in: Annotated[AwareDatetime | None, Field(description="When it started; now, if not said.")] = None


class TimeChanges(Fields):
    """What of a time entry can be changed; with nothing given it ends now."""

    clock_out: Annotated[AwareDatetime | None, Field(description="When it ended; now, if not said.")] = None
    # may be left out, but never null
    clock_in: AwareDatetime = Field(None, description="When it really started.")  # type: ignore[assignment]
    job: Annotated[Job | None, Field(description="The job that the time is for.")] = None


time_entries = Resource(TimeEntry, TimeEntryCard, "/time-entries", "time entry", time="clock_in", sort="-clockIn")


class TimeListing(time_entries.listing()):  # type: ignore[misc]
    """Whose time, and when."""

    open: Annotated[bool | None, Field(description="Only who is on the clock now, or only what is over.")] = None


@time_entries.read(
    "GET ", "who's on the clock right now", "show me the timesheets", "how many hours did Mike put in last week"
)
async def list_time_entries(ctx: Context, listing: TimeListing) -> Page[TimeEntryCard]:
    """List who worked when, on which job."""
    running = TimeEntry.clock_out.is_(None)
    wanted = [] if listing.open is None else [running if listing.open else ~running]
    return await time_entries.page(ctx, listing, *wanted)


@time_entries.write(
    "POST ",
    "clock me in",
    "I'm on the clock",
    "punch me in for ten forty two",
    "start my time",
    done="Clocked in {it.user_name}, {it.clock_in}[, on job {it.job_number}].",
)
async def create_time_entry(ctx: Context, fields: ClockIn) -> TimeEntry:
    """Clock somebody in, on a job or for the day."""
    return await rules.clock_in(ctx, fields.user, fields.job, fields.clock_in)


@time_entries.write(
    "PATCH /{entry}",
    "clock me out",
    "I'm off the clock",
    "done for the day stop my time",
    "fix my time I started at seven",
    alone=True,
    done="[{it.user_name} worked {it.worked}, until {it.clock_out}.]"
    "[{it.still_on} is on the clock since {it.clock_in}.]",
)
async def update_time_entry(ctx: Context, entry: TimeEntry, changes: TimeChanges) -> TimeEntry:
    """Clock out, or put a time entry right."""
    return rules.change_entry(ctx, entry, changes.given())
