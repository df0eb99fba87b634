"""What must leave the building: written with the change that causes it, delivered after the undo window."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Index, and_, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record

LEASE = timedelta(minutes=2)
UNAUDITED = {"unaudited": "delivery is recorded on the row itself"}


class Parcel(Record):
    """One thing to deliver: a text, a mail, a push. States: waiting, sending, sent, failed, cancelled."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state_due_at", "state", "due_at"),)

    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    record_id: Mapped[str | None] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default="waiting")
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None]

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return true()


async def any_due(session: AsyncSession, now: datetime) -> bool:
    """Whether a look with `due` would be worth a write transaction."""
    return await session.scalar(select(Parcel.id).where(_is_due(now)).limit(1)) is not None


async def due(session: AsyncSession, now: datetime, limit: int = 20) -> list[Parcel]:
    """Lease this account's parcels whose undo window has passed (or whose last carrier died)."""
    statement = (
        select(Parcel).where(_is_due(now)).order_by(Parcel.due_at).limit(limit).with_for_update(skip_locked=True)
    )
    parcels = list((await session.execute(statement)).scalars())
    for parcel in parcels:
        parcel.state, parcel.leased_until, parcel.attempts = "sending", now + LEASE, parcel.attempts + 1
    return parcels


def _is_due(now: datetime) -> ColumnElement[bool]:
    unheld = or_(Parcel.leased_until.is_(None), Parcel.leased_until < now)
    return and_(Parcel.state.in_(["waiting", "sending"]), Parcel.due_at <= now, unheld)


async def settle(
    session: AsyncSession, parcel_id: str, state: str, *, problem: str | None = None, due_at: datetime | None = None
) -> None:
    """Write down how a delivery ended; `waiting` with a new due time tries again."""
    values: dict[str, Any] = {"state": state, "problem": problem, "leased_until": None}
    if due_at:
        values["due_at"] = due_at
    await session.execute(update(Parcel).where(Parcel.id == parcel_id).values(**values), execution_options=UNAUDITED)
