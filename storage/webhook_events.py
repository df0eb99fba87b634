"""What providers tell us by webhook: stored before anything is done about it, each event once."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Record
from storage.session import insert_into
from storage.types import new_id

UNAUDITED = {"unaudited": "an event is kept as it came; what is done about it is audited"}


class WebhookEvent(Record):
    """One event of a provider, under the id that it has there.

    States: waiting, done, kept (nothing is to be done about it). `outcome` says what came of it.
    """

    __tablename__ = "webhook_events"
    __table_args__ = (UniqueConstraint("account_id", "provider", "event_id"),)
    audited = False

    provider: Mapped[str]
    event_id: Mapped[str]
    kind: Mapped[str]
    happened_at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="waiting")
    outcome: Mapped[str | None]


async def keep(session: AsyncSession, **facts: Any) -> str | None:
    """Store an event; its id here, or None if it was stored before. Two at once wait for each other."""
    now = session.sync_session.now()  # type: ignore[attr-defined]
    row = {"account_id": session.info["account_id"], "id": new_id(), "version": 1, "created_at": now, "updated_at": now}
    made = insert_into(session, WebhookEvent).values(**row, **facts)
    mine = made.on_conflict_do_nothing().returning(WebhookEvent.id)
    kept: str | None = (await session.execute(mine, execution_options=UNAUDITED)).scalar_one_or_none()
    return kept
