"""Whom a visit is for that a customer or a stranger books by themselves, and when the first one can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from domain.account_settings import settings_of
from domain.booking import OUTSIDE, town_in
from domain.context import Context
from domain.jobs import USUAL_LENGTH
from domain.problems import Missing
from domain.roles import Role
from domain.schedule import days
from domain.stretches import Stretch
from storage.contacts import Contact

LOOKED_AHEAD = timedelta(days=7)
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Caller:
    """What somebody who is in no address book says of themselves."""

    name: str | None = None
    phone: str | None = None


async def booked_for(ctx: Context, contact: Contact | None, told: Caller, facts: dict[str, Any]) -> Contact:
    """The customer that a visit is for: the one named, a customer's own, or a stranger who says who and where they are.

    A stranger becomes a contact of their own, whatever their name is: nobody is taken for a customer by what they say.
    Raises `Missing`, what is to be asked next first.
    """
    if contact is None and ctx.actor.contact_id:
        contact = await ctx.session.scalar(select(Contact).where(Contact.id == ctx.actor.contact_id))
    if contact is None and ctx.actor.role is not Role.CALLER:
        raise Missing(["contactId"])
    _must_say_when(ctx, facts)
    return contact or await _stranger(ctx, told, facts)


def _must_say_when(ctx: Context, facts: dict[str, Any]) -> None:
    """On the phone a visit that is booked by whom it is for is given its time at once, or the first that is free."""
    said = facts.get("scheduled_start") or facts.get("window_start") or facts.get("soonest")
    if ctx.actor.role in OUTSIDE and ctx.channel == "voice" and not said:
        raise Missing(["scheduledStart"])


async def _stranger(ctx: Context, told: Caller, facts: dict[str, Any]) -> Contact:
    phone, address = told.phone or ctx.actor.phone, facts.get("address")
    needed = {"callerName": told.name, "address": address, "callerPhone": phone}
    if missing := [wire for wire, value in needed.items() if not value]:
        raise Missing(missing)
    facts["notes"] = "\n".join(filter(None, (facts.get("notes"), f"New caller; call back at {phone}.")))
    # A number that is only told, or is somebody's already, would take the real owner's calls away from them.
    contact = Contact(name=told.name, address=address, status="lead", phone=phone if _is_own(ctx, phone) else None)
    contact.city = town_in(str(address), settings_of(ctx.company).service_area)
    ctx.session.add(contact)
    await ctx.session.flush()
    return contact


def _is_own(ctx: Context, phone: str | None) -> bool:
    return ctx.actor.unlisted and phone == ctx.actor.phone


async def first_free(ctx: Context, since: datetime | None = None) -> datetime | None:
    """When the first technician has an hour within a week, on a quarter of an hour; None if none has."""
    begins = max(ctx.now(), since or ctx.now())
    span = Stretch(begins, begins + LOOKED_AHEAD)
    free = sorted(_on_a_quarter(each.start) for day in await days(ctx, span, None) for each in _long_enough(day.free))
    return free[0] if free else None


def _long_enough(free: Any) -> list[Stretch]:
    return [each for each in free if each.end - _on_a_quarter(each.start) >= USUAL_LENGTH]


def _on_a_quarter(moment: datetime) -> datetime:
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment if not past else moment - past + QUARTER
