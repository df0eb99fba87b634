"""Somebody who lets Callout in to their mailbox: opens the link, agrees, and comes back as a browser does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import select

from api import mailboxes
from domain import demo
from domain.companies import Companies
from domain.context import Ports
from domain.links import Links
from domain.mail_sync import Collector
from domain.mailboxes import Connecting
from domain.outbox import Carrier
from domain.sealing import Sealer
from integrations.gmail import Gmail
from integrations.microsoft import Microsoft
from storage.conversations import Message
from storage.database import Database
from storage.mailboxes import Mailbox
from tests.conftest import person
from tests.loopback_oauth import CLIENT, SECRET, Authority
from tools.call import Call
from tools.catalog import OPERATIONS
from tools.perform import Desk, perform


@dataclass
class Hour:
    """A clock that is put forward by hand."""

    now: datetime = field(default_factory=demo.demo_now)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **by: int) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@dataclass
class Office:
    """A desk with Gmail and Microsoft set up, and a browser in front of it."""

    desk: Desk
    database: Database
    clock: Hour
    browser: httpx.AsyncClient

    async def ask(self, operation: str, /, by: str = "dana", **given: Any) -> Any:
        """Perform a call over REST's rules; plain JSON back."""
        return (await perform(self.desk, Call(operation, given, person(by)))).plain()

    async def consented(self, kind: str, by: str = "dana") -> str:
        """Where the provider sends the browser back to, once somebody has agreed."""
        url = (await self.ask(f"authorize_{kind}", by))["url"]
        async with httpx.AsyncClient() as outside:
            agreed = await outside.get(url)
        assert agreed.status_code == 302, agreed.text
        return agreed.headers["location"]

    async def connect(self, kind: str) -> Mailbox:
        """Connect a mailbox, all the way."""
        back = await self.browser.get(await self.consented(kind))
        assert back.status_code == 200, back.text
        (mailbox,) = await self.mailboxes()
        return mailbox

    async def mailboxes(self, account: str = "ridgeline") -> list[Mailbox]:
        """What is connected."""
        async with self.database.transaction(account, write=False) as session:
            return list(await session.scalars(select(Mailbox)))

    async def messages(self) -> list[Message]:
        """What came from a mailbox, oldest first."""
        async with self.database.transaction("ridgeline", write=False) as session:
            wanted = select(Message).where(Message.source.is_not(None)).order_by(Message.at)
            return list(await session.scalars(wanted))

    async def message(self, message_id: str) -> Message:
        """One message."""
        async with self.database.transaction("ridgeline", write=False) as session:
            return await session.get_one(Message, ("ridgeline", message_id))

    @property
    def collector(self) -> Collector:
        """What brings mail in by itself."""
        return Collector(self.database, self.desk.companies, self.desk.ports, self.clock)

    @property
    def carrier(self) -> Carrier:
        """What delivers."""
        return Carrier(self.database, self.desk.companies, self.desk.ports, self.clock)


@asynccontextmanager
async def office(database: Database, gmail: Authority | None, microsoft: Authority | None) -> AsyncIterator[Office]:
    """An office over a database, with these providers."""
    clock, secret = Hour(), b"a secret of this test"
    ports = Ports(
        gmail=Gmail.registered(CLIENT, SECRET, gmail.url) if gmail else None,
        microsoft=Microsoft.registered(CLIENT, SECRET, microsoft.url) if microsoft else None,
        sealer=Sealer(secret),
        links=Links("http://callout.test", secret),
    )
    companies = Companies(database)
    desk = Desk(OPERATIONS, database, companies, clock, secret, ports)
    app = FastAPI()
    mailboxes.mount(app, Connecting(database, companies, ports, clock))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://callout.test") as browser:
        yield Office(desk, database, clock, browser)
