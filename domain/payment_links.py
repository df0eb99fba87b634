"""Links by which a customer pays an invoice by card, on the provider's own page.

A letter brings a link of our own (`/pay/…`), which leads to the provider's page for whatever is owed on the day: after
a payment in part, to one for the rest. At most one page is open for an invoice, so that nobody pays twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain.companies import Companies
from domain.context import Company, Context, Ports
from domain.ports import Bill, Clock, DeliveryFailed, PaymentLink, PaymentLinks
from domain.problems import Unavailable
from storage.database import Database
from storage.invoices import Invoice
from storage.outbox import Parcel

PURPOSE = "pay"
KIND = "payment_link"
OF_THE_LINK = {"unaudited": "which page is open to pay an invoice is no business record"}
NOT_NOW = "Card payments cannot be opened just now; try again in a few minutes."


def close_link(ctx: Context, invoice: Invoice) -> None:
    """Have the invoice's link closed once this can no longer be taken back: it asks for what is no longer owed."""
    if invoice.link_id is None or invoice.link_amount is None:
        return
    invoice.link_amount = None
    due_at = ctx.now() + ctx.company.undo_window
    ctx.session.add(Parcel(kind=KIND, payload={"link": invoice.link_id}, due_at=due_at))


async def opened(links: PaymentLinks, company: Company, invoice: Invoice, amount: Decimal) -> PaymentLink:
    """A page on which so much of the invoice is paid, the one that is open or a new one; raises `DeliveryFailed`.

    Under the same key as long as nothing changes, so that two who ask at once get one page.
    """
    if invoice.link_id and invoice.link_url and invoice.link_amount == amount:
        return PaymentLink(invoice.link_id, invoice.link_url)
    title = f"{company.name}, invoice {invoice.number}"
    reference = {"account_id": company.id, "invoice_id": invoice.id}
    key = f"pay-{invoice.id}-{amount}-{invoice.link_id}-{invoice.updated_at.timestamp()}"
    return await links.open(Bill(amount, invoice.currency, title, reference), key)


async def keep(session: AsyncSession, invoice: Invoice, link: PaymentLink, amount: Decimal, clock: Clock) -> None:
    """Make this the invoice's page; the one before it is closed."""
    if invoice.link_id not in (None, link.id) and invoice.link_amount is not None:
        session.add(Parcel(kind=KIND, payload={"link": invoice.link_id}, due_at=clock()))
    linked = update(Invoice).where(Invoice.id == invoice.id)
    values: dict[str, Any] = {"link_id": link.id, "link_url": link.url, "link_amount": amount}
    await session.execute(linked.values(**values), execution_options=OF_THE_LINK)


@dataclass(frozen=True, slots=True)
class Till:
    """What is said to whoever follows a link to pay: the provider's page, or why there is nothing to pay."""

    company: Company
    url: str | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class Tills:
    """Where links to pay lead, whatever was paid since they were sent."""

    database: Database
    companies: Companies
    clock: Clock
    ports: Ports

    async def behind(self, token: str) -> Till | None:
        """The page to go to; None if the link is none of ours. Raises `Unavailable`."""
        told = self.ports.need_links().read(PURPOSE, token)
        if told is None:
            return None
        company = await self.companies.of(told[0])
        for _ in range(2):  # a payment that comes in between changes what is owed
            invoice = await self._invoice(company, told[1])
            if invoice is None or invoice.sent_at is None:
                return None
            if invoice.balance <= 0:
                void = invoice.voided_at is not None
                return Till(company, told=f"Invoice {invoice.number} is {'void' if void else 'paid'}; nothing is owed.")
            if url := await self.page(company, invoice):
                return Till(company, url)
        raise Unavailable(NOT_NOW)

    async def page(self, company: Company, invoice: Invoice) -> str | None:
        """The provider's page for all that is owed; None where that changed meanwhile. Raises `Unavailable`."""
        try:
            return await open_page(self.database, self.ports, self.clock, company, invoice)
        except DeliveryFailed as failed:
            raise Unavailable(NOT_NOW) from failed

    async def _invoice(self, company: Company, invoice_id: str) -> Invoice | None:
        async with self.database.transaction(company.id, write=False, now=self.clock) as session:
            wanted = select(Invoice).where(Invoice.id == invoice_id).options(joinedload(Invoice.contact))
            found: Invoice | None = await session.scalar(wanted)
            return found


async def open_page(database: Database, ports: Ports, clock: Clock, company: Company, invoice: Invoice) -> str | None:
    """The provider's page for all that is owed, kept; None where that changed meanwhile. Raises `DeliveryFailed`."""
    if ports.payment_links is None:
        raise DeliveryFailed("Card payments are not set up here.", permanent=True)
    amount = invoice.balance
    link = await opened(ports.payment_links, company, invoice, amount)
    async with database.transaction(company.id, now=clock) as session:
        again = select(Invoice).where(Invoice.id == invoice.id).with_for_update()
        now = await session.scalar(again)
        if now is not None and now.balance == amount:
            await keep(session, now, link, amount, clock)
            return link.url
        if link.id != invoice.link_id:
            session.add(Parcel(kind=KIND, payload={"link": link.id}, due_at=clock()))
    return None


def lasting(ports: Ports, company: Company, invoice: Invoice, url: str) -> str:
    """The link that a letter brings: our own, which outlives a payment in part, where this server can be reached."""
    return ports.links.to(PURPOSE, company.id, invoice.id) if ports.links else url
