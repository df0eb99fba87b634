"""What was spoken of last makes what can be done to it likelier: "get that over to him" sends the quote just made.

Only where the words point at something. What was heard clearly stays: an operation that fits is favoured, not put in.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from agent.conversation import Conversation
from agent.knowledge import outside
from agent.memory import PEOPLE
from agent.planner.recogniser import Recognition
from domain.roles import Role
from storage.base import Record
from storage.jobs import Job
from storage.time_entries import TimeEntry
from tools.operation import Operation

POINTS = re.compile(
    r"\b(?:it|that|this|that one|this one|the (?:thing|other (?:one|two|three))|them|there|him|her|his|their|"
    r"those|these)\b"
)
LATEST, SPOKEN_OF, NEVER_SPOKEN_OF = 3.0, 1.0, 0.5
OFF = re.compile(
    r"\b(?:take|pull|drop|cross|scratch|strike|get|kick|knock|leave) (?:[\w']+ ){1,4}(?:off|out)\b|"
    r"\b(?:remove|delete)\b"
)
AGAINST = 0.1
AT_HAND = (Job, TimeEntry)


def in_context(conversation: Conversation, said: str, heard: Recognition) -> Recognition:
    """What was heard, with the operations on what was spoken of last favoured where the words only point at it."""
    things = [kind for kind in reversed(conversation.memory.focus) if kind not in PEOPLE]
    if outside(conversation) or not things or not POINTS.search(said.lower()):
        return heard
    by_route = {str(route): each for each in conversation.desk.operations.values() for route in each.routes}
    off = OFF.search(said.lower()) is not None
    shares = {
        route: share * (_weight(conversation, by_route[route], things, off) if route in by_route else 1.0)
        for route, share in heard.operations
    }
    before, after = sum(share for _, share in heard.operations), sum(shares.values())
    if not after:
        return heard
    ranked = sorted(((route, share * before / after) for route, share in shares.items()), key=lambda each: -each[1])
    return replace(heard, operations=tuple(ranked))


def _weight(conversation: Conversation, operation: Operation[Any, Any], things: list[type[Record]], off: bool) -> float:
    """How much likelier what was spoken of makes an operation; what is taken off something is sent nowhere."""
    takes_off = operation.routes[0].method == "DELETE" or operation.name.startswith("remove_")
    turned = AGAINST if off and operation.effect != "read" and not takes_off else 1.0
    return turned * _nearness(conversation, operation, things)


def _nearness(conversation: Conversation, operation: Operation[Any, Any], things: list[type[Record]]) -> float:
    own = [each.record for each in operation.takes if each.record and each.record not in PEOPLE and each.in_path]
    own = own or [
        each.record for each in operation.takes if each.record and each.record not in PEOPLE and each.required
    ]
    if not own:
        return SPOKEN_OF
    if things[0] in own:
        return LATEST
    at_hand = conversation.actor.role is Role.TECH and any(kind in AT_HAND for kind in own)
    return SPOKEN_OF if at_hand or any(kind in things for kind in own) else NEVER_SPOKEN_OF
