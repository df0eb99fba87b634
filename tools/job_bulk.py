"""Many jobs at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from domain import job_bulk as rules
from domain.context import Context
from domain.job_bulk import JobChange
from domain.jobs import Priority, Status
from domain.problems import Missing
from domain.wording import counted
from storage.jobs import Job
from storage.users import User
from tools.card import Page
from tools.confirmation import MANY
from tools.jobs import JobCard, jobs
from tools.operation import Fields

Action = Literal["assign", "status", "reschedule", "priority", "cancel", "delete"]
NEEDS: dict[Action, tuple[tuple[str, str], ...]] = {
    "assign": (("tech", "techId"),),
    "status": (("status", "status"),),
    "reschedule": (("scheduled_start", "scheduledStart"), ("shift_seconds", "shiftSeconds")),
    "priority": (("priority", "priority"),),
}
DEEDS: dict[Action | None, str] = {"delete": "Delete", "cancel": "Cancel"}


class BulkChange(Fields):
    """What is to become of all of them."""

    action: Annotated[Action | None, Field(description="What to do; may be left out where the rest says it.")] = None
    tech: Annotated[User | None, Field(description="Who takes them over.")] = None
    status: Status | None = None
    priority: Priority | None = None
    scheduled_start: Annotated[
        AwareDatetime | date | None, Field(description="The new start; a plain date keeps each visit's time of day.")
    ] = None
    shift_seconds: Annotated[
        int | None, Field(ge=-31_622_400, le=31_622_400, description="How much later, in seconds; negative: earlier.")
    ] = None


def _question(values: dict[str, Any]) -> str | None:
    """Deleting and cancelling ask however few there are, anything else from the usual many on."""
    found: list[Job] = values["jobs"]
    action: Action | None = "cancel" if values.get("status") == "cancelled" else values.get("action")
    if action not in DEEDS and len(found) < MANY:
        return None
    numbers = [str(job.number) for job in found]
    listed = " and ".join(filter(None, (", ".join(numbers[:-1]), numbers[-1] if numbers else "")))
    return f"{DEEDS.get(action, 'Change')} {counted(len(found), 'job')}, {listed}?"


@jobs.write(
    "POST /bulk",
    "cancel ten fifty one, ten fifty two and ten fifty three all at once",
    "move everything Luis has today over to Mike O'Brien",
    "everything we've got Thursday goes to Friday instead",
    "set all the unscheduled ones to low priority",
    may="jobs:dispatch",
    asks_when=_question,
    many_of=("update_job", "update_job_status", "assign_job", "delete_job"),
    done="Changed {it.count} jobs.",
)
async def bulk_jobs(ctx: Context, jobs: list[Job], change: BulkChange) -> Page[JobCard]:
    """Change many jobs at once: technician, status, time or priority, or delete them; all of them or none."""
    found = list(dict.fromkeys(jobs))
    if missing := _missing(found, change):
        raise Missing(missing)
    if change.action == "delete":
        rules.delete_jobs(ctx, found)
    else:
        await rules.change_jobs(ctx, found, _wanted(change))
    cards = [JobCard.model_validate(job) for job in found]
    return Page[JobCard](items=cards, count=len(cards), limit=len(cards), offset=0)


def _missing(found: list[Job], change: BulkChange) -> list[str]:
    """The wire names of what must be said and is not."""
    if not found:
        return ["jobIds"]
    if change.action in ("cancel", "delete"):
        return []
    needs = NEEDS[change.action] if change.action else [each for some in NEEDS.values() for each in some]
    if any(getattr(change, name) is not None for name, _ in needs):
        return []
    return [needs[0][1]] if change.action else ["action"]


def _wanted(change: BulkChange) -> JobChange:
    shift = None if change.shift_seconds is None else timedelta(seconds=change.shift_seconds)
    status = "cancelled" if change.action == "cancel" else change.status
    return JobChange(change.tech, status, change.priority, change.scheduled_start, shift)
