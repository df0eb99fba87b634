"""Invoices: what a customer owes for what was done."""

from datetime import date, datetime
from decimal import Decimal
from operator import eq
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Index,
    UniqueConstraint,
    and_,
    case,
    exists,
    false,
    literal,
    not_,
    or_,
    select,
    text,
    type_coerce,
)
from sqlalchemy.ext.hybrid import Comparator, hybrid_property
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from storage.base import Eye, Record, link, points_at
from storage.clock import moment, now
from storage.contacts import Contact
from storage.jobs import Job
from storage.lines import Line, Totalled
from storage.types import Money, written

OWED = text("sent_at IS NOT NULL AND voided_at IS NULL AND deleted_at IS NULL AND paid < total")
BILLED = text("sent_at IS NOT NULL AND voided_at IS NULL AND deleted_at IS NULL")
UNSENT = text("sent_at IS NULL AND voided_at IS NULL AND deleted_at IS NULL")
NOTHING = Decimal(0)


class Invoice(Totalled, Record):
    """What is owed, by whom and until when.

    How it stands is what its facts add up to: sent or not, voided or not, paid in full or not, late or not. `paid` is
    the sum of its payments, which alone change it; `late_from` is the first moment after its due day.
    """

    __tablename__ = "invoices"
    __table_args__ = (
        UniqueConstraint("account_id", "number"),
        Index("ix_invoices_owed", "account_id", "late_from", "total", "paid", sqlite_where=OWED, postgresql_where=OWED),
        Index("ix_invoices_unsent", "account_id", "total", sqlite_where=UNSENT, postgresql_where=UNSENT),
        Index("ix_invoices_billed", "account_id", "issued", "total", sqlite_where=BILLED, postgresql_where=BILLED),
        *points_at(("contact_id", "contacts"), ("job_id", "jobs")),
    )

    derived = frozenset({"paid"})
    passing = frozenset({"overdue"})

    number: Mapped[int]
    contact_id: Mapped[str] = mapped_column(index=True)
    job_id: Mapped[str | None] = mapped_column(index=True)
    issued: Mapped[date | None]
    due: Mapped[date | None]
    late_from: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    paid: Mapped[Decimal] = mapped_column(default=NOTHING)
    notes: Mapped[str | None]
    link_id: Mapped[str | None] = mapped_column(index=True)
    link_url: Mapped[str | None]
    link_amount: Mapped[Decimal | None]

    contact: Mapped[Contact] = link("Invoice.contact_id", "Contact")
    job: Mapped[Job | None] = link("Invoice.job_id", "Job")
    lines: Mapped[list["InvoiceLine"]] = relationship(
        primaryjoin="and_(Invoice.account_id == InvoiceLine.account_id, Invoice.id == foreign(InvoiceLine.invoice_id), "
        "InvoiceLine.deleted_at.is_(None))",
        order_by="(InvoiceLine.position, InvoiceLine.id)",
        viewonly=True,
        lazy="raise",
    )

    @hybrid_property
    def status(self) -> str:
        """How it stands at this moment: draft, sent, paid, overdue or void."""
        if self.voided_at is not None:
            return "void"
        if self.sent_at is None:
            return "draft"
        if self.paid >= self.total:
            return "paid"
        return "overdue" if self.late_from is not None and self.late_from <= now() else "sent"

    @status.inplace.comparator
    @classmethod
    def _status(cls) -> "Standing":
        return Standing(cls)

    @hybrid_property
    def balance(self) -> Decimal:
        """What is still to be paid; nothing, once it is void."""
        return NOTHING if self.voided_at is not None else self.total - self.paid

    @balance.inplace.expression
    @classmethod
    def _balance(cls) -> ColumnElement[Decimal]:
        return case((cls.voided_at.is_not(None), literal(NOTHING, Money())), else_=cls.left())

    @property
    def payment_url(self) -> str | None:
        """Where it is paid by card, as long as the link asks for what is owed."""
        return self.link_url if self.link_amount is not None and self.link_amount == self.balance else None

    @property
    def owed(self) -> str:
        """The balance as it is written: $740.50."""
        return written(self.balance, self.currency)

    @property
    def worth(self) -> str:
        """The total as it is written."""
        return written(self.total, self.currency)

    @hybrid_property
    def contact_name(self) -> str:
        """The customer's name, so that a search of invoices finds it."""
        return self.contact.name

    @contact_name.inplace.expression
    @classmethod
    def _contact_name(cls) -> ColumnElement[str]:
        mine = and_(Contact.account_id == cls.account_id, Contact.id == cls.contact_id)
        return select(Contact.name).where(mine).correlate(cls).scalar_subquery()

    @classmethod
    def left(cls) -> ColumnElement[Decimal]:
        """What is not paid of the total, void or not; money as its columns are."""
        return type_coerce(cls.total - cls.paid, Money())

    @classmethod
    def is_owed(cls) -> ColumnElement[bool]:
        """Sent, not void and not paid in full; written as the index of what is owed has it."""
        return and_(cls.sent_at.is_not(None), cls.voided_at.is_(None), cls.paid < cls.total)

    @classmethod
    def is_billed(cls) -> ColumnElement[bool]:
        """Sent and not void, paid or not; written as the index of what was billed has it."""
        return and_(cls.sent_at.is_not(None), cls.voided_at.is_(None))

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return own_invoice(cls, eye)


