"""A database that cannot be used: one sentence that says so, nothing half done, and all is well when it is back."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from domain.problems import Busy, Problem
from storage.contacts import Contact
from storage.database import Database
from storage.faults import DatabaseUnavailable
from tests.conftest import person
from tests.postgres import Place, Server
from tools.call import Call
from tools.perform import Desk, perform


def a_folder_that_is_a_file(tmp_path: Path) -> Path:
    (tmp_path / "folder").write_text("a file")
    return tmp_path / "folder" / "callout.db"


def a_folder_in_its_place(tmp_path: Path) -> Path:
    (tmp_path / "callout.db").mkdir()
    return tmp_path / "callout.db"


def something_else(tmp_path: Path) -> Path:
    (tmp_path / "callout.db").write_text("This is a letter to the editor, and no database at all. " * 100)
    return tmp_path / "callout.db"


def a_database_in_two(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "callout.db")) as connection:
        connection.executescript(
            "CREATE TABLE letters (body); " + "INSERT INTO letters VALUES (randomblob(4000)); " * 50
        )
    whole = (tmp_path / "callout.db").read_bytes()
    (tmp_path / "callout.db").write_bytes(whole[:100] + b"\0" * (len(whole) - 100))
    return tmp_path / "callout.db"


def tables_of_its_own(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "callout.db")) as connection:
        connection.execute("CREATE TABLE jobs (body)")
    return tmp_path / "callout.db"


@pytest.mark.parametrize(
    "there",
    [a_folder_that_is_a_file, a_folder_in_its_place, something_else, a_database_in_two, tables_of_its_own],
)
async def test_what_is_no_database_is_said_in_one_sentence(tmp_path: Path, there: Callable[[Path], Path]) -> None:
    with pytest.raises(DatabaseUnavailable, match=r"^The database sqlite:.* cannot be opened: .*DATABASE_URL") as said:
        await Database(f"sqlite:///{there(tmp_path)}").migrate()
    assert "\n" not in str(said.value)


async def test_a_database_that_another_program_holds(place: Place) -> None:
    with closing(sqlite3.connect(make_url(place.url).database or "", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseUnavailable, match=r"locked.*no other program holds it"):
            await Database(place.url, patience=0.05).migrate()
    await Database(place.url).migrate()


@pytest.mark.parametrize("url", ["mysql://localhost/callout", "callout.db", ""])
def test_an_address_of_something_else_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUnavailable, match=r"SQLite|sqlite"):
        Database(url)


@pytest.fixture
async def hasty(place: Place, desk: Desk) -> AsyncIterator[Desk]:
    """A desk over a database that waits for nobody."""
    database = Database(place.url, patience=0.05)
    yield replace(desk, database=database)
    await database.close()


LONG = Call("create_contact", {"name": "Maria", "address": "x" * 150}, person("dana"), channel="rest")
NAMED_MARIA = Call("list_contacts", {"search": "maria"}, person("dana"), channel="rest")
BOOK = Call("create_job", {"title": "No heat", "contactId": "maria-garcia"}, person("dana"), channel="rest", key="k")


async def test_a_lock_that_comes_later_is_a_503_and_nothing_is_lost(place: Place, hasty: Desk) -> None:
    with closing(sqlite3.connect(make_url(place.url).database or "", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy, match="nothing was saved; try again") as said:
            await perform(hasty, BOOK)
        assert said.value.status == 503
        listed = await perform(hasty, Call("list_jobs", {}, person("dana"), channel="rest"))
        assert listed.plain()["count"] == 16
    assert (await perform(hasty, BOOK)).plain()["number"] == 1056


async def test_a_full_disk_saves_nothing_by_halves(desk: Desk, database: Database) -> None:
    async with database.writer.connect() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Busy, match="nothing was saved"):
        await until_refused(desk, LONG)
    before = await perform(desk, NAMED_MARIA)
    async with database.writer.connect() as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    await perform(desk, LONG)
    assert (await perform(desk, NAMED_MARIA)).plain()["count"] == before.plain()["count"] + 1


async def until_refused(desk: Desk, call: Call) -> None:
    for _ in range(300):
        await perform(desk, call)


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("create_contact", {"name": "a\0b"}),
        ("create_contact", {"name": "a\ud800b"}),
        ("get_job", {"id": "a\0b"}),
        ("list_jobs", {"search": "a\0b"}),
        ("adjust_inventory_item", {"id": "valve", "change": "1" + "0" * 30, "reason": "count"}),
    ],
)
async def test_what_cannot_be_kept_is_the_callers_mistake(desk: Desk, operation: str, given: dict[str, object]) -> None:
    assert await status(desk, Call(operation, given, person("dana"), channel="rest")) < 500


async def status(desk: Desk, call: Call) -> int:
    try:
        await perform(desk, call)
    except Problem as problem:
        return problem.status
    return 200


async def test_no_postgres_there(postgres: Server) -> None:
    for url in (postgres.url("nowhere", "callout_app"), "postgresql://callout@127.0.0.1:1/callout"):
        with pytest.raises(DatabaseUnavailable, match=r"^The database postgresql:.* cannot be opened"):
            await Database(url).migrate()


class TestOnPostgres:
    """The connection is cut, or a row is held."""

    @pytest.fixture
    def engine(self) -> str:
        """Postgres alone."""
        return "postgres"

    async def test_a_cut_connection_is_told_and_the_next_call_is_served(self, desk: Desk, place: Place) -> None:
        with pytest.raises(DatabaseUnavailable):
            await begin_and_be_cut_off(desk.database, place)
        assert (await perform(desk, BOOK)).plain()["number"] == 1056
        found = await perform(desk, Call("list_contacts", {"search": "half"}, person("dana"), channel="rest"))
        assert found.plain()["count"] == 0

    async def test_a_row_that_is_held_is_a_503(self, hasty: Desk, database: Database) -> None:
        async with database.transaction("ridgeline") as session:
            contact = await session.get(Contact, ("ridgeline", "maria-garcia"), with_for_update=True)
            assert contact is not None
            moved = {"id": contact.id, "city": "Aurora"}
            with pytest.raises(Busy, match="nothing was saved"):
                await perform(hasty, replace(BOOK, operation="update_contact", arguments=moved))


CUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = 'callout_app'
"""


async def begin_and_be_cut_off(database: Database, place: Place) -> None:
    engine = create_async_engine(make_url(place.url).set(drivername="postgresql+asyncpg", username="postgres"))
    async with database.transaction("ridgeline") as session:
        session.add(Contact(name="Half a contact"))
        await session.flush()
        async with engine.connect() as connection:
            await connection.execute(text(CUT))
        await engine.dispose()
