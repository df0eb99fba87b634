"""A program that is killed in the middle of its work loses nothing that it said was saved."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import sys
from contextlib import closing

from sqlalchemy import make_url, select

from storage.counters import next_number
from storage.database import Database
from storage.jobs import Job
from tests.postgres import Place

KILLS = 3


async def test_what_was_said_to_be_saved_survives_a_kill(place: Place) -> None:
    said: list[int] = []
    for seed in range(KILLS):
        said += await write_and_die(place.url, after=random.Random(seed).randrange(1, 30))
        with closing(sqlite3.connect(make_url(place.url).database or "")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database = Database(place.url)
    async with database.transaction("ridgeline", write=False) as session:
        written = select(Job.number).where(Job.title == "Written until the end").order_by(Job.number)
        kept = list(await session.scalars(written))
    async with database.transaction("ridgeline") as session:
        following = await next_number(session, "job")
    await database.close()
    assert len(said) >= KILLS
    assert set(said) <= set(kept)
    assert kept == list(range(1056, following))


async def write_and_die(url: str, after: int) -> list[int]:
    """Let the program write, kill it somewhere in the work that follows so many jobs, and read what it said."""
    command = (sys.executable, "-m", "tests.storage.writing", url)
    program = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert program.stdout is not None
    said = [int(await program.stdout.readline()) for _ in range(after)]
    program.kill()
    rest = await program.stdout.read()
    await program.wait()
    return said + [int(line) for line in rest.split(b"\n") if line]
