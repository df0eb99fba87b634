"""What a company has subscribed to, and the bills that came of it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Record, points_at


class Subscription(Record):
    """A plan with so many seats. With a provider, it takes the money and says how the subscription stands (`as_of`)."""

    __tablename__ = "subscriptions"

    plan: Mapped[str]
    status: Mapped[str]
    seats: Mapped[int]
    unit_price: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(String(3), default="USD")
    provider: Mapped[str]
    reference: Mapped[str | None] = mapped_column(index=True)
    provider_id: Mapped[str | None] = mapped_column(index=True)
    checkout_url: Mapped[str | None]
    period_start: Mapped[date]
    period_end: Mapped[date]
    as_of: Mapped[datetime | None]


class BillingInvoice(Record):
    """A bill for a period of a subscription, made once and never changed; a provider's says how it stands there."""

    __tablename__ = "billing_invoices"
    __table_args__ = (
        UniqueConstraint("account_id", "number"),
        UniqueConstraint("account_id", "subscription_id", "period_start"),
        *points_at(("subscription_id", "subscriptions")),
    )

    number: Mapped[int]
    subscription_id: Mapped[str]
    plan: Mapped[str]
    status: Mapped[str]
    issued: Mapped[date] = mapped_column(index=True)
    period_start: Mapped[date]
    period_end: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3), default="USD")
    lines: Mapped[list[dict[str, Any]]]
    total: Mapped[Decimal]
