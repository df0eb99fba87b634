"""Whatever was done, taking it back gives the same rows again, and doing it again after all gives them once more."""

from __future__ import annotations

import random
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain import demo
from domain.companies import Companies
from domain.context import Ports
from domain.problems import Problem
from domain.roles import Role, allows
from storage.database import Database
from storage.images import image
from storage.session import kinds
from tests.conftest import person
from tests.laws.samples import Examples, Sampler, actors, records_of
from tools.call import Call
from tools.catalog import OPERATIONS
from tools.operation import Operation
from tools.perform import Desk, perform

AnyOperation = Operation[Any, Any]
NO_DEEDS, NEVER = ("undo", "redo"), ("final", "by_itself")
WRITES = [
    each
    for each in OPERATIONS.values()
    if each.effect != "read" and each.name not in NO_DEEDS and not any(each.options.get(fact) for fact in NEVER)
]
OFTEN = [each for each in WRITES if allows(Role.ADMIN, each.may)]
UNDOERS = [each for each in WRITES if any(allows(actor.role, "undo:write") for actor in actors(each))]
IN_TRANSIT = ("outbox",)


async def rows(database: Database, account: str = "ridgeline") -> dict[str, dict[str, Any]]:
    """Every live row of the account's business records, without its bookkeeping."""
    found: dict[str, dict[str, Any]] = {}
    async with database.transaction(account, write=False) as session:
        for kind in kinds():
            if getattr(kind, "audited", True) and kind.__tablename__ not in IN_TRANSIT:
                for row in await session.scalars(select(kind)):
                    derived = {name: getattr(row, name) for name in row.derived}
                    found[f"{kind.__tablename__} {row.id}"] = image(row) | derived
    return found


@pytest.mark.parametrize("operation", UNDOERS, ids=lambda each: each.name)
async def test_every_write_can_be_taken_back_and_done_again(
    operation: AnyOperation, desk: Desk, database: Database, examples: Examples
) -> None:
    call = await examples.of(operation, desk)
    before = await rows(database)
    await perform(desk, call)
    after = await rows(database)
    await perform(desk, Call("undo", {}, call.actor))
    assert await rows(database) == before
    await perform(desk, Call("redo", {}, call.actor))
    assert await rows(database) == after


@asynccontextmanager
async def fresh(world: Path, folder: Path, ports: Ports) -> AsyncIterator[Desk]:
    file = folder / f"{random.random()}.db"
    shutil.copy(world, file)
    database = Database(f"sqlite:///{file}")
    yield Desk(OPERATIONS, database, Companies(database), demo.demo_now, b"undo", ports)
    await database.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    writes=st.lists(st.tuples(st.sampled_from(OFTEN), st.integers(0, 10_000)), min_size=1, max_size=12),
    redone=st.booleans(),
)
async def test_as_many_undos_as_writes_give_the_same_rows_back(
    writes: list[tuple[AnyOperation, int]], redone: bool, loaded_world: Path, tmp_path: Path, ports: Ports
) -> None:
    async with fresh(loaded_world, tmp_path, ports) as desk:
        dana = person("dana")
        states = [await rows(desk.database)]
        for operation, seed in writes:
            wanted = [each.record for each in operation.takes if each.record]
            sampler = Sampler(random.Random(seed), await records_of(desk.database, "ridgeline", wanted))
            try:
                await perform(desk, Call(operation.name, sampler.arguments(operation), dana))
            except Problem:
                continue
            states.append(await rows(desk.database))
        for state in reversed(states[:-1]):
            await perform(desk, Call("undo", {}, dana))
            assert await rows(desk.database) == state
        for state in states[1:] if redone else ():
            await perform(desk, Call("redo", {}, dana))
            assert await rows(desk.database) == state
