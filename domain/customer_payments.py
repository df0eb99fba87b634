"""Paying an own bill: the payment provider's page is opened, shown or texted. No card number comes here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from domain.context import Context
from domain.conversations import usual_channel
from domain.invoice_letter import how_to_pay
from domain.invoices import lock
from domain.messages import send
from domain.money import written
from domain.payment_links import NOT_NOW, close_link, opened
from domain.payments import must_be_owed
from domain.ports import DeliveryFailed, PaymentLink, PaymentLinks
from domain.problems import Conflict, Unavailable
from storage.contacts import Contact
from storage.invoices import Invoice


@dataclass(frozen=True, slots=True)
class Page:
    """Where so much is paid, and what is said of it."""

    url: str
    amount: Decimal
    told: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that the provider has opened, and what it asks for."""

    link: PaymentLink
    amount: Decimal


async def owed(ctx: Context) -> Decimal:
    """What the customer who looks has still to pay, on all their invoices."""
    return await ctx.session.scalar(select(func.sum(Invoice.left())).where(Invoice.is_owed())) or Decimal(0)


async def open_page(ctx: Context, invoice: Invoice, amount: Decimal | None) -> Opened | None:
    """The page for so much, opened with the provider before anything is written; None where `pay` refuses anyway."""
    wanted = invoice.balance if amount is None else amount
    if ctx.ports.payment_links is None or not 0 < wanted <= invoice.balance:
        return None
    try:
        return Opened(await opened(ctx.ports.payment_links, ctx.company, invoice, wanted), wanted)
    except DeliveryFailed as failed:
        raise Unavailable(NOT_NOW) from failed


async def pay(ctx: Context, invoice: Invoice, amount: Decimal | None, page: Opened | None) -> Page:
    """Keep the page as the invoice's only one; who asked on the phone gets it by text."""
    await lock(ctx, invoice)
    wanted = invoice.balance if amount is None else amount
    must_be_owed(invoice, wanted)
    _must_be_set_up(ctx)
    if page is None or page.amount != wanted:
        raise Conflict(NOT_NOW)
    if invoice.link_id != page.link.id:
        close_link(ctx, invoice)
    invoice.link_id, invoice.link_url, invoice.link_amount = page.link.id, page.link.url, wanted
    told = f"{written(wanted, invoice.currency)} on invoice {invoice.number}"
    if ctx.channel != "voice":
        return Page(page.link.url, wanted, f"Pay {told} on the page that opens.")
    contact = (await ctx.session.scalars(select(Contact).where(Contact.id == invoice.contact_id))).one()
    by = usual_channel(contact)
    subject = f"Your payment to {ctx.company.name}" if by == "email" else None
    body = f"{ctx.company.name}: pay {told} here: {page.link.url}"
    await send(ctx, body, contact=contact, channel=by, subject=subject)
    sent = "texted" if by == "sms" else "e-mailed"
    return Page(page.link.url, wanted, f"I've {sent} you a link to pay {told}.")


def _must_be_set_up(ctx: Context) -> PaymentLinks:
    if ctx.ports.payment_links is None:
        raise Unavailable(f"I can't send a payment link here, for cards are not taken. {how_to_pay(ctx.company)}")
    return ctx.ports.payment_links
