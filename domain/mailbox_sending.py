"""Mail that leaves from a connected mailbox: written like any message, and as an answer where there is one to give."""

from __future__ import annotations

from dataclasses import replace
from email.utils import formataddr
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from domain.context import Company, Context
from domain.conversations import conversation_on
from domain.mailbox_keys import keys_of
from domain.mailboxes import need_mailbox
from domain.messages import send
from domain.ports import AccessLost, DeliveryFailed, Letter, MailFailed, SentMail
from domain.problems import Unavailable
from storage.contacts import Contact
from storage.conversations import Conversation, Message
from storage.outbox import Parcel

if TYPE_CHECKING:
    from domain.outbox import Carrier

BY_THE_CARRIER = {"unaudited": "what a mail is called where it has left from is written down by the carrier"}


async def send_from_gmail(
    ctx: Context, contact: Contact | None, conversation: Conversation | None, subject: str | None, body: str
) -> Message:
    """Write to a customer from the company's Gmail; it goes on with what was last written to and fro there."""
    mailbox = await need_mailbox(ctx, "gmail")
    if conversation is None and contact is not None and contact.email:
        conversation = await conversation_on(ctx, contact, "email")
    posted: dict[str, Any] = {"mailbox": mailbox.id, "from": mailbox.address}
    last = await _last(ctx, conversation) if conversation is not None and subject is None else None
    if last is not None and last.subject:
        subject = (last.subject if last.subject.lower().startswith("re:") else f"Re: {last.subject}")[:200]
        posted["thread"] = last.mail_thread
        if last.mail_id:
            posted["headers"] = {"In-Reply-To": last.mail_id, "References": last.mail_id}
    return await send(
        ctx, body, contact=contact, conversation=conversation, channel="email", subject=subject, posted=posted
    )


async def _last(ctx: Context, conversation: Conversation) -> Message | None:
    """The latest mail of a conversation that lies in the mailbox too."""
    there = select(Message).where(Message.conversation_id == conversation.id, Message.mail_thread.is_not(None))
    found: Message | None = await ctx.session.scalar(there.order_by(Message.at.desc(), Message.id.desc()).limit(1))
    return found


async def send_from(carrier: Carrier, company: Company, parcel: Parcel, letter: Letter) -> None:
    """Send a letter from the mailbox that its parcel names, and note what it is called there; `DeliveryFailed`."""
    gmail = carrier.ports.gmail
    if gmail is None:
        raise DeliveryFailed("Gmail is not set up here any more.", permanent=True)
    opened = partial(carrier.database.transaction, company.id, now=carrier.clock)
    ours, thread = parcel.record_id or parcel.id, parcel.payload.get("thread")
    letter = replace(letter, sender=formataddr((company.name, parcel.payload["from"])))
    try:
        keys = keys_of(carrier.ports, company.id, gmail, carrier.clock, opened)
        access = await keys.access(parcel.payload["mailbox"])
        try:
            sent = await gmail.send(access, letter, ours, thread)
        except AccessLost:
            access = await keys.access(parcel.payload["mailbox"], instead_of=access)
            sent = await gmail.send(access, letter, ours, thread)
    except (AccessLost, Unavailable) as lost:
        raise DeliveryFailed(str(lost), permanent=True) from lost
    except MailFailed as failure:
        raise DeliveryFailed(str(failure)) from failure
    await _note(carrier, company, ours, sent)


async def _note(carrier: Carrier, company: Company, message_id: str, sent: SentMail) -> None:
    async with carrier.database.transaction(company.id, now=carrier.clock) as session:
        message = update(Message).where(Message.id == message_id)
        named = message.values(source=f"gmail/{sent.id}", mail_thread=sent.thread)
        await session.execute(named, execution_options=BY_THE_CARRIER)
