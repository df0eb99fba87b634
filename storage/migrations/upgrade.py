"""Brings a database to the newest form, by Alembic's migrations, from the package itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage import catalog

HERE = Path(__file__).parent
ONE_AT_A_TIME = 4218
FORBIDDEN = "42501"
assert catalog.TABLES


class Outdated(Exception):
    """The database has another form than this program needs, and cannot be brought to it here."""


async def upgrade(url: URL, patience: float = 5.0) -> None:
    """Bring a database to the newest form; where it has it already, look and touch nothing."""
    async with migrating(url, patience) as connection:
        await connection.run_sync(run)


def run(connection: Connection) -> None:
    """Bring the database at the other end of a connection to the newest form, in its open transaction."""
    config = config_for(connection)
    current = MigrationContext.configure(connection).get_current_revision()
    if current == newest():
        return
    try:
        if current is not None:
            ScriptDirectory.from_config(config).get_revision(current)
    except CommandError as unknown:
        raise Outdated("was made by a newer Callout than this one: install that, or use another database.") from unknown
    try:
        command.upgrade(config, "head")
    except DBAPIError as problem:
        if getattr(problem.orig, "sqlstate", None) != FORBIDDEN:
            raise
        raise Outdated(
            "must be brought up to date by the role that owns it: give its address as CALLOUT_DATABASE_OWNER_URL."
        ) from problem
    _check_links(connection)


@cache
def newest() -> str | None:
    """The revision of the newest form; finding it reads every migration."""
    return ScriptDirectory(str(HERE)).get_current_head()


def config_for(connection: Connection) -> Config:
    """Alembic's configuration, with no file: the migrations lie beside this module."""
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


@asynccontextmanager
async def migrating(url: URL, patience: float = 5.0) -> AsyncIterator[AsyncConnection]:
    """A connection fit for changing the database's form, in one transaction, alone."""
    engine = _engine(url, patience)
    try:
        async with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
            yield connection
    finally:
        await engine.dispose()


def _engine(url: URL, patience: float) -> AsyncEngine:
    if url.get_backend_name() == "postgresql":
        return create_async_engine(url.set(drivername="postgresql+asyncpg"), poolclass=NullPool)
    address = url.set(drivername="sqlite+aiosqlite")
    engine = create_async_engine(address, poolclass=NullPool, connect_args={"timeout": patience})
    event.listen(engine.sync_engine, "connect", _let_tables_be_replaced)
    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _let_tables_be_replaced(connection: Any, _record: object) -> None:
    """A table that is made anew is gone for a moment, which SQLite's foreign keys forbid: they are checked after."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.close()


def _check_links(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and (
        broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    ):
        raise Outdated(f"has rows in {broken[0]} that point at nothing; restore a backup.")
