"""Conversations: which channel reaches a contact, which thread goes on, and who is waiting for an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import select

from domain.context import Context
from domain.problems import Conflict
from storage.contacts import Contact
from storage.conversations import Conversation, ConversationNote, Message

Channel = Literal["sms", "email", "phone", "chat"]
Written = Literal["sms", "email"]
Status = Literal["open", "closed"]
Direction = Literal["in", "out"]


def usual_channel(contact: Contact) -> Written:
    """A text if there is a number, else a mail; raises `Conflict` if neither reaches the contact."""
    if contact.phone:
        return "sms"
    if contact.email:
        return "email"
    raise Conflict(f"{contact.name} has neither a phone number nor an e-mail address; add one first.")


def open_conversation(ctx: Context, contact: Contact, channel: Channel) -> Conversation:
    """A new thread with a contact."""
    conversation = Conversation(contact=contact, contact_id=contact.id, channel=channel, status="open")
    ctx.session.add(conversation)
    return conversation


async def conversation_on(ctx: Context, contact: Contact, channel: Channel) -> Conversation:
    """The contact's open thread on a channel, the latest if there are several, or a new one."""
    found = await ctx.session.scalar(
        select(Conversation)
        .where(Conversation.contact_id == contact.id, Conversation.channel == channel, Conversation.status == "open")
        .order_by(Conversation.last_message_at.desc().nulls_last(), Conversation.id.desc())
        .limit(1)
    )
    return found or open_conversation(ctx, contact, channel)


def set_status(conversation: Conversation, status: Status) -> Conversation:
    """Close a thread, after which nobody waits for an answer there, or open it again."""
    conversation.status = status
    if status == "closed":
        conversation.awaiting_reply = False
    return conversation


def went_on(conversation: Conversation, direction: Direction, at: datetime) -> None:
    """Note that something was said: the thread is open, and whoever heard it last owes the answer."""
    conversation.status = "open"
    conversation.last_message_at = at
    conversation.awaiting_reply = direction == "in"


def add_note(ctx: Context, conversation: Conversation, body: str) -> ConversationNote:
    """Write something down beside a conversation, for the staff."""
    note = ConversationNote(
        conversation=conversation, conversation_id=conversation.id, author_id=ctx.actor.user_id, body=body
    )
    ctx.session.add(note)
    return note


async def last_messages(ctx: Context, conversation: Conversation, limit: int) -> list[Message]:
    """The latest messages of a thread, oldest first."""
    rows = await ctx.session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation.id)
        .order_by(Message.at.desc(), Message.id.desc())
        .limit(limit)
    )
    return list(rows)[::-1]
