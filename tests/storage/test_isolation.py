"""One account sees and writes its own rows alone, however the statement is put."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Select, delete, exists, func, insert, inspect, literal, select, text, union, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload, subqueryload

from storage.accounts import INSTALLATION, Account
from storage.base import Eye, Owned, Record, Table
from storage.contacts import Contact, ContactNote
from storage.counters import Counter, at_least, next_number
from storage.database import Database
from storage.inventory import InventoryItem
from storage.job_materials import JobMaterial
from storage.jobs import Job
from storage.session import WITH_DELETED, AccountSession, CrossesAccounts, OnlyReads
from storage.users import User
from tests.storage.conftest import OURS, THEIRS

pytestmark = pytest.mark.both_engines
Leaving = Callable[[AsyncSession], Awaitable[object]]

ANOTHER = aliased(Job)
INNER = select(Job).subquery()
NAMED = select(Contact.id, Contact.name).cte()
LINES: dict[str, Any] = {
    "columns": select(Job.title),
    "alias": select(ANOTHER.title),
    "subquery": select(INNER.c.title),
    "alias of a subquery": select(aliased(Job, INNER).title),
    "cte": select(NAMED.c.name),
    "cte joined on ids": select(NAMED.c.name).select_from(Job).join(NAMED, Job.contact_id == NAMED.c.id),
    "union": union(select(Job.title), select(Contact.name)),
    "join on ids": select(Contact.name).join(Job, Job.contact_id == Contact.id),
    "outer join on ids": select(Contact.name, Job.title).outerjoin(Job, Job.contact_id == Contact.id),
    "alias joined on ids": select(ANOTHER.title).join(Contact, ANOTHER.contact_id == Contact.id),
    "exists": select(Contact.name).where(exists().where(Job.contact_id == Contact.id)),
    "in": select(Contact.name).where(Contact.id.in_(select(Job.contact_id))),
    "scalar subquery": select(select(Job.title).where(Job.id == "job-1042").scalar_subquery()),
    "correlated": select(select(func.max(Job.title)).where(Job.contact_id == Contact.id).scalar_subquery()),
    "grouped": select(Job.title, func.count()).group_by(Job.title),
    "locked": select(Job.title).with_for_update(),
}  # fmt: skip
NUMBERS: dict[str, Any] = {
    "count": select(func.count(Job.id)),
    "count of rows": select(func.count()).select_from(Job),
    "count of a subquery": select(func.count()).select_from(select(Job).subquery()),
    "count of an alias": select(func.count()).select_from(ANOTHER),
}
JOBS, CUSTOMERS = select(Job.id), select(Contact.id)
LUIS, MIKE, LINH = Eye(user_id="luis"), Eye(user_id="mike-a"), Eye(contact_id="linh-nguyen")
LOADED = {
    "joined": joinedload(Job.contact),
    "select in": selectinload(Job.contact),
    "subquery": subqueryload(Job.contact),
}


async def test_what_is_read_is_ours(twins: Database) -> None:
    for way, statement in LINES.items():
        async with twins.transaction(OURS) as session:
            read = [str(value) for row in await session.execute(statement) for value in row]
        assert read, way
        assert not [value for value in read if value.startswith("Theirs")], way


async def test_what_is_counted_is_ours(twins: Database) -> None:
    async with twins.transaction(OURS) as session:
        ours = len((await session.scalars(select(Job))).all())
        assert {way: await session.scalar(statement) for way, statement in NUMBERS.items()} == dict.fromkeys(
            NUMBERS, ours
        )


async def test_got_by_key_it_is_ours_or_nothing(twins: Database) -> None:
    async with twins.transaction(OURS) as session:
        assert await session.get(Job, (THEIRS, "job-1042")) is None
        assert await session.get(Job, (THEIRS, "lk-job-1042")) is None
        ours = await session.get(Job, (OURS, "job-1042"))
        assert ours is not None
        assert ours.title == "Furnace not heating"


async def test_what_hangs_on_a_row_is_ours(twins: Database) -> None:
    for way, option in LOADED.items():
        async with twins.transaction(OURS) as session:
            jobs = (await session.scalars(select(Job).options(option))).all()
            assert {job.contact.account_id for job in jobs} == {OURS}, way
        async with twins.transaction(THEIRS) as session:
            job = (await session.scalars(select(Job).where(Job.id == "job-1042").options(option))).one()
            assert job.contact.name == "Theirs maria", way


async def test_one_statement_serves_each_account_its_own(twins: Database) -> None:
    statement = select(Job.title).where(Job.id == "job-1042")
    for account, title in ((OURS, "Furnace not heating"), (THEIRS, "Theirs 1042")) * 2:
        async with twins.transaction(account, write=False) as session:
            assert await session.scalar(statement) == title


async def text_as_records(session: AsyncSession) -> None:
    await session.scalars(select(Job).from_statement(text("SELECT * FROM jobs")))


async def row_given_away(session: AsyncSession) -> None:
    (await session.scalars(select(User).where(User.id == "luis"))).one().account_id = THEIRS
    await session.flush()


def bulk(name: str, *given: Any) -> Leaving:
    return lambda session: session.run_sync(lambda sync: getattr(sync, name)(*given))


def executed(*given: Any) -> Leaving:
    return lambda session: session.execute(*given)


def added(row: Table) -> Leaving:
    async def add(session: AsyncSession) -> None:
        session.add(row)
        await session.flush()

    return add


NOBODY = {"id": "x", "name": "X", "role": "tech"}
LEAVING: dict[str, Leaving] = {
    "update": executed(update(Job).values(title="gone")),
    "delete": executed(delete(Job)),
    "insert": executed(insert(User).values(**NOBODY)),
    "many inserted": executed(insert(User), [NOBODY]),
    "many saved": bulk("bulk_save_objects", [User(**NOBODY)]),
    "mappings inserted": bulk("bulk_insert_mappings", inspect(User), [NOBODY]),
    "mappings updated": bulk("bulk_update_mappings", inspect(User), [NOBODY]),
    "text": executed(text("SELECT * FROM jobs")),
    "text as records": text_as_records,
    "the table itself": executed(select(Job.__table__.c.title)),
    "no table": executed(select(literal(1))),
    "a foreign row": added(User(account_id=THEIRS, **NOBODY)),
    "a foreign counter": added(Counter(account_id=THEIRS, noun="job", last=1)),
    "a row given away": row_given_away,
}


@pytest.mark.parametrize("way", LEAVING)
async def test_what_leaves_the_account_is_refused(database: Database, way: str) -> None:
    with pytest.raises(CrossesAccounts):
        async with database.transaction(OURS) as session:
            await LEAVING[way](session)


async def test_a_change_that_gives_its_reason_stays_within_the_account(twins: Database) -> None:
    async with twins.transaction(OURS) as session:
        why = {"unaudited": "this test"}
        await session.execute(update(Contact).values(name="Ours"), execution_options=why)
        await session.execute(delete(ContactNote), execution_options=why)
    async with twins.transaction(THEIRS) as session:
        assert await session.scalar(select(func.count()).select_from(Contact).where(Contact.name == "Ours")) == 0
        assert await session.scalar(select(ContactNote.body)) == "Theirs note"


async def test_a_link_across_accounts_cannot_be_kept(twins: Database) -> None:
    with pytest.raises(IntegrityError):
        async with twins.transaction(OURS) as session:
            session.add(Job(number=7, title="Crossing", contact_id="lk-john-smith"))
    async with twins.transaction(THEIRS, write=False) as theirs:
        foreign = (await theirs.scalars(select(Contact).where(Contact.id == "lk-john-smith"))).one()
    with pytest.raises((IntegrityError, CrossesAccounts)):
        async with twins.transaction(OURS) as session:
            session.add(Job(number=7, title="Crossing", contact=foreign))


def test_every_link_between_records_carries_the_account() -> None:
    owned = {str(each.class_.__table__) for each in Table.registry.mappers if issubclass(each.class_, Owned)}
    for name in owned:
        for key in Table.metadata.tables[name].foreign_key_constraints:
            assert key.referred_table.name not in owned or key.column_keys[0] == "account_id", (
                f"{name}: {key.column_keys}"
            )


async def test_each_account_counts_for_itself(twins: Database) -> None:
    async with twins.transaction(THEIRS) as session:
        await at_least(session, "job", 8000)
    async with twins.transaction(OURS) as session:
        assert await next_number(session, "job") == 1056
        assert await session.scalar(select(func.max(Counter.last)).where(Counter.noun == "job")) == 1056


async def test_above_the_accounts_nobodys_rows_are_seen_or_written(database: Database) -> None:
    async with database.platform() as session:
        assert (await session.scalars(select(Account.id).order_by(Account.id))).all() == [INSTALLATION, THEIRS, OURS]
        for statement in (JOBS, CUSTOMERS, select(Counter.noun), *LINES.values()):
            assert [value for row in await session.execute(statement) for value in row if value is not None] == []
    with pytest.raises(CrossesAccounts):
        async with database.platform() as session:
            session.add(User(account_id=OURS, **NOBODY))
    with pytest.raises(CrossesAccounts):
        async with database.platform() as session:
            await session.execute(text("SELECT * FROM jobs"))


@pytest.mark.parametrize("account", ["", None])
async def test_without_an_account_there_is_no_session(database: Database, account: Any) -> None:
    with pytest.raises(CrossesAccounts):
        async with database.transaction(account):
            pass
    with pytest.raises(KeyError):
        AsyncSession(database.writer, sync_session_class=AccountSession)


async def test_a_reading_transaction_writes_nothing(twins: Database) -> None:
    with pytest.raises(OnlyReads):
        async with twins.transaction(OURS, write=False) as session:
            session.add(User(name="X", role="tech"))
    with pytest.raises(Exception, match=r"readonly|read-only"):
        async with twins.transaction(OURS, write=False) as session:
            await session.execute(update(User).values(name="X"), execution_options={"unaudited": "this test"})


async def names(database: Database, eye: Eye | None, statement: Select[Any]) -> set[str]:
    async with database.transaction(OURS, eye=eye, write=False) as session:
        return set(await session.scalars(statement))


async def test_a_technician_sees_own_work_and_its_customers(twins: Database) -> None:
    """And so does the next one, for whom the statement is compiled already."""
    everything = await names(twins, None, JOBS)
    for eye in (LUIS, MIKE) * 2:
        own = await names(twins, None, JOBS.where(Job.tech_id == eye.user_id))
        assert own
        assert await names(twins, eye, JOBS) == own < everything
        theirs = CUSTOMERS.join(Job, Job.contact_id == Contact.id).where(Job.tech_id == eye.user_id)
        assert await names(twins, eye, CUSTOMERS) == await names(twins, None, theirs)


async def test_a_customer_sees_own_visits_and_nobody_else(twins: Database) -> None:
    assert await names(twins, LINH, JOBS) == {"job-1045"}
    assert await names(twins, LINH, CUSTOMERS) == {"linh-nguyen"}
    assert await names(twins, LINH, select(ContactNote.id)) == set()
    assert await names(twins, Eye(contact_id="nobody"), JOBS) == set()
    assert await names(twins, Eye(contact_id="nobody"), CUSTOMERS) == set()


async def test_the_narrower_view_holds_through_relations(database: Database) -> None:
    """A customer sees what was used on their job, and nothing of the stock it came from."""
    async with database.transaction(OURS) as session:
        session.add(InventoryItem(id="valve", name="Gas valve"))
        await session.flush()
        session.add(JobMaterial(job_id="job-1045", item_id="valve", name="Gas valve", quantity=Decimal(1)))
    for load in (joinedload, selectinload, subqueryload):
        used = select(JobMaterial).options(load(JobMaterial.item))
        for eye, item in ((None, "valve"), (LINH, None), (None, "valve")):
            async with database.transaction(OURS, eye=eye, write=False) as session:
                material = (await session.scalars(used)).one()
                assert (material.item and material.item.id) == item, load


async def test_a_new_row_leads_nowhere_that_its_maker_may_not_see(twins: Database) -> None:
    async with twins.transaction(OURS, eye=LUIS) as session:
        job = Job(number=7, title="Written by Luis", contact_id="maria-garcia", tech_id="mike-a")
        session.add(job)
        await session.flush()
        await session.refresh(job, attribute_names=["contact"])
        assert inspect(job).dict["contact"] is None


async def test_what_was_deleted_is_gone_through_relations_too(database: Database) -> None:
    async with database.transaction(OURS) as session:
        contact = (await session.scalars(select(Contact).where(Contact.id == "linh-nguyen"))).one()
        contact.deleted_at = session.sync_session.now()  # type: ignore[attr-defined]
    by_hand = {"by hand": contains_eager(Job.contact)}
    for way, option in {**LOADED, **by_hand}.items():
        async with database.transaction(OURS) as session:
            found = select(Job).where(Job.id == "job-1045").options(option)
            job = (await session.scalars(found.outerjoin(Job.contact) if way in by_hand else found)).one()
            assert inspect(job).dict["contact"] is None, way
    async with database.transaction(OURS) as session:
        job = (await session.scalars(select(Job).where(Job.id == "job-1045"))).one()
        await session.refresh(job, attribute_names=["contact"])
        assert inspect(job).dict["contact"] is None
        assert await session.get(Contact, (OURS, "linh-nguyen")) is None
        assert await session.scalar(select(func.count()).where(Contact.id == "linh-nguyen")) == 0
        buried = select(Contact.name).where(Contact.id == "linh-nguyen")
        assert await session.scalar(buried, execution_options=WITH_DELETED) == "Linh Nguyen"


async def test_a_kind_of_record_is_seen_by_nobody_until_it_says_by_whom(database: Database) -> None:
    assert str(Record.seen_by(LUIS)) == "false"


def test_the_session_is_not_opened_to_other_ways_in() -> None:
    """What SQLAlchemy offers for writing in bulk is refused, under whatever name it has."""
    offered = {name for name in dir(Session) if name.startswith("bulk_")}
    assert offered <= set(vars(AccountSession))
