"""Calls that wait for a person: asked for by a program that cannot ask, answered on the page."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record


class PendingCall(Record):
    """One call that cannot be taken back, and the exact question that somebody must answer before it is made."""

    __tablename__ = "pending_calls"
    audited = False

    operation: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    question: Mapped[str]
    actor_id: Mapped[str | None]
    asked_by: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return cls.actor_id == (eye.user_id or eye.contact_id)
