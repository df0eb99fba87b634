"""What somebody on the staff is told: by a rule, or by a colleague."""

from sqlalchemy import ColumnElement, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record, link, points_at
from storage.users import User


class Notification(Record):
    """One thing to know, for one person alone, read or not yet.

    What it is about is kept as plain text and no foreign key: a notice keeps nothing from being taken back.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        Index("ix_notifications_account_id_user_id_read", "account_id", "user_id", "read"),
        *points_at(("user_id", "users"), ("author_id", "users")),
    )
    stream = "created_at"
    personal = True
    beside = True

    user_id: Mapped[str]
    author_id: Mapped[str | None]
    title: Mapped[str]
    body: Mapped[str | None]
    read: Mapped[bool] = mapped_column(default=False)
    record_type: Mapped[str | None]
    record_id: Mapped[str | None]

    user: Mapped[User] = link("Notification.user_id", "User")
    author: Mapped[User | None] = link("Notification.author_id", "User")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return cls.user_id == eye.user_id if eye.user_id else false()

    def heard_as(self) -> tuple[str, ...]:
        return (self.title, self.body) if self.body else (self.title,)
