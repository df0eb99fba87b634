"""What a caller told in an earlier turn, before they came to ask for a visit: the trouble it is for."""

from __future__ import annotations

from agent.conversation import Conversation
from agent.turn import Turn

TROUBLE = ("description", "title")
BOOKS = "create_job"
LONGEST = 200


def told_earlier(conversation: Conversation) -> dict[str, str]:
    """The trouble as it was told last; nothing where a visit was booked for it since."""
    for turn in reversed(conversation.turns[:-1]):
        if any(step.operation.name == BOOKS and step.outcome is not None for step in turn.steps):
            return {}
        if told := _trouble(turn):
            return {"description": f"{told[:1].upper()}{told[1:]}"}
    return {}


def _trouble(turn: Turn) -> str | None:
    if turn.urgency == "emergency":
        return turn.text[:LONGEST]
    spans = turn.heard[1].spans if turn.heard and turn.heard[0] == turn.text else ()
    return max((span.text for span in spans if span.field in TROUBLE), key=len, default=None)
