"""What has happened, in the order in which it was saved: read by who waits for it, and kept for a week."""

from datetime import datetime

from sqlalchemy import ColumnElement, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record


class Event(Record):
    """One thing that a write did to one record: `job.completed`, `invoice.paid`.

    `seq` counts an account's events without a gap, in the order of their commits. `causes` are the ids of the rules
    whose doing led to it, the first one first; none where a person did it.
    """

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("account_id", "seq"),)
    audited = False

    seq: Mapped[int]
    name: Mapped[str]
    record_type: Mapped[str]
    record_id: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[str | None]
    operation: Mapped[str]
    causes: Mapped[list[str]] = mapped_column(default=list)

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        """All of them: who may know of one is told by whether they see its record."""
        return true()
