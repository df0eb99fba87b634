"""Times when somebody on the staff is not to be booked."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record, link, points_at
from storage.users import User


class ScheduleBlock(Record):
    """A person's blocked time: start inclusive, end exclusive."""

    __tablename__ = "schedule_blocks"
    __table_args__ = points_at(("user_id", "users"))

    user_id: Mapped[str] = mapped_column(index=True)
    start: Mapped[datetime]
    end: Mapped[datetime]
    reason: Mapped[str | None]
    user: Mapped[User] = link("ScheduleBlock.user_id", "User")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return cls.user_id == eye.user_id

    @property
    def what(self) -> str:
        """What it is for, in a word."""
        return self.reason or "time off"

    def heard_as(self) -> tuple[str, ...]:
        return (self.what,)
