"""SQLite's connections: a short read is made at once, and only what may take its time goes to the connection's thread.

Most reads of a local file take less than a tenth of a millisecond, and handing one to a thread and back costs several
times that, for every statement. So a read begins on the event loop; one that has not finished after `LONGEST_HERE` is
stopped and made anew by the thread, from the same snapshot. Writing, waiting for locks and committing stay there.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from time import perf_counter
from typing import Any

import aiosqlite

LONGEST_HERE = 0.003  # seconds that a read may keep the event loop
STEPS = 1000  # of SQLite's machine between two looks at the clock
READS, BEGINS = "SELECT", "BEGIN"
Rows = list[Any]


class Handle(sqlite3.Connection):
    """SQLite's own connection, which lets go of its locks when it is closed.

    SQLite keeps a connection that is closed while a statement is unfinished, as after a call that was broken off, and
    with it the write lock; rolling back first finishes them all.
    """

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self.rollback()
        super().close()


class Connection(aiosqlite.Connection):
    """A connection whose short reads are made without its thread; SQLAlchemy's dialect for aiosqlite drives it."""

    def __init__(self, file: str, *, writes: bool, **options: Any) -> None:
        super().__init__(lambda: sqlite3.connect(file, factory=Handle, **options), iter_chunk_size=64)
        self._thread.daemon = True
        self._writes = writes
        self._away = 0
        self._until = 0.0

    @property
    def idle(self) -> bool:
        """Whether the thread has nothing to do on this connection, so that it may be used here."""
        return self._away == 0

    def cursor(self) -> Cursor:  # type: ignore[override]
        return Cursor(self, self._conn.cursor())

    async def commit(self) -> None:
        await self._end(self._conn.commit)

    async def rollback(self) -> None:
        await self._end(self._conn.rollback)

    async def _end(self, ending: Callable[[], None]) -> None:
        if self.idle and not (self._writes and self._conn.in_transaction):
            ending()
        else:
            await self._execute(ending)

    async def run(self, cursor: sqlite3.Cursor, sql: str, parameters: Any) -> Rows:
        """Execute a statement and fetch all its rows."""
        if self.idle and (sql.startswith(READS) or (sql == BEGINS and not self._writes)):
            try:
                return self._here(cursor, sql, parameters)
            except sqlite3.OperationalError as stopped:
                if stopped.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                    raise
        rows: Rows = await self._execute(_executed, cursor, sql, parameters)
        return rows

    def _here(self, cursor: sqlite3.Cursor, sql: str, parameters: Any) -> Rows:
        self._until = perf_counter() + LONGEST_HERE
        self._conn.set_progress_handler(self._takes_too_long, STEPS)
        try:
            return _executed(cursor, sql, parameters)
        finally:
            self._conn.set_progress_handler(None, 0)

    def _takes_too_long(self) -> bool:
        return perf_counter() > self._until

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """In the thread. It counts as away until it is done, even if nobody waits for it any more."""
        if not self._running or self._connection is None:
            raise ValueError("Connection closed")
        loop = asyncio.get_running_loop()

        def run() -> Any:
            try:
                return fn(*args, **kwargs)
            finally:
                loop.call_soon_threadsafe(self._came_back)

        self._away += 1
        return await super()._execute(run)  # type: ignore[no-untyped-call]

    def _came_back(self) -> None:
        self._away -= 1


class Cursor(aiosqlite.Cursor):
    """A cursor that has fetched all rows when a statement was executed."""

    _conn: Connection
    _rows: Rows

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Cursor:
        self._rows = await self._conn.run(self._cursor, sql, parameters or ())
        return self

    async def fetchall(self) -> Rows:
        return self._rows

    async def close(self) -> None:
        if self._conn.idle:
            self._cursor.close()
        else:
            await super().close()


def _executed(cursor: sqlite3.Cursor, sql: str, parameters: Any) -> Rows:
    cursor.execute(sql, parameters)
    return cursor.fetchall()
