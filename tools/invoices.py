"""Invoices: what customers owe, what it is for, and how it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints
from sqlalchemy import ColumnElement

from domain import invoices as rules
from domain import payments
from domain.context import Context
from domain.conversations import Written
from domain.invoice_letter import send_invoice as send
from domain.invoices import Status
from domain.money import written
from domain.payments import Method
from storage.contacts import Contact
from storage.invoices import Invoice
from storage.jobs import Job
from tools.card import Card, Money, Page, Time, through
from tools.document_lines import LINES, LineCard, LineEdits, LineFields, plain
from tools.operation import UNSAID, Fields
from tools.resource import Resource

Notes = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
OWING = ("unpaid", "sent", "overdue")


class InvoiceCard(Card):
    """An invoice as it is shown."""

    number: int
    contact_id: str
    contact_name: str | None = through("contact", "name")
    job_id: str | None
    job_number: int | None = through("job", "number")
    job_title: str | None = through("job", "title")
    status: Status
    lines: list[LineCard]
    currency: str
    subtotal: Money
    tax_rate: Annotated[Decimal, Field(description="A share: 0.0881 is 8.81 percent.")]
    tax: Money
    total: Money
    paid: Money
    balance: Money
    issued: date | None
    due: date | None
    sent_at: Time | None
    notes: str | None
    payment_url: Annotated[str | None, Field(description="Where it is paid by card.")]

    @classmethod
    def relations(cls) -> tuple[str, ...]:
        return (*super().relations(), "lines")

    @property
    def worth(self) -> str:
        """The total as it is written."""
        return written(self.total, self.currency)

    @property
    def due_day(self) -> str | None:
        """Until when it is to be paid, in words."""
        return f"{self.due:%B %-d}" if self.due else None

    @property
    def about(self) -> str:
        """What it is for, in a few words."""
        if self.job_title:
            return f" for {self.job_title}"
        return f" for {self.lines[0].description}" if len(self.lines) == 1 else ""

    @property
    def standing(self) -> str:
        """How it stands, the money first."""
        match self.status:
            case "draft" if not self.lines:
                return "a draft with nothing on it yet"
            case "draft":
                return f"{self.worth}, a draft"
            case "paid" | "void":
                return f"{self.worth}, {self.status}"
        late = self.status == "overdue"
        left = f"{written(self.balance, self.currency)}{f' of {self.worth}' if self.paid else ''}"
        when = f", {'was due' if late else 'due'} {self.due_day}" if self.due else ""
        return f"{left} {'overdue' if late else 'open'}{when}"

    @property
    def open_or_not(self) -> str:
        """The same without its due day."""
        if self.status in ("sent", "overdue"):
            return f"{written(self.balance, self.currency)} {'overdue' if self.status == 'overdue' else 'open'}"
        return self.standing

    @property
    def items(self) -> str:
        """What is on it, line by line."""
        told = [f"{each.times}{each.description}, {written(each.amount, self.currency)}" for each in self.lines]
        return "; ".join(told) or "nothing yet"

    def spoken(self, now: datetime) -> str:
        return f"Invoice {self.number} to {self.contact_name}{self.about}: {self.standing}"

    def answering(self, said: str, now: datetime) -> str | None:
        """The answer to a question about one thing on it."""
        told = next((tell(self) for words, tell in QUESTIONS if re.search(rf"\b(?:{words})\b", said.lower())), None)
        return told and f"{told[:1].upper()}{told[1:]}."


QUESTIONS: Sequence[tuple[str, Callable[[InvoiceCard], str | None]]] = (
    (r"line items?|what'?s on|what is on|what did we (?:put|charge)|what'?s it for|read me",
     lambda it: f"{it.items}: {it.worth} in all"),
    (r"tax", lambda it: f"{written(it.tax, it.currency)} tax on {written(it.subtotal, it.currency)}"
     if it.tax else "no tax on it"),
    (r"when.* due|due date", lambda it: f"{it.due_day}, {it.open_or_not}" if it.due else "it has no due date yet"),
    (r"(?:what date|when).* (?:issue|bill|send|sent|go out|went out)",
     lambda it: f"{it.issued:%B %-d}" if it.issued else "it has not been sent yet"),
    (r"which job|what job", lambda it: f"job {it.job_number}, {it.job_title}" if it.job_id else "it is for no job"),
    (r"been paid|get paid|paid yet|settled|squared", lambda it: f"{'yes' if it.status == 'paid' else 'no'}, "
     f"{it.standing}"),
    (r"balance|still open|left|owe", lambda it: it.standing),
    (r"total|come to|how much", lambda it: it.worth if it.status in ("paid", "draft", "void") else it.standing),
)  # fmt: skip


class InvoiceFields(Fields):
    """What can be said of a new invoice."""

    contact: Annotated[Contact | None, Field(description="The customer; the job's, if a job is given.")] = None
    job: Annotated[Job | None, Field(description="The job it is for, and whose parts if no lines are said.")] = None
    lines: Annotated[list[LineFields] | None, LINES] = None
    due: Annotated[date | None, Field(description="Until when to pay; by the account's terms, if not said.")] = None
    issued: Annotated[
        date | None, Field(description="Its date; the day it is sent, if not said.", json_schema_extra=UNSAID)
    ] = None
    notes: Annotated[Notes | None, Field(description="Printed below the total.")] = None


class InvoiceChanges(LineEdits):
    """What of an invoice can be changed."""

    contact: Annotated[Contact | None, Field(description="Whom it goes to, while it is a draft.")] = None
    job: Annotated[Job | None, Field(description="The job it is for.")] = None
    status: Annotated[Status | None, Field(description="sent: handed over otherwise; void: no longer owed.")] = None
    due: Annotated[date | None, Field(description="Until when it is to be paid.")] = None
    issued: Annotated[date | None, Field(json_schema_extra=UNSAID)] = None
    discount: Annotated[Money | None, Field(gt=0, description="An amount to take off, as a line of its own.")] = None
    total: Annotated[Money | None, Field(ge=0, description="What it is to come to, with its tax.")] = None
    notes: Notes | None = None


invoices = Resource(
    Invoice,
    InvoiceCard,
    "/invoices",
    "invoice",
    time="issued",
    search=("number", "contact_name", "notes"),
    sort="-number",
)


Wanted = Literal["draft", "sent", "paid", "overdue", "void", "unpaid"]


class InvoiceListing(invoices.listing()):  # type: ignore[misc]
    """Which invoices."""

    status: Annotated[Wanted | None, Field(description="How they stand; unpaid is sent or overdue.")] = None
    above: Annotated[Money | None, Field(ge=0, description="Only those whose total is more than this.")] = None


class Invoices(Page[InvoiceCard]):
    """A part of a list of invoices, and what is still to be paid on all that match, where that was asked."""

    owed: Money | None = None
    currency: str = Field("USD", exclude=True)

    def lead(self, now: datetime) -> str | None:
        if self.owed is None:
            return None
        on = f" on {self.count} invoices" if self.count > 1 else ""
        return f"{written(self.owed, self.currency)}{on}." if self.owed else "Nothing."


get_invoice = invoices.get(
    "pull up invoice two thousand three", "what's the balance on twenty oh five", about="Look up one invoice."
)


@invoices.read(
    "GET ",
    "show me the overdue invoices",
    "who owes us money",
    "what does Bob Johnson owe us",
    whole_days=True,
)
async def list_invoices(ctx: Context, listing: InvoiceListing) -> Invoices:
    """List invoices by customer, job, how they stand, or when they were issued."""
    large = of_size(listing.above)
    page = await invoices.page(ctx, listing, *large)
    owed = await invoices.total(ctx, listing, Invoice.left(), *large) if listing.status in OWING else None
    return Invoices(**dict(page), owed=owed, currency=ctx.company.currency)


def of_size(above: Decimal | None) -> list[ColumnElement[bool]]:
    """The criterion for invoices whose total is more than this; none where nothing is given."""
    return [] if above is None else [Invoice.total > above]


@invoices.write(
    "POST ",
    "invoice Maria Garcia for the furnace repair",
    "bill Wei Zhang twelve hundred for the blower motor",
    done="Drafted invoice {it.number} to {it.contact_name}{it.about}: {it.standing}.",
)
async def create_invoice(ctx: Context, fields: InvoiceFields) -> Invoice:
    """Draft an invoice for a customer or a job."""
    given = plain(fields.given())
    return await rules.open_invoice(ctx, fields.contact, fields.job, given.get("lines"), given)


def _told(values: Mapping[str, Any]) -> str | None:
    match values.get("status"):
        case "void":
            rules.must_be_voidable(values["invoice"])
            return "Void invoice {invoice.number} to {invoice.contact.name}, {invoice.worth}?"
        case "paid":
            payments.must_be_payable(values["invoice"])
            return "Mark invoice {invoice.number} paid, {invoice.owed} from {invoice.contact.name}?"
    return None


@invoices.write(
    "PATCH /{invoice}",
    "change the due date on twenty oh three to April fifteenth",
    "add a forty nine dollar trip fee to twenty oh four",
    "void invoice two thousand five",
    asks_when=_told,
    done="Changed invoice {it.number} to {it.contact_name}: {it.standing}.",
)
async def update_invoice(ctx: Context, invoice: Invoice, changes: InvoiceChanges) -> Invoice:
    """Change an invoice: what is on it, when it is due, or how it stands."""
    return await rules.change_invoice(ctx, invoice, plain(changes.given()))


async def _only_a_draft(ctx: Context, values: Mapping[str, Any]) -> dict[str, Any]:
    rules.must_be_draft(values["invoice"])
    return {}


@invoices.destructive(
    "DELETE /{invoice}",
    "delete invoice two thousand four",
    "get rid of Siobhan's draft bill",
    ask="Delete draft invoice {invoice.number} to {invoice.contact.name}, {invoice.worth}, for good?",
    blanks=_only_a_draft,
    done="Deleted draft invoice {invoice.number}.",
)
async def delete_invoice(ctx: Context, invoice: Invoice) -> None:
    """Delete a draft invoice."""
    await rules.delete_draft(ctx, invoice)


@invoices.write(
    "POST /{invoice}/send",
    "send invoice two thousand four",
    "shoot Siobhan's bill over to her",
    "resend twenty oh two to Bob",
    may="invoices:send",
    done="Sent {it.contact_name} invoice {it.number}: {it.standing}.",
)
async def send_invoice(
    ctx: Context,
    invoice: Invoice,
    channel: Annotated[Written | None, Field(description="By e-mail with its PDF, unless by text.")] = None,
    note: Annotated[Notes | None, Field(description="Words to go before it.")] = None,
) -> Invoice:
    """Send a customer their invoice.

    By e-mail as a PDF, or in a text; with a link to pay it by card where that is set up.
    """
    return await send(ctx, invoice, channel, note)


async def _something_owed(ctx: Context, values: Mapping[str, Any]) -> dict[str, Any]:
    payments.must_be_payable(values["invoice"])
    return {}


@invoices.destructive(
    "POST /{invoice}/mark-paid",
    "mark twenty oh two paid",
    "Bob finally paid up on two thousand two",
    ask="Mark invoice {invoice.number} paid, {invoice.owed} from {invoice.contact.name}?",
    blanks=_something_owed,
    done="Invoice {it.number} to {it.contact_name} is paid, {it.worth}.",
)
async def mark_invoice_paid(
    ctx: Context,
    invoice: Invoice,
    method: Annotated[Method | None, Field(description="How it was paid.")] = None,
    received: Annotated[date | None, Field(description="When it came in; today, if not said.")] = None,
) -> Invoice:
    """Record that an invoice has been paid in full."""
    return await payments.pay_in_full(ctx, invoice, method, received)
