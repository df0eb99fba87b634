"""An answer to a question for one thing: what was asked for, and whatever else it tells besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from agent.knowledge import outside
from agent.pending import Pending
from tools.operation import Operation, parameter_at, placed

if TYPE_CHECKING:
    from agent.conversation import Conversation

BESIDES = ("callerName", "address", "callerPhone", "scheduledStart", "start")
ENDS = {"start": "end", "scheduledStart": "scheduledEnd"}
SOONEST, WHEN = "soonest", "scheduledStart"


async def filled_in_answer(
    conversation: Conversation, operation: Operation[Any, Any], asked: Pending, told: str
) -> dict[str, Any] | None:
    """The arguments with what an answer gives; None where it gives nothing of what was asked, which is asked again."""
    from agent.planner.slots import is_time, value_for

    assert asked.wants is not None
    besides = await _besides(conversation, operation, asked, told)
    if asked.wants == WHEN and besides.get(SOONEST):
        return {**asked.arguments, **besides}
    value = besides.get(asked.wants) or await value_for(conversation, operation, asked.wants, told, asked.arguments)
    if is_time(parameter_at(operation, asked.wants)) and value == told:
        return {**asked.arguments, **besides} if besides else None
    return {**placed(asked.arguments, asked.wants, value), **besides}


async def _besides(
    conversation: Conversation, operation: Operation[Any, Any], asked: Pending, told: str
) -> Mapping[str, Any]:
    """What is said beyond what was asked for: until when with since when; by somebody from outside, where they live."""
    from agent.planner.recogniser import Recogniser
    from agent.planner.slots import filled

    until = ENDS.get(asked.wants or "")
    if not until and not outside(conversation):
        return {}
    read = await filled(conversation, operation, told, Recogniser.load().recognise(told))
    wanted = {*BESIDES, SOONEST} - {asked.wants} if outside(conversation) else set()
    wanted -= {wire for wire in asked.arguments if asked.arguments[wire]}
    if until and until in read:
        wanted |= {str(asked.wants), until}
    return {wire: value for wire, value in read.items() if wire in wanted and value}
