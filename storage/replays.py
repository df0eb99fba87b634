"""Calls that have a key: the same key gives the first outcome again, and acts once."""

import hashlib
from typing import Any

from sqlalchemy import ColumnElement, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from storage.base import Eye, Record
from storage.session import insert_into

UNAUDITED = {"unaudited": "the claim of a key is not a business record"}


class Replay(Record):
    """A key that was used: what was asked (its hash) and what came of it."""

    __tablename__ = "replays"
    audited = False

    request: Mapped[str]
    outcome: Mapped[dict[str, Any] | None]

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return true()


def digest(*parts: str) -> str:
    """A stable hash of the parts of a request."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


async def claim(session: AsyncSession, key: str, request: str) -> Replay | None:
    """Claim a key in this transaction; if somebody has it, what they asked and got.

    A second caller with the same key waits here until the first has committed or given up.
    """
    now = session.sync_session.now()  # type: ignore[attr-defined]
    row = {"account_id": session.info["account_id"], "id": key, "request": request, "version": 1}
    made = insert_into(session, Replay).values(**row, created_at=now, updated_at=now)
    mine = made.on_conflict_do_nothing().returning(Replay.id)
    if (await session.execute(mine, execution_options=UNAUDITED)).scalar_one_or_none():
        return None
    return (await session.execute(select(Replay).where(Replay.id == key))).scalar_one()


async def settle(session: AsyncSession, key: str, outcome: dict[str, Any]) -> None:
    """Keep the outcome beside the claimed key."""
    statement = update(Replay).where(Replay.id == key).values(outcome=outcome)
    await session.execute(statement, execution_options=UNAUDITED)
