"""Texts that come in: to the customer's thread and the office's notice, and the words that every number understands.

STOP holds for the number and for everything that would be texted to it, from the moment that it is kept. Whoever is
nobody's contact becomes a lead, as a caller does who leaves their number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select

from domain.account_settings import settings_of
from domain.by_link import write_down
from domain.companies import Companies
from domain.context import Actor, Company, Context, Ports
from domain.conversations import conversation_on, went_on
from domain.leads import OVER, SELLERS, open_lead
from domain.notifications import notify
from domain.ports import Clock
from domain.reach import national
from domain.roles import Role
from storage import replays
from storage.base import Record
from storage.contacts import Contact
from storage.conversations import Conversation, Message
from storage.database import Database
from storage.leads import Lead
from storage.outbox import Parcel
from storage.text_stops import TextStop
from storage.types import new_id
from storage.users import User

Word = Literal["stop", "start", "help"]
# What carriers and Twilio take for these; a text of anything more is an ordinary one.
WORDS: Mapping[str, Word] = {
    **dict.fromkeys(("stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "opt out",
                     "optout"), "stop"),
    **dict.fromkeys(("start", "unstop"), "start"),
    **dict.fromkeys(("help", "info"), "help"),
}  # fmt: skip
LONGEST_SHOWN = 200
NOT_KEPT = "(a picture, which is not kept here)"
STOPPED = "They asked not to be texted."


@dataclass(frozen=True, slots=True)
class TextIn:
    """A text as the carrier told it. `answered`: the carrier has answered a STOP or HELP by itself."""

    id: str
    sender: str
    to: str
    body: str
    media: int = 0
    answered: bool = False


def word_in(body: str) -> Word | None:
    """The word that a text is, if it is just that."""
    return WORDS.get(" ".join(body.lower().replace("-", " ").split()).strip(" .!?\"'"))


@dataclass(frozen=True, slots=True)
class TextsIn:
    """Takes texts in, each once."""

    database: Database
    companies: Companies
    ports: Ports
    clock: Clock

    async def take(self, text: TextIn) -> str | None:
        """Keep a text, and tell what is answered; raises `LookupError` where the number reaches no company."""
        company = await self.companies.by_line(text.to)
        if company is None:
            raise LookupError(text.to)
        word = word_in(text.body)
        async with self.database.transaction(company.id, now=self.clock) as session:
            key = replays.digest("text", text.id)
            if await replays.claim(session, key, key) is None:
                actor = Actor(company.id, Role.CALLER, phone=text.sender)
                ctx = Context(session, actor, company, self.clock, "sms", self.ports)
                about = await _kept(ctx, text, word)
                await write_down(session, company, text.sender, "text_in", about, self.clock(), "sms")
        return help_of(company) if word == "help" and not text.answered else None


def help_of(company: Company) -> str:
    """What HELP is answered with."""
    call = f" Call {national(company.business_line)}." if company.business_line else ""
    agreed = f" {text}" if (text := settings_of(company).marketing_consent) else ""
    return f"{company.name}.{call}{agreed} Reply STOP to get no more texts, START to get them again."


async def _kept(ctx: Context, text: TextIn, word: Word | None) -> Record:
    """Do what the text says, and keep it where it belongs."""
    about: Record | None = None
    if word in ("stop", "start"):
        about = await (_stopped(ctx, text) if word == "stop" else _started(ctx, text))
    contact = await _contact(ctx, text.sender)
    if contact is not None:
        conversation = await _on_the_thread(ctx, contact, text, word)
        if word is None:
            await _tell_the_office(ctx, f"Text from {contact.name}", text, conversation)
        return about or conversation
    return about or await _lead(ctx, text)


async def _stopped(ctx: Context, text: TextIn) -> TextStop:
    found: TextStop | None = await ctx.session.scalar(select(TextStop).where(TextStop.phone == text.sender))
    if found is None:
        found = TextStop(id=new_id(), phone=text.sender, word=text.body.strip()[:40])
        ctx.session.add(found)
    waiting = select(Parcel).where(Parcel.kind == "sms", Parcel.state == "waiting").with_for_update()
    for parcel in await ctx.session.scalars(waiting):
        if parcel.payload.get("to") == text.sender:
            parcel.state, parcel.problem = "cancelled", STOPPED
            message = await ctx.session.scalar(select(Message).where(Message.id == parcel.record_id))
            if message is not None:
                message.status, message.problem = "failed", STOPPED
    return found


async def _started(ctx: Context, text: TextIn) -> TextStop | None:
    found: TextStop | None = await ctx.session.scalar(select(TextStop).where(TextStop.phone == text.sender))
    if found is not None:
        found.deleted_at = ctx.now()
    return found


async def _contact(ctx: Context, number: str) -> Contact | None:
    """Whose number it is; of several, the one who was texted with last."""
    latest = (
        select(Contact)
        .outerjoin(Conversation, (Conversation.contact_id == Contact.id) & (Conversation.channel == "sms"))
        .where(Contact.phone == number)
        .order_by(Conversation.last_message_at.desc().nulls_last(), Contact.id)
        .limit(1)
    )
    found: Contact | None = await ctx.session.scalar(latest)
    return found


async def _on_the_thread(ctx: Context, contact: Contact, text: TextIn, word: Word | None) -> Conversation:
    conversation = await conversation_on(ctx, contact, "sms")
    message = Message(
        id=new_id(),
        conversation=conversation,
        contact=contact,
        contact_id=contact.id,
        direction="in",
        body=_words(text),
        at=ctx.now(),
        status="received",
        source=f"twilio/{text.id}",
    )
    ctx.session.add(message)
    went_on(conversation, "in", message.at)
    conversation.awaiting_reply = word is None
    await ctx.session.flush()
    return conversation


async def _lead(ctx: Context, text: TextIn) -> Lead:
    """Somebody unknown: the lead with that number, or a new one."""
    there = select(Lead).where(Lead.phone == text.sender, Lead.status.not_in(OVER)).order_by(Lead.id.desc()).limit(1)
    lead: Lead | None = await ctx.session.scalar(there)
    if lead is None:
        named: dict[str, Any] = {"name": national(text.sender) or text.sender, "phone": text.sender}
        return await open_lead(ctx, {**named, "source": "text", "interest": _words(text)[:LONGEST_SHOWN]})
    lead.notes = "\n".join(each for each in (lead.notes, _words(text)) if each)[-20_000:]
    await _tell_the_office(ctx, f"Text from {lead.name}", text, lead)
    return lead


async def _tell_the_office(ctx: Context, title: str, text: TextIn, about: Record) -> None:
    for user_id in await ctx.session.scalars(select(User.id).where(User.role.in_(SELLERS), User.active)):
        notify(ctx, user_id, title, _words(text)[:LONGEST_SHOWN], about=about)


def _words(text: TextIn) -> str:
    body = text.body.replace("\x00", "").strip()
    return "\n".join(each for each in (body, NOT_KEPT if text.media else "") if each) or "(an empty text)"
