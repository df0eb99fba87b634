"""A typed conversation planned by a scripted model: the whole pipeline, and no chance in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from agent.conversation import Conversation
from agent.installation import Installation
from agent.serve import application
from agent.settings import Patience, Settings
from agent.typed import Typed
from domain import demo
from domain.companies import Companies
from domain.context import Ports
from domain.links import Links
from domain.passwords import Passwords
from domain.sealing import Sealer
from domain.signin import SignIn
from integrations.files import LocalFiles
from storage.database import Database
from tests.conftest import PASSWORD, QUICK_HASH, person
from tests.loopback_openai import OpenAI, openai
from tests.postgres import Place
from tools.catalog import OPERATIONS
from tools.perform import Desk

NEVER = 1.1  # as sure as nobody is: the model plans every turn
Talk = Callable[..., Awaitable[Typed]]


@pytest.fixture
async def server() -> AsyncIterator[OpenAI]:
    """The model's server."""
    async with openai() as stand_in:
        yield stand_in


@pytest.fixture
async def talk(desk: Desk, server: OpenAI, tmp_path: Path) -> AsyncIterator[Talk]:
    """`await talk()`: Dana's typed conversation, planned by the server's model; by reflex where that is asked for."""
    async with AsyncExitStack() as stack:

        async def started(patience: Patience | None = None, reflex_from: float = NEVER) -> Typed:
            patient = patience or Patience()
            settings = Settings(data=tmp_path, openai_base_url=server.url, patience=patient, reflex_from=reflex_from)
            company = await desk.companies.of("ridgeline")
            return await stack.enter_async_context(Typed(Conversation(desk, person("dana"), company), settings))

        yield started


@pytest.fixture
def client(place: Place, tmp_path: Path) -> Iterator[TestClient]:
    """The whole application at its own doors, nobody signed in; the local planner plans."""
    database = Database(place.url)
    companies, signin = Companies(database), SignIn(database, demo.demo_now, QUICK_HASH)
    links = Links("https://callout.example", b"a secret of this test")
    sealer = Sealer(b"a secret of this test")
    ports = Ports(files=LocalFiles(tmp_path / "files"), links=links, passwords=Passwords(QUICK_HASH), sealer=sealer)
    desk = Desk(OPERATIONS, database, companies, demo.demo_now, b"a secret of this test", ports)
    settings = Settings(data=tmp_path, openai_base_url=None)
    with TestClient(application(Installation(settings, database, companies, signin, desk))) as made:
        yield made
        assert made.portal is not None
        made.portal.call(database.close)


def token(client: TestClient, who: str = "dana@ridgeline.example") -> str:
    """Somebody's bearer token; no cookie is kept."""
    answer = client.post("/api/session", json={"email": who, "password": PASSWORD})
    client.cookies.clear()
    return str(answer.json()["token"])
