"""Whatever is sent over a real wire: never a 5xx, never an answer that the OpenAPI document does not describe."""

from __future__ import annotations

import asyncio
import math
import re
import shutil
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import livekit.plugins.openai  # noqa: F401 - a plugin of livekit is to be imported on the main thread
import pytest
import schemathesis
import schemathesis.specs.openapi.schemas  # first loaded here: from within a test, deep in the stack, that has failed
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import APIOperation, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from agent.installation import Installation
from agent.serve import application
from agent.settings import Settings
from domain import demo
from domain.companies import Companies
from domain.context import Actor
from domain.signin import SignIn
from storage.database import Database
from tests.conftest import QUICK_HASH, person
from tests.laws.conftest import everything
from tests.laws.samples import Records, actors, record_paths, records_of
from tools.catalog import OPERATIONS
from tools.perform import Desk

SHARDS = 4
CASES = 2000
SPARE = 1.2  # some operations take nothing, and run out of different requests
FEWEST = 10
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EVERYONE: dict[str, Actor] = {}
FEW = 4
PATIENT = 60.0


class Badges(SignIn):
    """Everybody is who they say."""

    async def actor_of(self, token: str, *, at_mcp: bool = False) -> Actor:
        return EVERYONE[token]


@dataclass(frozen=True, slots=True)
class Served:
    """An application at a loopback address, and the document that it gives of itself."""

    address: str
    document: Mapping[str, Any]


@pytest.fixture(scope="module")
def served(loaded_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The whole application on a port of its own, over the two demo companies."""
    file = tmp_path_factory.mktemp("fuzz") / "callout.db"
    shutil.copy(loaded_world, file)
    database = Database(f"sqlite:///{file}")
    desk = Desk(OPERATIONS, database, Companies(database), demo.demo_now, b"a secret of this test", everything())
    badges = Badges(database, demo.demo_now, QUICK_HASH)
    settings = Settings(data=file.parent, openai_base_url=None)
    app = application(Installation(settings, database, desk.companies, badges, desk))
    known = asyncio.run(_known(f"sqlite:///{file}"))
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
        running = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        running.start()
        yield Served(f"http://127.0.0.1:{door.getsockname()[1]}", with_ids(app.openapi(), known))
        server.should_exit = True
        running.join()


async def _known(url: str) -> Records:
    """Some ids of every kind of record that an operation takes."""
    database = Database(url)
    wanted = {each.record for operation in OPERATIONS.values() for _, each in record_paths(operation) if each.record}
    known = await records_of(database, "ridgeline", wanted)
    await database.close()
    return known


def with_ids(document: Any, known: Records) -> Any:
    """The document with ids that there are where it takes a record, or every guess would be a 404."""
    if isinstance(document, list):
        return [with_ids(each, known) for each in document]
    if not isinstance(document, dict):
        return document
    copied = {name: with_ids(each, known) for name, each in document.items()}
    if isinstance(kind := document.get("x-record"), str) and copied.get("type") == "string":
        copied["enum"] = [*known[kind][:FEW], "no-such-id"]
    return copied


@pytest.mark.xdist_group("fuzz")
@pytest.mark.parametrize("shard", range(SHARDS))
def test_nothing_that_is_sent_breaks_it(served: Served, shard: int) -> None:
    schema = schemathesis.openapi.from_dict(dict(served.document))
    operations = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    assert len(operations) == sum(len(methods) for methods in served.document["paths"].values())
    each = max(FEWEST, math.ceil(SPARE * CASES / len(operations)))
    sent = sum(_fuzzed(served, operation, each) for operation in operations[shard::SHARDS])
    assert sent >= CASES / SHARDS


def _fuzzed(served: Served, operation: APIOperation[Any, Any, Any, Any], cases: int) -> int:
    """Send that many requests for an operation, good ones and bad ones; returns how many were sent."""
    sent = 0
    defined = OPERATIONS.get(re.sub(r"_\d+$", "", str(operation.definition.raw.get("operationId"))))
    people = actors(defined) if defined else [person("dana")]

    @given(case=operation.as_strategy(GenerationMode.POSITIVE) | operation.as_strategy(GenerationMode.NEGATIVE))
    @settings(
        max_examples=cases,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def fuzz(case: schemathesis.Case[Any]) -> None:
        nonlocal sent
        sent += 1
        actor = people[0] if sent % FEW else people[-1]
        EVERYONE[str(actor.role)] = actor
        headers = {"Authorization": f"Bearer {actor.role}"}
        if defined and defined.options.get("stream"):
            case.query = {**(case.query or {}), "wait": "0"}  # or it would go on and on
        case.call_and_validate(served.address, headers=headers, checks=CHECKS, timeout=PATIENT)

    fuzz()
    return sent
