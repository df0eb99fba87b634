"""What customers were asked to say about us, and what they said."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Record, link, points_at
from storage.contacts import Contact
from storage.conversations import Message
from storage.jobs import Job


class ReviewRequest(Record):
    """A customer asked how a job went. States: pending (the message has not left), sent, completed (they answered)."""

    __tablename__ = "review_requests"
    __table_args__ = points_at(("contact_id", "contacts"), ("job_id", "jobs"), ("message_id", "messages"))
    passing = frozenset({"sent"})

    contact_id: Mapped[str] = mapped_column(index=True)
    job_id: Mapped[str | None] = mapped_column(index=True)
    message_id: Mapped[str | None] = mapped_column(index=True)
    channel: Mapped[str]
    status: Mapped[str] = mapped_column(default="pending")
    rating: Mapped[int | None]
    comment: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    contact: Mapped[Contact] = link("ReviewRequest.contact_id", "Contact")
    job: Mapped[Job | None] = link("ReviewRequest.job_id", "Job")
    message: Mapped[Message | None] = link("ReviewRequest.message_id", "Message")
