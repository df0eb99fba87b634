"""Writes the next migration: what leads from the newest form to what the tables say now.

python -m storage.migrations.drafting "suppliers have a web address"
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from alembic import command
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrateOperation
from alembic.operations.ops import CreateTableOp, MigrationScript, ModifyTableOps
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, make_url
from sqlalchemy.types import TypeDecorator

from storage import catalog
from storage.base import Owned, Table
from storage.migrations.upgrade import config_for, migrating

assert catalog.TABLES


@dataclass
class Wall(MigrateOperation):
    """A call of `storage.migrations.walls`, as it is written into the migration."""

    call: str


@renderers.dispatch_for(Wall)
def _write_wall(context: AutogenContext, wall: Wall) -> str:
    return wall.call


async def draft(message: str, *tables: str) -> Path:
    """Write the next migration beside the others, for these tables or for all; returns its file."""
    with TemporaryDirectory() as folder:
        async with migrating(make_url(f"sqlite:///{Path(folder) / 'draft.db'}")) as connection:
            return await connection.run_sync(_write, message, tables)


def _write(connection: Connection, message: str, tables: tuple[str, ...]) -> Path:
    config = config_for(connection)
    config.attributes["tables"] = tables
    revisions = list(ScriptDirectory.from_config(config).walk_revisions())
    if revisions:
        command.upgrade(config, "head")
    written = command.revision(config, message, autogenerate=True, rev_id=f"{len(revisions) + 1:04}")
    assert isinstance(written, Script)
    return Path(written.path)


def plain_type(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """Render our own column types as what they are in the database, so that old migrations outlive them."""
    return f"sa.{item.impl_instance!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


def with_walls(context: MigrationContext, revision: Any, directives: list[MigrationScript]) -> None:
    """Raise the walls around every table that a migration makes."""
    for script in directives:
        assert script.upgrade_ops is not None
        assert script.downgrade_ops is not None
        up, down = script.upgrade_ops.ops, script.downgrade_ops.ops
        made = {each.table_name for each in up if isinstance(each, CreateTableOp)}
        up[:] = [step for each in up for step in _with_walls(each, made)]
        # What goes with its table need not be dropped first.
        down[:] = [each for each in down if not (isinstance(each, ModifyTableOps) and each.table_name in made)]


def _with_walls(step: MigrateOperation, made: set[str]) -> Iterator[MigrateOperation]:
    if isinstance(step, ModifyTableOps) and step.table_name in made:
        yield from step.ops
        return
    yield step
    if isinstance(step, CreateTableOp):
        yield from _walls(step.table_name)


def _walls(table: str) -> Iterator[Wall]:
    kind = next(each.class_ for each in Table.registry.mappers if each.class_.__tablename__ == table)
    if issubclass(kind, Owned):
        yield Wall(f"within_account({table!r})")
    elif "account_id" in kind.__table__.columns:
        yield Wall(f"within_account({table!r}, platform=True)")
    else:
        yield Wall(f"within_account({table!r}, column='id', platform=True)")
    if getattr(kind, "append_only", False):
        yield Wall(f"append_only({table!r})")


if __name__ == "__main__":
    asyncio.run(draft(*sys.argv[1:]))
