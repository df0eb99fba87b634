"""What a customer sees of their own bills, and how they pay one: on the payment provider's page, never here."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from domain import customer_payments as rules
from domain.context import Context
from domain.invoices import Status
from domain.money import written
from domain.wording import day
from storage.invoices import Invoice
from tools.card import Card, Money, Page, Wire, through
from tools.document_lines import LineCard
from tools.listing import Listing
from tools.resource import Resource

DUE = re.compile(r"\b(?:when|by when|what (?:day|date)|how long)\b.*\b(?:due|paid|pay|have)\b|\bdue date\b")
Wanted = Literal["sent", "paid", "overdue", "void", "unpaid"]


class BillCard(Card):
    """An invoice as its customer sees it."""

    number: int
    job_id: str | None
    job_number: int | None = through("job", "number")
    job_title: str | None = through("job", "title")
    status: Status
    lines: list[LineCard]
    currency: str
    subtotal: Money
    tax: Money
    total: Money
    paid: Money
    balance: Money
    issued: date | None
    due: date | None

    @classmethod
    def relations(cls) -> tuple[str, ...]:
        return (*super().relations(), "lines")

    def spoken(self, now: datetime) -> str:
        about = f" for {self.job_title}" if self.job_title else ""
        return f"invoice {self.number}{about}, {self._stands}"

    @property
    def _stands(self) -> str:
        if self.status in ("paid", "void"):
            return f"{written(self.total, self.currency)}, {self.status}"
        was = "was due" if self.status == "overdue" else "due"
        due = f", {was} {self.due:%B %-d}" if self.due else ""
        part = f" of {written(self.total, self.currency)}" if self.paid else ""
        return f"{written(self.balance, self.currency)}{part}{due}"


class Bills(Page[BillCard]):
    """A part of a customer's bills, and what is still to be paid on all that match."""

    owed: Money
    currency: str = Field("USD", exclude=True)

    def answering(self, said: str, now: datetime) -> str | None:
        """By when the open ones are to be paid, where that is asked."""
        due = [each for each in self.items if each.balance and each.due]
        if not due or not DUE.search(said.lower()):
            return None
        return " ".join(f"Invoice {each.number} is due {day(each.due, now)}." for each in due if each.due)

    def lead(self, now: datetime) -> str | None:
        return f"You owe {written(self.owed, self.currency)}." if self.owed else "You're all paid up."


class OwnBills(Listing):
    """Which of the own bills."""

    status: Annotated[Wanted | None, Field(description="How they stand; unpaid is sent or overdue.")] = None


class PaymentPage(Wire):
    """Where so much of a bill is paid."""

    invoice_id: str
    invoice_number: int
    amount: Money
    currency: str
    url: Annotated[str, Field(description="The payment provider's page; it takes the card, and nothing else does.")]
    told: str


bills = Resource(Invoice, BillCard, "/customer/invoices", "bill", sort="-issued", permits="customer")
payments = Resource(Invoice, BillCard, "/customer/payment", "bill", permits="customer")


@bills.read(
    "GET ",
    "what do I owe",
    "do I have any unpaid bills",
    "am I paid up",
    own_kind_of=("list_invoices", "get_invoice", "list_payments", "get_payment"),
    told_by=(
        r"\b(?:do|did|does) (?:i|we) (?:still )?owe\b|\b(?:what|much) (?:do |did )?(?:i|we) (?:still "
        r")?(?:have to pay|owe)\b",
        r"\b(?:i|we)(?: still)? owe you\b.*\bdo (?:i|we)\b|\b(?:am i|are we) (?:all )?(?:square|paid up|"
        r"caught up|good on)",
        r"\bwhat(?:'s| is)? (?:left|still due|outstanding) (?:on|of) (?:the|my|our|that) (?:bill|invoice)",
        r"\bwhen (?:does|do|is) (?:that|it|the bill|my bill|the invoice|this) (?:have to be|get|need to "
        r"be)? ?(?:paid|due)\b",
    ),
)
async def list_customer_invoices(ctx: Context, listing: OwnBills) -> Bills:
    """Tell a customer what they were billed and what they still owe."""
    unpaid = [Invoice.is_owed()] if listing.status is None and ctx.channel == "voice" else []
    page = await bills.page(ctx, listing, *unpaid)
    return Bills(**dict(page), owed=await rules.owed(ctx), currency=ctx.company.currency)


async def _opened(ctx: Context, invoice: Invoice, amount: Decimal | None) -> rules.Opened | None:
    return await rules.open_page(ctx, invoice, amount)


@payments.write(
    "POST ",
    "can I pay that now",
    "I'd like to pay my bill",
    prepares=_opened,
    done="{it.told}",
    own_kind_of=("create_payment", "mark_invoice_paid"),
    asks={"invoiceId": "Which bill?"},
)
async def pay_customer_invoice(
    ctx: Context,
    invoice: Annotated[Invoice, Field(description="Which of the own bills.")],
    amount: Annotated[Money | None, Field(gt=0, description="How much of it; all that is owed, if not said.")] = None,
) -> PaymentPage:
    """Open a page on which a customer pays an own bill by card."""
    page = await rules.pay(ctx, invoice, amount, ctx.prepared)
    return PaymentPage(
        invoice_id=invoice.id,
        invoice_number=invoice.number,
        amount=page.amount,
        currency=invoice.currency,
        url=page.url,
        told=page.told,
    )
