"""Engines and transactions: SQLite with one writer, or Postgres; the same code above."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from storage.base import Eye
from storage.session import AccountSession

READERS = 4
WAL_RESET_FIXED = (3, 51, 3)
log = structlog.get_logger()


class DatabaseUnavailable(Exception):
    """The database cannot be opened; the sentence says which and what to do."""


class Database:
    """A place where accounts' records are kept; `transaction()` is the only way in."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.writer = self._sqlite(1, "BEGIN IMMEDIATE") if self.sqlite else self._postgres()
        self.reader = self._sqlite(READERS, "BEGIN") if self.sqlite else self.writer

    def _postgres(self) -> AsyncEngine:
        return create_async_engine(self.url.set(drivername="postgresql+asyncpg"), pool_size=10, pool_pre_ping=True)

    def _sqlite(self, connections: int, begin: str) -> AsyncEngine:
        engine = create_async_engine(
            self.url.set(drivername="sqlite+aiosqlite"),
            poolclass=AsyncAdaptedQueuePool,
            pool_size=connections,
            max_overflow=0,
        )
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", lambda connection: _begin(connection, begin))
        return engine

    @asynccontextmanager
    async def transaction(
        self, account_id: str, *, eye: Eye | None = None, write: bool = True, now: Callable[[], datetime] | None = None
    ) -> AsyncIterator[AsyncSession]:
        """One account's transaction: committed when the block ends well, undone when it raises."""
        info: dict[str, Any] = {"account_id": account_id, "eye": eye}
        if now:
            info["now"] = now
        engine = self.writer if write else self.reader
        session = AsyncSession(engine, sync_session_class=AccountSession, expire_on_commit=False, info=info)
        async with session, session.begin():
            yield session

    @asynccontextmanager
    async def platform(self, *, write: bool = True) -> AsyncIterator[AsyncSession]:
        """A transaction over the tables that belong to no account; for storage/platform.py and the outbox alone."""
        async with (
            AsyncSession(self.writer if write else self.reader, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    async def migrate(self) -> None:
        """Bring the database to the newest form; raises `DatabaseUnavailable` with what to do."""
        from storage.migrations.upgrade import upgrade

        if self.sqlite:
            self._check_file()
        try:
            await asyncio.to_thread(upgrade, self.url)
        except (DBAPIError, OSError, sqlite3.Error) as problem:
            raise DatabaseUnavailable(
                f"The database {self.url.render_as_string(hide_password=True)} cannot be opened: "
                f"{_first_line(problem)}. Check CALLOUT_DATABASE_URL and that no other program holds it."
            ) from problem

    def _check_file(self) -> None:
        if sqlite3.sqlite_version_info < WAL_RESET_FIXED:
            log.debug("sqlite_before_wal_reset_fix", version=sqlite3.sqlite_version, advice="run one process only")
        if self.url.database and self.url.database != ":memory:":
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)

    async def close(self) -> None:
        """Give every connection back."""
        await self.reader.dispose()
        await self.writer.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "mmap_size=0"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)


def _first_line(problem: BaseException) -> str:
    cause = getattr(problem, "orig", None) or problem
    return str(cause).splitlines()[0].rstrip(".")
