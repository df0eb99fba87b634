"""SQLite's connections: short reads are made at once, long ones do not hold the event loop, and both give the same."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from storage import sqlite

COUNTING = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {most}) SELECT max(n) FROM c"


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[sqlite.Connection]:
    file = str(tmp_path / "new.db")
    opened = sqlite.Connection(file, writes=True, check_same_thread=False, isolation_level=None)
    await opened
    yield opened
    await opened.close()


async def _asked(connection: sqlite.Connection, sql: str) -> Any:
    cursor = connection.cursor()
    await cursor.execute(sql)
    return await cursor.fetchall()


def _where(connection: sqlite.Connection) -> set[int]:
    """The threads that call a function of ours from within statements."""
    threads: set[int] = set()

    def here() -> int:
        threads.add(threading.get_ident())
        return 1

    connection._conn.create_function("here", 0, here)
    return threads


async def test_a_short_read_needs_no_thread(connection: sqlite.Connection) -> None:
    threads = _where(connection)
    assert await _asked(connection, "SELECT here()") == [(1,)]
    assert threads == {threading.get_ident()}


async def test_a_long_read_goes_to_the_thread_and_gives_all_its_rows(connection: sqlite.Connection) -> None:
    threads = _where(connection)
    rows = await _asked(connection, f"SELECT here(), ({COUNTING.format(most=300_000)})")
    assert rows == [(1, 300_000)]
    assert len(threads - {threading.get_ident()}) == 1


async def test_what_writes_goes_to_the_thread(connection: sqlite.Connection) -> None:
    threads = _where(connection)
    await _asked(connection, "CREATE TABLE letters (body)")
    await _asked(connection, "BEGIN IMMEDIATE")
    await _asked(connection, "INSERT INTO letters VALUES (here())")
    await connection.commit()
    assert await _asked(connection, "SELECT count(*) FROM letters") == [(1,)]
    assert threading.get_ident() not in threads


async def test_nothing_is_done_here_while_the_thread_still_works_for_somebody_who_gave_up(
    connection: sqlite.Connection,
) -> None:
    threads = _where(connection)
    counting = asyncio.create_task(_asked(connection, COUNTING.format(most=3_000_000)))
    await asyncio.wait([counting], timeout=0.05)
    assert not connection.idle
    counting.cancel()
    assert await _asked(connection, "SELECT here()") == [(1,)]
    assert threading.get_ident() not in threads
    assert connection.idle


async def test_a_closed_connection_says_so(connection: sqlite.Connection) -> None:
    await connection.close()
    with pytest.raises(ValueError, match="no active connection"):
        await _asked(connection, "SELECT 1")


async def test_who_leaves_in_the_middle_of_a_statement_takes_no_lock_along(
    connection: sqlite.Connection, tmp_path: Path
) -> None:
    await _asked(connection, "CREATE TABLE letters (body)")
    await _asked(connection, "BEGIN IMMEDIATE")
    unfinished = connection._conn.execute("INSERT INTO letters VALUES (1), (2) RETURNING body")
    await connection.close()
    other = sqlite.Connection(
        str(tmp_path / "new.db"), writes=True, timeout=0.0, check_same_thread=False, isolation_level=None
    )
    await other
    await _asked(other, "BEGIN IMMEDIATE")
    assert await _asked(other, "SELECT count(*) FROM letters") == [(0,)]
    await other.close()
    del unfinished
