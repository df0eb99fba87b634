"""Payments: what comes in is applied to one invoice, never more than is owed, and its balance follows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from domain.context import Context
from domain.invoices import issue, lock
from domain.money import written
from domain.payment_links import close_link
from domain.problems import Conflict
from storage.invoices import Invoice
from storage.payments import Payment

Method = Literal["cash", "check", "card", "transfer"]


async def receive(
    ctx: Context,
    invoice: Invoice,
    amount: Decimal,
    method: Method | None = None,
    received: date | None = None,
    reference: str | None = None,
) -> Payment:
    """Apply money to an invoice; one that was never sent counts as sent from now on."""
    await lock(ctx, invoice)
    must_be_owed(invoice, amount)
    issue(ctx, invoice)
    payment = Payment(amount=amount, method=method, reference=reference)
    _apply(payment, invoice)
    payment.received = received or ctx.now().date()
    ctx.session.add(payment)
    await _restate(ctx, invoice)
    return payment


async def pay_in_full(
    ctx: Context, invoice: Invoice, method: Method | None = None, received: date | None = None
) -> Invoice:
    """Record a payment of all that is owed."""
    must_be_payable(invoice)
    await receive(ctx, invoice, invoice.balance, method, received)
    return invoice


async def change_payment(ctx: Context, payment: Payment, facts: dict[str, Any]) -> Payment:
    """Change a payment, or move it to another invoice; both balances follow."""
    was, now = payment.invoice, facts.pop("invoice", None) or payment.invoice
    await lock(ctx, *{was.id: was, now.id: now}.values())
    amount = facts.get("amount", payment.amount)
    must_be_owed(now, amount, beside=payment.amount if now is was else Decimal(0))
    issue(ctx, now)
    _apply(payment, now)
    for name, value in facts.items():
        setattr(payment, name, value)
    await _restate(ctx, *{was.id: was, now.id: now}.values())
    return payment


async def delete_payment(ctx: Context, payment: Payment) -> None:
    """Take a payment back out; what it paid is owed again."""
    await lock(ctx, payment.invoice)
    payment.deleted_at = ctx.now()
    await _restate(ctx, payment.invoice)


def must_be_payable(invoice: Invoice) -> None:
    """Raises `Conflict` where there is nothing to pay."""
    if invoice.status == "void":
        raise Conflict(f"Invoice {invoice.number} is void; nothing is owed on it.")
    if invoice.balance <= 0:
        told = "has nothing on it yet" if invoice.status == "draft" else "is paid already"
        raise Conflict(f"Invoice {invoice.number} {told}.")


def must_be_owed(invoice: Invoice, amount: Decimal, beside: Decimal = Decimal(0)) -> None:
    """Raises `Conflict` for more than is left to pay; `beside` is what the same payment has paid of it so far."""
    if not beside:
        must_be_payable(invoice)
    left = invoice.balance + beside
    if amount > left:
        told, owed = written(amount, invoice.currency), written(left, invoice.currency)
        raise Conflict(f"Invoice {invoice.number} has {owed} left to pay, so {told} is too much.")


def _apply(payment: Payment, invoice: Invoice) -> None:
    payment.invoice, payment.invoice_id = invoice, invoice.id
    payment.contact_id, payment.currency = invoice.contact_id, invoice.currency


async def _restate(ctx: Context, *invoices: Invoice) -> None:
    await ctx.session.flush()
    for invoice in invoices:
        await ctx.session.refresh(invoice, attribute_names=["paid", "updated_at"])
        close_link(ctx, invoice)
