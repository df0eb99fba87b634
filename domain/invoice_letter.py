"""How an invoice reaches its customer: the letter or text that brings it, and the sheet that is printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.context import Company, Context
from domain.conversations import Written
from domain.documents import day, sheet
from domain.invoice_lines import lines_of
from domain.invoices import issue, lock
from domain.messages import send
from domain.money import written
from domain.problems import Conflict
from domain.reach import national
from storage.invoices import Invoice

STAMPS: Mapping[str, str] = {"paid": "Paid", "overdue": "Past due"}


async def send_invoice(ctx: Context, invoice: Invoice, by: Written | None, note: str | None) -> Invoice:
    """Send an invoice, or another copy of it; a draft counts as sent from now on."""
    await lock(ctx, invoice)
    if invoice.status == "void":
        raise Conflict(f"Invoice {invoice.number} is void; make a new one to send.")
    if invoice.contact is None:
        raise Conflict(f"The customer of invoice {invoice.number} was deleted; give it another customer first.")
    if not await lines_of(ctx, invoice):
        raise Conflict(f"Invoice {invoice.number} has nothing on it yet; say what it is for first.")
    by = by or "email"
    if by == "email":
        ctx.ports.need_printer()
        ctx.ports.need_files()
    issue(ctx, invoice)
    body = letter(ctx.company, invoice, invoice.payment_url, by=by, note=note)
    makes = {"kind": "invoice", "id": invoice.id, "note": note}
    subject = _subject(ctx.company, invoice) if by == "email" else None
    await send(ctx, body, contact=invoice.contact, channel=by, subject=subject, makes=makes, along=[invoice])
    return invoice


def letter(company: Company, invoice: Invoice, url: str | None, *, by: str, note: str | None = None) -> str:
    """The words that bring an invoice, with the link to pay it or how else to."""
    if by == "sms":
        pay = f"Pay here: {url}" if url else _how_to_pay(company, invoice)
        told = [f"{company.name}: {_what(invoice)}.", note, pay]
        return " ".join(each for each in told if each)
    pay = f"Pay by card here:\n{url}" if url else _how_to_pay(company, invoice)
    signed = "\n".join(each for each in ("Thank you,", company.name, national(company.business_line)) if each)
    here = f"Here is {_what(invoice)}."
    told = [f"Hello {invoice.contact.name.split()[0]},", note, here, pay, signed]
    return "\n\n".join(each for each in told if each)


def printed(company: Company, invoice: Invoice, url: str | None) -> dict[str, Any]:
    """The data of the printed invoice."""
    facts = [("Issued", day(invoice.issued))] if invoice.issued else []
    facts += [("Due", day(invoice.due))] if invoice.due else []
    facts += [("Job", str(invoice.job.number))] if invoice.job else []
    terms = (invoice.notes, _how_to_pay(company, invoice))
    return sheet(
        company,
        "Invoice",
        invoice.number,
        invoice,
        invoice.lines,
        to=("Bill to", invoice.contact),
        facts=facts,
        due=("Balance due", invoice.owed),
        paid=invoice.paid,
        about=invoice.job.title if invoice.job else None,
        pay=("Pay by card online:", url) if url else None,
        terms=[str(each) for each in terms if each],
        stamp=STAMPS.get(invoice.status),
    )


def _subject(company: Company, invoice: Invoice) -> str:
    late = invoice.status == "overdue" and invoice.due is not None
    reminder = f"Reminder: invoice {invoice.number} was due {invoice.due:%B %-d}" if late else None
    return reminder or f"Invoice {invoice.number} from {company.name}"


def _what(invoice: Invoice) -> str:
    """The invoice, what it comes to and until when it is to be paid."""
    if invoice.status == "paid":
        return f"invoice {invoice.number} for {invoice.worth}, which is paid"
    paid = f" of {invoice.worth}" if invoice.paid else ""
    was = "was" if invoice.status == "overdue" else "is"
    due = f". It {was} due {day(invoice.due)}" if invoice.due else ""
    return f"invoice {invoice.number} for {written(invoice.balance, invoice.currency)}{paid}{due}"


def _how_to_pay(company: Company, invoice: Invoice) -> str | None:
    """How to pay otherwise than by card; nothing once it is paid."""
    return how_to_pay(company) if invoice.balance > 0 else None


def how_to_pay(company: Company) -> str:
    """The account's own words on how to pay, or the usual ones."""
    own = company.settings.get("paymentInstructions")
    phone = national(company.business_line)
    call = f", or call {phone}" if phone else ""
    return str(own) if own else f"Please pay by check to {company.name}{call}."
