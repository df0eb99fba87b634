"""What must leave the building: written with the change that causes it, delivered after the undo window."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Index, and_, or_, select, text, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Eye, Record

LEASE = timedelta(minutes=2)
# What was said stays on its thread alone; an undo wants to know to whom it went, and what it brought along.
WORDS = ("subject", "body", "attachments")
UNAUDITED = {"unaudited": "delivery is recorded on the row itself"}


class Parcel(Record):
    """One thing to deliver: a text, a mail, a push, or work that is to begin.

    States: waiting, sending, sent, failed, cancelled. What is for many goes after what is for one (`bulk`), and not in
    the company's quiet hours.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state_due_at", "state", "due_at"),)

    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    record_id: Mapped[str | None] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default="waiting")
    due_at: Mapped[datetime]
    bulk: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None]

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return true()


async def any_due(session: AsyncSession, now: datetime, *, quiet: bool = False) -> bool:
    """Whether a look with `due` would be worth a write transaction."""
    return await session.scalar(select(Parcel.id).where(_is_due(now, quiet)).limit(1)) is not None


async def due(
    session: AsyncSession, now: datetime, limit: int = 20, *, quiet: bool = False, by: str | None = None
) -> list[Parcel]:
    """Lease this account's parcels whose undo window has passed (or whose last carrier died)."""
    statement = (
        select(Parcel)
        .where(_is_due(now, quiet))
        .order_by(Parcel.bulk, Parcel.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    parcels = list((await session.execute(statement)).scalars())
    for parcel in parcels:
        parcel.state, parcel.leased_until, parcel.attempts = "sending", now + LEASE, parcel.attempts + 1
        parcel.leased_by = by
    return parcels


def _is_due(now: datetime, quiet: bool) -> ColumnElement[bool]:
    unheld = or_(Parcel.leased_until.is_(None), Parcel.leased_until < now)
    due_now = and_(Parcel.state.in_(["waiting", "sending"]), Parcel.due_at <= now, unheld)
    return and_(due_now, Parcel.bulk.is_(False)) if quiet else due_now


async def settle(
    session: AsyncSession,
    parcel_ids: Sequence[str],
    state: str,
    *,
    problem: str | None = None,
    due_at: datetime | None = None,
) -> None:
    """Write down how deliveries ended; `waiting` with a new due time tries again."""
    values: dict[str, Any] = {"state": state, "problem": problem, "leased_until": None, "leased_by": None}
    if due_at:
        values["due_at"] = due_at
    ended = update(Parcel).where(Parcel.id.in_(parcel_ids)).values(**values)
    await session.execute(ended, execution_options=UNAUDITED)
    if state == "sent":
        for parcel in await session.scalars(select(Parcel).where(Parcel.id.in_(parcel_ids))):
            parcel.payload = {name: value for name, value in parcel.payload.items() if name not in WORDS}


async def held(session: AsyncSession, parcel_ids: Sequence[str]) -> list[Parcel]:
    """Those of these parcels that somebody began and never settled."""
    begun = select(Parcel).where(Parcel.id.in_(parcel_ids), Parcel.state == "sending")
    return list(await session.scalars(begun))


async def release(session: AsyncSession, by: str) -> None:
    """Let go of what a carrier held that died before it could hand anything over: that was no attempt."""
    held = update(Parcel).where(Parcel.leased_by == by, Parcel.state == "sending")
    values = {"state": "waiting", "leased_until": None, "leased_by": None, "attempts": Parcel.attempts - 1}
    await session.execute(held.values(**values), execution_options=UNAUDITED)
