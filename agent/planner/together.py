"""Halves of one request: "erin o'connor's outlet, give that to mike" assigns one job once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from agent.completeness import complete
from agent.conversation import Conversation
from agent.memory import points
from agent.planner.plan import Planned
from tools.operation import Operation


def put_together(conversation: Conversation, calls: Sequence[Planned]) -> list[Planned]:
    """The calls; one that lacks something, and the next of its kind that only points at what it is about, as one."""
    whole: list[Planned] = []
    for call in calls:
        operation = conversation.operations.get(call.operation)
        before = whole[-1] if whole else None
        if operation and before and before.operation == call.operation and _is_its_half(operation, before, call):
            whole[-1] = replace(call, arguments={**_told(before.arguments), **_told(call.arguments)})
        else:
            whole.append(call)
    return whole


def _is_its_half(operation: Operation[Any, Any], before: Planned, call: Planned) -> bool:
    first, second = _told(before.arguments), _told(call.arguments)
    lacking = not complete(operation, first) and not complete(operation, second)
    return lacking and not (first.keys() & second.keys())


def _told(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What is told, and not only pointed at."""
    return {name: value for name, value in arguments.items() if not (isinstance(value, str) and points(value))}
