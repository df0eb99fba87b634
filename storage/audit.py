"""What was done, by whom, on which words, with the rows before and after. Append-only."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record, link
from storage.users import User


class AuditEntry(Record):
    """One write that was carried out: the call, the main record it changed, and every row it touched."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_account_id_at", "account_id", "at"),)
    audited = False
    append_only = True

    at: Mapped[datetime]
    actor_id: Mapped[str | None] = mapped_column(index=True)
    channel: Mapped[str]
    operation: Mapped[str]
    record_type: Mapped[str | None]
    record_id: Mapped[str | None] = mapped_column(index=True)
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    arguments: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    heard: Mapped[str | None]
    conversation_id: Mapped[str | None]
    undoes: Mapped[str | None]

    actor: Mapped[User | None] = link("AuditEntry.actor_id", "User")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return cls.actor_id == (eye.user_id or eye.contact_id)
