"""Leads: people who may become customers, what they want, and what they became."""

from datetime import datetime

from sqlalchemy import ColumnElement, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.base import Eye, Record, link, points_at
from storage.contacts import Contact
from storage.jobs import Job


class Lead(Record):
    """Somebody who asked about work. What came of it points back here: the contact from here, jobs at this lead."""

    __tablename__ = "leads"
    __table_args__ = points_at(("contact_id", "contacts"))

    name: Mapped[str]
    phone: Mapped[str | None] = mapped_column(index=True)
    email: Mapped[str | None] = mapped_column(index=True)
    address: Mapped[str | None]
    city: Mapped[str | None]
    source: Mapped[str | None]
    interest: Mapped[str | None]
    notes: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="new", index=True)
    reason: Mapped[str | None]
    contact_id: Mapped[str | None] = mapped_column(index=True)
    converted_at: Mapped[datetime | None]

    contact: Mapped[Contact | None] = link("Lead.contact_id", "Contact")
    jobs: Mapped[list[Job]] = relationship(
        primaryjoin="and_(Lead.account_id == foreign(Job.account_id), Lead.id == foreign(Job.lead_id), "
        "Job.deleted_at.is_(None))",
        order_by="Job.number",
        viewonly=True,
        lazy="raise",
    )

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return false()

    def heard_as(self) -> tuple[str, ...]:
        return tuple(words for words in (self.name, self.interest) if words)
