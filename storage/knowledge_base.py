"""What the company tells people who ask, and what it tells its own people alone."""

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record


class Article(Record):
    """An article of the knowledge base. An internal one is for the staff; any other may be quoted to anybody."""

    __tablename__ = "articles"

    title: Mapped[str]
    body: Mapped[str]
    tags: Mapped[list[str]] = mapped_column(default=list)
    internal: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return true() if eye.user_id else cls.internal.is_(False)

    def heard_as(self) -> tuple[str, ...]:
        return (self.title,)
