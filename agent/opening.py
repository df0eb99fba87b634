"""What a phone call is opened with: the recording notice first, then the greeting, and whether anybody is there."""

from __future__ import annotations

import re

from agent.conversation import Conversation
from agent.person import closed_until
from domain.account_settings import settings_of
from domain.hours import is_open
from domain.problems import Suspended

LAST_QUESTION = re.compile(r"^(?P<told>.*?)(?P<asked>[^.!?]+\?)$", re.DOTALL)
CLOSED = "{until} I can book a visit or take a message."


def opening_words(conversation: Conversation) -> str:
    """What is said first; it tells nobody anything about a customer."""
    settings, company = settings_of(conversation.company), conversation.company
    if company.suspended:
        return Suspended().sentence
    proof = conversation.identity.asked_first() if conversation.identity else ""
    closed = settings.after_hours != "answer" and not is_open(company, conversation.desk.clock())
    told, asked = _in_two(settings.greets(company))
    between = CLOSED.format(until=closed_until(conversation)) if closed else ""
    return " ".join(filter(None, (settings.recording_notice, told, between, proof, asked)))


def _in_two(greeting: str) -> tuple[str, str]:
    """The greeting, and the question that it ends with: that one stays the last thing said."""
    found = LAST_QUESTION.match(greeting.strip())
    return (found["told"].strip(), found["asked"].strip()) if found else (greeting, "")
