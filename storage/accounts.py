"""Accounts (the companies), who may sign in to them, and the tokens that stand for a signed-in person."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Kept, Table
from storage.clock import now

INSTALLATION = "installation"  # the account of whoever runs this installation; it hosts the companies
NOBODY = "-"  # what hosts the installation itself
LONG_AGO = text("'1970-01-01 00:00:00'")


class Account(Kept):
    """A company that uses Callout. Its settings hold hours, service area, tax rate and the like.

    `account_id` is the account that hosts it, to which the same row is a `Tenant` (storage/tenants.py).
    """

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    timezone: Mapped[str] = mapped_column(default="America/Denver")
    currency: Mapped[str] = mapped_column(String(3), default="USD")
    business_line: Mapped[str | None] = mapped_column(unique=True, index=True)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    suspended_at: Mapped[datetime | None]
    account_id: Mapped[str] = mapped_column(default=INSTALLATION, server_default=INSTALLATION, index=True)
    admin_name: Mapped[str | None]
    admin_email: Mapped[str | None]
    invited_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now, server_default=LONG_AGO)
    updated_at: Mapped[datetime] = mapped_column(default=now, server_default=LONG_AGO)
    deleted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))

    @property
    def gone(self) -> bool:
        return self.deleted_at is not None


class Login(Table):
    """An e-mail address that signs in, the account and user it opens, and its argon2 hash."""

    __tablename__ = "logins"

    email: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    user_id: Mapped[str]
    password_hash: Mapped[str]


class Token(Table):
    """A bearer token or page session, kept as its SHA-256; the token itself is shown once."""

    __tablename__ = "tokens"

    hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    user_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    family: Mapped[str | None] = mapped_column(index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class RefreshToken(Table):
    """What a phone gets its next tokens for, once, kept as its SHA-256.

    All that came of one sign-in are a family: where one is shown twice, somebody has copied it, and all of them end.
    """

    __tablename__ = "refresh_tokens"

    hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    user_id: Mapped[str] = mapped_column(index=True)
    family: Mapped[str] = mapped_column(index=True)
    device: Mapped[str | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class CustomerSession(Table):
    """A bearer token that stands for a customer on the portal, kept as its SHA-256."""

    __tablename__ = "customer_sessions"

    hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    contact_id: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class OneTimeCode(Table):
    """A code that was sent to a customer's own phone or address, as its argon2 hash: good once, for a while."""

    __tablename__ = "one_time_codes"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    hash: Mapped[str]
    contact_id: Mapped[str]
    good_until: Mapped[datetime]
    tries: Mapped[int]


class Pin(Table):
    """What somebody says on the phone to be known: the argon2 hash of a few digits. Never on the audit trail."""

    __tablename__ = "pins"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    hash: Mapped[str]


class Attempts(Table):
    """How often something that must not be guessed or repeated was tried lately, and until when it is refused."""

    __tablename__ = "attempts"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime]
    refused_until: Mapped[datetime | None]
