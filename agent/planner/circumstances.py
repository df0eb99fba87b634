"""What is told around a request names its record only if there is one: "wrong cartridge put this one on hold"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.conversation import Conversation
from agent.planner.beginnings import beginnings, begins
from agent.planner.recogniser import Recogniser
from agent.planner.slots import filled
from domain.problems import NotFound, Problem
from tools.call import Call
from tools.operation import Operation, spoken_noun
from tools.perform import perform

OWNED = "'s "


async def without_circumstances(
    conversation: Conversation, operation: Operation[Any, Any], said: str, arguments: Mapping[str, Any]
) -> dict[str, Any]:
    """The arguments; read from the request alone where what was told before it names a record that there is none of."""
    own = next((each for each in operation.takes if each.in_path and each.record is not None), None)
    words = arguments.get(own.wire) if own else None
    request = _request(said)
    if own is None or own.record is None or not isinstance(words, str) or request is None or OWNED in words:
        return dict(arguments)  # what is somebody's is no circumstance
    if words.lower() in request.lower() or await _is_there(conversation, spoken_noun(own.record.__name__), words):
        return dict(arguments)
    return await filled(conversation, operation, request, Recogniser.load().recognise(request))


def _request(said: str) -> str | None:
    """The request without what is told before it; None if nothing is."""
    deed = next((each for each in beginnings(said, ()) if each.kind == "deed"), None)
    return said[deed.first :] if deed and begins(said[: deed.at]) == "other" else None


async def _is_there(conversation: Conversation, noun: str, words: str) -> bool:
    """Whether the words name something, one or several."""
    looks = conversation.operations.get(f"get_{noun.replace(' ', '_')}")
    if looks is None:
        return True
    meant = conversation.memory.resolve(next(each.record for each in looks.takes if each.record), words)
    try:
        await perform(
            conversation.desk,
            Call(looks.name, {"id": meant}, conversation.actor, "voice", near=conversation.memory.near()),
        )
    except NotFound as nothing:
        return bool(nothing.near)
    except Problem:
        return True
    return True
