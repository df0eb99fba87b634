"""A wish to speak to a person: put through where the company has a number for it, else the office is told."""

from __future__ import annotations

from agent.conversation import Conversation
from agent.turn import Turn
from domain.account_settings import settings_of
from domain.hours import is_open, next_opening
from domain.reach import national
from domain.wording import when

THROUGH = "I'll put you through to a person now."
REACHED = "You can reach a person at {number}."
LET_KNOW = "I'll let the office know that you'd like to speak to a person{transfer}."
NOT_THROUGH = "I can't put you through just now. I've let the office know, and they'll call you back."


def asked_for(conversation: Conversation, turn: Turn) -> str:
    """What to say to somebody who wants a person, and what is to be done about it."""
    company, now = conversation.company, conversation.desk.clock()
    settings, there = settings_of(company), is_open(company, now)
    number = settings.transfer_number
    if number and (there or settings.after_hours != "message"):
        if conversation.channel != "phone":
            return REACHED.format(number=national(number))
        conversation.put_through_to = turn.put_through = number
        return THROUGH
    turn.urgency = "person"
    transfer = " and have them call you back" if conversation.channel == "phone" else ""
    return LET_KNOW.format(transfer=transfer) + ("" if there else f" {closed_until(conversation)}")


def closed_until(conversation: Conversation) -> str:
    """That nobody is there, and from when on somebody is."""
    company, now = conversation.company, conversation.desk.clock().astimezone(conversation.company.timezone)
    opens = next_opening(company, now)
    return f"The office opens {when(opens, now)}." if opens else "The office is closed just now."
