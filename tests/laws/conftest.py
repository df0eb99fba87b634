"""What all laws stand on: the demo world with a full second account, fakes for the outside, and working examples."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from domain import demo
from domain.companies import Companies
from domain.context import Ports
from domain.links import Links
from domain.mailbox_keys import MailboxKeys
from domain.mailboxes import PROVIDERS
from domain.passwords import Passwords
from domain.ports import Bill, Grant, Letter, MailPage, ModelServer, PaymentLink, PushTarget, SentMail, Voice
from domain.sealing import Sealer
from storage.database import Database
from storage.mailboxes import Mailbox
from storage.session import kinds
from tests.conftest import QUICK_HASH, load_world
from tests.laws.samples import Examples
from tests.laws.twin import THEIRS, furnish
from tools.catalog import OPERATIONS
from tools.perform import Desk


class Shelf:
    """Files kept in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], tuple[bytes, str]] = {}

    async def keep(self, account_id: str, name: str, data: bytes, mime: str) -> str:
        self.kept[account_id, name] = (data, mime)
        return f"/api/files/{name}"

    async def read(self, account_id: str, name: str) -> tuple[bytes, str]:
        return self.kept[account_id, name]

    async def remove(self, account_id: str, name: str) -> None:
        self.kept.pop((account_id, name), None)


class Carrier:
    """Mails and texts that go nowhere."""

    async def send(self, letter: Letter | str, *rest: str) -> None:
        return None


class PostOffice:
    """Mailboxes into which nothing ever comes, and from which mail goes nowhere."""

    name = "Gmail"

    def consent_url(self, state: str, verifier: str, redirect: str) -> str:
        return f"https://mail.example/consent?state={state}"

    async def exchange(self, code: str, verifier: str, redirect: str) -> Grant:
        return await self.refresh(code)

    async def refresh(self, token: str) -> Grant:
        return Grant("access", timedelta(hours=1), "refresh")

    async def address(self, access: str) -> str:
        return "office@ridgeline.example"

    async def changes(self, access: str, cursor: str | None, since: datetime) -> MailPage:
        return MailPage((), "the end", more=False)

    async def send(self, access: str, letter: Letter, ours: str, thread: str | None) -> SentMail:
        return SentMail(ours, ours)


SEALER = Sealer(b"a secret of this test")


async def connect_mailboxes(file: Path) -> None:
    """Let our company's mail come in from both providers."""
    database = Database(f"sqlite:///{file}")
    for kind in PROVIDERS:
        async with database.transaction("ridgeline", now=demo.demo_now) as session:
            opened = partial(database.transaction, "ridgeline")
            mailbox = Mailbox(provider=kind, address=f"{kind}@ridgeline.example", user_id="dana")
            mailbox.connected_at = demo.demo_now()
            keys = MailboxKeys("ridgeline", PostOffice(), SEALER, demo.demo_now, opened)
            keys.keep(mailbox, Grant("access", timedelta(days=365), "refresh"))
            session.add(mailbox)
    await database.close()


class Cards:
    """Pages on which nobody pays."""

    async def open(self, bill: Bill, key: str) -> PaymentLink:
        return PaymentLink("plink_1", "https://pay.example/plink_1")

    async def close(self, link_id: str) -> None:
        return None


class Scribe:
    """Writes the same prose about everything."""

    async def write(self, instructions: str, material: str) -> str:
        return "Thank you for calling; we will be there."


class Bell:
    """Pushes that go nowhere."""

    public_key, loopback = "a key", True

    async def send(self, target: PushTarget, message: bytes, key: str) -> None:
        return None


class Choir:
    """One voice, that says nothing."""

    async def voices(self) -> list[Voice]:
        return [Voice("v1", "Ada", "Calm")]

    async def phrase(self, text: str, voice_id: str) -> Path:
        return Path("silence.wav")


class Press:
    """Prints nothing on every page."""

    async def pdf(self, template: str, data: Mapping[str, Any]) -> bytes:
        return b"%PDF-1.7"


@pytest.fixture(scope="session")
def loaded_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo world and its twin in a SQLite file; tests take copies."""
    file = tmp_path_factory.mktemp("laws") / "callout.db"
    asyncio.run(load_world(file))
    asyncio.run(connect_mailboxes(file))
    furnish(file)
    return file


@pytest.fixture(scope="session")
def loaded_alone(loaded_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with nothing at all in the second account."""
    file = tmp_path_factory.mktemp("alone") / "callout.db"
    shutil.copy(loaded_world, file)
    with sqlite3.connect(file) as connection:
        connection.execute("pragma foreign_keys = off")
        for kind in kinds():
            connection.execute(f"delete from {kind.__table__} where account_id = ?", (THEIRS,))
    return file


class Scribes:
    """Every company's language model is the same scribe."""

    def writer(self, server: ModelServer) -> Scribe:
        return Scribe()


def everything() -> Ports:
    """The outside, all of it set up and none of it real."""
    carrier: Any = Carrier()
    return Ports(
        mailer=carrier,
        texter=carrier,
        files=Shelf(),
        speech=Choir(),
        writer=Scribe(),
        printer=Press(),
        pusher=Bell(),
        payment_links=Cards(),
        models=Scribes(),
        sealer=SEALER,
        gmail=PostOffice(),
        microsoft=PostOffice(),
        links=Links("https://callout.example", b"a secret of this test"),
        passwords=Passwords(QUICK_HASH),
    )


@pytest.fixture
def ports() -> Ports:
    """The outside of a test."""
    return everything()


FOUND: dict[str, int] = {}


@pytest.fixture
def examples(loaded_world: Path, tmp_path: Path, ports: Ports) -> Examples:
    """Calls that succeed, whatever the operation."""

    numbers = count()

    @asynccontextmanager
    async def scratch() -> AsyncIterator[Desk]:
        file = tmp_path / f"scratch-{next(numbers)}.db"
        shutil.copy(loaded_world, file)
        database = Database(f"sqlite:///{file}")
        yield Desk(OPERATIONS, database, Companies(database), demo.demo_now, b"scratch", ports)
        await database.close()

    return Examples(OPERATIONS, scratch, FOUND)


Dump = dict[str, list[tuple[Any, ...]]]


def dump(database: Database, account: str | None = None, but: tuple[str, ...] = ()) -> Dump:
    """Every row of every table, of one account if told."""
    with sqlite3.connect(str(database.url.database)) as connection:
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        return {name: _rows(connection, name, account) for name in names if name not in but}


def _rows(connection: sqlite3.Connection, table: str, account: str | None) -> list[tuple[Any, ...]]:
    columns = [column[1] for column in connection.execute(f"pragma table_info({table})")]
    owner = "id" if table == "accounts" else "account_id"
    if account is None or owner not in columns:
        return list(connection.execute(f"select * from {table}"))
    return list(connection.execute(f"select * from {table} where {owner} = ?", (account,)))
