"""Where visits are, and how long it takes from one to the next: by road where roads are known, else estimated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import structlog

from domain.context import Company, Context
from domain.ports import Drive, Leg, Place, RoutingFailed, Travel
from domain.straight_lines import StraightLines, leg
from storage.contacts import Contact
from storage.jobs import Job

log = structlog.get_logger()
Known = Literal["roads", "estimate"]
A_MILE = 1609.344


@dataclass(frozen=True, slots=True)
class Distances:
    """The way between any two of some places, and by what it is known."""

    at: Mapping[Place, int]
    travel: Travel
    by: Known

    def leg(self, here: Place, there: Place) -> Leg:
        """From one place to another; a guess where no road leads."""
        start, end = self.at[here], self.at[there]
        seconds, meters = self.travel.seconds[start][end], self.travel.meters[start][end]
        return leg(here, there) if seconds is None or meters is None else Leg(seconds, meters)


def place_of(job: Job) -> Place | None:
    """Where a visit is: where the job was pinned, else the customer's place, unless it is at another address."""
    if job.lat is not None and job.lng is not None:
        return Place(job.lat, job.lng)
    contact: Contact | None = job.contact  # none where the customer was deleted since
    if contact is None or job.address not in (None, contact.address):
        return None
    return None if contact.lat is None or contact.lng is None else Place(contact.lat, contact.lng)


def customer_of(job: Job) -> str:
    """Whose visit it is, in words."""
    contact: Contact | None = job.contact
    return contact.name if contact else "a former customer"


def where(job: Job) -> dict[str, str | None]:
    """The address and the town of a visit, as far as they are known."""
    contact: Contact | None = job.contact
    home = (contact.address, contact.city) if contact else (None, None)
    return {"address": job.address or home[0], "city": home[1]}


def base_of(company: Company) -> Place | None:
    """Where everybody starts in the morning, if the account's settings name a place: `base: {lat, lng}`."""
    base = company.settings.get("base")
    told = base if isinstance(base, Mapping) else {}
    lat, lng = _degrees(told.get("lat"), 90), _degrees(told.get("lng"), 180)
    return None if lat is None or lng is None else Place(lat, lng)


def _degrees(value: Any, most: float) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) <= most else None


async def distances(ctx: Context, places: Sequence[Place]) -> Distances:
    """The way between any two of the places; estimated if nothing is known of the roads."""
    distinct = sorted(set(places))
    try:
        found = await ctx.ports.routing.table(distinct)
        by: Known = "estimate" if isinstance(ctx.ports.routing, StraightLines) else "roads"
    except RoutingFailed as failed:
        log.warning("routing_failed", reason=str(failed))
        found, by = await StraightLines().table(distinct), "estimate"
    return Distances({place: number for number, place in enumerate(distinct)}, found, by)


async def drive(ctx: Context, places: Sequence[Place]) -> tuple[Drive, Known]:
    """The drive along the places in their order; estimated if nothing is known of the roads."""
    if len(places) > 1 and not isinstance(ctx.ports.routing, StraightLines):
        try:
            return await ctx.ports.routing.drive(places), "roads"
        except RoutingFailed as failed:
            log.warning("routing_failed", reason=str(failed))
    return await StraightLines().drive(places), "estimate"


def far(company: Company, meters: int) -> str:
    """A distance in words: 12 miles, or kilometers where the account's settings say `units: metric`."""
    metric = company.settings.get("units") == "metric"
    amount = meters / 1000 if metric else meters / A_MILE
    told = f"{amount:.1f}" if amount < 10 else f"{amount:.0f}"
    unit = "kilometer" if metric else "mile"
    told = told.removesuffix(".0")
    return f"{told} {unit if told == '1' else f'{unit}s'}"
