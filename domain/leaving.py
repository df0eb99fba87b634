"""What is made only in the moment that it leaves: an invoice's payment link, and the PDF of an invoice or a quote.

Made by the carrier and so outside any transaction: nobody waits while a stranger takes their time, what is taken back
in time leaves no link behind, and what fails is tried again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from sqlalchemy import Text, cast, select, update
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from domain import invoice_letter, quote_letter
from domain.context import Company
from domain.payment_links import lasting, open_page
from domain.ports import DeliveryFailed
from storage.base import Record
from storage.conversations import Message
from storage.invoices import Invoice
from storage.outbox import Parcel
from storage.quotes import Quote
from storage.session import WITH_DELETED

if TYPE_CHECKING:
    from domain.outbox import Carrier

PDF = "application/pdf"
BY_THE_CARRIER = {"unaudited": "what leaves is written down by the carrier, on the message and the invoice"}
R = TypeVar("R", bound=Record)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Made:
    """A letter as it is now, and the document that is printed for it."""

    body: str
    name: str
    template: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Leaving:
    """One company's document on its way out."""

    carrier: Carrier
    company: Company
    parcel: Parcel

    async def delivered(self) -> Mapping[str, Any]:
        """The letter and its attachment, with everything as of now."""
        made = await (self._invoice() if self.parcel.payload["makes"]["kind"] == "invoice" else self._quote())
        attachments = [await self._printed(made)] if self.parcel.kind == "email" else []
        async with self.carrier.database.transaction(self.company.id, now=self.carrier.clock) as session:
            earlier = await session.scalar(select(Message.attachments).where(Message.id == self.parcel.record_id))
            message = update(Message).where(Message.id == self.parcel.record_id)
            kept = message.values(body=made.body, attachments=attachments)
            await session.execute(kept, execution_options=BY_THE_CARRIER)
        await self._without([each["url"] for each in earlier or ()])
        return {**self.parcel.payload, "body": made.body, "attachments": attachments}

    async def _without(self, printed: Sequence[str]) -> None:
        """Take away what was printed for an earlier attempt, unless it is what some message has along now."""
        for url in printed:
            has_it = select(Message.id).where(cast(Message.attachments, Text).contains(url)).limit(1)
            async with self.carrier.database.transaction(self.company.id, write=False) as session:
                held = await session.scalar(has_it, execution_options=WITH_DELETED)
            if held is None and self.carrier.ports.files is not None:
                await self.carrier.ports.files.remove(self.company.id, url.rpartition("/")[2])

    async def _invoice(self) -> Made:
        invoice = await self._read(Invoice, (Invoice.contact, Invoice.job, Invoice.lines))
        if invoice is None or invoice.voided_at is not None:
            raise DeliveryFailed("The invoice was deleted or voided before it left.", permanent=True)
        url = await self._link(invoice)
        body = invoice_letter.letter(self.company, invoice, url, by=self.parcel.kind, note=self._note)
        data = invoice_letter.printed(self.company, invoice, url)
        return Made(body, f"Invoice {invoice.number}.pdf", "invoice", data)

    async def _quote(self) -> Made:
        quote = await self._read(Quote, (Quote.contact, Quote.estimate, Quote.lines))
        if quote is None or quote.sent_at is None or quote.contact is None:
            raise DeliveryFailed("The quote was changed before it left, so it stayed; send it again.", permanent=True)
        body = quote_letter.letter(self.company, quote, by=self.parcel.kind, note=self._note)
        return Made(body, f"Quote {quote.number}.pdf", "quote", quote_letter.printed(self.company, quote))

    @property
    def _note(self) -> str | None:
        note: str | None = self.parcel.payload["makes"].get("note")
        return note

    async def _read(self, kind: type[R], relations: Sequence[InstrumentedAttribute[Any]]) -> R | None:
        wanted = select(kind).where(kind.id == self.parcel.payload["makes"]["id"])
        async with self.carrier.database.transaction(self.company.id, write=False, now=self.carrier.clock) as session:
            return (await session.scalars(wanted.options(*map(joinedload, relations)))).unique().one_or_none()

    async def _link(self, invoice: Invoice) -> str | None:
        """Where it is paid by card; None where that is not set up, or still fails at the last attempt."""
        ports = self.carrier.ports
        if ports.payment_links is None or invoice.balance <= 0:
            return None
        try:
            url = await open_page(self.carrier.database, ports, self.carrier.clock, self.company, invoice)
        except DeliveryFailed as failure:
            from domain.outbox import MOST_ATTEMPTS

            if not failure.permanent and self.parcel.attempts < MOST_ATTEMPTS:
                raise
            log.warning("invoice_without_link", account=self.company.id, invoice=invoice.id, problem=str(failure))
            return None
        if url is None:
            raise DeliveryFailed("The invoice was changed while it left.")
        return lasting(ports, self.company, invoice, url)

    async def _printed(self, made: Made) -> dict[str, str]:
        printer, files = self.carrier.ports.printer, self.carrier.ports.files
        if printer is None or files is None:
            raise DeliveryFailed("Documents cannot be printed and kept here.", permanent=True)
        pdf = await printer.pdf(made.template, made.data)
        return {"name": made.name, "mime": PDF, "url": await files.keep(self.company.id, made.name, pdf, PDF)}


async def made_for(carrier: Carrier, company: Company, parcel: Parcel) -> Mapping[str, Any]:
    """What is delivered: as it was handed over, or as it is made now."""
    makes = parcel.payload.get("makes")
    return await Leaving(carrier, company, parcel).delivered() if makes else parcel.payload


async def link_closed(carrier: Carrier, company: Company, link_id: str) -> None:
    """Close a payment link with its provider, and forget it."""
    if carrier.ports.payment_links is None:
        raise DeliveryFailed("Card payments are not set up here any more.", permanent=True)
    await carrier.ports.payment_links.close(link_id)
    async with carrier.database.transaction(company.id, now=carrier.clock) as session:
        closed = update(Invoice).where(Invoice.link_id == link_id)
        await session.execute(closed.values(link_id=None, link_url=None), execution_options=BY_THE_CARRIER)