class Standing(Comparator[str]):
    """The status in a statement. Asked whether it is this one or that, it names the facts, which have indexes."""

    def __init__(self, kind: type[Invoice]) -> None:
        self.kind = kind
        late = kind.late_from <= moment()
        told = case(
            (kind.voided_at.is_not(None), "void"),
            (kind.sent_at.is_(None), "draft"),
            (kind.paid >= kind.total, "paid"),
            (late, "overdue"),
            else_="sent",
        )
        super().__init__(told)

    def __eq__(self, other: object) -> ColumnElement[bool]:  # type: ignore[override]
        kind, late = self.kind, self.kind.late_from <= moment()
        match other:
            case "draft":
                return and_(kind.sent_at.is_(None), kind.voided_at.is_(None))
            case "paid":
                return and_(kind.is_billed(), kind.paid >= kind.total)
            case "overdue":
                return and_(kind.is_owed(), late)
            case "unpaid":
                return kind.is_owed()
            case "sent":
                return and_(kind.is_owed(), or_(kind.late_from.is_(None), not_(late)))
            case "void":
                return kind.voided_at.is_not(None)
        same: ColumnElement[bool] = self.operate(eq, other)
        return same

    def operate(self, op: Any, *other: Any, **options: Any) -> Any:
        """Anything else that is asked of it."""
        return op(self.__clause_element__(), *other, **options)

    __hash__ = None  # type: ignore[assignment]


class InvoiceLine(Line):
    """One line of an invoice."""

    __tablename__ = "invoice_lines"
    __table_args__ = points_at(("invoice_id", "invoices"))

    invoice_id: Mapped[str] = mapped_column(index=True)
    invoice: Mapped[Invoice] = link("InvoiceLine.invoice_id", "Invoice")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return of_own_invoice(cls, cls.invoice_id, eye)


def own_invoice(kind: Any, eye: Eye) -> ColumnElement[bool]:
    """A customer sees what was sent to them; a technician no invoice at all."""
    return and_(kind.contact_id == eye.contact_id, kind.sent_at.is_not(None)) if eye.contact_id else false()


def of_own_invoice(kind: type[Record], invoice_id: object, eye: Eye) -> ColumnElement[bool]:
    """Whether what hangs on an invoice hangs on one that this customer may see."""
    invoice = aliased(Invoice)
    mine = and_(own_invoice(invoice, eye), invoice.deleted_at.is_(None))
    return exists().where(and_(invoice.account_id == kind.account_id, invoice.id == invoice_id, mine))
