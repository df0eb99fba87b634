"""The customers in figures: how many there are and of which kind, who is new, and who comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, case, func, select

from domain.analytics_jobs import tallied, within
from domain.buckets import keyed, place_of
from domain.comparing import Tally
from domain.context import Context
from domain.periods import Period
from storage.contacts import Contact, ContactTag, Tagging
from storage.jobs import Job

MOST = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """How many contacts there are, by status and whether they are companies."""

    by_status: Mapping[str, int]
    commercial: int
    residential: int


@dataclass(frozen=True, slots=True)
class Loyalty:
    """How many were served once, and how many again."""

    once: int
    again: int


async def standing(ctx: Context) -> Standing:
    """The address book as of now."""
    firms = func.count(case((Contact.company.is_not(None), 1)))
    rows = await ctx.session.execute(select(Contact.status, func.count(), firms).group_by(Contact.status))
    counted = {status: (count, of_firms) for status, count, of_firms in rows}
    firms_in_all = sum(of_firms for _, of_firms in counted.values())
    by_status = {status: counted.get(status, (0, 0))[0] for status in ("customer", "lead", "inactive")}
    return Standing(by_status, firms_in_all, sum(by_status.values()) - firms_in_all)


async def added(ctx: Context, period: Period) -> Tally:
    """How many contacts are new."""
    return await tallied(ctx, Contact.created_at, period)


async def series(ctx: Context, parts: Sequence[Period]) -> list[int]:
    """The new contacts, part by part."""
    whole = Period(parts[0].start, parts[-1].end)
    place = place_of(Contact.created_at, parts, ctx.company.timezone).label("place")
    wanted = select(place, func.count()).select_from(Contact).where(within(Contact.created_at, whole, ctx))
    counts = await keyed(ctx, wanted.group_by("place"))
    return [counts.get(at, 0) for at in range(len(parts))]


async def by_city(ctx: Context) -> Mapping[str, int]:
    """Where most of them are."""
    count = func.count().label("count")
    wanted = select(Contact.city, count).where(Contact.city.is_not(None), Contact.status != "inactive")
    most = wanted.group_by(Contact.city).order_by(count.desc(), Contact.city).limit(MOST)
    return await keyed(ctx, most)


async def by_tag(ctx: Context) -> Mapping[str, int]:
    """How many carry each tag, most first."""
    count = func.count().label("count")
    mine = and_(Tagging.account_id == ContactTag.account_id, Tagging.tag_id == ContactTag.id)
    live = and_(Contact.account_id == Tagging.account_id, Contact.id == Tagging.contact_id)
    wanted = select(ContactTag.name, count).join(Tagging, mine).join(Contact, live).group_by(ContactTag.name)
    most = wanted.order_by(count.desc(), ContactTag.name).limit(MOST)
    return await keyed(ctx, most)


async def loyalty(ctx: Context) -> Loyalty:
    """Of those for whom a job was ever finished, who came back for another."""
    finished = select(func.count().label("jobs")).where(Job.completed_at.is_not(None)).group_by(Job.contact_id)
    each = finished.subquery()
    again = func.count(case((each.c.jobs > 1, 1)))
    row = (await ctx.session.execute(select(func.count(), again).select_from(each))).one()
    return Loyalty(row[0] - row[1], row[1])
