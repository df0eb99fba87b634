"""Questions to the company, answered from its knowledge base word for word, or not at all.

Callers and customers are told nothing about the company but what stands in an article. Which article that is, whether
it answers, and what of it is said are worked out by `domain.passages`; no planner has a say in the words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from agent.planner.plan import Plan, Planned
from domain.passages import Question, Text
from domain.roles import Role
from tools.call import Call
from tools.knowledge_base import ArticleCard, Articles
from tools.operation import Operation
from tools.perform import perform

if TYPE_CHECKING:
    from agent.conversation import Conversation
    from agent.turn import Step

LOOK_UP, READ, LEAVE_WORD = "list_articles", "get_article", "create_ticket"
OUTSIDE = (Role.CUSTOMER, Role.CALLER)
LEADS = (
    r"(?:(?:hi|hello|hey|um|uh|so|okay|and|yeah|oh|well|quick question|i was wondering|can you tell me|do you know)"
    r"[ ,]+)*"
)
QUESTION = re.compile(
    rf"^{LEADS}(?:what|how|when|where|why|who|which|is|are|do|does|did|can|could|should|will|would|may|am|any|if)\b"
    r"|\bwhat (?:should|do|can) i\b|\b(?:wants? to know|is asking|are asking|wondering) (?:if|whether|about|what|how)\b"
)
# A question how to help oneself, rather than a wish for somebody to come.
ADVICE = re.compile(
    rf"^{LEADS}(?:why\b|how (?:do|can|should|to)\b|is it (?:ok|okay|safe|normal)\b|should i\b"
    r"|can i (?!book|get|have|make|move|schedule|set|cancel|change|talk|speak|see))"
    r"|\bwhat (?:should|do|can) i (?:do|check|try)\b|\bis that normal\b"
    r"|\b(?:something|anything) (?:that )?(?:i|we) (?:can|could|should|might) (?:do|try|check)\b"
    r"|\b(?:can|could|should) (?:i|we) (?:do|fix|reset|try|check) (?:\w+ ){0,3}(?:myself|ourselves|meantime|until)\b"
)
# What something would cost if it were done is asked before it is.
SUPPOSED = re.compile(
    r"\bif (?:i|we)(?:'d| had to| were to| was to| end up| ended up)? \w+\b.*"
    r"\b(?:charge[ds]?|fees?|costs?|penalt\w+|owe|money back|refund)\b"
    r"|\b(?:charge[ds]?|fees?|costs?|penalt\w+) (?:me |us )?(?:\w+ ){0,4}"
    r"(?:if|when|for cancel\w+|for changing|to cancel|to move|to change)\b"
    r"|\b(?:is|are|would) there (?:be )?(?:any|an?|some)?(?: kind of)? ?(?:charge|fee|penalty|cost)s?\b"
)
ABOUT_US = re.compile(r"\b(?:you|your|yours|you're|y'all|we|our)\b")
DONT_KNOW = "I don't know that one."
HAND_ON = "Shall I pass your question on to the office?"
NOT_SURE = "I can't say for sure what answers that."
NOTHING_WRITTEN = "There is nothing about that in the knowledge base."
LONGEST_SPOKEN, LONGEST_SUBJECT, SHORT_ENOUGH = 600, 200, 300
MORE_OF_IT = "There is more of it on the page."


def outside(conversation: Conversation) -> bool:
    """Whether the speaker is not of the company: a customer, or somebody unknown."""
    return conversation.actor.role in OUTSIDE


async def asked(
    conversation: Conversation, said: str, operation: Operation[Any, Any] | None, arguments: Mapping[str, Any]
) -> Planned | None:
    """The look-up that answers what was said, if it is a question to the knowledge base; None if it is not.

    `operation` is what the words sound like; None if like nothing that is known.
    """
    if LOOK_UP not in conversation.operations:
        return None
    question = bool(QUESTION.search(said.lower()))
    name = operation.name if operation else None
    if name == LOOK_UP:
        return _looking_up(said) if question or outside(conversation) else None
    if name == READ:
        asks = question or outside(conversation) or "id" not in arguments
        return await _reading(conversation, said, arguments) if asks else None
    supposed = SUPPOSED.search(said.lower())
    if not ((question or supposed or ADVICE.search(said.lower())) and outside(conversation)):
        return None
    if supposed and operation is not None and operation.effect != "read":
        return _looking_up(supposed.group() if not await _answers(conversation, said) else said)
    if operation is None:
        return _looking_up(said)
    barred = operation.name not in conversation.operations
    if (barred or (operation.effect != "read" and ADVICE.search(said.lower()))) and await _answers(conversation, said):
        return _looking_up(said)
    return None


async def fallen_back_on(conversation: Conversation, said: str) -> Plan | None:
    """What to do where a planner made nothing of what somebody from outside said."""
    if outside(conversation) and (planned := await asked(conversation, said, None, {})):
        return Plan([planned])
    return None


def about_us(said: str) -> bool:
    """Whether a question may be one about the company, for all that it sounds like none."""
    return bool(QUESTION.search(said.lower()) and ABOUT_US.search(said.lower()))


def _looking_up(said: str) -> Planned:
    return Planned(LOOK_UP, {"search": said})


async def _reading(conversation: Conversation, said: str, arguments: Mapping[str, Any]) -> Planned:
    """The article that answers, opened; where none does, what comes near."""
    for words in (said, arguments.get("id")):
        if words and (answers := await _answers(conversation, str(words))):
            return Planned(READ, {"id": answers[0]})
    return _looking_up(said)


async def _answers(conversation: Conversation, words: str) -> list[str]:
    call = Call(LOOK_UP, {"search": words, "limit": 5}, conversation.actor, "system")
    found: Articles = (await perform(conversation.desk, call)).value
    return [each.article_id for each in found.answers]


def told(conversation: Conversation, value: Any, said: str) -> str | None:
    """What is said of what was looked up; None if it is no article."""
    if isinstance(value, ArticleCard):
        return read_out(value, said)
    if not isinstance(value, Articles) or value.search is None:
        return None
    if value.answers:
        return " ".join(_quoted(each.title, each.quote) for each in value.answers)
    if outside(conversation):
        return DONT_KNOW
    if not value.items:
        return NOTHING_WRITTEN
    nearest, *others = value.items[:3]
    titles = f" Also near it: {'; '.join(each.title for each in others)}." if others else ""
    return f"{NOT_SURE} Nearest is {nearest.title}: {nearest.body[:SHORT_ENOUGH].strip()}{titles}"


def read_out(article: ArticleCard, said: str) -> str:
    """An article as it is read to somebody: what answers their question, else all of it that can be listened to."""
    if QUESTION.search(said.lower()):
        text = Text(article.id, article.title, article.body)
        return _quoted(article.title, Question(said, [text]).quote(text))
    if len(article.body) <= LONGEST_SPOKEN:
        return _quoted(article.title, article.body)
    beginning = article.body[:LONGEST_SPOKEN]
    end = max(beginning.rfind(mark) for mark in (". ", "! ", "? ", "\n"))
    return f"{_quoted(article.title, beginning[: end + 1] if end > 0 else beginning)} {MORE_OF_IT}"


def _quoted(title: str, words: str) -> str:
    mark = "" if title.endswith(("?", "!")) else ":"
    stop = "" if words.rstrip().endswith((".", "!", "?")) else "."
    return f"{title}{mark} {words.strip()}{stop}"


def quotes(step: Step) -> bool:
    """Whether a call gave words of an article, which are spoken as they stand."""
    value = step.outcome.value if step.outcome else None
    return isinstance(value, Articles) or (isinstance(value, ArticleCard) and step.operation.name == READ)


def unanswered(conversation: Conversation, step: Step) -> dict[str, Any] | None:
    """The ticket that passes a question on, if somebody from outside asked one that no article answers."""
    value = step.outcome.value if step.outcome else None
    if not isinstance(value, Articles) or value.search is None or value.answers or not outside(conversation):
        return None
    if LEAVE_WORD not in conversation.operations:
        return None
    said = value.search[:LONGEST_SUBJECT]
    return {"subject": f"{said[:1].upper()}{said[1:]}"}
