"""A database with nothing in it, and a second company whose rows carry the very ids of the first one's."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.contacts import Contact, ContactNote
from storage.database import Database
from storage.jobs import Job
from storage.users import User
from tests.postgres import EMPTY, Place, World

OURS, THEIRS = "ridgeline", "lakeshore"


@pytest.fixture
async def twins(database: Database) -> Database:
    """The demo world, with rows of the other company under our ids; all they say begins with "Theirs"."""
    async with database.transaction(THEIRS) as session:
        session.add_all(
            [
                User(id="luis", name="Theirs luis", role="tech"),
                Contact(id="maria-garcia", name="Theirs maria"),
                Contact(id="linh-nguyen", name="Theirs linh"),
            ]
        )
        await session.flush()
        session.add_all(
            [
                Job(id="job-1042", number=9042, title="Theirs 1042", contact_id="maria-garcia", tech_id="luis"),
                Job(id="job-1045", number=9045, title="Theirs 1045", contact_id="linh-nguyen", tech_id="luis"),
                ContactNote(id="note", contact_id="maria-garcia", author_id="luis", body="Theirs note"),
            ]
        )
    async with database.transaction(OURS) as session:
        session.add(ContactNote(id="note", contact_id="maria-garcia", author_id="luis", body="Ours"))
    return database


@pytest.fixture
def empty(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """Where there is a database with nothing in it yet; on SQLite not even the folder."""
    if engine == "sqlite":
        url = f"sqlite:///{tmp_path / 'a folder' / 'new.db'}"
        yield Place(url, url)
        return
    world: World = request.getfixturevalue("postgres_world")
    copy = asyncio.run(world.copy(EMPTY))
    yield copy
    asyncio.run(world.drop(copy))
