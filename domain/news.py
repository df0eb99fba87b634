"""What providers tell us of, as the business understands it; and the port through which it comes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, Protocol


class NotGenuine(Exception):
    """A webhook that is not the provider's own, too old, too new, or not to be read."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event as it came, proved to be the provider's. `account_id` is the account that it names, if it does."""

    id: str
    kind: str
    happened_at: datetime
    payload: Mapping[str, Any] = field(repr=False)
    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """A card payment came in; `reference` is the same however often and by whichever event it is told."""

    reference: str
    amount: Decimal
    currency: str
    invoice_id: str | None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A card payment was given back, or is disputed by who paid."""

    reference: str
    amount: Decimal
    currency: str
    how: Literal["refunded", "disputed"]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """A phone call that an agent of the provider's has had.."""

    agent: str | None
    line: str | None
    phone: str | None
    direction: Literal["inbound", "outbound"]
    began: datetime
    seconds: int
    summary: str | None
    transcript: str


@dataclass(frozen=True, slots=True)
class Subscribed:
    """How a subscription stands with the provider, as of a moment."""

    id: str
    reference: str | None
    status: str
    seats: int | None
    period_start: datetime | None
    period_end: datetime | None
    as_of: datetime


News = Paid | TakenBack | Called | Subscribed


class Webhooks(Protocol):
    """One provider's webhooks."""

    def read(self, body: bytes, signature: str, now: datetime) -> Event:
        """The event, once it is proved that the provider sent just this, just now; raises `NotGenuine`."""
        ...

    def understood(self, kind: str, payload: Mapping[str, Any]) -> News | None:
        """What an event tells; None where there is nothing to do about it."""
        ...
