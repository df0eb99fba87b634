"""Before and after, column by column: what is written into the audit puts the row back as it was, on both engines."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from domain import demo
from storage.contacts import Contact
from storage.database import Database
from storage.images import BOOKKEEPING, Change, restore
from storage.inventory import InventoryItem
from storage.jobs import Job
from storage.users import User
from tests.storage.conftest import OURS

pytestmark = pytest.mark.both_engines


async def changes(database: Database) -> list[Change]:
    """Change, make and bury rows with every sort of column, flushing in between."""
    async with database.transaction(OURS, now=demo.demo_now) as session:
        job = (await session.scalars(select(Job).where(Job.id == "job-1042"))).one()
        job.title, job.priority = "Changed", "low"
        await session.flush()
        assert job.scheduled_start is not None
        job.scheduled_start += timedelta(hours=1)
        job.notes = "Now there are some"
        user = (await session.scalars(select(User).where(User.id == "luis"))).one()
        user.skills, user.active = [*user.skills, "boilers"], False
        session.add(InventoryItem(id="valve", name="Valve", unit_cost=Decimal("12.34"), reorder_at=Decimal("1.5")))
        gone = (await session.scalars(select(Contact).where(Contact.id == "wei-zhang"))).one()
        gone.deleted_at = demo.demo_now()
        untouched = (await session.scalars(select(Contact).where(Contact.id == "maria-garcia"))).one()
        untouched.name = str(untouched.name)
        await session.flush()
        return list(session.info["changes"].values())


async def test_each_row_that_changed_is_told_once_with_its_first_before(database: Database) -> None:
    told = {change.record.id: change.json() for change in await changes(database)}
    assert set(told) == {"job-1042", "luis", "valve", "wei-zhang"}
    job = told["job-1042"]
    assert (job["before"]["title"], job["after"]["title"]) == ("Furnace not heating", "Changed")
    assert (job["before"]["notes"], job["after"]["notes"]) == (None, "Now there are some")
    assert job["before"]["scheduled_start"] != job["after"]["scheduled_start"]
    assert told["valve"]["before"] is None
    assert (told["valve"]["after"]["unit_cost"], told["valve"]["after"]["reorder_at"]) == ("12.34", "1.5")
    assert "quantity" not in told["valve"]["after"], "it follows from the moves"
    assert told["wei-zhang"]["after"] is None
    assert json.loads(json.dumps(told)) == told


async def test_the_before_puts_the_row_back(database: Database) -> None:
    kinds: tuple[type[Job] | type[User], ...] = (Job, User)
    rows = {kind: await row(database, kind) for kind in kinds}
    befores = {change.record.id: change.before for change in await changes(database)}
    assert {kind: await row(database, kind) for kind in kinds} != rows
    async with database.transaction(OURS) as session:
        for kind, key in ((Job, "job-1042"), (User, "luis")):
            found = await session.get(kind, (OURS, key))
            before = json.loads(json.dumps(befores[key]))
            assert found is not None
            restore(found, before)
    assert {kind: await row(database, kind) for kind in kinds} == rows


async def row(database: Database, kind: type[Job] | type[User]) -> dict[str, object]:
    async with database.transaction(OURS, write=False) as session:
        found = await session.get(kind, (OURS, "job-1042" if kind is Job else "luis"))
        return {key: getattr(found, key) for key in kind.__table__.columns.keys() if key not in BOOKKEEPING}
