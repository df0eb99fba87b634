"""Mailboxes at Gmail and Microsoft that a company has connected, and how far their mail has been read."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Record, points_at

LIVE = text("deleted_at IS NULL")


class Mailbox(Record):
    """One connected mailbox, at most one of a provider; its tokens are sealed.

    States: connected, lost (the provider lets us in no longer). The cursor is the provider's own word for how far its
    mail has been read; none means from the beginning.
    """

    __tablename__ = "mailboxes"
    __table_args__ = (
        Index("uq_mailboxes_provider", "account_id", "provider", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        *points_at(("user_id", "users")),
    )
    secret: ClassVar[frozenset[str]] = frozenset({"cursor"})
    # What comes from the provider and goes by itself: an undo must never bring an old token back.
    derived: ClassVar[frozenset[str]] = frozenset({"sealed_access", "sealed_refresh", "expires_at", "state"})

    provider: Mapped[str]
    address: Mapped[str]
    user_id: Mapped[str]
    state: Mapped[str] = mapped_column(default="connected")
    sealed_access: Mapped[str]
    sealed_refresh: Mapped[str]
    expires_at: Mapped[datetime]
    connected_at: Mapped[datetime]
    cursor: Mapped[str | None]
    checked_at: Mapped[datetime | None]
    problem: Mapped[str | None]
