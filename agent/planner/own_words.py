"""A customer speaks for themselves: what the staff would do is their own deed of that kind, and others are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from rapidfuzz import fuzz

from agent.conversation import Conversation
from agent.own_visits import without_visits
from agent.planner.recogniser import Recognition
from agent.planner.visit_words import OFF
from agent.planner.whose import LIKE_STAFF, like_staff
from domain.roles import Role
from tools.operation import Operation

ONLY_YOURS = "I can only talk about your own visits and bills."
OWN = "customer:"
MOVES, BOOKS = "POST /api/customer/schedule", "POST /api/jobs"
OF_A_VISIT = re.compile(
    r"\b(?:cancel\w*|resched\w*|re-?book|call off|instead|already (?:have|got|booked)|"
    r"(?:my|our|the) (?:appointment|visit|booking))\b"
)
LIKE_ONE = 75.0
KIN = (
    r"neighbou?r|friend|sister|brother|mom|mother|dad|father|tenant|boss|buddy|aunt|uncle|cousin|grandma|grandmother|"
    r"grandpa|grandfather|niece|nephew|ex|in-laws?|(?:mother|father|sister|brother)[- ]in[- ]law|roommate|coworker"
)
THINGS = r"appointments?|visits?|jobs?|bills?|invoices?|balance|house|place|address|number"
WHOSE = re.compile(rf"\b(?P<who>[a-z]+(?: [a-z]+)?)'s (?:\w+ ){{0,2}}?(?:{THINGS})\b")
OF_KIN = re.compile(
    rf"\b(?:{KIN})(?:'?s)?\b(?: \w+'?s?){{0,3}} (?:{THINGS})\b|\bat (?:my|the|our) (?:{KIN})'?s\b"
    rf"|\bmy (?:{KIN})\b.*\b(?:her|his|their) (?:{THINGS})\b"
)
INTRODUCED = re.compile(r"\b(?:this is|i'm|i am|my name is|my name's|name's|it's|it is|hi|hello)\s+$")
NOBODY = re.compile(
    r"what|when|where|who|how|that|it|here|there|today|tomorrow|yesterday|\w+day|my|your|our|his|her|their|the|this|"
    r"guy|man|men|lad|fellow|crew|people|tech|technician|doctor|treasurer|landlord|office|church|shop|house|plumber|electrician|wife|husband|kid|son|daughter|one|everything"
)


def in_own_words(conversation: Conversation, heard: Recognition) -> Recognition:
    """What was heard, with each deed of the staff that a customer has an own kind of as that one.

    Somebody who is no customer yet and wants a visit at a time has none to move: they book one.
    """
    if conversation.actor.role is Role.CALLER and not OF_A_VISIT.search(conversation.turn.text.lower()):
        return replace(heard, operations=tuple(_booked(heard.operations)))
    if conversation.actor.role is not Role.CUSTOMER:
        return heard
    mine = {other: each for each in conversation.operations.values() for other in each.options.get("own_kind_of", ())}
    by_route = {str(route): each.name for each in conversation.desk.operations.values() for route in each.routes}
    shares: dict[str, float] = {}
    for route, share in heard.operations:
        own = mine.get(by_route.get(route, ""))
        key = own.key if own else route
        shares[key] = shares.get(key, 0.0) + share
    return replace(heard, operations=tuple(sorted(shares.items(), key=lambda each: -each[1])))


def _booked(operations: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    shares: dict[str, float] = {}
    for route, share in operations:
        key = BOOKS if route == MOVES else route
        shares[key] = shares.get(key, 0.0) + share
    return sorted(shares.items(), key=lambda each: -each[1])


async def on_no_visit(
    conversation: Conversation, operation: Operation[Any, Any], said: str
) -> Operation[Any, Any] | None:
    """What is done in place of moving or calling off a visit by a customer who has none: they book one, or are told."""
    if operation.key != MOVES or not await without_visits(conversation):
        return None
    return conversation.operations.get("list_customer_jobs" if OFF.search(said.lower()) else "create_job")


async def about_others(
    conversation: Conversation, operation: Operation[Any, Any], said: str, heard: Recognition
) -> str | None:
    """The refusal, where a customer asks for somebody else's; nothing of anybody is told or looked up for it."""
    if conversation.actor.role is not Role.CUSTOMER or not operation.may.startswith(OWN):
        return None
    text, known = said.lower(), (await conversation.staff(), await conversation.own_names())
    if OF_KIN.search(text):
        return ONLY_YOURS
    named = [*_tagged(text, heard), *(found["who"] for found in WHOSE.finditer(text))]
    return ONLY_YOURS if any(_is_another(each, *known) for each in named) else None


def _tagged(text: str, heard: Recognition) -> Iterator[str]:
    """Who was named, but for those who only say who they are."""
    for span in heard.spans:
        named = span.field in ("person", "name") or (
            span.field == "record" and text[span.start : span.end].endswith("'s")
        )
        if named and not INTRODUCED.search(text[: span.start]):
            yield span.text.lower()


def _is_another(words: str, staff: Sequence[str], own_names: Sequence[str]) -> bool:
    told = [each for each in re.findall(r"[a-z]+", words.removesuffix("'s")) if not NOBODY.fullmatch(each)]
    if not told or like_staff(" ".join(told), staff) >= LIKE_STAFF:
        return False
    own = re.findall(r"[a-z]+", " ".join(own_names).lower())
    return not any(fuzz.ratio(each, mine) >= LIKE_ONE for each in told for mine in own)
