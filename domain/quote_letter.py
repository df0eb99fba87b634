"""How a quote reaches its customer: the letter or text that brings it, and the sheet that is printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.context import Company, Context
from domain.conversations import Written
from domain.documents import day, sheet
from domain.messages import send
from domain.problems import Conflict
from domain.quotes import issue, lock, must_have_a_customer
from domain.reach import national
from storage.quotes import Quote

STAMPS: Mapping[str, str] = {"accepted": "Accepted", "declined": "Declined", "expired": "Expired"}


async def send_quote(ctx: Context, quote: Quote, by: Written | None, note: str | None) -> Quote:
    """Send a quote, or another copy of it; a draft is an offer from now on."""
    await lock(ctx, quote)
    must_have_a_customer(quote)
    if quote.status == "declined":
        raise Conflict(f"Quote {quote.number} was declined; change its price, or set it to draft, to offer it again.")
    by = by or "email"
    if by == "email":
        ctx.ports.need_printer()
        ctx.ports.need_files()
    if quote.status != "accepted":
        await issue(ctx, quote)
    makes = {"kind": "quote", "id": quote.id, "note": note}
    subject = f"Quote {quote.number} from {ctx.company.name}: {quote.title}" if by == "email" else None
    body = letter(ctx.company, quote, by=by, note=note)
    await send(ctx, body, contact=quote.contact, channel=by, subject=subject, makes=makes, along=[quote])
    return quote


def letter(company: Company, quote: Quote, *, by: str, note: str | None = None) -> str:
    """The words that bring a quote: the price, how long it is good, and how to say yes."""
    good = f"It is good until {day(quote.valid_until)}." if quote.valid_until and not quote.accepted_at else None
    price = f"{quote.title} for {quote.worth}"
    call = _how_to_accept(company, quote)
    if by == "sms":
        told = [f"{company.name}: quote {quote.number}, {price}.", note, good, call]
        return " ".join(each for each in told if each)
    signed = "\n".join(each for each in ("Thank you,", company.name, national(company.business_line)) if each)
    here = " ".join(each for each in (f"Here is quote {quote.number}, {price}.", good) if each)
    told = [f"Hello {quote.contact.name.split()[0]},", note, here, call, signed]
    return "\n\n".join(each for each in told if each)


def printed(company: Company, quote: Quote) -> dict[str, Any]:
    """The data of the printed quote."""
    facts = [("Date", day(quote.sent_at.astimezone(company.timezone).date()))] if quote.sent_at else []
    facts += [("Good until", day(quote.valid_until))] if quote.valid_until else []
    facts += [("Estimate", str(quote.estimate.number))] if quote.estimate else []
    told = sheet(
        company,
        "Quote",
        quote.number,
        quote,
        quote.lines,
        to=("Prepared for", quote.contact),
        facts=facts,
        due=("Your price", quote.worth),
        about=quote.title,
        terms=[each for each in (quote.notes, _how_to_accept(company, quote)) if each],
        stamp=STAMPS.get(quote.status),
    )
    return {**told, "accepting": quote.status in ("draft", "sent")}


def _how_to_accept(company: Company, quote: Quote) -> str | None:
    """How to say yes; nothing once it has been said."""
    if quote.accepted_at:
        return None
    phone = national(company.business_line)
    return f"To go ahead, reply to this message{f' or call {phone}' if phone else ''}."
