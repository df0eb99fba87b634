"""Devices that show what their owner is told, even when the page is closed."""

from typing import ClassVar

from sqlalchemy import ColumnElement, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record, link, points_at
from storage.users import User

LIVE = text("deleted_at IS NULL")


class PushDevice(Record):
    """A browser or phone of one person's that has signed up; how it is reached is sealed, and known again by a hash."""

    __tablename__ = "push_devices"
    __table_args__ = (
        Index(
            "uq_push_devices_fingerprint",
            "account_id",
            "fingerprint",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        *points_at(("user_id", "users")),
    )
    secret: ClassVar[frozenset[str]] = frozenset({"sealed_token", "fingerprint"})
    personal = True

    user_id: Mapped[str] = mapped_column(index=True)
    platform: Mapped[str]
    sealed_token: Mapped[str]
    fingerprint: Mapped[str]

    user: Mapped[User] = link("PushDevice.user_id", "User")

    @property
    def title(self) -> str:
        """What to call it in a sentence."""
        return "browser" if self.platform == "web" else f"{self.platform} phone"

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return cls.user_id == eye.user_id if eye.user_id else false()
