"""With the code's own care switched off, Postgres still keeps the accounts apart: raw probes as the app's role."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import JSON, Column, String, insert, make_url, text
from sqlalchemy import Table as SqlTable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from storage.base import Table
from tests.postgres import Place
from tests.storage.conftest import OURS, THEIRS

ROWS = 40
RECORDS = sorted(Table.metadata.tables)
# Found by what is one of its kind in the whole installation: an address, a token's hash, a company's id.
BY_KEY_ALONE = frozenset(name for name in RECORDS if "account_id" not in Table.metadata.tables[name].primary_key)
# What the database holds beside the tables of an account, and why that is nobody's.
NOBODYS = {"alembic_version": "the number of the form that the database has; the app may read it and no more"}


@pytest.fixture
def engine() -> str:
    """Postgres alone: SQLite has no second wall."""
    return "postgres"


@pytest.fixture(autouse=True)
async def full(place: Place) -> None:
    """Rows of both companies in every table, put there by the superuser, whom nothing holds."""
    async with connected(place.url, "postgres") as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        for name in RECORDS:
            table = Table.metadata.tables[name]
            rows = [row(table, account, number) for account in (OURS, THEIRS) for number in range(ROWS)]
            await connection.execute(insert(table), rows)


def row(table: SqlTable, account: str, number: int) -> dict[str, Any]:
    facts = {each.name: account if each.name == "account_id" else value(each, number) for each in stored(table)}
    if table.name in BY_KEY_ALONE:
        facts |= {each.name: key(table.name, account, 90_000 + number) for each in stored(table) if only_one(each)}
    return facts


def stored(table: SqlTable) -> list[Column[Any]]:
    """The columns that are written, and not worked out by the database."""
    return [each for each in table.columns if each.computed is None]


def only_one(column: Column[Any]) -> bool:
    """Whether no two rows of the table have the same here."""
    return column.primary_key or bool(column.unique)


def key(table: str, account: str, number: int | str) -> str:
    """A row's key within its account, or in all of the installation."""
    return f"{account}-{number}" if table in BY_KEY_ALONE else str(number)


def value(column: Column[Any], number: int) -> Any:
    """Something that the column can hold, different in each row."""
    kind = column.type.python_type
    if issubclass(kind, datetime):
        return datetime.now(UTC)
    if issubclass(kind, date):
        return date(2026, 1, 1) + timedelta(days=number)
    if isinstance(column.type, JSON):
        return {}
    if isinstance(column.type, String) and column.type.length:
        return str(90_000 + number)[-column.type.length :]
    return kind(number % 2) if kind is bool else kind(90_000 + number)


@asynccontextmanager
async def connected(url: str, role: str | None = None) -> AsyncIterator[AsyncConnection]:
    address = make_url(url).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(address.set(username=role) if role else address, poolclass=NullPool)
    async with engine.connect() as connection:
        yield connection
        await connection.commit()


@asynccontextmanager
async def acting(place: Place, account: str | None) -> AsyncIterator[AsyncConnection]:
    """The app's role, with an account or with none."""
    async with connected(place.url) as connection:
        if account is not None:
            await connection.execute(text("SELECT set_config('app.account_id', :account, false)"), {"account": account})
            await connection.commit()
        yield connection


async def refused(connection: AsyncConnection, statement: str, *given: Any) -> str:
    """What Postgres says to a statement that it must not carry out."""
    with pytest.raises(DBAPIError) as refusal:
        await connection.exec_driver_sql(statement, given)
    await connection.rollback()
    return str(refusal.value.orig)


async def count(connection: AsyncConnection, statement: str, *given: Any) -> int:
    """How many rows a query counts, or a change touches."""
    result = await connection.exec_driver_sql(statement, given)
    return int(result.scalar_one() if result.returns_rows else result.rowcount)


async def test_no_probe_reaches_another_account(place: Place) -> None:
    probes = 0
    async with acting(place, OURS) as connection:
        for name in RECORDS:
            theirs = f"account_id <> '{OURS}'{' AND id <> ' + repr(OURS) if name == 'accounts' else ''}"
            assert await count(connection, f"SELECT count(*) FROM {name} WHERE {theirs}") == 0, name
            assert await count(connection, f"SELECT count(*) FROM {name} WHERE account_id = '{OURS}'") >= ROWS, name
            keys = [each.name for each in Table.metadata.tables[name].primary_key if each.name != "account_id"]
            for number in range(ROWS):
                probes += await probe(connection, name, keys, key(name, THEIRS, 90_000 + number))
            await connection.rollback()
    async with connected(place.url, "postgres") as connection:
        for name in RECORDS:
            assert await count(connection, f"SELECT count(*) FROM {name} WHERE account_id = '{THEIRS}'") >= ROWS, name
    assert probes >= ROWS * len(RECORDS) * 3


