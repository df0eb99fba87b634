"""What is done about what providers tell us: a payment settles its invoice once, a call becomes an entry of the log."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from domain.billing import stands
from domain.call_logs import other, shortened
from domain.context import Context
from domain.invoices import lock
from domain.money import written
from domain.news import Called, News, Paid, Subscribed, TakenBack
from domain.notifications import tell_the_desk
from domain.payments import Method, receive
from domain.problems import Conflict
from domain.reach import phone_number
from storage.base import Record
from storage.call_logs import CallLog
from storage.contacts import Contact
from storage.invoices import Invoice
from storage.payments import Payment
from storage.session import WITH_DELETED

CARD: Method = "card"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an event, in a sentence, and the record that it is about."""

    said: str
    about: Record | None = None


async def dealt_with(ctx: Context, news: News, provider: str) -> Outcome:
    """Do what the news asks for."""
    match news:
        case Paid():
            return await _settle(ctx, news)
        case TakenBack():
            return await _taken_back(ctx, news)
        case Called():
            return await _log_call(ctx, news)
        case Subscribed():
            found = await stands(ctx, news)
            return Outcome(f"It is {found.status}." if found else "It says nothing new.", found)


async def _settle(ctx: Context, paid: Paid) -> Outcome:
    """Apply a payment to the invoice that it was asked for; what does not fit is kept, and the office is told."""
    sum_, invoice = written(paid.amount, paid.currency), await _invoice(ctx, paid.invoice_id)
    if invoice is None:
        return await _tell(ctx, f"A card payment of {sum_} has no invoice", f"Stripe calls it {paid.reference}.")
    await lock(ctx, invoice)  # who settles the same payment at once waits here, and then finds it
    if known := await _payment(ctx, paid.reference):
        return Outcome("It was settled before.", known)
    if paid.currency != invoice.currency:
        title = f"Invoice {invoice.number} was paid in another currency"
        return await _tell(ctx, title, f"{sum_} came in by card; nothing was recorded.", invoice)
    try:
        payment = await receive(ctx, invoice, paid.amount, CARD, reference=paid.reference)
    except Conflict as why:
        title = f"{sum_} came in by card for invoice {invoice.number}"
        return await _tell(ctx, title, f"It was not recorded: {why.sentence}", invoice)
    return Outcome(f"It settles {sum_} of invoice {invoice.number}.", payment)


async def _taken_back(ctx: Context, back: TakenBack) -> Outcome:
    """Tell the office; whether the books change is for a person to say."""
    sum_, payment = written(back.amount, back.currency), await _payment(ctx, back.reference)
    invoice = await _invoice(ctx, payment.invoice_id) if payment else None
    on = f" on invoice {invoice.number}" if invoice else ""
    title = f"A card payment{on} was {back.how}: {sum_}"
    reason = f" The reason given is {back.reason.replace('_', ' ')}." if back.reason else ""
    return await _tell(ctx, title, f"The payment is recorded as it was; change it if it should be.{reason}", invoice)


async def _log_call(ctx: Context, call: Called) -> Outcome:
    phone = _number(call.phone)
    theirs = select(Contact).where(Contact.phone == phone).limit(2) if phone else None
    people = list(await ctx.session.scalars(theirs)) if theirs is not None else []
    contact = people[0] if len(people) == 1 else None
    log = CallLog(
        kind="call",
        direction=call.direction,
        contact_id=contact.id if contact else None,
        phone=phone,
        at=min(call.began, ctx.now()),
        duration_seconds=call.seconds,
        outcome="answered",
        summary=call.summary,
        written_by="agent",
        transcript=shortened(call.transcript),
    )
    ctx.session.add(log)
    await ctx.session.flush()
    return Outcome(f"A call with {other(contact.name if contact else None, phone)} is in the log.", log)


async def _tell(ctx: Context, title: str, body: str, about: Record | None = None) -> Outcome:
    await tell_the_desk(ctx, title, body, about)
    return Outcome(f"{title}. {body}", about)


async def _invoice(ctx: Context, invoice_id: str | None) -> Invoice | None:
    found: Invoice | None = await ctx.session.scalar(select(Invoice).where(Invoice.id == invoice_id))
    return found


async def _payment(ctx: Context, reference: str) -> Payment | None:
    """The payment of this reference, one that somebody has deleted since too."""
    known = select(Payment).where(Payment.reference == reference).limit(1)
    found: Payment | None = await ctx.session.scalar(known, execution_options=WITH_DELETED)
    return found


def _number(told: str | None) -> str | None:
    try:
        return phone_number(told) if told else None
    except ValueError:
        return None
