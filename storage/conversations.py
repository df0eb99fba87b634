"""What is said between the company and a customer in writing, by channel, and what the staff noted beside it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record, link, points_at
from storage.contacts import Contact, with_own_job
from storage.users import User


class Conversation(Record):
    """A thread with one customer on one channel."""

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_account_id_last_message_at", "account_id", "last_message_at"),
        *points_at(("contact_id", "contacts")),
    )

    contact_id: Mapped[str] = mapped_column(index=True)
    channel: Mapped[str]
    status: Mapped[str] = mapped_column(default="open")
    last_message_at: Mapped[datetime | None]
    awaiting_reply: Mapped[bool] = mapped_column(default=False)

    contact: Mapped[Contact | None] = link("Conversation.contact_id", "Contact")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return _of_own(cls, cls.contact_id, eye)


class Message(Record):
    """One text, mail or chat line. Going out it is waiting, then sent or failed; what came in was received.

    What is known elsewhere too has a `source`, the provider and its id for it; a mail, the Message-ID that answers name
    (`mail_id`), and the provider's thread.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_account_id_conversation_id_at", "account_id", "conversation_id", "at"),
        Index("uq_messages_source", "account_id", "source", unique=True),
        *points_at(("conversation_id", "conversations"), ("contact_id", "contacts"), ("author_id", "users")),
    )
    passing = frozenset({"sent", "failed"})

    conversation_id: Mapped[str]
    contact_id: Mapped[str] = mapped_column(index=True)
    author_id: Mapped[str | None]
    direction: Mapped[str]
    subject: Mapped[str | None]
    body: Mapped[str]
    at: Mapped[datetime]
    status: Mapped[str]
    problem: Mapped[str | None]
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    source: Mapped[str | None]
    mail_id: Mapped[str | None]
    mail_thread: Mapped[str | None]

    conversation: Mapped[Conversation] = link("Message.conversation_id", "Conversation")
    contact: Mapped[Contact | None] = link("Message.contact_id", "Contact")
    author: Mapped[User | None] = link("Message.author_id", "User")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return _of_own(cls, cls.contact_id, eye)


class ConversationNote(Record):
    """Something the staff wrote down beside a conversation; the customer never sees it."""

    __tablename__ = "conversation_notes"
    __table_args__ = points_at(("conversation_id", "conversations"), ("author_id", "users"))

    conversation_id: Mapped[str] = mapped_column(index=True)
    author_id: Mapped[str | None]
    body: Mapped[str]

    conversation: Mapped[Conversation] = link("ConversationNote.conversation_id", "Conversation")
    author: Mapped[User | None] = link("ConversationNote.author_id", "User")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return false()


def _of_own(kind: type[Conversation] | type[Message], contact_id: object, eye: Eye) -> ColumnElement[bool]:
    """A customer's own, or those of customers that a technician has a job for."""
    return kind.contact_id == eye.contact_id if eye.contact_id else with_own_job(kind, contact_id, eye)
