"""What customers and callers may book by themselves: a visit while the company works, in a town that it goes to."""

from __future__ import annotations

import re
from datetime import datetime

from domain.account_settings import settings_of
from domain.context import Context
from domain.hours import is_open, next_opening
from domain.problems import Candidate, Conflict, NotThen
from domain.roles import Role
from domain.wording import listed, when
from storage.contacts import Contact

OUTSIDE = (Role.CUSTOMER, Role.CALLER)
NO_TOWN = re.compile(r"[A-Z]{2}(?: \d{5})?|\d{5}|(?:unit|apt|suite|#).*|", re.IGNORECASE)


def must_be_open(ctx: Context, start: datetime) -> None:
    """Refuse a customer a visit that starts when nobody works, and offer when somebody does; the office may anyway."""
    if ctx.actor.role not in OUTSIDE or is_open(ctx.company, start):
        return
    opens = next_opening(ctx.company, start)
    told = when(start, ctx.now())
    closed = f"We're closed {told if told[:1].isalpha() else f'at {told}'}."
    if opens is None:
        raise Conflict(f"{closed} Leave it without a time, and the office will call you.")
    told = when(opens, ctx.now())
    offer = Candidate(opens.isoformat(), told)
    raise NotThen(f"{closed} The next time that we're open is {told}; shall I book that?", "scheduledStart", offer)


def must_be_served(ctx: Context, contact: Contact, address: str | None) -> None:
    """Refuse a customer a visit outside the service area; the office may make an exception."""
    settings = settings_of(ctx.company)
    if ctx.actor.role not in OUTSIDE:
        return
    town = town_in(address, settings.service_area) if address else None
    town = town or contact.city
    if not settings.serves(town):
        raise Conflict(
            f"{town} is outside our service area; we go to {listed(settings.service_area)}. "
            "I can leave the office a message, in case they can make an exception."
        )


def town_in(address: str, served: tuple[str, ...]) -> str | None:
    """The town that an address names: one that is served, else what stands after the street."""
    named = next((town for town in served if re.search(rf"\b{re.escape(town)}\b", address, re.IGNORECASE)), None)
    parts = [part.strip() for part in address.split(",")[1:]]
    told = [part for part in parts if not NO_TOWN.fullmatch(part)]
    return named or (told[0] if told else None)
