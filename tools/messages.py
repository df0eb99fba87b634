"""Messages: write to a customer, or have a reply drafted first."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from domain import drafts
from domain import messages as rules
from domain.context import Context
from domain.conversations import Direction, Written
from storage.contacts import Contact
from storage.conversations import Conversation, Message
from tools.card import Card, Time, Wire, through
from tools.operation import Fields, Needed
from tools.resource import Resource

Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Subject = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\r\n]+$")]
MessageStatus = Literal["waiting", "sent", "failed", "received"]


class AttachmentCard(Wire):
    """A file that went along with a message."""

    name: str
    mime: str
    url: str


class MessageCard(Card):
    """A message as it is shown."""

    conversation_id: str
    contact_id: str
    contact_name: str | None = through("contact", "name")
    channel: str | None = through("conversation", "channel")
    direction: Direction
    subject: str | None
    body: str
    at: Time
    status: MessageStatus
    problem: str | None
    attachments: list[AttachmentCard]
    author_id: str | None
    author_name: str | None = through("author", "name")

    def spoken(self, now: datetime) -> str:
        who = self.contact_name if self.direction == "in" else self.author_name
        failed = f", which failed: {self.problem}" if self.status == "failed" else ""
        return f"{who or 'we'} wrote: {self.body}{failed}"


class MessageFields(Fields):
    """To whom, how and what."""

    contact: Annotated[Contact | None, Needed(), Field(description="The customer.")] = None
    conversation: Annotated[Conversation | None, Field(description="The thread to answer in, if not the usual.")] = None
    channel: Annotated[Written | None, Field(description="A text if there is a number, unless said otherwise.")] = None
    subject: Annotated[Subject | None, Field(description="An e-mail's subject.")] = None
    body: Annotated[Body, Field(description="The message itself, as it is to be read.")]


messages = Resource(Message, MessageCard, "", "message", time="at", sort="-at")


@messages.write(
    "POST /send-message",
    "text Maria Garcia that Mike's running fifteen minutes late",
    "let Catherine Lee know Tasha's on her way",
    "e-mail Patel Dental that the power will be off",
    may="messages:send",
    done="Sent {it.contact_name} the message.",
)
async def send_message(ctx: Context, message: MessageFields) -> Message:
    """Send a customer a text or an e-mail."""
    return await rules.send(ctx, **message.given())


class Draft(Wire):
    """A message that nobody has sent yet, and whether a language model or a template wrote it."""

    body: str
    subject: str | None
    by: Literal["model", "template"]

    def spoken(self, now: datetime) -> str:
        return f"Here's a draft: {self.body}"


@messages.read(
    "POST /ai/draft",
    "draft a reply to Maria Garcia",
    "what should I say to Patel Dental",
    "write something up for Bob Johnson but don't send it yet",
    may="messages:draft",
)
async def draft_message(
    ctx: Context,
    contact: Annotated[Contact | None, Needed(), Field(description="The customer.")] = None,
    conversation: Annotated[Conversation | None, Field(description="The thread to answer.")] = None,
    instructions: Annotated[str | None, Field(max_length=2000, description="What it should say, or how.")] = None,
    channel: Annotated[Written | None, Field(description="For a text or for an e-mail.")] = None,
) -> Draft:
    """Draft a message to a customer, to be looked over before anything is sent."""
    drafted = await drafts.draft(ctx, contact, conversation, channel, instructions)
    return Draft.model_validate(drafted)
