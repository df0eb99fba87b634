"""What a call leaves behind: one audit row for a write, nothing for a read or a failure, one effect for a key."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from domain.problems import Conflict
from storage.database import Database
from storage.replays import Replay, digest
from tests.laws.conftest import dump
from tests.laws.samples import Examples
from tools.call import Call
from tools.catalog import OPERATIONS
from tools.operation import Operation
from tools.perform import Desk, perform

AnyOperation = Operation[Any, Any]
WRITES = [each for each in OPERATIONS.values() if each.effect != "read"]
READS = [each for each in OPERATIONS.values() if each.effect == "read"]


def audited(database: Database) -> list[tuple[str, str | None]]:
    with sqlite3.connect(str(database.url.database)) as connection:
        return list(connection.execute("select operation, actor_id from audit order by id"))


@pytest.mark.parametrize("operation", WRITES, ids=lambda each: each.name)
async def test_a_write_leaves_one_audit_row_and_a_key_acts_once(
    operation: AnyOperation, desk: Desk, database: Database, examples: Examples
) -> None:
    call = replace(await examples.of(operation, desk), key="a key")
    before = audited(database)
    first = await perform(desk, call)
    assert audited(database)[len(before) :] == [(operation.name, call.actor.id)]
    assert first.audit_id is not None
    after = dump(database)
    again = await perform(desk, call)
    assert (again.plain(), again.audit_id, again.replayed) == (first.plain(), first.audit_id, True)
    assert dump(database) == after
    await forget_what_was_asked(desk, call)
    with pytest.raises(Conflict, match="another request"):
        await perform(desk, call)


async def forget_what_was_asked(desk: Desk, call: Call) -> None:
    """As if the key had been used for a request with another body."""
    async with desk.database.transaction(call.actor.account_id) as session:
        replay = (await session.scalars(select(Replay))).one()
        replay.request = digest("another body")


@pytest.mark.parametrize("operation", READS, ids=lambda each: each.name)
async def test_a_read_changes_nothing(
    operation: AnyOperation, desk: Desk, database: Database, examples: Examples
) -> None:
    call = await examples.of(operation, desk)
    before = dump(database)
    await perform(desk, call)
    assert dump(database) == before


@pytest.mark.parametrize("operation", WRITES, ids=lambda each: each.name)
async def test_nothing_is_kept_of_a_call_that_fails(
    operation: AnyOperation, desk: Desk, database: Database, examples: Examples
) -> None:
    async def spoiled(*args: Any, **kwargs: Any) -> None:
        await operation.function(*args, **kwargs)
        await args[0].session.flush()
        raise Conflict("At the last moment, something forbids it.")

    call = replace(await examples.of(operation, desk), key="a key")
    before = dump(database)
    broken = {**desk.operations, operation.name: replace(operation, function=spoiled, renamed=operation.name)}
    with pytest.raises(Conflict, match="last moment"):
        await perform(replace(desk, operations=broken), call)
    assert dump(database) == before
