"""Corrections: "make it Wednesday", "no, Luis", "I meant three": what was just asked or done, with that changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agent.conversation import Conversation, Turn
from agent.planner.plan import Plan, Planned
from agent.planner.recogniser import Recogniser, Recognition
from agent.planner.slots import filled
from tools.operation import Operation

SAID = re.compile(
    r"^(?:(?:no|oh|wait|um|uh|sorry|hang on|hold on|actually|well) )*"
    r"(?:make (?:it|that)|change (?:it|that) to|(?:no )?i meant|i mean|sorry i meant|not (?:\w+ ){1,3}(?:but )?|"
    r"actually make it|(?:no )?it should be|rather|instead|correction)\b"
)
MAKE_IT = re.compile(r"^(?:[\w']+ ){0,6}(?:so )?make (?:it|that) (?:[\w']+ ?){1,6}$")
LIKELY = 0.6


async def corrected(conversation: Conversation, turn: Turn, heard: Recognition) -> Plan | None:
    """The corrected call, if the words correct the one before; None if they do not."""
    said = turn.text.lower()
    likely = dict(heard.acts).get("correct", 0.0)
    if not SAID.match(said) and not (MAKE_IT.match(said) or likely >= LIKELY):
        return None
    target = _target(conversation)
    if target is None:
        return None
    operation, arguments, made = target
    changes = await _changes(conversation, operation, arguments, turn.text, heard)
    if not changes:
        return None
    conversation.drop_pending()
    if made is None:
        return Plan([Planned(operation.name, {**arguments, **changes})])
    return _on_what_was_made(conversation, operation, arguments, changes, made)


def _target(conversation: Conversation) -> tuple[Operation[Any, Any], Mapping[str, Any], str | None] | None:
    """The call to correct: the one that waits for an answer, else the last one that wrote, and what it made."""
    if asked := conversation.asking:
        return conversation.desk.operations[asked.operation], asked.arguments, None
    for earlier in reversed(conversation.turns[:-1][-3:]):
        for step in reversed(earlier.steps):
            if step.wrote and step.outcome is not None:
                return step.operation, step.outcome.arguments, getattr(step.outcome.value, "id", None)
    return None


async def _changes(
    conversation: Conversation, operation: Operation[Any, Any], before: Mapping[str, Any], said: str, heard: Recognition
) -> dict[str, Any]:
    """What the words change; a bare hour is one of the day that was spoken of."""
    cleaned = SAID.sub("", said.lower()).strip() or said
    cleaned = re.sub(r"^.*\bmake (?:it|that) ", "", cleaned) if MAKE_IT.match(cleaned) else cleaned
    alone = Recogniser.load().recognise(cleaned) if cleaned != said else heard
    found = await filled(conversation, operation, cleaned, alone, _that_day(conversation, before))
    return {name: value for name, value in found.items() if name != "id"}


def _that_day(conversation: Conversation, before: Mapping[str, Any]) -> datetime | None:
    """The beginning of the day that the call was about, if it was about one to come."""
    told = before.get("scheduledStart") or before.get("start")
    if not told:
        return None
    day = datetime.fromisoformat(str(told)).astimezone(conversation.company.timezone)
    now = conversation.desk.clock().astimezone(conversation.company.timezone)
    return max(now, day.replace(hour=0, minute=0)) if day.date() >= now.date() else None


def _on_what_was_made(
    conversation: Conversation,
    operation: Operation[Any, Any],
    arguments: Mapping[str, Any],
    changes: Mapping[str, Any],
    made: str,
) -> Plan | None:
    """A record that exists is changed, not made again."""
    if "id" in arguments:
        return Plan([Planned(operation.name, {**arguments, **changes})])
    update = conversation.operations.get(f"update_{operation.noun.replace(' ', '_')}")
    if update is None:
        return None
    known = {each.wire for each in update.takes}
    return Plan([Planned(update.name, {"id": made, **{name: v for name, v in changes.items() if name in known}})])
