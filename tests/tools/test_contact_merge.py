"""Two cards of one customer made one, and two again: whatever points at a contact, on both engines."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, String, Table, inspect, select

from domain.problems import Forbidden, Invalid, NeedsConfirmation, NotFound
from storage.base import Record
from storage.contacts import Contact
from storage.database import Database
from storage.images import image
from storage.links import Link, links_to
from storage.session import kinds
from tests.conftest import Ask, person

KEPT, GONE = "walter-krause", "jon-smyth"
EVERY = pytest.mark.parametrize("link", links_to(Contact), ids=lambda link: f"{link.kind.__tablename__}.{link.name}")
IDS = iter(range(10**6))


def test_the_links_are_all_there_are() -> None:
    pointing = {
        (table.name, key.parent.name)
        for table in Record.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "contacts" and key.parent.name != "account_id"
    }
    assert {(link.kind.__tablename__, link.name) for link in links_to(Contact)} == pointing
    assert len(pointing) > 10


async def made(database: Database, link: Link) -> str:
    """A row of the link's table that points at the contact who goes, made up from its columns alone."""
    async with database.transaction("ridgeline") as session:
        facts = {**await _facts(session, link.kind), link.name: GONE}
        row = link.kind(id=f"made-{next(IDS)}", **facts)
        session.add(row)
    return row.id


async def _facts(session: Any, kind: type[Record]) -> dict[str, Any]:
    table = inspect(kind).local_table
    assert isinstance(table, Table)
    links = {key.parent.name: key.column.table.name for key in table.foreign_keys if key.parent.name != "account_id"}
    known = {each.__tablename__: each for each in kinds()}
    facts: dict[str, Any] = {}
    for key, column in inspect(kind).columns.items():
        if column.name in ("account_id", "id", "created_at", "updated_at", "deleted_at", "version") or column.nullable:
            continue
        if target := links.get(column.name):
            facts[key] = await session.scalar(select(known[target].id).limit(1)) or await _needed(
                session, known[target]
            )
        elif column.default is None:
            facts[key] = _plain(column)
    return facts


async def _needed(session: Any, kind: type[Record]) -> str:
    row = kind(id=f"made-{next(IDS)}", **await _facts(session, kind))
    session.add(row)
    await session.flush()
    return row.id


def _plain(column: Column[Any]) -> Any:
    if isinstance(column.type, JSON):
        return []
    if isinstance(column.type, Boolean):
        return True
    kind = column.type.python_type
    if issubclass(kind, datetime):
        return datetime(2026, 3, 10, 12, tzinfo=UTC)
    if issubclass(kind, date):
        return date(2026, 3, 10)
    if isinstance(column.type, String):
        return f"made {next(IDS)}"
    return Decimal(0) if issubclass(kind, Decimal) else 900_000 + next(IDS)


async def rows(database: Database) -> dict[str, dict[str, Any]]:
    """Every live row of the account's business records, without its bookkeeping."""
    found: dict[str, dict[str, Any]] = {}
    async with database.transaction("ridgeline", write=False) as session:
        for kind in kinds():
            if getattr(kind, "audited", True):
                for row in await session.scalars(select(kind)):
                    found[f"{kind.__tablename__} {row.id}"] = image(row)
    return found


@pytest.mark.both_engines
async def test_whatever_points_at_the_duplicate_moves_and_comes_back(database: Database, ask: Ask) -> None:
    moving = {link: await made(database, link) for link in links_to(Contact)}
    before = await rows(database)
    await ask("merge_contacts", id=KEPT, duplicateId=GONE)
    after = await rows(database)
    assert {
        link: after[f"{link.kind.__tablename__} {row}"][link.name] for link, row in moving.items()
    } == dict.fromkeys(moving, KEPT)
    assert [name for name, row in after.items() if GONE in row.values()] == []
    await ask("undo")
    assert await rows(database) == before
    await ask("redo")
    assert await rows(database) == after


