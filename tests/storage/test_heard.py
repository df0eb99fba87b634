"""The index follows the records: in their transaction, within their account, and without leaving a trace."""

import pytest
from sqlalchemy import select

from storage.contacts import Contact
from storage.database import Database
from storage.heard import Heard, Sound, called_by, called_with, pairs_of, words_like
from storage.sounds import asked_for
from tests.storage.conftest import OURS, THEIRS

pytestmark = pytest.mark.both_engines


async def called(database: Database, pair: str, account: str = OURS) -> list[str]:
    async with database.transaction(account, write=False) as session:
        return [record_id for _, record_id in await called_by(session, Contact, [pair], most=10)]


async def vocabulary(database: Database, heard: str, account: str = OURS) -> set[str]:
    async with database.transaction(account, write=False) as session:
        return {word for word, _ in await words_like(session, Contact, asked_for(heard))}


async def test_a_new_record_is_found_by_every_pair_of_its_words(database: Database) -> None:
    async with database.transaction(OURS) as session:
        session.add(Contact(id="new", name="Zbigniew van der Przybylski", nickname="Ziggy", company="Zeppo"))
    for pair in ("zbigniew vanderprzybylski", "van zbigniew", "ziggy zbigniew", "zeppo "):
        assert await called(database, pair) == ["new"], pair
    assert "ziggy" in await vocabulary(database, "siggy")


async def test_a_renamed_record_answers_to_its_new_name_alone(database: Database) -> None:
    async with database.transaction(OURS) as session:
        contact = (await session.scalars(select(Contact).where(Contact.id == "xavier-dubois"))).one()
        contact.name = "Xavier Woods"
    assert await called(database, "woods xavier") == ["xavier-dubois"]
    assert await called(database, "dubois xavier") == []
    assert "dubois" not in await vocabulary(database, "dubois")


async def test_a_deleted_record_leaves_no_trace_and_comes_back_with_it(database: Database) -> None:
    async with database.transaction(OURS) as session:
        contact = (await session.scalars(select(Contact).where(Contact.id == "siobhan-murphy"))).one()
        contact.deleted_at = contact.created_at
    async with database.transaction(OURS) as session:
        assert not (await session.scalars(select(Heard).where(Heard.words.contains("siobhan")))).all()
        assert not (await session.scalars(select(Sound).where(Sound.word == "siobhan"))).all()
    async with database.transaction(OURS) as session:
        again = select(Contact).where(Contact.id == "siobhan-murphy")
        contact = (await session.scalars(again, execution_options={"with_deleted": True})).one()
        contact.deleted_at = None
    assert await called(database, "murphy siobhan") == ["siobhan-murphy"]


async def test_a_word_that_somebody_else_bears_stays(database: Database) -> None:
    async with database.transaction(OURS) as session:
        contact = (await session.scalars(select(Contact).where(Contact.id == "john-smith-oak"))).one()
        contact.deleted_at = contact.created_at
    assert await called(database, "john smith") == ["john-smith-pine"]
    assert "smith" in await vocabulary(database, "smyth")


async def test_what_is_rolled_back_is_not_found(database: Database) -> None:
    async with database.transaction(OURS) as session:
        session.add(Contact(name="Quentin Quux"))
        await session.flush()
        await session.rollback()
    assert await called(database, "quentin quux") == []


async def test_another_accounts_names_are_not_found(database: Database) -> None:
    async with database.transaction(THEIRS) as session:
        session.add(Contact(id="theirs", name="Quentin Quux"))
    assert await called(database, "quentin quux", THEIRS) == ["theirs"]
    assert await called(database, "quentin quux") == []
    assert "quux" not in await vocabulary(database, "quux")


async def test_everybody_who_bears_a_word_and_nobody_else(database: Database) -> None:
    async with database.transaction(OURS, write=False) as session:
        found = await called_with(session, Contact, "maria", most=10)
    assert {record_id for _, record_id in found} == {"maria-garcia", "maria-garza"}


def test_long_names_are_kept_in_few_rows() -> None:
    assert pairs_of(["John Smith"]) == {"john smith", "smith john"}
    assert len(pairs_of(["The First United Methodist Church of the Holy Rolling Thunder and Lightning"])) <= 18
