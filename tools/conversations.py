"""Conversations: the inbox, one thread, what was said in it, and what the staff noted beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from domain import conversations as rules
from domain.context import Context
from domain.conversations import Channel, Direction, Status
from storage.contacts import Contact
from storage.conversations import Conversation, ConversationNote, Message
from storage.users import User
from tools.card import Card, Page, Time, through
from tools.contact_notes import Body, NoteListing
from tools.listing import Listing, Moment
from tools.messages import MessageCard, MessageStatus, messages
from tools.operation import Said
from tools.resource import Resource

UNANSWERED = (
    "unanswered",
    "not answered",
    "haven't answered",
    "have not answered",
    "haven't replied",
    "haven't responded",
    "haven't gotten back to",
    "need an answer",
    "needs an answer",
    "need a reply",
    "needs a reply",
    "waiting on us",
    "waiting on an answer",
    "waiting on a reply",
    "waiting for an answer",
    "waiting for a reply",
    "waiting to hear",
    "waiting to hear back",
    "owe an answer",
    "owe a reply",
)
SPOKEN_CHANNEL: dict[Channel, str] = {"sms": "text", "email": "e-mail", "phone": "phone", "chat": "chat"}


class ConversationCard(Card):
    """A conversation as it is shown."""

    contact_id: str
    contact_name: str | None = through("contact", "name")
    channel: Channel
    status: Status
    last_message_at: Time | None
    awaiting_reply: bool

    def spoken(self, now: datetime) -> str:
        waiting = ", waiting for an answer" if self.awaiting_reply else ""
        closed = ", closed" if self.status == "closed" else ""
        return f"{self.contact_name or 'somebody deleted'} by {SPOKEN_CHANNEL[self.channel]}{waiting}{closed}"


class ConversationListing(Listing):
    """The filters of the inbox."""

    contact: Annotated[Contact | None, Field(description="With whom.")] = None
    channel: Channel | None = None
    status: Status | None = None
    awaiting_reply: Annotated[bool | None, Field(description="Whether the customer wrote last."), Said(*UNANSWERED)] = (
        None
    )
    date_start: Annotated[Moment | None, Field(description="Last written in from this date or time.")] = None
    date_end: Annotated[Moment | None, Field(description="Last written in up to this date or time.")] = None


class MessageListing(Listing):
    """The filters of what was said in a conversation."""

    direction: Direction | None = None
    status: MessageStatus | None = None
    author: Annotated[User | None, Field(description="Who on the staff wrote it.")] = None
    date_start: Annotated[Moment | None, Field(description="From this date or time on.")] = None
    date_end: Annotated[Moment | None, Field(description="Up to this date, or before this time.")] = None


conversations = Resource(
    Conversation,
    ConversationCard,
    "/conversations",
    "conversation",
    time="last_message_at",
    sort="-lastMessageAt",
)

get_conversation = conversations.get("open up Maria Garcia's thread", "is the thread with Patel Dental still open")


@conversations.read("GET ", "who's been texting us", "anybody waiting on us for an answer", "show me the inbox")
async def list_conversations(ctx: Context, listing: ConversationListing) -> Page[ConversationCard]:
    """List the conversations, the latest first: all of them, or by customer, channel or status."""
    return await conversations.page(ctx, listing)


@conversations.write(
    "POST ",
    "open a new text thread with Wei Zhang",
    "start an e-mail conversation with Bob Johnson",
    done="Opened a conversation with {contact.name}.",
)
async def create_conversation(ctx: Context, contact: Contact, channel: Channel | None = None) -> Conversation:
    """Open a new conversation with a contact, by the channel that reaches them unless one is given."""
    return rules.open_conversation(ctx, contact, channel or rules.usual_channel(contact))


@conversations.write(
    "PATCH /{conversation}",
    "close out the thread with Maria Garcia",
    "reopen the Patel Dental conversation",
    done="The conversation with {it.contact_name} is {it.status}.",
)
async def update_conversation(ctx: Context, conversation: Conversation, status: Status) -> Conversation:
    """Close a conversation, or open it again."""
    return rules.set_status(conversation, status)


@messages.read(
    "GET /conversations/{conversation}/messages",
    "what did Maria Garcia say",
    "read me the texts with Bob Johnson",
)
async def list_conversation_messages(
    ctx: Context, conversation: Conversation, listing: MessageListing
) -> Page[MessageCard]:
    """List what was said in a conversation, the latest first."""
    return await messages.page(ctx, listing, Message.conversation_id == conversation.id)


class ConversationNoteCard(Card):
    """A note beside a conversation as it is shown."""

    conversation_id: str
    body: str
    author_id: str | None
    author_name: str | None = through("author", "name")

    def spoken(self, now: datetime) -> str:
        return f"{self.body}, noted by {self.author_name}" if self.author_name else self.body


conversation_notes = Resource(ConversationNote, ConversationNoteCard, "/conversations", "conversation note")


@conversation_notes.read(
    "GET /{conversation}/notes",
    "any internal notes on the Patel Dental conversation",
    "what did Priya jot down on Maria's thread",
)
async def list_conversation_notes(
    ctx: Context, conversation: Conversation, listing: NoteListing
) -> Page[ConversationNoteCard]:
    """List what the staff noted beside a conversation, newest first."""
    return await conversation_notes.page(ctx, listing, ConversationNote.conversation_id == conversation.id)


@conversation_notes.write(
    "POST /{conversation}/notes",
    "put an internal note on Maria's thread that she's upset about the wait",
    "leave a note for the team on the Johnson thread",
    done="Noted that beside the conversation.",
)
async def create_conversation_note(ctx: Context, conversation: Conversation, body: Body) -> ConversationNote:
    """Note something beside a conversation, for the staff alone."""
    return rules.add_note(ctx, conversation, body)
