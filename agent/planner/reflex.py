"""The reflex: what the local planner surely understands is done at once, without asking the cloud.

Only a single read, or a single write that `undo` takes back, whose words were heard clearly, whose operation the
recogniser is sure of and that lacks nothing. Everything else is the cloud's.
"""

from __future__ import annotations

from agent.completeness import complete
from agent.conversation import Conversation
from agent.planner.local import chosen_operation, plan_turn
from agent.planner.own_words import in_own_words
from agent.planner.plan import Plan
from agent.planner.recogniser import Recogniser
from agent.turn import Turn

REQUEST, SURE_REQUEST = "request", 0.9
HEARD_CLEARLY = 0.8
UNDOABLE = ("read", "write")


async def reflex(conversation: Conversation, turn: Turn, sure: float) -> Plan | None:
    """The plan for a turn that needs no cloud; None where the recogniser is less than `sure` or more is to be done."""
    if turn.confidence < HEARD_CLEARLY or conversation.asking is not None:
        return None
    heard = turn.heard[1] if turn.heard else Recogniser.load().recognise(turn.text, turn.said_before or None)
    act, share = heard.acts[0]
    if act != REQUEST or share < SURE_REQUEST:
        return None
    choice = chosen_operation(conversation, in_own_words(conversation, heard))
    if choice is None or choice[1] < sure or choice[0].effect not in UNDOABLE:
        return None
    plan = await plan_turn(conversation, turn)
    return plan if _is_just(conversation, plan, choice[0].name) else None


def _is_just(conversation: Conversation, plan: Plan, name: str) -> bool:
    """Whether the plan is the one call that was recognised, sure and whole."""
    if plan.note is not None or [each.operation for each in plan.calls] != [name] or not plan.calls[0].sure:
        return False
    operation = conversation.operations.get(name)
    return operation is not None and complete(operation, plan.calls[0].arguments)
