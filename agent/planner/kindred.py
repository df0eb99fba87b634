"""What "it" is when nothing of the kind was spoken of: the same deed on what was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.conversation import Conversation
from agent.memory import stands_for_something
from storage.base import Record
from tools.operation import Operation, spoken_noun


def at_hand(
    conversation: Conversation, operation: Operation[Any, Any], arguments: Mapping[str, Any]
) -> Operation[Any, Any] | None:
    """The same deed on the kind of record that was spoken of last, if the words only point at something.

    "Bump it up" sounds like a job; after a ticket, where no job was mentioned, it is the ticket.
    """
    own = next((each for each in operation.takes if each.wire == "id" and each.record is not None), None)
    words = arguments.get("id")
    if own is None or own.record is None or not isinstance(words, str) or not stands_for_something(words):
        return None
    spoken_of = conversation.memory.kinds()
    if own.record in spoken_of:
        return None
    siblings = (_on(conversation, operation, own.record, kind) for kind in spoken_of)
    return next((each for each in siblings if each is not None), None)


def _on(
    conversation: Conversation, operation: Operation[Any, Any], kind: type[Record], other: type[Record]
) -> Operation[Any, Any] | None:
    """`update_job` on tickets is `update_ticket`, where this person may do that."""
    here, there = (spoken_noun(each.__name__).replace(" ", "_") for each in (kind, other))
    if not operation.name.endswith(f"_{here}"):
        return None
    return conversation.operations.get(f"{operation.name.removesuffix(here)}{there}")
