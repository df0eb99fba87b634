"""Payments: what came in for an invoice."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Index, String, event, inspect, text, update
from sqlalchemy.orm import Mapped, Mapper, mapped_column, object_session

from storage.base import Eye, Record, link, points_at
from storage.contacts import Contact
from storage.invoices import Invoice, of_own_invoice
from storage.types import written

LIVE = text("deleted_at IS NULL")
NOTHING = Decimal(0)


class Payment(Record):
    """Money that came in for one invoice, how and on which day."""

    __tablename__ = "payments"
    __table_args__ = (
        Index(
            "ix_payments_received",
            "account_id",
            "received",
            "method",
            "amount",
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        *points_at(("invoice_id", "invoices"), ("contact_id", "contacts")),
    )

    invoice_id: Mapped[str] = mapped_column(index=True)
    contact_id: Mapped[str] = mapped_column(index=True)
    currency: Mapped[str] = mapped_column(String(3), default="USD")
    amount: Mapped[Decimal]
    method: Mapped[str | None]
    received: Mapped[date]
    reference: Mapped[str | None] = mapped_column(index=True)
    invoice: Mapped[Invoice] = link("Payment.invoice_id", "Invoice")
    contact: Mapped[Contact] = link("Payment.contact_id", "Contact")

    @property
    def title(self) -> str:
        """What it is called in a question: $500.00 check, $189.00 card payment."""
        way = {"check": "check", "transfer": "transfer"}.get(self.method or "", f"{self.method or ''} payment".strip())
        return f"{written(self.amount, self.currency)} {way}"

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return of_own_invoice(cls, cls.invoice_id, eye)


@event.listens_for(Payment, "after_insert")
def _come(mapper: Mapper[Payment], connection: Connection, payment: Payment) -> None:
    _count(connection, payment, payment.invoice_id, payment.amount)


@event.listens_for(Payment, "after_update")
def _restated(mapper: Mapper[Payment], connection: Connection, payment: Payment) -> None:
    """Changed, deleted, moved or brought back: what it was leaves the one invoice, what it is goes to the other."""
    deleted = _before(payment, "deleted_at") is not None
    was = (_before(payment, "invoice_id"), NOTHING if deleted else _before(payment, "amount"))
    now = (payment.invoice_id, NOTHING if payment.deleted_at else payment.amount)
    if was != now:
        _count(connection, payment, was[0], -was[1])
        _count(connection, payment, *now)


def _before(payment: Payment, name: str) -> Any:
    history = inspect(payment).attrs[name].history
    return next(iter((*history.deleted, *history.unchanged)), None)


def _count(connection: Connection, payment: Payment, invoice_id: str, change: Decimal) -> None:
    """Add in the database, not in memory: the row's own lock makes parallel payments add up on either engine."""
    if change:
        session = object_session(payment)
        assert session is not None
        moved: dict[str, Decimal] = session.info.setdefault("paid", {})
        moved[invoice_id] = moved.get(invoice_id, NOTHING) + change
        connection.execute(
            update(Invoice)
            .where(Invoice.account_id == payment.account_id, Invoice.id == invoice_id)
            .values(paid=Invoice.paid + change, updated_at=payment.updated_at)
        )
