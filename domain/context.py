"""What a rule may use: who acts, in which account, in which transaction, at what time, and the ports."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.links import Links
from domain.news import Webhooks
from domain.passwords import Passwords
from domain.ports import (
    Clock,
    Durable,
    Files,
    Mailer,
    MailProvider,
    MailSender,
    Models,
    PaymentLinks,
    Printer,
    Pusher,
    Routing,
    Speech,
    SubscriptionPages,
    Texter,
    Writer,
)
from domain.problems import Unavailable
from domain.roles import Role
from domain.sealing import Sealer
from domain.straight_lines import StraightLines
from storage.base import Eye


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts in an account: a signed-in person, a customer or a caller."""

    account_id: str
    role: Role
    name: str = ""
    user_id: str | None = None
    contact_id: str | None = None
    phone: str | None = None
    unlisted: bool = False  # the carrier vouches for the phone, and it is nobody's whom the account knows

    @property
    def id(self) -> str | None:
        """How the audit names this person."""
        return self.user_id or self.contact_id

    @property
    def eye(self) -> Eye | None:
        """The narrower view of a technician, a customer or a caller; the office's wide one; None for an admin."""
        if self.role is Role.TECH:
            return Eye(user_id=self.user_id or "")
        if self.role in (Role.CUSTOMER, Role.CALLER):
            return Eye(contact_id=self.contact_id or "nobody")
        if self.role in (Role.DISPATCHER, Role.OFFICE):
            return Eye(user_id=self.user_id or "", wide=True)
        return None


@dataclass(frozen=True, slots=True)
class Company:
    """What rules need to know of the account: its zone, its money and its settings."""

    id: str
    name: str
    timezone: ZoneInfo
    currency: str = "USD"
    business_line: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    suspended: bool = False

    @property
    def undo_window(self) -> timedelta:
        """How long a message waits before it leaves."""
        return timedelta(seconds=float(self.settings.get("undoSeconds", 10)))

    @property
    def tax_rate(self) -> Decimal:
        """The sales tax on what is billed, as a share: 0.0881."""
        return Decimal(str(self.settings.get("taxRate") or 0))

    @property
    def payment_days(self) -> int:
        """Within how many days an invoice is to be paid."""
        days = self.settings.get("paymentTermsDays")
        return 14 if days is None else int(days)

    @property
    def quote_days(self) -> int:
        """For how many days a quote is good, unless it says otherwise."""
        days = self.settings.get("quoteValidDays")
        return 30 if days is None else int(days)

    @property
    def labor_rate(self) -> Decimal | None:
        """What an hour of work is billed at, if hours are."""
        rate = self.settings.get("laborRate")
        return Decimal(str(rate)) if rate else None


@dataclass(frozen=True, slots=True)
class Ports:
    """The outside, as far as it is set up; what is missing says so when it is needed."""

    mailer: Mailer | None = None
    gmail: MailSender | None = None
    microsoft: MailProvider | None = None
    texter: Texter | None = None
    files: Files | None = None
    speech: Speech | None = None
    writer: Writer | None = None
    models: Models | None = None
    sealer: Sealer | None = None
    printer: Printer | None = None
    payment_links: PaymentLinks | None = None
    subscriptions: SubscriptionPages | None = None
    durable: Durable | None = None
    links: Links | None = None
    pusher: Pusher | None = None
    webhooks: Mapping[str, Webhooks] = field(default_factory=dict)
    passwords: Passwords = field(default_factory=Passwords)
    routing: Routing = field(default_factory=StraightLines)

    def need_files(self) -> Files:
        """The files port, or a sentence that says it is not set up."""
        if self.files is None:
            raise Unavailable("Files cannot be kept here: set CALLOUT_DATA to a folder.")
        return self.files

    def need_links(self) -> Links:
        """Where links to this installation lead, or a sentence that says it is not set up."""
        if self.links is None:
            raise Unavailable("Links cannot be made here: set CALLOUT_PUBLIC_URL to where customers reach this server.")
        return self.links

    def need_printer(self) -> Printer:
        """The printer, or a sentence that says it is not set up."""
        if self.printer is None:
            raise Unavailable("Documents cannot be printed here; install typst.")
        return self.printer


class Beside(Protocol):
    """Opens a transaction of the same account beside the call's own: for what is kept whatever comes of the call.

    Never from within one that writes: SQLite has one writer.
    """

    def __call__(self, *, write: bool = True) -> AbstractAsyncContextManager[AsyncSession]: ...


@dataclass(slots=True)
class Context:
    """One call's surroundings.

    `prepared` is what the operation worked out before it began to write; `agreed`, whether this very call was asked
    about and a person said yes; `causes`, the rules whose doing led to it, the first one first.
    """

    session: AsyncSession
    actor: Actor
    company: Company
    clock: Clock
    channel: str
    ports: Ports = field(default_factory=Ports)
    conversation_id: str | None = None
    heard: str | None = None
    near: Mapping[str, float] = field(default_factory=dict)
    prepared: Any = None
    agreed: bool = False
    causes: tuple[str, ...] = ()
    beside: Beside | None = None

    def now(self) -> datetime:
        """The time, in the account's zone."""
        return self.clock().astimezone(self.company.timezone)

    def at(self, day: date, clock: time = time()) -> datetime:
        """A wall-clock time of the account's zone."""
        return datetime.combine(day, clock, self.company.timezone)
