"""A program that writes jobs one after the other, and says each number aloud only when it has been saved.

Run by tests/storage/test_crash.py, which kills it: `python -m tests.storage.writing URL`.
"""

from __future__ import annotations

import asyncio
import sys

from storage import catalog
from storage.counters import next_number
from storage.database import Database
from storage.jobs import Job

assert catalog.TABLES


async def write(url: str) -> None:
    """Write until killed."""
    database = Database(url)
    while True:
        async with database.transaction("ridgeline") as session:
            number = await next_number(session, "job")
            session.add(Job(number=number, title="Written until the end", contact_id="wei-zhang"))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1]))
