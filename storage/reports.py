"""Reports that were made: figures of a stretch of days, kept as a file."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Record, link, points_at
from storage.users import User


class Report(Record):
    """A file with the figures of a stretch of days, and their headline. `start` and `end` are both in it."""

    __tablename__ = "reports"
    __table_args__ = points_at(("author_id", "users"))

    type: Mapped[str]
    format: Mapped[str]
    title: Mapped[str]
    name: Mapped[str]
    url: Mapped[str]
    start: Mapped[date]
    end: Mapped[date]
    called: Mapped[str]
    headline: Mapped[str]
    mailed: Mapped[bool]
    author_id: Mapped[str | None] = mapped_column(index=True)
    author: Mapped[User | None] = link("Report.author_id", "User")

    @property
    def period(self) -> dict[str, date | str]:
        """The stretch of days, and what people call it."""
        return {"start": self.start, "end": self.end, "called": self.called}
