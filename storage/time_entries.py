"""Who worked when, and on which job."""

from datetime import datetime

from sqlalchemy import ColumnElement, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record, link, points_at
from storage.jobs import Job
from storage.users import User

OPEN = text("clock_out IS NULL AND deleted_at IS NULL")


class TimeEntry(Record):
    """A stretch of work, clocked in and out; open while there is no clock-out, and a person has one open at most."""

    __tablename__ = "time_entries"
    __table_args__ = (
        Index("uq_time_entries_open", "account_id", "user_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        *points_at(("user_id", "users"), ("job_id", "jobs")),
    )

    user_id: Mapped[str] = mapped_column(index=True)
    job_id: Mapped[str | None] = mapped_column(index=True)
    clock_in: Mapped[datetime] = mapped_column(index=True)
    clock_out: Mapped[datetime | None]
    user: Mapped[User] = link("TimeEntry.user_id", "User")
    job: Mapped[Job | None] = link("TimeEntry.job_id", "Job")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return cls.user_id == eye.user_id

    def heard_as(self) -> tuple[str, ...]:
        """An open entry alone: nobody speaks of a closed one by name."""
        return () if self.clock_out else ("my time", "the clock", "my current time", "my shift", "me")
