"""The calendar: who is where and when, and who is free."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, computed_field
from pydantic.alias_generators import to_snake

from domain import schedule as rules
from domain.context import Context
from domain.jobs import Priority, Status, said
from domain.problems import FieldError, Invalid
from domain.stretches import Stretch, total
from domain.travel import customer_of, where
from domain.wording import counted, hours
from storage.blocks import ScheduleBlock
from storage.jobs import Job
from storage.users import User
from tools.availability import free_told, span_told
from tools.card import Card, Page, Time, Wire
from tools.listing import Listing, Moment
from tools.operation import Said
from tools.resource import Resource

LONGEST_BY_DAY = timedelta(days=35)
OFF = (
    "who's off",
    "who is off",
    "off today",
    "off tomorrow",
    "off this week",
    "off next week",
    "time off",
    "days off",
    "day off",
    "who's out",
    "who is out",
    "is out",
    "on vacation",
    "on leave",
    "blocked off",
    "blocked out",
    "blocks",
)
SORTS = ("start", "end", "createdAt", "updatedAt")


class EntryCard(Card):
    """A visit or a blocked time in somebody's calendar; what only the other has is null."""

    kind: Literal["visit", "block"]
    start: Time
    end: Time
    tech_id: str | None
    tech_name: str | None
    reason: str | None = None
    number: int | None = None
    title: str | None = None
    contact_id: str | None = None
    contact_name: str | None = None
    status: Status | None = None
    priority: Priority | None = None
    address: str | None = None
    city: str | None = None
    told_on: datetime | None = Field(default=None, exclude=True)

    def spoken(self, now: datetime) -> str:
        what = f"{self.title} for {self.contact_name}" if self.kind == "visit" else (self.reason or "time off")
        stands = f", {said(self.status)}" if self.status and self.status != "scheduled" else ""
        when = hours(self.start, self.end, self.told_on or now)
        return f"{self.tech_name or 'nobody yet'}, {when}, {what}{stands}"


class StretchCard(Wire):
    """From when to when."""

    start: Time
    end: Time


class DayCard(Wire):
    """A technician's day: the working hours, and what of them is free from now on."""

    tech_id: str
    tech_name: str
    date: date
    hours: list[StretchCard]
    free: list[StretchCard]
    booked_seconds: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def free_seconds(self) -> int:
        """How much is free in all."""
        return int(sum((each.end - each.start for each in self.free), timedelta()).total_seconds())


class Schedule(Page[EntryCard]):
    """Visits and blocks by time, and the technicians' days."""

    days: list[DayCard] = Field(description="Each technician's days, where five weeks at the most are asked for.")
    opening: str = Field(exclude=True)
    free_told: str = Field(exclude=True)

    def lead(self, now: datetime) -> str:
        return self.opening


schedule = Resource(Job, EntryCard, "/schedule", "visit", permits="schedule")


class ScheduleListing(Listing):
    """Whose calendar, and for when."""

    tech: Annotated[User | None, Field(description="One technician's; everybody's, if not said.")] = None
    date_start: Annotated[Moment | None, Field(description="From this day or time on; today, if not said.")] = None
    date_end: Annotated[
        Moment | None, Field(description="Up to this date (all of it) or time; the same day, if not said.")
    ] = None
    off: Annotated[
        bool | None,
        Field(description="Only the time that is blocked, or only visits."),
        Said(*OFF),
    ] = None


@schedule.read(
    "GET ",
    "what's on the calendar tomorrow",
    "who's free Thursday afternoon",
    "show me Tasha's week",
    "any gaps this afternoon",
    of_a_customer="list_jobs",
)
async def list_schedule(ctx: Context, listing: ScheduleListing) -> Schedule:
    """Show who is where and when, and who is free, for a day, a week or any time."""
    tech = await rules.own_or_anybodys(ctx, listing.tech)
    span = rules.asked(ctx, listing.date_start, listing.date_end)
    order, last_first = _order(listing.sort)
    found = await rules.entries(
        ctx, span, tech, order, last_first=last_first, limit=listing.limit, offset=listing.offset, off=listing.off
    )
    days = await rules.days(ctx, span, tech) if span.length <= LONGEST_BY_DAY else []
    point = isinstance(listing.date_start, datetime) and listing.date_end is None
    return Schedule(
        items=[_shown(each).model_copy(update={"told_on": _one_day(ctx, span)}) for each in found.items],
        count=found.visits + found.blocks,
        limit=listing.limit,
        offset=listing.offset,
        days=[_day(each) for each in days],
        opening=_opening(ctx, span, tech, found),
        free_told=free_told(ctx, span, days, point=point),
    )


def _one_day(ctx: Context, span: Stretch) -> datetime | None:
    """Noon of the day, where only one is told of, so that it is not said with every visit."""
    first = span.start.astimezone(ctx.company.timezone).date()
    last = (span.end - timedelta(microseconds=1)).astimezone(ctx.company.timezone).date()
    return ctx.at(first, time(12)) if first == last else None


def _order(sort: str | None) -> tuple[rules.Order, bool]:
    name = (sort or "start").removeprefix("-")
    if name not in SORTS:
        raise Invalid(
            f"The schedule can be sorted by {', '.join(SORTS)}.", [FieldError("sort", "is not a field to sort by")]
        )
    order: Any = to_snake(name)
    return order, (sort or "").startswith("-")


def _shown(entry: Job | ScheduleBlock) -> EntryCard:
    kept = {"id": entry.id, "created_at": entry.created_at, "updated_at": entry.updated_at}
    if isinstance(entry, ScheduleBlock):
        whose = {"tech_id": entry.user_id, "tech_name": entry.user.name}
        return EntryCard(kind="block", start=entry.start, end=entry.end, reason=entry.reason, **kept, **whose)
    visit = rules.visit_of(entry)
    facts: dict[str, Any] = {name: getattr(entry, name) for name in ("number", "title", "status", "priority")}
    return EntryCard(
        kind="visit",
        start=visit.start,
        end=visit.end,
        tech_id=entry.tech_id,
        tech_name=entry.tech.name if entry.tech else None,
        contact_id=entry.contact_id,
        contact_name=customer_of(entry),
        **where(entry),
        **kept,
        **facts,
    )


def _day(day: rules.Day) -> DayCard:
    return DayCard(
        tech_id=day.tech.id,
        tech_name=day.tech.name,
        date=day.day,
        hours=[_stretch(each) for each in day.hours],
        free=[_stretch(each) for each in day.free],
        booked_seconds=int(total(day.taken).total_seconds()),
    )


def _stretch(stretch: Stretch) -> StretchCard:
    return StretchCard(start=stretch.start, end=stretch.end)


def _opening(ctx: Context, span: Stretch, tech: User | None, found: rules.Entries) -> str:
    whose = f"{tech.name} has " if tech else ""
    counts = [counted(found.visits, "visit")] if found.visits else []
    counts += [counted(found.blocks, "block")] if found.blocks else []
    told = f"{whose}{' and '.join(counts) or 'nothing'} {span_told(ctx, span)}."
    return told[:1].upper() + told[1:]
