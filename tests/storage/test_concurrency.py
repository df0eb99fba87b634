"""Many at once: numbers without gaps, one effect for one key, nobody waits for ever, and a lost caller harms nobody."""

from __future__ import annotations

import asyncio
import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from domain import demo
from storage.contacts import Contact, ContactNote
from storage.counters import next_number
from storage.database import Database
from storage.jobs import Job
from storage.outbox import LEASE, Parcel, due, settle
from tests.conftest import Ask
from tests.postgres import Place
from tests.storage.conftest import OURS

pytestmark = pytest.mark.both_engines
NOW = demo.demo_now()


class ChangeOfMind(Exception):
    """Something that ends a transaction after it has taken a number."""


async def test_fifty_writers_take_numbers_without_a_gap(database: Database) -> None:
    async def take(writer: int) -> int | None:
        try:
            async with database.transaction(OURS) as session:
                number = await next_number(session, "job")
                if writer % 5 == 0:
                    raise ChangeOfMind
                return number
        except ChangeOfMind:
            return None

    taken = [number for number in await asyncio.gather(*map(take, range(50))) if number is not None]
    assert sorted(taken) == list(range(1056, 1096))


async def test_twenty_callers_with_one_key_have_one_effect_and_one_answer(ask: Ask, database: Database) -> None:
    calls = [ask("create_job", title="Only once", contactId="maria-garcia", key="the key") for _ in range(20)]
    answers = await asyncio.gather(*calls)
    assert [answer for answer in answers if answer != answers[0]] == []
    async with database.transaction(OURS, write=False) as session:
        assert await session.scalar(select(func.count()).where(Job.title == "Only once")) == 1


async def test_many_first_calls_at_once_do_not_wait_for_each_other(ask: Ask) -> None:
    """Each asks for the company, which nobody has looked up yet, and for a connection."""
    async with asyncio.timeout(20):
        pages = await asyncio.gather(*(ask("list_jobs", limit=1) for _ in range(40)))
    assert {page["count"] for page in pages} == {pages[0]["count"]}


async def test_reading_before_writing_never_finds_the_database_locked(database: Database, place: Place) -> None:
    """Two programs on one database: where a transaction that read first went on to write, SQLite used to give up."""
    other = Database(place.url)

    async def note(writer: int) -> None:
        async with (database, other)[writer % 2].transaction(OURS) as session:
            contact = (await session.scalars(select(Contact).order_by(Contact.id).offset(writer % 10).limit(1))).one()
            session.add(ContactNote(contact_id=contact.id, body=f"Note {writer}"))

    await asyncio.gather(*map(note, range(60)))
    await other.close()
    async with database.transaction(OURS, write=False) as session:
        assert await session.scalar(select(func.count()).where(ContactNote.body.startswith("Note "))) == 60


async def test_callers_who_hang_up_leave_the_database_in_order(ask: Ask, database: Database) -> None:
    async def book(each: int) -> Any:
        return await ask("create_job", title=f"Call {each}", contactId="wei-zhang", key=f"call {each}")

    chance = random.Random(4)
    calls = [asyncio.create_task(book(each)) for each in range(40)]
    for call in chance.sample(calls, 30):
        for _ in range(chance.randrange(60)):
            await asyncio.sleep(0)
        call.cancel()
    ended = await asyncio.gather(*calls, return_exceptions=True)
    assert {type(each) for each in ended} <= {dict, asyncio.CancelledError}
    assert sum(isinstance(each, dict) for each in ended) >= 10
    again = await asyncio.gather(*map(book, range(40)))
    assert sorted(each["number"] for each in again) == list(range(1056, 1096))
    for first, second in zip(ended, again, strict=True):
        assert not isinstance(first, dict) or first == second


async def parcels(database: Database, count: int) -> None:
    async with database.transaction(OURS) as session:
        session.add_all([Parcel(kind="sms", payload={}, due_at=NOW) for _ in range(count)])


async def lease(database: Database, now: datetime = NOW) -> list[str]:
    async with database.transaction(OURS) as session:
        return [parcel.id for parcel in await due(session, now, limit=4)]


async def test_no_parcel_is_carried_by_two(database: Database) -> None:
    await parcels(database, 20)
    leased = [parcel for some in await asyncio.gather(*(lease(database) for _ in range(8))) for parcel in some]
    assert len(leased) == len(set(leased)) == 20


async def test_a_parcel_whose_carrier_died_is_carried_by_the_next(database: Database) -> None:
    await parcels(database, 1)
    (parcel,) = await lease(database)
    assert await lease(database, NOW + LEASE) == []
    assert await lease(database, NOW + LEASE + timedelta(seconds=1)) == [parcel]
    async with database.transaction(OURS) as session:
        await settle(session, [parcel], "sent")
    assert await lease(database, NOW + 3 * LEASE) == []
