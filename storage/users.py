"""The people who work for a company."""

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record


class User(Record):
    """Somebody on the staff: an admin, a dispatcher, the office, a technician."""

    __tablename__ = "users"

    name: Mapped[str]
    role: Mapped[str]
    email: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None] = mapped_column(index=True)
    skills: Mapped[list[str]] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=True)

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return true()

    def heard_as(self) -> tuple[str, ...]:
        return (self.name,)
