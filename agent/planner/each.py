"""Several things named in one request, of which an operation takes one at a time: "two ignitors and a filter on it"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, get_args

from agent.conversation import Conversation
from agent.planner.joining import joined
from agent.planner.recogniser import Recogniser
from agent.planner.spans import TaggedSpan
from tools.operation import Operation, Parameter

JOINS = re.compile(r"^[\s,]*(?:and|plus|also|then)?(?: also| then)?[\s,]*$")
OF_THE = re.compile(r"^\s*(?:(?:of|feet of|foot of) )?(?:the |those |our |a |an )?\s*$")
SHORT = 5
ARTICLE = re.compile(r"\b(?:an?|another|the)\s+$")


def each_of(conversation: Conversation, said: str, operation: Operation[Any, Any] | None) -> list[str]:
    """The request once for each thing that it names; as it is, if it names one."""
    kind = operation.options.get("one_each") if operation else None
    if kind is None:
        return [said]
    named = _named(said, joined(said, Recogniser.load().recognise(said).spans), kind)
    if len(named) < 2 or not all(JOINS.match(said[one[1] : two[0]]) for one, two in pairwise(named)):
        return [said]
    first, last = named[0][0], named[-1][1]
    return [f"{said[:first]}{said[start:end]}{said[last:]}" for start, end in named]


def with_their_flags(meant_by: Callable[[str], Operation[Any, Any] | None], parts: Sequence[str]) -> list[str]:
    """The parts, with one that only says how the deed before it is done put to that: "convert him and open a job"."""
    whole: list[str] = []
    for part in parts:
        operation = meant_by(whole[-1]) if whole else None
        if operation and operation.effect == "write" and _switches(operation, part):
            whole[-1] = f"{whole[-1]} and {part}"
        else:
            whole.append(part)
    return whole


def _switches(operation: Operation[Any, Any], part: str) -> bool:
    """Whether a short part says one of the operation's yes-or-noes."""
    phrases = [each for parameter in operation.takes if _is_flag(parameter) for each in parameter.said]
    return len(part.split()) <= SHORT and any(re.search(rf"\b{re.escape(each)}\b", part) for each in phrases)


def _is_flag(parameter: Parameter) -> bool:
    return _takes_a_yes(parameter.annotation)


def _takes_a_yes(annotation: Any) -> bool:
    return annotation is bool or any(_takes_a_yes(part) for part in get_args(annotation))


def _named(said: str, tags: Sequence[TaggedSpan], kind: str) -> list[tuple[int, int]]:
    """Where each thing is named, with how many of it."""
    found: list[tuple[int, int]] = []
    count: TaggedSpan | None = None
    for tag in tags:
        if tag.field == "count":
            count = tag
        elif tag.field == kind:
            of_it = count is not None and OF_THE.match(said[count.end : tag.start])
            article = ARTICLE.search(said[: tag.start])
            start = count.start if count and of_it else article.start() if article else tag.start
            found.append((start, tag.end))
            count = None
    return found
