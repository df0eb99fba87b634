"""Numbers that want no more texts from a company: of the number and nobody's contact, so that no merge forgets it."""

from sqlalchemy import Index, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from storage.base import Record

LIVE = text("deleted_at IS NULL")


class TextStop(Record):
    """That somebody answered STOP, and what word they used; gone once they answer START."""

    __tablename__ = "text_stops"
    __table_args__ = (
        Index("uq_text_stops_phone", "account_id", "phone", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )

    phone: Mapped[str]
    word: Mapped[str]


async def is_stopped(session: AsyncSession, phone: str) -> bool:
    """Whether a number wants no texts."""
    return await session.scalar(select(TextStop.id).where(TextStop.phone == phone).limit(1)) is not None
