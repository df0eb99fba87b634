"""Drafts: what might be written to a customer, by the language model where there is one, else by template."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from domain.context import Context
from domain.conversations import Written, last_messages
from domain.jobs import BUSY
from domain.llm_providers import writer_of
from domain.messages import LONGEST_TEXT
from domain.ports import Writer
from domain.problems import Conflict, Missing, Unavailable
from prompts import prompt
from storage.contacts import Contact
from storage.conversations import Conversation, Message
from storage.jobs import Job

MESSAGES_READ = 10
FORM: dict[Written, str] = {
    "sms": "one text message of at most 320 characters",
    "email": "a short e-mail, its first line being `Subject: ` and the subject",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that nobody has sent, and who wrote it."""

    body: str
    subject: str | None
    by: Literal["model", "template"]


@dataclass(frozen=True, slots=True)
class Matter:
    """What a draft is made from."""

    contact: Contact
    channel: Written
    messages: list[Message]
    visit: Job | None
    wish: str | None


async def draft(
    ctx: Context,
    contact: Contact | None,
    conversation: Conversation | None,
    channel: Written | None,
    wish: str | None,
) -> Draft:
    """Draft a message to a contact, or an answer in a conversation."""
    matter = await _gathered(ctx, contact, conversation, channel, wish)
    writer = await writer_of(ctx)
    if writer is None:
        return _by_template(ctx, matter)
    await ctx.session.close()  # a model takes seconds, and there are few connections to wait on it
    try:
        return await _by_model(ctx, writer, matter)
    except Unavailable:
        return _by_template(ctx, matter)


async def _gathered(
    ctx: Context, contact: Contact | None, conversation: Conversation | None, channel: Written | None, wish: str | None
) -> Matter:
    if contact is None and conversation is None:
        raise Missing(["contactId"])
    contact = contact or (conversation.contact if conversation else None)
    if contact is None:
        raise Conflict("The contact of that conversation was deleted; choose somebody else.")
    conversation = conversation or await _latest(ctx, contact)
    messages = await last_messages(ctx, conversation, MESSAGES_READ) if conversation else []
    return Matter(contact, channel or _channel(contact, conversation), messages, await _next_visit(ctx, contact), wish)


async def _latest(ctx: Context, contact: Contact) -> Conversation | None:
    found: Conversation | None = await ctx.session.scalar(
        select(Conversation)
        .where(Conversation.contact_id == contact.id, Conversation.last_message_at.is_not(None))
        .order_by(Conversation.last_message_at.desc())
        .limit(1)
    )
    return found


def _channel(contact: Contact, conversation: Conversation | None) -> Written:
    if conversation and conversation.channel in ("sms", "email"):
        return cast(Written, conversation.channel)
    return "sms" if contact.phone or not contact.email else "email"


async def _next_visit(ctx: Context, contact: Contact) -> Job | None:
    found: Job | None = await ctx.session.scalar(
        select(Job)
        .where(Job.contact_id == contact.id, Job.status.in_(BUSY), Job.scheduled_end > ctx.now())
        .order_by(Job.scheduled_start)
        .options(joinedload(Job.tech))
        .limit(1)
    )
    return found


async def _by_model(ctx: Context, writer: Writer, matter: Matter) -> Draft:
    wish = matter.wish or "a fitting answer to the last message"
    instructions = prompt("draft", company=ctx.company.name, form=FORM[matter.channel], wish=wish)
    written = (await writer.write(instructions, _material(ctx, matter))).strip()
    if not written:
        raise Unavailable("The language model wrote nothing.")
    if matter.channel == "sms":
        return Draft(written[:LONGEST_TEXT], None, "model")
    first, _, rest = written.partition("\n")
    if first.lower().startswith("subject:") and rest.strip():
        return Draft(rest.strip(), first[len("subject:") :].strip() or _subject(ctx, matter), "model")
    return Draft(written, _subject(ctx, matter), "model")


def _material(ctx: Context, matter: Matter) -> str:
    said = [{"from": "customer" if each.direction == "in" else "us", "text": each.body} for each in matter.messages]
    visit = _visit_sentence(ctx, matter.visit) if matter.visit else None
    return json.dumps({"customer": matter.contact.name, "messages": said, "nextVisit": visit}, ensure_ascii=False)


def _by_template(ctx: Context, matter: Matter) -> Draft:
    """What is known, in plain sentences: the last message, what the staff wants said, the next visit."""
    contact, last = matter.contact, matter.messages[-1] if matter.messages else None
    sentences = [f"Hello {contact.name if contact.name == contact.company else contact.name.split()[0]}."]
    if last and last.direction == "in":
        sentences.append(f"Thank you for your message of {last.at.astimezone(ctx.company.timezone):%A at %-I:%M %p}.")
    if matter.wish:
        sentences.append(f"Regarding: {matter.wish.strip().rstrip('.')}.")
    if matter.visit:
        sentences.append(_visit_sentence(ctx, matter.visit))
    sentences.append("Tell us if there is anything else we can do.")
    body = f"{' '.join(sentences)}\n{ctx.company.name}"
    return Draft(body, _subject(ctx, matter) if matter.channel == "email" else None, "template")


def _visit_sentence(ctx: Context, visit: Job) -> str:
    who = visit.tech.name if visit.tech else "Our technician"
    if visit.status == "in_progress":
        return f"{who} is with you now for: {visit.title}."
    if visit.status == "en_route":
        return f"{who} is on the way to you for: {visit.title}."
    zone = ctx.company.timezone
    start, end = (cast(datetime, each).astimezone(zone) for each in (visit.scheduled_start, visit.scheduled_end))
    return f"{who} comes on {start:%A, %B %-d} between {start:%-I:%M} and {end:%-I:%M %p} for: {visit.title}."


def _subject(ctx: Context, matter: Matter) -> str:
    earlier = next((each.subject for each in reversed(matter.messages) if each.subject), None)
    if earlier:
        return earlier if earlier.lower().startswith("re:") else f"Re: {earlier}"
    return matter.visit.title if matter.visit else f"A message from {ctx.company.name}"
