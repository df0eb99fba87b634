"""Invoices: how one comes about, what may be changed on it when, and until when it is to be paid.

What is kept are facts (sent, voided, paid so much, due then); how an invoice stands follows from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import select

from domain.context import Context
from domain.documents import day
from domain.invoice_lines import billed_from, restated, write_lines
from domain.lines import begun
from domain.money import written
from domain.payment_links import close_link
from domain.problems import Conflict, FieldError, Invalid, Missing
from storage.base import Record
from storage.contacts import Contact
from storage.counters import next_number
from storage.invoices import Invoice
from storage.jobs import Job
from storage.payments import Payment
from storage.types import new_id

Status = Literal["draft", "sent", "paid", "overdue", "void"]
Lines = Sequence[Mapping[str, Any]]
MONEY = (Invoice, Payment)
FACTS = ("due", "late_from", "issued", "sent_at", "voided_at", "total", "paid", "link_id", "link_amount", "version")


async def open_invoice(
    ctx: Context, contact: Contact | None, job: Job | None, lines: Lines | None, facts: Mapping[str, Any]
) -> Invoice:
    """Write a draft: for a customer or a job, of the lines given, else of what was agreed for the job or it took."""
    contact = contact or (await ctx.session.get(Contact, _key(ctx, job.contact_id)) if job else None)
    if contact is None:
        raise Missing(["contactId"])
    if lines is None and job is not None:
        await _must_be_unbilled(ctx, job)
        lines = await billed_from(ctx, job)
    invoice = Invoice(id=new_id(), contact=contact, contact_id=contact.id, job=job, **begun(ctx))
    invoice.job_id = job.id if job else None
    invoice.notes = facts.get("notes")
    invoice.number = await next_number(ctx.session, "invoice")
    set_days(ctx, invoice, facts)
    ctx.session.add(invoice)
    await write_lines(ctx, invoice, lines or ())
    return invoice


async def change_invoice(ctx: Context, invoice: Invoice, facts: dict[str, Any]) -> Invoice:
    """Change just what is given: what it says first, then how it stands."""
    await lock(ctx, invoice)
    status = facts.pop("status", None)
    if facts:
        _must_not_be_void(invoice)
    if contact := facts.pop("contact", None):
        _give_to(invoice, contact)
    if "job" in facts:
        job = facts.pop("job")
        invoice.job, invoice.job_id = job, job.id if job else None
    if "notes" in facts:
        invoice.notes = facts.pop("notes")
    set_days(ctx, invoice, facts)
    if await restated(ctx, invoice, facts):
        close_link(ctx, invoice)
    if status is not None and status != invoice.status:
        await _stand(ctx, invoice, status)
    return invoice


async def lock(ctx: Context, *invoices: Invoice) -> None:
    """Read invoices again as they are now, and keep others from changing them meanwhile."""
    for invoice in sorted(invoices, key=lambda each: each.id):
        await ctx.session.refresh(invoice, attribute_names=FACTS, with_for_update=True)


async def delete_draft(ctx: Context, invoice: Invoice) -> None:
    """Delete a draft and its lines; raises `Conflict` for anything that a customer may have seen."""
    await lock(ctx, invoice)
    must_be_draft(invoice)
    await write_lines(ctx, invoice, ())
    invoice.deleted_at = ctx.now()


def must_be_draft(invoice: Invoice) -> None:
    """Raises `Conflict` that says why a sent invoice is not deleted."""
    if invoice.status != "draft":
        instead = "it stays in the books" if invoice.status in ("void", "paid") else "void it instead"
        raise Conflict(f"Invoice {invoice.number} is {invoice.status}, and only a draft can be deleted; {instead}.")


def issue(ctx: Context, invoice: Invoice) -> None:
    """Let a draft count as sent: dated today and due by the account's terms, unless it says otherwise."""
    if invoice.sent_at is not None:
        return
    invoice.sent_at = ctx.now()
    issued = invoice.issued or ctx.now().date()
    terms = issued + timedelta(days=ctx.company.payment_days)
    set_days(ctx, invoice, {"issued": issued, "due": invoice.due or terms})


