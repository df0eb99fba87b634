"""What customers complain about or ask for, and how it ended."""

from datetime import datetime

from sqlalchemy import ColumnElement, UniqueConstraint, false
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record, link, points_at
from storage.contacts import Contact, name_of_contact
from storage.jobs import Job
from storage.users import User


class Ticket(Record):
    """A customer's trouble with the company. One from somebody unknown has a caller's name and number instead.

    A customer who wants a visit changed has it say which (`job_id`), what is to be done with it (`wants`) and when.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("account_id", "number"),
        *points_at(("contact_id", "contacts"), ("resolved_by_id", "users"), ("job_id", "jobs")),
    )

    number: Mapped[int]
    contact_id: Mapped[str | None] = mapped_column(index=True)
    caller_name: Mapped[str | None]
    caller_phone: Mapped[str | None]
    subject: Mapped[str]
    body: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="open")
    priority: Mapped[str] = mapped_column(default="normal")
    resolution: Mapped[str | None]
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[str | None]

    job_id: Mapped[str | None] = mapped_column(index=True)
    wants: Mapped[str | None]
    wants_start: Mapped[datetime | None]

    contact: Mapped[Contact | None] = link("Ticket.contact_id", "Contact")
    job: Mapped[Job | None] = link("Ticket.job_id", "Job")
    resolved_by: Mapped[User | None] = link("Ticket.resolved_by_id", "User")

    @hybrid_property
    def contact_name(self) -> str | None:
        """The customer's name, so that a search of tickets finds it."""
        return self.contact.name if self.contact else None

    @contact_name.inplace.expression
    @classmethod
    def _contact_name(cls) -> ColumnElement[str | None]:
        return name_of_contact(cls)

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return cls.contact_id == eye.contact_id if eye.contact_id else false()

    def heard_as(self) -> tuple[str, ...]:
        return (self.subject, self.caller_name) if self.caller_name else (self.subject,)
