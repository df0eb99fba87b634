"""Jobs: the visits that a company makes."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Index, UniqueConstraint, and_, exists, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, aliased, mapped_column

from storage.base import Eye, Record, link, points_at
from storage.contacts import Contact, name_of_contact
from storage.users import User
from storage.worked_out import WorkedOut

LIVE = text("deleted_at IS NULL")
# What jobs are counted by: an index each that holds all that the count looks at.
COUNTED = {
    "planned": ("scheduled_start", "status", "priority", "tech_id"),
    "finished": ("completed_at", "tech_id"),
    "standing": ("status", "priority", "tech_id"),
    "booked": ("created_at",),
    "served": ("contact_id", "completed_at"),
}


class Window(NamedTuple):
    """From when to when somebody was promised to arrive."""

    start: datetime
    end: datetime


def promised(start: datetime | None, end: datetime | None) -> Window | None:
    """When the customer was promised that somebody arrives, if that was promised."""
    return Window(start, end) if start and end else None


class Job(Record):
    """Work for a customer: what, where, when and by whom."""

    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("account_id", "number"),
        *(
            Index(f"ix_jobs_{name}", "account_id", *columns, sqlite_where=LIVE, postgresql_where=LIVE)
            for name, columns in COUNTED.items()
        ),
        *points_at(("contact_id", "contacts"), ("tech_id", "users"), ("lead_id", "leads"), ("quote_id", "quotes")),
    )

    number: Mapped[int]
    title: Mapped[str]
    description: Mapped[str | None]
    contact_id: Mapped[str] = mapped_column(index=True)
    tech_id: Mapped[str | None] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(default="unscheduled")
    priority: Mapped[str] = mapped_column(default="normal")
    scheduled_start: Mapped[datetime | None] = mapped_column(index=True)
    scheduled_end: Mapped[datetime | None]
    window_start: Mapped[datetime | None]
    window_end: Mapped[datetime | None]
    skills: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    completed_at: Mapped[datetime | None]
    address: Mapped[str | None]
    notes: Mapped[str | None]
    lat: Mapped[float | None]
    lng: Mapped[float | None]
    lead_id: Mapped[str | None] = mapped_column(index=True)
    quote_id: Mapped[str | None] = mapped_column(index=True)

    contact: Mapped[Contact] = link("Job.contact_id", "Contact")
    tech: Mapped[User | None] = link("Job.tech_id", "User")

    promised_window = WorkedOut(("window_start", "window_end"), promised)

    @hybrid_property
    def contact_name(self) -> str:
        """The customer's name, so that a search of jobs finds it."""
        return self.contact.name

    @contact_name.inplace.expression
    @classmethod
    def _contact_name(cls) -> ColumnElement[str]:
        return name_of_contact(cls)

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return cls.contact_id == eye.contact_id if eye.contact_id else cls.tech_id == eye.user_id

    def heard_as(self) -> tuple[str, ...]:
        return (self.title,)


def on_own_job(kind: type[Record], job_id: object, eye: Eye) -> ColumnElement[bool]:
    """Whether what hangs on a job hangs on one that this technician or customer may see."""
    job = aliased(Job)
    mine = and_(_own(job, eye), job.deleted_at.is_(None))
    return exists().where(and_(job.account_id == kind.account_id, job.id == job_id, mine))


def _own(job: type[Job], eye: Eye) -> ColumnElement[bool]:
    return job.contact_id == eye.contact_id if eye.contact_id else job.tech_id == eye.user_id
