"""Messages: on which thread one goes out, what it needs to get there, and when it leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from domain.context import Context
from domain.conversations import Written, conversation_on, usual_channel, went_on
from domain.outbox import Enclosed, hand_over
from domain.problems import Conflict, FieldError, Invalid, Missing
from storage.base import Record
from storage.contacts import Contact
from storage.conversations import Conversation, Message
from storage.text_stops import is_stopped
from storage.types import new_id

LONGEST_TEXT = 1600
ELSEWHERE = {"sms": "send an e-mail", "email": "send a text"}


async def send(
    ctx: Context,
    body: str,
    *,
    contact: Contact | None = None,
    conversation: Conversation | None = None,
    channel: Written | None = None,
    subject: str | None = None,
    enclosed: Sequence[Enclosed] = (),
    makes: Mapping[str, Any] | None = None,
    along: Sequence[Record] = (),
    posted: Mapping[str, Any] | None = None,
) -> Message:
    """Write to a customer, perhaps with files; the message leaves when the undo window has passed.

    `makes`, `along` and `posted` are the outbox's: what is made when it leaves, what stands once it has left, and which
    mailbox it leaves from.
    """
    channel = channel or ("email" if subject or enclosed else None)
    conversation = await _thread(ctx, contact, conversation, channel)
    contact = contact or conversation.contact
    if contact is None:
        raise Conflict("The contact of that conversation was deleted; choose somebody else.")
    kind, to = _reached(contact, conversation)
    if kind == "sms" and await is_stopped(ctx.session, to):
        raise Conflict(f"{contact.name} asked not to be texted; call{', or send an e-mail' if contact.email else ''}.")
    _must_fit(kind, subject, body, enclosed)
    message = Message(
        id=new_id(),
        conversation=conversation,
        contact=contact,
        contact_id=contact.id,
        author_id=ctx.actor.user_id,
        direction="out",
        subject=subject,
        body=body,
        at=ctx.now(),
        status="waiting",
        attachments=[each.json() for each in enclosed],
    )
    ctx.session.add(message)
    went_on(conversation, "out", message.at)
    told: dict[str, Any] = {"enclosed": enclosed, "makes": makes, "along": along, "posted": posted}
    hand_over(ctx, kind, to, body, subject=subject, about=message, **told)
    return message


async def _thread(
    ctx: Context, contact: Contact | None, conversation: Conversation | None, channel: Written | None
) -> Conversation:
    """The thread meant: the one given, else the contact's on the channel given or usual."""
    if conversation is None:
        if contact is None:
            raise Missing(["contactId"])
        return await conversation_on(ctx, contact, channel or usual_channel(contact))
    if contact and contact.id != conversation.contact_id:
        raise Invalid(
            "That conversation is with somebody else; give the contact or the conversation.",
            [FieldError("contactId", "is not the conversation's contact")],
        )
    if channel and channel != conversation.channel:
        raise Invalid(
            f"That conversation is by {conversation.channel}; give the contact to start one by {channel}.",
            [FieldError("channel", "is not the conversation's channel")],
        )
    return conversation


def _reached(contact: Contact, conversation: Conversation) -> tuple[Written, str]:
    """By what and where the contact is written to; raises `Conflict` with what is missing."""
    if conversation.channel == "sms":
        return "sms", contact.phone or _cannot(contact, "sms", "phone number", contact.email)
    if conversation.channel == "email":
        return "email", contact.email or _cannot(contact, "email", "e-mail address", contact.phone)
    raise Conflict(f"Nothing can be sent in a {conversation.channel} conversation; give the contact, and sms or email.")


def _cannot(contact: Contact, kind: Written, what: str, otherwise: str | None) -> NoReturn:
    instead = f"add one, or {ELSEWHERE[kind]}" if otherwise else "add one first"
    raise Conflict(f"{contact.name} has no {what}; {instead}.")


def _must_fit(kind: Written, subject: str | None, body: str, enclosed: Sequence[Enclosed]) -> None:
    if kind == "sms" and enclosed:
        raise Invalid("A text carries no files; send an e-mail.", [FieldError("channel", "carries no files")])
    if kind == "sms" and subject:
        raise Invalid(
            "A text has no subject; leave it out, or send an e-mail.", [FieldError("subject", "not in a text")]
        )
    if kind == "sms" and len(body) > LONGEST_TEXT:
        raise Invalid(
            f"A text holds {LONGEST_TEXT} characters and this has {len(body)}; shorten it, or send an e-mail.",
            [FieldError("body", "is too long for a text")],
        )
