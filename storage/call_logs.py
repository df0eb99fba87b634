"""Calls: phone calls, and the conversations that the agent had by voice or in writing."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record, link, points_at
from storage.contacts import Contact
from storage.users import User


class CallLog(Record):
    """One call or conversation: with whom, what was said, which calls to operations it led to, and how it ended.

    One that the agent had carries the conversation's id, by which the audit names it too.
    """

    __tablename__ = "call_logs"
    __table_args__ = (
        Index("ix_call_logs_account_id_at", "account_id", "at"),
        *points_at(("contact_id", "contacts"), ("user_id", "users")),
    )
    stream = "at"

    kind: Mapped[str] = mapped_column(default="call")
    direction: Mapped[str] = mapped_column(default="inbound")
    contact_id: Mapped[str | None] = mapped_column(index=True)
    user_id: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None] = mapped_column(index=True)
    at: Mapped[datetime]
    duration_seconds: Mapped[int | None]
    outcome: Mapped[str | None]
    summary: Mapped[str | None]
    written_by: Mapped[str] = mapped_column(default="person")
    transcript: Mapped[str | None]
    calls: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    recording_url: Mapped[str | None]

    contact: Mapped[Contact | None] = link("CallLog.contact_id", "Contact")
    user: Mapped[User | None] = link("CallLog.user_id", "User")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return cls.user_id == eye.user_id if eye.user_id else false()
