"""Estimates: between what and what a piece of work may cost, before anybody names a price."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, UniqueConstraint, and_, false, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.base import Eye, Record, link, points_at
from storage.contacts import Contact
from storage.leads import Lead

if TYPE_CHECKING:
    from storage.quotes import Quote


class Estimate(Record):
    """A range of what something may cost, for a customer or one to be."""

    __tablename__ = "estimates"
    __table_args__ = (
        UniqueConstraint("account_id", "number"),
        *points_at(("contact_id", "contacts"), ("lead_id", "leads")),
    )

    number: Mapped[int]
    title: Mapped[str]
    contact_id: Mapped[str] = mapped_column(index=True)
    lead_id: Mapped[str | None] = mapped_column(index=True)
    low: Mapped[Decimal | None]
    high: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(default="USD")
    notes: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="draft", index=True)
    sent_at: Mapped[datetime | None]

    contact: Mapped[Contact] = link("Estimate.contact_id", "Contact")
    lead: Mapped[Lead | None] = link("Estimate.lead_id", "Lead")
    quotes: Mapped[list["Quote"]] = relationship(
        primaryjoin="and_(Estimate.account_id == foreign(Quote.account_id), Estimate.id == foreign(Quote.estimate_id), "
        "Quote.deleted_at.is_(None))",
        order_by="Quote.number",
        viewonly=True,
        lazy="raise",
    )

    @hybrid_property
    def contact_name(self) -> str:
        """The customer's name, so that a search of estimates finds it."""
        return self.contact.name

    @contact_name.inplace.expression
    @classmethod
    def _contact_name(cls) -> ColumnElement[str]:
        mine = and_(Contact.account_id == cls.account_id, Contact.id == cls.contact_id)
        return select(Contact.name).where(mine).correlate(cls).scalar_subquery()

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return and_(cls.contact_id == eye.contact_id, cls.sent_at.is_not(None)) if eye.contact_id else false()

    def heard_as(self) -> tuple[str, ...]:
        return (self.title,)
