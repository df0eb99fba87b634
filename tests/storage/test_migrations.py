"""The migrations make what the tables say, on both engines, and take nobody's rows away."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, func, inspect, make_url, select, text
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from storage.base import Owned, Table
from storage.database import Database
from storage.faults import DatabaseUnavailable
from storage.jobs import Job
from storage.migrations.upgrade import config_for, migrating, upgrade
from tests.conftest import Ask
from tests.postgres import Place

pytestmark = pytest.mark.both_engines
LATER = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "later", "{head}"


def upgrade():
    with op.batch_alter_table("jobs", recreate="auto") as jobs:
        jobs.add_column(sa.Column("colour", sa.String(), nullable=False, server_default="red"))
        jobs.alter_column("title", nullable=True)
"""


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Table.metadata))


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


async def test_an_empty_database_gets_what_the_tables_say(empty: Place) -> None:
    await Database(empty.url, owner=empty.owner).migrate()
    async with migrating(make_url(empty.owner)) as connection:
        assert await connection.run_sync(differences) == []


async def test_down_and_up_again(place: Place) -> None:
    url = make_url(place.owner)
    async with migrating(url) as connection:
        assert await connection.run_sync(tables) == set(Table.metadata.tables)
        await connection.run_sync(lambda sync: command.downgrade(config_for(sync), "base"))
        assert await connection.run_sync(tables) == set()
    await upgrade(url)
    async with migrating(url) as connection:
        assert await connection.run_sync(differences) == []


async def test_an_older_form_keeps_its_rows_when_a_table_is_made_anew(
    database: Database, place: Place, tmp_path: Path
) -> None:
    async def rows() -> tuple[int | None, str | None]:
        async with database.transaction("ridgeline", write=False) as session:
            return await session.scalar(select(func.count(Job.id))), await session.scalar(select(func.max(Job.title)))

    def later(connection: Connection) -> Config:
        config = config_for(connection)
        head = MigrationContext.configure(connection).get_current_revision()
        (tmp_path / "later.py").write_text(LATER.format(head=head))
        config.set_main_option("path_separator", "newline")
        shipped = Path(config.get_main_option("script_location") or "") / "versions"
        config.set_main_option("version_locations", f"{shipped}\n{tmp_path}")
        return config

    before = await rows()
    assert before[0]
    async with migrating(make_url(place.owner)) as connection:
        await connection.run_sync(lambda sync: command.upgrade(later(sync), "head"))
        assert await connection.scalar(text("SELECT count(*) FROM jobs WHERE colour <> 'red'")) == 0
    assert await rows() == before


async def test_two_programs_may_start_at_once(empty: Place) -> None:
    await asyncio.gather(*(Database(empty.url, owner=empty.owner).migrate() for _ in range(3)))


async def test_a_newer_database_is_left_alone(place: Place) -> None:
    async with migrating(make_url(place.owner)) as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnavailable, match="newer Callout"):
        await Database(place.url, owner=place.owner).migrate()


async def test_every_table_of_an_account_is_behind_the_wall(place: Place, engine: str) -> None:
    owned = {str(each.class_.__table__) for each in Table.registry.mappers if issubclass(each.class_, Owned)}
    assert len(owned) > 20
    if engine == "sqlite":
        return
    walled = """
        SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid
        WHERE relrowsecurity AND relforcerowsecurity AND polqual IS NOT NULL AND polwithcheck IS NOT NULL
    """
    async with migrating(make_url(place.owner)) as connection:
        assert set(await connection.scalars(text(walled))) == set(Table.metadata.tables)


@pytest.mark.parametrize("deed", ["UPDATE audit SET operation = 'nothing'", "DELETE FROM audit"])
async def test_the_audit_is_append_only(database: Database, ask: Ask, deed: str) -> None:
    await ask("update_job", id="job-1043", priority="low")
    async with database.writer.connect() as connection:
        if not database.sqlite:
            await connection.execute(text("SELECT set_config('app.account_id', 'ridgeline', true)"))
        with pytest.raises(IntegrityError, match="append-only"):
            await connection.execute(text(deed))


async def test_the_apps_own_role_need_not_change_anything(place: Place, empty: Place, engine: str) -> None:
    """It starts on a database that is up to date, and says who has to bring one up to date that is not."""
    await Database(place.url).migrate()
    if engine == "postgres":
        with pytest.raises(DatabaseUnavailable, match="CALLOUT_DATABASE_OWNER_URL"):
            await Database(empty.url).migrate()


async def test_a_role_that_walls_do_not_hold_is_warned_of(place: Place, engine: str) -> None:
    with capture_logs() as logs:
        await Database(place.url).migrate()
    assert "row_level_security_bypassed" not in [line["event"] for line in logs]
    if engine == "postgres":
        with capture_logs() as logs:
            await Database(place.url.replace("callout_app", "postgres")).migrate()
        assert "row_level_security_bypassed" in [line["event"] for line in logs]
