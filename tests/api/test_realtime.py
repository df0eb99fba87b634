"""The stream of what happens, over a real wire: everything that is one's own to know, once, and nothing else."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import update
from sse_starlette.sse import SendTimeoutError

from api import realtime
from api.app import create_app
from domain import demo
from domain.companies import Companies
from domain.context import Actor
from domain.signin import SignIn
from storage.database import Database
from storage.events import Event
from tests.conftest import Ask, person
from tests.postgres import Place
from tools.call import Call
from tools.perform import Desk, perform

PATH = "/api/realtime/subscribe"
SOON = 10.0
Message = dict[str, Any]


@dataclass
class Served:
    """The application at an address, and people who are signed in."""

    address: str
    signin: SignIn

    async def headers(self, actor: Actor) -> dict[str, str]:
        return {"Authorization": f"Bearer {(await self.signin.issue(actor)).token}"}


@pytest.fixture
async def served(desk: Desk, signin: SignIn) -> AsyncIterator[Served]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        config = uvicorn.Config(create_app(desk, signin), log_level="critical", lifespan="off")
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[door]))
        yield Served(f"http://127.0.0.1:{door.getsockname()[1]}", signin)
        server.should_exit = True
        await running


async def heard(served: Served, headers: dict[str, str], **query: Any) -> AsyncGenerator[Message]:
    """The messages of one stream, its opening with nothing but an id too."""
    async with (
        httpx.AsyncClient(base_url=served.address, timeout=SOON) as http,
        http.stream("GET", PATH, headers=headers, params=query) as response,
    ):
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        message: Message = {}
        async for line in response.aiter_lines():
            name, _, value = line.partition(": ")
            if name in ("id", "data"):
                message[name] = json.loads(value)
            elif not line and message:
                yield message
                message = {}


async def all_of(served: Served, headers: dict[str, str], **query: Any) -> list[Message]:
    """What there is to be told just now."""
    return [each async for each in heard(served, headers, wait=0, **query) if "data" in each]


def names(messages: list[Message]) -> list[str]:
    return [each["data"]["event"] for each in messages]


@pytest.mark.both_engines
async def test_what_happens_is_told_as_it_happens_whoever_does_it(
    served: Served, desk: Desk, place: Place, ask: Ask
) -> None:
    async with aclosing(heard(served, await served.headers(person("dana")))) as stream:
        opening = await anext(stream)
        made = await ask("create_lead", name="Ada Price", phone="+13035550188")
        first = await anext(stream)
        assert first["data"]["event"] == "lead.created"
        assert first["data"]["recordId"] == made["id"]
        assert first["id"] > opening["id"]
        elsewhere = Database(place.url, owner=place.owner)
        other = Desk(desk.operations, elsewhere, Companies(elsewhere), desk.clock, desk.secret, desk.ports)
        await perform(other, Call("update_job_status", {"id": "job-1042", "status": "completed"}, person("dana")))
        await elsewhere.close()
        assert (await anext(stream))["data"]["event"] == "lead.new"
        told = [await anext(stream) for _ in range(1)]
        assert "job.completed" in names(told)


@pytest.mark.both_engines
async def test_coming_back_nothing_is_lost_and_nothing_is_told_twice(served: Served, ask: Ask) -> None:
    headers = await served.headers(person("dana"))
    await ask("create_contact_note", id="maria-garcia", body="Zero")
    start = 0
    for number in range(120):
        await ask("create_contact_note", id="maria-garcia", body=f"Note {number}")
    everything = [each["id"] for each in await all_of(served, headers, lastEventId=start or 1000)]
    assert len(everything) == len(set(everything)) == 121
    for cut in (0, 1, 57, 99, 100, 119, 120):
        rest = await all_of(served, {**headers, "Last-Event-ID": str(everything[cut])})
        assert [each["id"] for each in rest] == everything[cut + 1 :]
    header_counts = await all_of(served, {**headers, "Last-Event-ID": str(everything[-2])}, lastEventId=everything[0])
    assert len(header_counts) == 1


async def test_nobody_hears_what_they_may_not_see(served: Served, ask: Ask) -> None:
    first = (await ask("create_lead", name="Ada Price", phone="+13035550188"))["id"]
    invoice = (await ask("list_invoices", status="draft"))["items"]
    await ask("update_job", id="job-1042", notes="Mike's own.")
    await ask("update_job", id="job-1051", notes="Not Mike's.", techId=None)
    if invoice:
        await ask("update_invoice", id=invoice[0]["id"], notes="Thank you.")
    await ask("create_notification", userId="tasha", body="Tasha's alone.")
    office = await all_of(served, await served.headers(person("dana")), lastEventId=1000)
    assert {"lead.new", "job.updated"} <= set(names(office)) | {"lead.created"}
    mikes = await all_of(served, await served.headers(person("mike-a")), lastEventId=1000)
    assert {each["data"]["recordId"] for each in mikes} == {"job-1042"}
    tashas = names(await all_of(served, await served.headers(person("tasha")), lastEventId=1000))
    assert "notification.created" in tashas
    assert "lead.created" not in tashas
    theirs = await all_of(served, await served.headers(person("lk-nora", "lakeshore")), lastEventId=0)
    assert first not in str(theirs)
    assert theirs == []


async def test_the_stream_ends_with_the_session(served: Served, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(realtime, "LOOK_AT_LEAST", 0.2)
    headers = await served.headers(person("dana"))
    async with aclosing(heard(served, headers)) as stream:
        await anext(stream)
        await served.signin.sign_out(headers["Authorization"].split()[1])
        await ask("create_lead", name="Ada Price", phone="+13035550188")
        assert [each async for each in stream] == []


async def test_who_was_away_too_long_is_told_to_begin_anew(served: Served, ask: Ask, database: Database) -> None:
    for number in range(3):
        await ask("create_contact_note", id="maria-garcia", body=f"Note {number}")
    headers = await served.headers(person("dana"))
    known = [each["id"] for each in await all_of(served, headers, lastEventId=1000)]
    async with database.transaction("ridgeline") as session:
        gone = update(Event).where(Event.seq <= known[1]).values(account_id="ridgeline", deleted_at=demo.demo_now())
        await session.execute(gone, execution_options={"unaudited": "as the sweep would"})
    assert names(await all_of(served, headers, lastEventId=known[0])) == ["reset"]
    assert names(await all_of(served, headers, lastEventId=known[1])) == ["contact_note.created"]
    assert names(await all_of(served, headers, lastEventId=10**9)) == ["reset"]


async def test_who_asks_badly_is_told_so(served: Served) -> None:
    headers = await served.headers(person("dana"))
    async with httpx.AsyncClient(base_url=served.address) as http:
        assert (await http.get(PATH)).status_code == 401
        for bad in ("-1", "x", "1.5", "9" * 30):
            assert (await http.get(PATH, headers=headers, params={"lastEventId": bad})).status_code == 422
            assert (await http.get(PATH, headers={**headers, "Last-Event-ID": bad})).status_code == 422


async def test_a_listener_that_takes_nothing_is_let_go(
    desk: Desk, signin: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(realtime, "TAKES_NOTHING_FOR", 0.1)
    app: FastAPI = create_app(desk, signin)
    token = (await signin.issue(person("dana"))).token
    headers = [(b"authorization", f"Bearer {token}".encode())]
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": PATH,
        "raw_path": PATH.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "server": ("here", 80),
        "client": ("there", 1),
    }
    never = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await never.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            await never.wait()

    with pytest.raises((SendTimeoutError, BaseExceptionGroup)):
        await asyncio.wait_for(app(scope, receive, send), SOON)
