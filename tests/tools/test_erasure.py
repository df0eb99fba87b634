"""A person is erased for good: no byte of them is left in any file, the books add up, and the trail still stands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from domain.context import Ports
from domain.passwords import Passwords
from domain.problems import Conflict, Forbidden, NeedsConfirmation, NotFound
from integrations.files import LocalFiles
from integrations.typst import TypstPrinter
from storage.audit import AuditEntry
from storage.database import Database
from storage.outbox import Parcel
from tests.conftest import QUICK_HASH, Ask, person

NAME, PHONE, EMAIL, ADDRESS = "Zebulon Quackenbush", "+13035550177", "zeb.quack@mail.example", "4417 Periwinkle Court"
TRACES = (
    *(
        NAME,
        NAME.lower(),
        "Zebulon",
        "zebulon",
        "Quackenbush",
        "quackenbush",
        EMAIL,
        "zeb.quack",
        ADDRESS,
        "Periwinkle",
    ),
    *("3035550177", "(303) 555-0177", "303-555-0177", "his secret knock", "gate code is 99"),
)


@pytest.fixture
def ports(tmp_path: Path) -> Ports:
    return Ports(passwords=Passwords(QUICK_HASH), files=LocalFiles(tmp_path / "files"), printer=TypstPrinter())


def traces(folder: Path) -> list[str]:
    """Which traces of the person are in any byte of any file."""
    everything = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    return [each for each in TRACES if each.encode() in everything]


async def lived(ask: Ask) -> dict[str, str]:
    """Somebody who has had all kinds of dealings with the company."""
    contact = (await ask("create_contact", name=NAME, phone=PHONE, email=EMAIL, address=ADDRESS, city="Denver"))["id"]
    await ask("update_contact", id=contact, nickname="Zeb")
    await ask("create_contact_note", id=contact, body="Zebulon told me his secret knock; the gate code is 99")
    job = await ask(
        "create_job", title="Furnace tune-up", contactId=contact, description=f"{NAME} smells dust", address=ADDRESS
    )
    await ask("create_signature", jobId=job["id"], signerName=NAME)
    await ask("send_message", contactId=contact, body=f"Hello Zebulon, see you at {ADDRESS}")
    await ask("create_ticket", contactId=contact, subject=f"{NAME} called from 303-555-0177", callerName=NAME)
    await ask("create_notification", userId="priya", body=f"Call {NAME.upper()} at (303) 555-0177", key="told once")
    lines = [{"description": "Tune-up", "quantity": 1, "unitPrice": "149.00"}]
    invoice = await ask("create_invoice", contactId=contact, jobId=job["id"], lines=lines, notes="Ask for Zebulon")
    await ask("create_contact_note", id="maria-garcia", body=f"Neighbor of {NAME}, {EMAIL}")
    await ask("create_report", type="revenue", format="csv")
    return {"contact": contact, "invoice": invoice["id"], "job": job["id"]}


TRIED = (
    "INSERT INTO attempts VALUES ('ridgeline', 'code {phone}', 1, '2026-03-10', NULL)",
    "INSERT INTO one_time_codes VALUES ('ridgeline', 'portal {email}', 'x', '{contact}', '2026-03-10', 0)",
)


async def test_no_byte_of_them_is_left_in_any_file(ask: Ask, database: Database, tmp_path: Path) -> None:
    made = await lived(ask)
    for each in TRIED:
        await changed(database, each.format(phone=PHONE, email=EMAIL, **made))
    assert len(traces(tmp_path)) > len(TRACES) / 2
    await ask("erase_contact", id=made["contact"])
    assert traces(tmp_path) == []
    await database.close()
    assert traces(tmp_path) == []


@pytest.mark.both_engines
async def test_the_books_add_up_and_the_trail_says_that_it_was_done(ask: Ask, database: Database) -> None:
    made = await lived(ask)
    before = await ask("get_invoice", id=made["invoice"])
    await ask("erase_contact", id=made["contact"])
    with pytest.raises(NotFound):
        await ask("get_contact", id=made["contact"])
    after = await ask("get_invoice", id=made["invoice"])
    assert {name for name in before if before[name] != after[name]} <= {"notes", "contactName", "updatedAt"}
    assert after["lines"][0]["description"] == "Tune-up"
    assert "Neighbor of erased" in json.dumps(await ask("list_contact_notes", id="maria-garcia"))
    async with database.transaction("ridgeline", write=False) as session:
        entries = list(await session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
        parcels = list(await session.scalars(select(Parcel)))
    assert (entries[-1].operation, entries[-1].record_id) == ("erase_contact", made["contact"])
    told = json.dumps([[each.before, each.after, each.arguments, each.changes, each.heard] for each in entries])
    assert not re.search("|".join(map(re.escape, TRACES)), told)
    assert [each.state for each in parcels if each.state == "waiting"] == []
    with pytest.raises(Conflict, match="cannot be brought back"):
        await ask("undo")


@pytest.mark.both_engines
async def test_the_audit_may_be_emptied_and_nothing_else(ask: Ask, database: Database) -> None:
    await ask("create_contact_note", id="maria-garcia", body="She has a dog")
    for change in ("operation = 'nothing'", "actor_id = NULL", "heard = 'something else'", "changes = '[1]'"):
        with pytest.raises(DBAPIError, match="append-only"):
            await changed(database, f"UPDATE audit SET {change}")


async def changed(database: Database, statement: str) -> None:
    """Carry a statement out as the app's role, in a transaction that says it is erasing."""
    async with database.writer.begin() as connection:
        for setting in () if database.sqlite else ("app.account_id', 'ridgeline", "app.erasing', 'on"):
            await connection.execute(text(f"SELECT set_config('{setting}', true)"))
        await connection.execute(text(statement))


async def test_a_household_keeps_its_phone_and_a_namesake_the_name(ask: Ask) -> None:
    made = await lived(ask)
    other = await ask("create_contact", name=NAME, phone=PHONE, address=ADDRESS)
    await ask("erase_contact", id=made["contact"])
    kept = await ask("get_contact", id=other["id"])
    assert (kept["name"], kept["phone"], kept["address"]) == (NAME, PHONE, ADDRESS)


async def test_it_is_asked_about_and_an_admins_alone(ask: Ask) -> None:
    with pytest.raises(NeedsConfirmation, match="Erase Maria Garcia and everything"):
        await ask("erase_contact", id="maria-garcia", channel="voice")
    for who in ("priya", "owen", "luis"):
        with pytest.raises(Forbidden):
            await ask("erase_contact", id="maria-garcia", by=person(who))
