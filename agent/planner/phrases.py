"""Operations that the recogniser was not trained on are heard by phrases of their own; the blanks are their fields."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from agent.conversation import Conversation
from agent.planner.plan import Plan, Planned
from domain.roles import Role
from tools.operation import Operation
from tools.refusal import forbidden

LEADS = (
    r"(?:(?:um+|uh+|okay|ok|so|and|please|hey|i think|i need to|i want to|let's|can you|could you|would you"
    r"|go ahead and) )*"
)
TELLS = re.compile(r"(?:(?:and|also|then|please|okay|ok|so|uh|um) )*(?:tell|text|let|message|ask|remind|note)\b")
TRAILS = r"(?: (?:please|for me|thanks|now))*"


def phrased(conversation: Conversation, said: str) -> Plan | None:
    """The call that an utterance makes by a phrase of an operation's own; a refusal where the role forbids it."""
    text = re.sub(r"[.,!?]", "", said.lower()).strip()
    for operation in conversation.desk.operations.values():
        found = next((match for phrase in _phrases(operation) if (match := phrase.fullmatch(text))), None)
        if found is None:
            continue
        if operation.name not in conversation.operations:
            return Plan(note=forbidden(conversation.actor.role, operation).sentence)
        return Plan([Planned(operation.name, found.groupdict())])
    return None


def named_by(conversation: Conversation, said: str) -> tuple[Operation[Any, Any], float] | None:
    """The operation that words in an utterance are enough to tell, and that this person may use; surely."""
    text = said.lower()
    mine = conversation.operations.values()
    at_work = conversation.actor.role is Role.TECH and not TELLS.match(text)
    return next(((each, 1.0) for each in mine if any(way.search(text) for way in _ways(each, at_work=at_work))), None)


def _ways(operation: Operation[Any, Any], *, at_work: bool) -> tuple[re.Pattern[str], ...]:
    """The words that are enough; of those who do the work, also what would be vague from anybody else: "start it"."""
    more = operation.options.get("told_at_work", ()) if at_work else ()
    return _searched((*operation.options.get("told_by", ()), *more))


@cache
def _searched(words: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(each) for each in words)


def _phrases(operation: Operation[Any, Any]) -> tuple[re.Pattern[str], ...]:
    return _compiled(tuple(operation.options.get("phrases", ())))


@cache
def _compiled(phrases: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(f"{LEADS}{phrase}{TRAILS}") for phrase in phrases)
