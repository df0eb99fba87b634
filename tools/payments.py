"""Payments: money that came in, and the invoice it was for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from domain import payments as rules
from domain.context import Context
from domain.money import written
from domain.payments import Method
from storage.invoices import Invoice
from storage.payments import Payment
from tools.card import Card, Money, Page, through
from tools.operation import Fields
from tools.resource import Resource


class PaymentCard(Card):
    """A payment as it is shown; `invoiceBalance` is what is still owed on its invoice."""

    invoice_id: str
    invoice_number: int | None = through("invoice", "number")
    invoice_balance: Money | None = through("invoice", "balance")
    contact_id: str
    contact_name: str | None = through("contact", "name")
    amount: Money
    currency: str
    method: Method | None
    received: date
    reference: str | None

    @property
    def told(self) -> str:
        """The amount and how it came: $500.00 by check."""
        by = {"cash": " in cash", None: ""}.get(self.method, f" by {self.method}")
        return f"{written(self.amount, self.currency)}{by}"

    @property
    def left(self) -> str:
        """What is still owed on the invoice, in words."""
        left = self.invoice_balance
        return "paid in full" if not left else f"{written(left, self.currency)} left to pay"

    def spoken(self, now: datetime) -> str:
        return f"{self.told} from {self.contact_name} on {self.received:%B %-d}, for invoice {self.invoice_number}"


class PaymentFields(Fields):
    """What can be said of a payment."""

    invoice: Annotated[Invoice, Field(description="The invoice it is for.")]
    amount: Annotated[Money, Field(gt=0, description="How much came in.")]
    method: Annotated[Method | None, Field(description="How it came in.")] = None
    received: Annotated[date | None, Field(description="When it came in; today, if not said.")] = None
    reference: Annotated[str | None, Field(max_length=100, description="A check's number, or the like.")] = None


class PaymentChanges(Fields):
    """What of a payment can be put right."""

    invoice: Annotated[Invoice | None, Field(description="The invoice it was for after all.")] = None
    amount: Annotated[Money, Field(gt=0, description="How much it was.")] = None  # type: ignore[assignment]
    method: Method | None = None
    received: date = Field(None, description="When it came in.")  # type: ignore[assignment]
    reference: Annotated[str | None, Field(max_length=100)] = None


payments = Resource(Payment, PaymentCard, "/payments", "payment", time="received", sort="-received")


class PaymentListing(payments.listing()):  # type: ignore[misc]
    """Which payments."""

    method: Method | None = None


get_payment = payments.get("pull up that five hundred dollar check from Patel", "when did the Patel check come in")


@payments.read(
    "GET ",
    "what payments came in this week",
    "which checks did we get",
    "has Bob paid anything yet",
)
async def list_payments(ctx: Context, listing: PaymentListing) -> Page[PaymentCard]:
    """List payments by customer, invoice, how they came, or when."""
    wanted = [] if listing.method is None else [Payment.method == listing.method]
    return await payments.page(ctx, listing, *wanted)


async def _owed(ctx: Context, values: Mapping[str, Any]) -> dict[str, Any]:
    rules.must_be_owed(values["invoice"], values["amount"])
    return {"told": written(values["amount"], values["invoice"].currency)}


@payments.destructive(
    "POST ",
    "record a five hundred dollar check on twenty oh three",
    "Bob just handed me three twenty five cash for the drain invoice",
    ask="Record {told} from {invoice.contact.name} on invoice {invoice.number}?",
    blanks=_owed,
    done="Recorded {it.told} from {it.contact_name} on invoice {it.invoice_number}, {it.left}.",
    told_by=(
        r"^(?!.*\b(?:call|message|ticket|complain\w*|text|who|what|when|did)\b).*\b(?:check|cheque|cash|money order)\b"
        r".*\b(?:want to|need to|gotta|can you|let's|please|and|just|to) (?:record|log|enter|book|post|apply) "
        r"(?:it|that|this)\b",
    ),
)
async def create_payment(ctx: Context, fields: PaymentFields) -> Payment:
    """Record a payment for an invoice."""
    return await rules.receive(ctx, fields.invoice, fields.amount, fields.method, fields.received, fields.reference)


async def _restated(ctx: Context, values: Mapping[str, Any]) -> dict[str, Any]:
    payment, amount = values["payment"], values.get("amount")
    changes = [written(amount, payment.currency)] if amount is not None else []
    changes += [values["method"]] if values.get("method") else []
    changes += [f"{values['received']:%B %-d}"] if values.get("received") else []
    changes += [f"invoice {values['invoice'].number}"] if values.get("invoice") else []
    return {"changed": ", ".join(changes) or "what was said"}


@payments.destructive(
    "PATCH /{payment}",
    "change the Patel check to five fifty",
    "John's payment was cash not card",
    ask="Change the {payment.title} from {payment.contact.name} on invoice {payment.invoice.number} to {changed}?",
    blanks=_restated,
    done="Changed it to {it.told} from {it.contact_name} on invoice {it.invoice_number}, {it.left}.",
)
async def update_payment(ctx: Context, payment: Payment, changes: PaymentChanges) -> Payment:
    """Put a payment right: how much it was, how and when it came, or what it was for."""
    return await rules.change_payment(ctx, payment, changes.given())


@payments.destructive(
    "DELETE /{payment}",
    "delete the Patel payment",
    "Bob's check bounced take it back out",
    ask="Delete the {payment.title} from {payment.contact.name} on invoice {payment.invoice.number}?",
    done="Deleted the {payment.title} from {payment.contact.name}; invoice {payment.invoice.number} has "
    "{payment.invoice.owed} left to pay.",
)
async def delete_payment(ctx: Context, payment: Payment) -> None:
    """Take a payment back out, so that it is owed again."""
    await rules.delete_payment(ctx, payment)
