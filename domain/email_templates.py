"""E-mail templates: what may stand in their blanks, what is wrong with them, and how they read for one customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.context import Context
from domain.rendering import Fault, filled, must_read, roots, unknown
from domain.template_data import KNOWN, SOME_INVOICE, SOMEBODY, about_company, about_contact, about_invoice
from storage.contacts import Contact
from storage.email_templates import EmailTemplate
from storage.invoices import Invoice


@dataclass(frozen=True, slots=True)
class Preview:
    """A template filled in, for whom, and what of it was made up because nobody was named."""

    subject: str
    body: str
    contact_id: str | None
    invoice_id: str | None
    made_up: list[str]


def add_template(ctx: Context, facts: Mapping[str, Any]) -> EmailTemplate:
    """A new template; raises `Invalid` with the line if it cannot be read."""
    template = EmailTemplate(**{"subject": "", "body": "", **facts})
    must_read(parts(template))
    ctx.session.add(template)
    return template


def change_template(template: EmailTemplate, facts: Mapping[str, Any]) -> EmailTemplate:
    """Change just what is given; raises `Invalid` with the line if it can then not be read."""
    for name, value in facts.items():
        setattr(template, name, value)
    must_read(parts(template))
    return template


def parts(template: EmailTemplate) -> dict[str, str]:
    """What of a template is filled in."""
    return {"subject": template.subject, "body": template.body}


def doubts(subject: str, body: str) -> list[str]:
    """What will go wrong when it is filled in: blanks that there is nothing for."""
    return [str(fault) for fault in unknown({"subject": subject, "body": body}, KNOWN)]


async def preview(ctx: Context, template: EmailTemplate, contact: Contact | None, invoice: Invoice | None) -> Preview:
    """How a template reads for a customer, or for somebody made up; raises `Invalid` with the line that fails.

    The invoice is the one given, else what the customer has owed longest; the customer is whose invoice it is.
    """
    told = parts(template)
    if fault := next(unknown(told, KNOWN), None):
        fault.refuse()
    contact = contact or (await _customer(ctx, invoice) if invoice else None)
    if invoice is None and contact and "invoice" in roots(told):
        invoice = (await owed_longest(ctx.session, [contact.id])).get(contact.id)
    data = {
        "company": about_company(ctx.company),
        "contact": about_contact(contact) if contact else SOMEBODY,
        "invoice": about_invoice(invoice) if invoice else SOME_INVOICE,
    }
    given = {"contact": contact, "invoice": invoice}
    made_up = sorted(name for name in roots(told) & given.keys() if given[name] is None)
    await ctx.session.close()  # filling in takes a while, and there are few connections to wait on it
    [done] = await filled(told, [data])
    if isinstance(done, Fault):
        done.refuse()
    return Preview(
        subject=done["subject"],
        body=done["body"],
        contact_id=contact.id if contact else None,
        invoice_id=invoice.id if invoice else None,
        made_up=made_up,
    )


async def owed_longest(session: AsyncSession, contact_ids: Sequence[str]) -> dict[str, Invoice]:
    """What each of these customers owes and has owed longest."""
    theirs = select(Invoice).where(Invoice.contact_id.in_(contact_ids), Invoice.is_owed())
    oldest_last = theirs.order_by(Invoice.due.desc().nulls_first(), Invoice.number.desc())
    return {invoice.contact_id: invoice for invoice in await session.scalars(oldest_last)}


async def _customer(ctx: Context, invoice: Invoice) -> Contact | None:
    found: Contact | None = await ctx.session.scalar(select(Contact).where(Contact.id == invoice.contact_id))
    return found
