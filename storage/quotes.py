"""Quotes: at what price a piece of work is offered, until when, and what was said to it."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, UniqueConstraint, and_, case, exists, false, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from storage.base import Eye, Record, link, points_at
from storage.clock import moment, now
from storage.contacts import Contact
from storage.estimates import Estimate
from storage.jobs import Job
from storage.leads import Lead
from storage.lines import Line, Totalled
from storage.types import written


class Quote(Totalled, Record):
    """An offer to a customer. The estimate and the lead that it came of are named here; its job names it.

    How it stands is what its facts add up to: sent or not, accepted or declined, run out or not. `lapses_at` is the
    first moment after the last day on which it is good.
    """

    __tablename__ = "quotes"
    __table_args__ = (
        UniqueConstraint("account_id", "number"),
        *points_at(("contact_id", "contacts"), ("lead_id", "leads"), ("estimate_id", "estimates")),
    )
    passing = frozenset({"expired"})

    number: Mapped[int]
    title: Mapped[str]
    contact_id: Mapped[str] = mapped_column(index=True)
    lead_id: Mapped[str | None] = mapped_column(index=True)
    estimate_id: Mapped[str | None] = mapped_column(index=True)
    notes: Mapped[str | None]
    valid_until: Mapped[date | None]
    lapses_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]

    contact: Mapped[Contact] = link("Quote.contact_id", "Contact")
    lead: Mapped[Lead | None] = link("Quote.lead_id", "Lead")
    estimate: Mapped[Estimate | None] = link("Quote.estimate_id", "Estimate")
    lines: Mapped[list["QuoteLine"]] = relationship(
        primaryjoin="and_(Quote.account_id == QuoteLine.account_id, Quote.id == foreign(QuoteLine.quote_id), "
        "QuoteLine.deleted_at.is_(None))",
        order_by="(QuoteLine.position, QuoteLine.id)",
        viewonly=True,
        lazy="raise",
    )
    jobs: Mapped[list[Job]] = relationship(
        primaryjoin="and_(Quote.account_id == foreign(Job.account_id), Quote.id == foreign(Job.quote_id), "
        "Job.deleted_at.is_(None))",
        order_by="Job.number",
        viewonly=True,
        lazy="raise",
    )

    @hybrid_property
    def status(self) -> str:
        """How it stands at this moment: draft, sent, accepted, declined or expired."""
        if self.accepted_at is not None:
            return "accepted"
        if self.declined_at is not None:
            return "declined"
        if self.sent_at is None:
            return "draft"
        return "expired" if self.lapses_at is not None and self.lapses_at <= now() else "sent"

    @status.inplace.expression
    @classmethod
    def _status(cls) -> ColumnElement[str]:
        return case(
            (cls.accepted_at.is_not(None), "accepted"),
            (cls.declined_at.is_not(None), "declined"),
            (cls.sent_at.is_(None), "draft"),
            (cls.lapses_at <= moment(), "expired"),
            else_="sent",
        )

    @property
    def worth(self) -> str:
        """The total as it is written: $6,450.00."""
        return written(self.total, self.currency)

    @hybrid_property
    def contact_name(self) -> str:
        """The customer's name, so that a search of quotes finds it."""
        return self.contact.name

    @contact_name.inplace.expression
    @classmethod
    def _contact_name(cls) -> ColumnElement[str]:
        mine = and_(Contact.account_id == cls.account_id, Contact.id == cls.contact_id)
        return select(Contact.name).where(mine).correlate(cls).scalar_subquery()

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return own_quote(cls, eye)

    def heard_as(self) -> tuple[str, ...]:
        return (self.title,)


class QuoteLine(Line):
    """One line of a quote."""

    __tablename__ = "quote_lines"
    __table_args__ = points_at(("quote_id", "quotes"))

    quote_id: Mapped[str] = mapped_column(index=True)
    quote: Mapped[Quote] = link("QuoteLine.quote_id", "Quote")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        quote = aliased(Quote)
        mine = and_(own_quote(quote, eye), quote.deleted_at.is_(None))
        return exists().where(and_(quote.account_id == cls.account_id, quote.id == cls.quote_id, mine))


def own_quote(kind: type[Quote], eye: Eye) -> ColumnElement[bool]:
    """A customer sees what was sent to them; a technician no quote at all."""
    return and_(kind.contact_id == eye.contact_id, kind.sent_at.is_not(None)) if eye.contact_id else false()