def set_days(ctx: Context, invoice: Invoice, facts: Mapping[str, Any]) -> None:
    """Set when it is dated and due, and from which moment of the account's calendar it is late."""
    invoice.issued = facts.get("issued", invoice.issued)
    invoice.due = facts.get("due", invoice.due)
    if invoice.issued and invoice.due and invoice.due < invoice.issued:
        sentence = f"An invoice of {day(invoice.issued)} cannot be due before that."
        raise Invalid(sentence, [FieldError("due", "is before it is issued")])
    invoice.late_from = ctx.at(invoice.due + timedelta(days=1)) if invoice.due and invoice.due < date.max else None


def void(ctx: Context, invoice: Invoice) -> None:
    """Take an invoice out of what is owed, for good; raises `Conflict` while money is on it."""
    must_be_voidable(invoice)
    invoice.voided_at = ctx.now()
    close_link(ctx, invoice)


def must_be_voidable(invoice: Invoice) -> None:
    """Raises `Conflict` where money has come in."""
    if invoice.paid:
        paid = written(invoice.paid, invoice.currency)
        raise Conflict(f"Invoice {invoice.number} has {paid} paid on it; delete or move that payment first.")


async def must_add_up(ctx: Context, touched: Iterable[Record]) -> None:
    """Refuse what an undo would leave: more paid than there is to pay, or money on what is a draft or void again."""
    owing = {each.id if isinstance(each, Invoice) else each.invoice_id for each in touched if isinstance(each, MONEY)}
    for invoice in await ctx.session.scalars(select(Invoice).where(Invoice.id.in_(owing))) if owing else ():
        await lock(ctx, invoice)
        if invoice.paid > invoice.total or (invoice.paid and invoice.status in ("draft", "void")):
            raise Conflict(f"Invoice {invoice.number} has been paid or voided since, so it stays; look at it again.")


def _key(ctx: Context, record_id: str) -> tuple[str, str]:
    return ctx.actor.account_id, record_id


async def _must_be_unbilled(ctx: Context, job: Job) -> None:
    """A job's parts are billed once, unless somebody names the lines."""
    live = select(Invoice.number).where(Invoice.job_id == job.id, Invoice.voided_at.is_(None)).limit(1)
    if number := await ctx.session.scalar(live):
        raise Conflict(f"Job {job.number} is billed on invoice {number} already; say the lines to bill more for it.")


def _must_not_be_void(invoice: Invoice) -> None:
    if invoice.voided_at is not None:
        raise Conflict(f"Invoice {invoice.number} is void, so nothing on it can be changed; make a new one.")


def _give_to(invoice: Invoice, contact: Contact) -> None:
    if contact.id != invoice.contact_id and invoice.status != "draft":
        raise Conflict(f"Invoice {invoice.number} has been sent; void it and make one for {contact.name}.")
    invoice.contact, invoice.contact_id = contact, contact.id


async def _stand(ctx: Context, invoice: Invoice, status: Status) -> None:
    """Make it stand as asked, where somebody can decide that; raises `Conflict` where its facts say otherwise."""
    from domain.payments import pay_in_full

    number, stands = invoice.number, invoice.status
    _must_not_be_void(invoice)
    if status == "void":
        void(ctx, invoice)
    elif status == "paid":
        await pay_in_full(ctx, invoice)
    elif stands == "paid":
        raise Conflict(f"Invoice {number} is paid; delete its payment if it is not.")
    elif status == "draft":
        raise Conflict(f"Invoice {number} has been sent; change its lines and send it again, or void it.")
    elif status == "sent" and stands == "draft":
        issue(ctx, invoice)
    else:
        due = f"is due {day(invoice.due)}" if invoice.due else "has no due date"
        raise Conflict(f"Invoice {number} {due}, and is overdue from the day after by itself; change the due date.")
