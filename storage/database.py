"""Engines and transactions: SQLite with one writer, or Postgres; the same code above."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import URL, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import AsyncAdaptedQueuePool

from storage import sqlite
from storage.base import Eye
from storage.clock import keep_time_by
from storage.compiled import shared
from storage.faults import DatabaseUnavailable, first_line, told_apart
from storage.session import AccountSession, PlatformSession

READERS = 4
PATIENCE, CONNECTING = 5.0, 10.0
FORMS_TAKE = 6  # times as long as any write: another program may be changing the database's form just now
WAL_RESET_FIXED = (3, 51, 3)
BYPASSES = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
log = structlog.get_logger()


class Database:
    """A place where accounts' records are kept; `transaction()` is the only way in.

    `owner` is the address for changing the database's form, where that takes a more powerful role than using it;
    `patience` is how many seconds to wait for a lock that somebody else holds.
    """

    def __init__(self, url: str, *, owner: str | None = None, patience: float = PATIENCE) -> None:
        self.url, self.owner, self.patience = _read(url), _read(owner or url), patience
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.writer = shared(self._sqlite(1, writes=True) if self.sqlite else self._postgres())
        self.reader = shared(self._sqlite(READERS, writes=False)) if self.sqlite else self.writer

    def _postgres(self) -> AsyncEngine:
        settings = {
            "application_name": "callout",
            "lock_timeout": f"{self.patience}s",
            "statement_timeout": "30s",
            "idle_in_transaction_session_timeout": "60s",
        }
        return create_async_engine(
            self.url.set(drivername="postgresql+asyncpg"),
            pool_size=10,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"server_settings": settings, "timeout": CONNECTING},
        )

    def _sqlite(self, connections: int, *, writes: bool) -> AsyncEngine:
        engine = create_async_engine(
            self.url.set(drivername="sqlite+aiosqlite"),
            poolclass=AsyncAdaptedQueuePool,
            pool_size=connections,
            max_overflow=0,
            hide_parameters=True,
            connect_args={"timeout": self.patience, "async_creator_fn": partial(sqlite.Connection, writes=writes)},
        )
        begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
        event.listen(engine.sync_engine, "connect", lambda connection, _: _prepare_sqlite(connection, writes=writes))
        event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    def transaction(
        self, account_id: str, *, eye: Eye | None = None, write: bool = True, now: Callable[[], datetime] | None = None
    ) -> AbstractAsyncContextManager[AsyncSession]:
        """One account's transaction: committed when the block ends well, undone when it raises.

        Raises `DatabaseUnavailable` and `storage.faults.Unstorable`.
        """
        info: dict[str, Any] = {"account_id": account_id, "eye": eye}
        if now:
            info["now"] = now
        return self._transaction(AccountSession, info, write)

    def platform(self, *, write: bool = True) -> AbstractAsyncContextManager[AsyncSession]:
        """A transaction over the tables that stand above the accounts; for storage/platform.py alone."""
        return self._transaction(PlatformSession, {}, write)

    @asynccontextmanager
    async def going_on(self, above: AsyncSession, account_id: str) -> AsyncIterator[AsyncSession]:
        """An account's reading, in the transaction that looked above the accounts for whose it is."""
        info: dict[str, Any] = {"account_id": account_id, "eye": None, "write": False}
        connection = await above.connection()
        async with AsyncSession(connection, sync_session_class=AccountSession, info=info) as session:
            yield session

    @asynccontextmanager
    async def _transaction(self, kind: type[Session], info: dict[str, Any], write: bool) -> AsyncIterator[AsyncSession]:
        engine = self.writer if write else self.reader
        info["write"] = write
        keep_time_by(info.get("now"))
        async with AsyncSession(engine, sync_session_class=kind, expire_on_commit=False, info=info) as session:
            with told_apart(connecting=True):
                await _opened(session)
            with told_apart():
                yield session
                if write or session.new or session.dirty or session.deleted:
                    await session.flush()  # which refuses what was written in a transaction that only reads
            if write:
                with told_apart(committing=True):
                    await session.commit()

    async def scrub(self) -> None:
        """Leave nothing in the file of what was removed; on Postgres that is vacuum's, by who owns the tables."""
        if not self.sqlite:
            return
        async with self.writer.connect() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            try:
                await raw.execute("VACUUM")
                await raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.OperationalError as busy:
                log.warning("not_scrubbed", reason=str(busy), advice="run VACUUM on the database")

    async def migrate(self) -> None:
        """Bring the database to the newest form; raises `DatabaseUnavailable` with what to do."""
        from storage.migrations.upgrade import Outdated, upgrade

        try:
            if self.sqlite:
                self._prepare_folder()
            with told_apart(connecting=True):
                await upgrade(self.owner, self.patience * FORMS_TAKE)
        except Outdated as problem:
            raise DatabaseUnavailable(f"The database {self._shown} {problem}") from problem
        except (DatabaseUnavailable, DBAPIError, OSError) as problem:
            raise DatabaseUnavailable(
                f"The database {self._shown} cannot be opened: {first_line(problem)}. "
                "Check CALLOUT_DATABASE_URL and that no other program holds it."
            ) from problem
        if not self.sqlite:
            await self._warn_without_second_wall()

    async def _warn_without_second_wall(self) -> None:
        async with self.writer.connect() as connection:
            if await connection.scalar(BYPASSES):
                log.warning("row_level_security_bypassed", advice="use a role as in docs/postgres.md")

    @property
    def _shown(self) -> str:
        return self.owner.render_as_string(hide_password=True)

    def _prepare_folder(self) -> None:
        if sqlite3.sqlite_version_info < WAL_RESET_FIXED:
            log.debug("sqlite_before_wal_reset_fix", version=sqlite3.sqlite_version, advice="run one process only")
        if self.url.database and self.url.database != ":memory:":
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)

    async def close(self) -> None:
        """Give every connection back."""
        await self.reader.dispose()
        await self.writer.dispose()


async def _opened(session: AsyncSession) -> None:
    """Begin the transaction. Who gives up meanwhile still waits for it: half opened, it would be lost to the pool."""
    opening = asyncio.ensure_future(session.connection())
    try:
        await asyncio.shield(opening)
    except asyncio.CancelledError:
        await asyncio.wait([opening])
        if not opening.cancelled():
            opening.exception()  # looked at, so that nobody is told that it was not
        raise


def _read(url: str) -> URL:
    try:
        read = make_url(url)
    except ArgumentError as problem:
        raise DatabaseUnavailable(
            "CALLOUT_DATABASE_URL is not an address; give one like sqlite:///FILE or postgresql://HOST/NAME."
        ) from problem
    if read.get_backend_name() not in ("sqlite", "postgresql"):
        raise DatabaseUnavailable(f"Records are kept in SQLite or PostgreSQL, not in {read.get_backend_name()}.")
    return read


def _prepare_sqlite(connection: Any, *, writes: bool) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "mmap_size=0",
        "secure_delete=ON",
        f"query_only={not writes:d}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