@EVERY
async def test_what_was_deleted_moves_too_and_is_brought_back_on_the_right_card(
    link: Link, database: Database, ask: Ask
) -> None:
    row_id = await made(database, link)
    async with database.transaction("ridgeline") as session:
        row = (await session.scalars(select(link.kind).where(link.kind.id == row_id))).one()
        row.deleted_at = datetime(2026, 3, 9, 12, tzinfo=UTC)
    await ask("merge_contacts", id=KEPT, duplicateId=GONE)
    async with database.transaction("ridgeline", write=False) as session:
        found = select(link.column).where(link.kind.id == row_id)
        assert await session.scalar(found, execution_options={"with_deleted": True}) == KEPT


async def test_blanks_are_filled_and_what_differs_is_noted(ask: Ask) -> None:
    kept = await ask("create_contact", name="Bob Stone", status="lead", phone="303 555 0190", city="Denver")
    gone = await ask(
        "create_contact", name="Robert Stone", nickname="Rob", status="customer", phone="303 555 0191",
        email="bob@stone.example", address="4 Hill Road", city="Boulder", tags=["VIP"],
    )  # fmt: skip
    merged = await ask("merge_contacts", id=kept["id"], duplicateId=gone["id"])
    assert [merged[name] for name in ("name", "nickname", "phone", "email", "status", "city", "tags")] == [
        "Bob Stone", "Rob", "+13035550190", "bob@stone.example", "customer", "Denver", ["VIP"],
    ]  # fmt: skip
    notes = await ask("list_contact_notes", id=kept["id"])
    assert [each["body"] for each in notes["items"]] == [
        "From the merged card of Robert Stone: name Robert Stone; phone +13035550191; address 4 Hill Road; "
        "city Boulder."
    ]
    with pytest.raises(NotFound):
        await ask("get_contact", id=gone["id"])


async def test_who_said_no_to_mailings_on_one_card_has_said_no(ask: Ask) -> None:
    await ask("update_contact", id=GONE, acceptsMarketing=False)
    assert (await ask("merge_contacts", id=KEPT, duplicateId=GONE))["acceptsMarketing"] is False


async def test_somebody_who_is_twice_in_a_mailing_is_there_once(ask: Ask) -> None:
    await ask("merge_contacts", id="john-smith-oak", duplicateId="maria-garcia")
    recipients = (await ask("list_campaign_recipients", id="camp-1"))["items"]
    assert sorted(each["contactId"] for each in recipients) == ["catherine-lee", "john-smith-oak"]


async def test_a_tag_that_both_carry_is_carried_once(ask: Ask) -> None:
    merged = await ask("merge_contacts", id="maria-garcia", duplicateId="xavier-dubois")
    assert merged["tags"] == ["VIP"]
    await ask("undo")
    assert (await ask("get_contact", id="xavier-dubois"))["tags"] == ["VIP"]


async def test_spoken_it_asks_and_says_what_moves(ask: Ask) -> None:
    with pytest.raises(NeedsConfirmation) as asked:
        await ask("merge_contacts", id="john-smith-oak", duplicateId="john-smith-pine", channel="voice")
    assert asked.value.question == (
        "John Smith, 77 Pine Court, has 1 job. Merge John Smith, 77 Pine Court, into John Smith, 418 Oak Street?"
    )
    await ask("create_ticket", subject="Another thing", contactId="john-smith-pine")
    both = {"id": "john-smith-oak", "duplicateId": "john-smith-pine"}
    with pytest.raises(NeedsConfirmation, match="1 job and 1 ticket"):
        await ask("merge_contacts", **both, channel="voice", yes=asked.value.token)


async def test_nobody_merges_a_card_with_itself_or_from_the_field(ask: Ask) -> None:
    with pytest.raises(Invalid, match="name the other one"):
        await ask("merge_contacts", id=KEPT, duplicateId=KEPT)
    with pytest.raises(Forbidden):
        await ask("merge_contacts", id=KEPT, duplicateId=GONE, by=person("luis"))