async def probe(connection: AsyncConnection, name: str, keys: list[str], this: str) -> int:
    """Look at, change and remove a row of theirs, by its whole key; how many attempts that was."""
    where = f"account_id = '{THEIRS}' AND " + " AND ".join(f"{each}::text = '{this}'" for each in keys)
    assert await count(connection, f"SELECT count(*) FROM {name} WHERE {where}") == 0, name
    for attempt in (f"UPDATE {name} SET account_id = '{OURS}' WHERE {where}", f"DELETE FROM {name} WHERE {where}"):
        if name == "audit":
            assert "append-only" in await refused(connection, attempt)
        else:
            assert await count(connection, attempt) == 0, attempt
    return 3


async def test_nothing_is_written_into_another_account(place: Place) -> None:
    async with acting(place, OURS) as connection:
        for name in RECORDS:
            columns = ", ".join(f'"{each.name}"' for each in stored(Table.metadata.tables[name]))
            copied = columns.replace('"account_id"', f"'{THEIRS}'")
            ours = f"account_id = '{OURS}'"
            stolen = f"INSERT INTO {name} ({columns}) SELECT {copied} FROM {name} WHERE {ours} LIMIT 1"
            assert "row-level security" in await refused(connection, stolen), name
            if name != "audit":
                given_away = f"UPDATE {name} SET account_id = '{THEIRS}' WHERE {ours}"
                assert "row-level security" in await refused(connection, given_away), name


async def test_without_an_account_there_are_no_rows(place: Place) -> None:
    for account in (None, "", "nobody"):
        async with acting(place, account) as connection:
            for name in Table.metadata.tables:
                assert await count(connection, f"SELECT count(*) FROM {name}") == 0, name


async def test_every_table_is_behind_the_wall_or_is_nobodys(place: Place) -> None:
    walls = "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relkind IN ('r', 'p', 'm', 'v')"
    mine = f"{walls} AND relnamespace = 'public'::regnamespace"
    async with acting(place, OURS) as connection:
        walled: dict[str, bool] = dict((await connection.execute(text(mine))).tuples().all())
        assert {name for name, held in walled.items() if not held} == set(NOBODYS)
        assert set(walled) - set(NOBODYS) == set(RECORDS)
        for name in NOBODYS:
            for deed in (
                f"DELETE FROM {name}",
                f"UPDATE {name} SET version_num = '0'",
                f"INSERT INTO {name} VALUES ('0')",
            ):
                assert "permission denied" in await refused(connection, deed)


async def test_sign_ins_of_others_are_seen_from_above_alone(place: Place) -> None:
    async with acting(place, OURS) as connection:
        for name, column in (("accounts", "id"), ("logins", "account_id")):
            others = f"{column} <> '{OURS}' AND account_id <> '{OURS}'"
            assert await count(connection, f"SELECT count(*) FROM {name} WHERE {others}") == 0
            assert await count(connection, f"SELECT count(*) FROM {name}") > 0
        assert "row-level security" in await refused(
            connection,
            f"INSERT INTO logins (email, account_id, user_id, password_hash) VALUES ('x', '{THEIRS}', 'x', 'x')",
        )
        await connection.exec_driver_sql("SELECT set_config('app.platform', 'on', true)")
        assert await count(connection, f"SELECT count(*) FROM logins WHERE account_id = '{THEIRS}'") > 0


ATTACKS = (
    "SET ROLE callout_owner",
    "SET SESSION AUTHORIZATION postgres",
    "ALTER TABLE jobs DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE jobs NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY within_account ON jobs",
    "CREATE POLICY mine ON jobs USING (true)",
    "DROP TRIGGER audit_append_only ON audit",
    "TRUNCATE jobs CASCADE",
    "TRUNCATE audit",
    "ALTER ROLE callout_app BYPASSRLS",
    "COPY jobs TO '/tmp/callout-jobs'",
    "SET row_security = off; SELECT * FROM jobs",
)
DENIED = r"permission denied|must be owner|must be superuser|row-level security"


async def test_the_wall_cannot_be_taken_down_by_who_stands_behind_it(place: Place) -> None:
    async with acting(place, OURS) as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        for attack in ATTACKS:
            with pytest.raises(Exception, match=DENIED):
                await raw.execute(attack)


async def test_the_owner_of_the_tables_is_behind_the_wall_as_well(place: Place) -> None:
    async with connected(place.owner) as connection:
        for name in RECORDS:
            assert await count(connection, f"SELECT count(*) FROM {name}") == 0, name
