"""A question about what was just shown: "who put that in", "so it's back at what time now", "whose idea was that".

It names nothing, so what was shown last is looked at once more, if its card knows the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from agent.conversation import Conversation
from agent.knowledge import outside
from agent.planner.plan import Planned
from agent.planner.recogniser import Recognition
from agent.questions import asked_field
from domain.problems import Problem
from storage.base import Record
from tools.call import Call
from tools.operation import Operation, spoken_noun
from tools.perform import perform

QUESTION = re.compile(
    r"^(?:(?:and|so|okay|ok|um|uh|well|wait|oh|hm+|but|great|good|fine|right|alright|thanks)[ ,]+)*"
    r"(?:what|what's|who|who's|whose|when|when's|where|where's|how|how's|which|is|isn't|are|does|did|has|remind me|"
    r"(?:it's|that's|he's|she's|they're)(?: \w+){0,3} (?:what|who|when|where|how))\b"
)
NAMES = ("person", "record", "job", "invoice", "item", "name", "time", "tag")
SURE, LOOKED_BACK = 0.6, 3


async def about_it(
    conversation: Conversation, choice: tuple[Operation[Any, Any], float] | None, said: str, heard: Recognition
) -> Planned | None:
    """The look at what was shown last that answers a question; None if it is no such question, or another is clear."""
    text = said.lower()
    if outside(conversation) or not QUESTION.match(text) or any(tag.field in NAMES for tag in heard.spans):
        return None
    if choice is not None and (choice[1] >= SURE or choice[0].effect != "read") and not _lacks(conversation, choice[0]):
        return None
    now = conversation.desk.clock().astimezone(conversation.company.timezone)
    for operation, arguments, card in _shown(conversation):
        if asked_field(card, text, now):
            return Planned(operation.name, arguments)
    for kind, record_id in reversed(conversation.memory.focus.items()):
        get = conversation.operations.get(f"get_{spoken_noun(kind.__name__).replace(' ', '_')}")
        if get and asked_field(await _card(conversation, get, record_id), text, now):
            return Planned(get.name, {"id": record_id})
    return None


def _lacks(conversation: Conversation, operation: Operation[Any, Any]) -> bool:
    """Whether it is done to a record of a kind that was not spoken of."""
    own: list[type[Record]] = [each.record for each in operation.takes if each.in_path and each.record]
    return any(kind not in conversation.memory.focus for kind in own)


def _shown(conversation: Conversation) -> Iterator[tuple[Operation[Any, Any], dict[str, Any], Any]]:
    """What the last turns showed of a single record, the latest first."""
    for turn in reversed(conversation.turns[:-1][-LOOKED_BACK:]):
        for step in reversed(turn.steps):
            if step.outcome is None or step.wrote:
                continue
            items = getattr(step.outcome.value, "items", None)
            if isinstance(items, list) and len(items) == 1:
                yield step.operation, dict(step.outcome.arguments), items[0]


async def _card(conversation: Conversation, operation: Operation[Any, Any], record_id: str) -> Any:
    with suppress(Problem):
        return (
            await perform(conversation.desk, Call(operation.name, {"id": record_id}, conversation.actor, "system"))
        ).value
    return None
