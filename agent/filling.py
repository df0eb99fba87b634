"""An answer to a question for one thing: what was asked for, and whatever else it tells besides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from agent.confirm import judged
from agent.knowledge import outside
from agent.pending import Pending
from agent.speech.repairs import repaired
from tools.operation import Operation, parameter_at, placed

if TYPE_CHECKING:
    from agent.conversation import Conversation

BESIDES = ("callerName", "address", "callerPhone", "scheduledStart", "start")
DICTATED = ("body", "notes", "description", "caption", "resolution", "reason", "summary", "message")
FEW_WORDS = 3
MAKE_IT = re.compile(r"^(?:(?:and|oh|um|uh|actually|so) )*make (?:it|that) ")
LONGEST_NAME = 4
TOLD_APART = ("email", "phone")  # any other words are none
ENDS = {"start": "end", "scheduledStart": "scheduledEnd"}
SOONEST, WHEN = "soonest", "scheduledStart"


async def filled_in_answer(
    conversation: Conversation, operation: Operation[Any, Any], asked: Pending, told: str
) -> dict[str, Any] | None:
    """The arguments with what an answer gives; None where it gives nothing of what was asked, which is asked again."""
    from agent.planner.caller_words import name_first
    from agent.planner.slots import is_time, value_for

    assert asked.wants is not None
    told = told if asked.wants in DICTATED else repaired(told)
    besides = await _besides(conversation, operation, asked, told)
    if besides and asked.wants not in besides and MAKE_IT.match(told.lower()):
        return {**asked.arguments, **besides}
    if asked.wants == WHEN and besides.get(SOONEST):
        return {**asked.arguments, **besides}
    if besides and asked.wants == "name" and (name := name_first(told)) and not outside(conversation):
        besides = {**besides, "name": max(name, str(besides.get("name", "")), key=_words)}
    value = besides.get(asked.wants) or await value_for(conversation, operation, asked.wants, told, asked.arguments)
    only_agrees = judged(told.lower(), asked.question) == "yes"  # "yeah that works" is nobody's trouble
    unread = str(value).lower() == told.lower()
    if unread and (only_agrees or asked.wants in TOLD_APART or is_time(parameter_at(operation, asked.wants))):
        return {**asked.arguments, **besides} if besides else None
    return {**placed(asked.arguments, asked.wants, value), **besides}


def _words(name: str) -> int:
    """How many words of a name there are; one that runs on into the rest of the answer counts for none."""
    words = name.split()
    return len(words) if len(words) <= LONGEST_NAME else 0


async def _besides(
    conversation: Conversation, operation: Operation[Any, Any], asked: Pending, told: str
) -> Mapping[str, Any]:
    """What is said beyond what was asked for: until when with since when, a customer's number with their name."""
    from agent.planner.recogniser import Recogniser
    from agent.planner.slots import filled, from_day

    assert asked.wants is not None
    until = ENDS.get(asked.wants)
    rich = _tells_more(conversation, operation, asked, told)
    if not until and not rich and not outside(conversation):
        return {}
    base = from_day(conversation, asked.arguments.get(asked.wants) or asked.arguments.get("start"))
    read = await filled(conversation, operation, told, Recogniser.load().recognise(told), base)
    wanted = {*BESIDES, SOONEST} - {asked.wants} if outside(conversation) else set()
    wanted |= {each.wire for each in operation.takes if each.record is None or each.needed} if rich else set()
    wanted -= {wire for wire in asked.arguments if asked.arguments[wire]}
    if until and until in read:
        wanted |= {str(asked.wants), until}
    return {wire: value for wire, value in read.items() if wire in wanted and value}


def _tells_more(conversation: Conversation, operation: Operation[Any, Any], asked: Pending, told: str) -> bool:
    """Whether one of the staff may tell several things at once; what is to be written down is one, whatever it says."""
    dictated = asked.wants in DICTATED or operation.effect == "read"
    return not outside(conversation) and not dictated and len(told.split()) > FEW_WORDS
