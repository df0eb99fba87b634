"""What is asked for twice in one breath is done once: "i'm at the smith place get it started", "it's done close it"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from agent.conversation import Conversation
from agent.memory import stands_for_something
from agent.planner.plan import Planned

TWO = re.compile(r"\b(?:another|again|more|second|twice|too|both|each|also|as well|two|other)\b")


def once_each(conversation: Conversation, calls: Sequence[Planned]) -> list[Planned]:
    """The calls without those that say another over again; what only the second one names is kept."""
    kept: list[Planned] = []
    for call in calls:
        place = next((at for at, each in enumerate(kept) if _is_one(conversation, each, call)), None)
        if place is None:
            kept.append(call)
        else:
            arguments = {**call.arguments, **_named(kept[place].arguments)}
            kept[place] = replace(kept[place], arguments=arguments, sure=kept[place].sure or call.sure)
    return kept


def _is_one(conversation: Conversation, one: Planned, other: Planned) -> bool:
    operation = conversation.desk.operations[one.operation]
    if one.operation != other.operation or operation.effect == "read":
        return False
    records = {each.wire for each in operation.takes if each.record is not None}
    if not any(each.in_path for each in operation.takes) and TWO.search(conversation.turn.text.lower()):
        return False
    wires = set(one.arguments) | set(other.arguments)
    return all(_agree(one.arguments.get(wire), other.arguments.get(wire), wire in records) for wire in wires)


def _agree(one: Any, other: Any, record: bool) -> bool:
    """Whether two values can be the same; a record that is not named is the one that is."""
    return one == other or (record and not (_is_named(one) and _is_named(other)))


def _named(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {wire: value for wire, value in arguments.items() if _is_named(value)}


def _is_named(value: Any) -> bool:
    return value is not None and not (isinstance(value, str) and stands_for_something(value))
