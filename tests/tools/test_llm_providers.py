"""Language models of the company's own: keys that never come out, one default, and an agent that uses it."""

from __future__ import annotations

import json
import logging
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.conversation import Conversation
from agent.settings import Settings
from agent.typed import Typed
from agent.writing import CompanyModels
from domain.context import Ports
from domain.problems import Conflict, Forbidden, Invalid, Missing, NotFound, Unavailable
from domain.sealing import Sealer
from tests.conftest import Ask, person
from tests.loopback_openai import OpenAI, Refusal, calls, openai, says
from tools.perform import Desk

KEY = "a key that nobody may see"
OURS = {"kind": "openai_compatible", "name": "Shop server", "model": "llama three"}


@pytest.fixture
def ports(ports: Ports) -> Ports:
    return replace(ports, models=CompanyModels(), sealer=Sealer(b"a secret of this test"))


@pytest.fixture
async def server() -> Any:
    async with openai() as stand_in:
        yield stand_in


@pytest.mark.both_engines
async def test_a_key_is_sealed_and_comes_out_nowhere(ask: Ask, desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = await ask("create_llm_provider", **OURS, baseUrl="https://models.example/v1", apiKey=KEY)
    changed = await ask("update_llm_provider", id=made["id"], apiKey=f"{KEY} again")
    trail = (await ask("list_audit", recordType="llm provider"))["items"]
    assert {each["operation"] for each in trail} == {"update_llm_provider", "create_llm_provider"}
    assert made["hasKey"]
    assert KEY not in json.dumps([made, changed, trail, await ask("list_llm_providers")])
    assert "sealed" not in json.dumps(trail).lower()
    assert KEY not in caplog.text


async def test_the_database_file_does_not_hold_it(ask: Ask, desk: Desk, tmp_path: Path) -> None:
    made = await ask("create_llm_provider", **OURS, baseUrl="https://models.example/v1", apiKey=KEY)
    with sqlite3.connect(tmp_path / "callout.db") as connection:
        dumped = "\n".join(connection.iterdump())
    assert made["id"] in dumped
    assert KEY not in dumped


@pytest.mark.both_engines
async def test_there_is_one_default_and_the_first_is_it(ask: Ask) -> None:
    first = await ask("create_llm_provider", kind="openai", model="gpt-5-mini", apiKey=KEY)
    second = await ask("create_llm_provider", kind="anthropic", model="claude-haiku", apiKey=KEY)
    assert (first["isDefault"], second["isDefault"], first["name"]) == (True, False, "openai")
    await ask("update_llm_provider", id=second["id"], isDefault=True)
    listed = (await ask("list_llm_providers"))["items"]
    assert {each["kind"]: each["isDefault"] for each in listed} == {"openai": False, "anthropic": True}
    await ask("undo")
    listed = (await ask("list_llm_providers"))["items"]
    assert {each["kind"]: each["isDefault"] for each in listed} == {"openai": True, "anthropic": False}


async def test_a_saved_key_goes_to_no_other_address(ask: Ask) -> None:
    made = await ask("create_llm_provider", **OURS, baseUrl="https://models.example/v1", apiKey=KEY)
    with pytest.raises(Missing, match="apiKey"):
        await ask("update_llm_provider", id=made["id"], baseUrl="https://elsewhere.example/v1")
    await ask("update_llm_provider", id=made["id"], baseUrl="https://elsewhere.example/v1", apiKey="another")


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"kind": "openai_compatible"}, Missing),
        ({"kind": "openai_compatible", "baseUrl": "ftp://models.example"}, Invalid),
        ({"kind": "openai_compatible", "baseUrl": "https://me:word@models.example"}, Invalid),
        ({"kind": "openai_compatible", "baseUrl": "http://169.254.169.254/latest"}, Invalid),
        ({"kind": "openai_compatible", "baseUrl": "http://metadata.google.internal/"}, Invalid),
    ],
)
async def test_what_cannot_be_reached_is_refused(ask: Ask, given: dict[str, Any], kind: type[Exception]) -> None:
    with pytest.raises(kind):
        await ask("create_llm_provider", model="m", **given)


async def test_only_an_admin_may(ask: Ask) -> None:
    with pytest.raises(Forbidden):
        await ask("list_llm_providers", by=person("owen"))


async def test_one_without_its_key_is_not_used(ask: Ask) -> None:
    made = await ask("create_llm_provider", kind="openai", model="gpt-5-mini")
    with pytest.raises(Conflict, match="openai has no key yet"):
        await ask("test_llm_provider", id=made["id"])


async def test_trying_one_out_says_what_it_said_or_why_not(ask: Ask, server: OpenAI) -> None:
    made = await ask("create_llm_provider", **OURS, baseUrl=server.url, apiKey=KEY)
    server.script += [says("Ready when you are.")]
    assert (await ask("test_llm_provider", id=made["id"]))["answer"] == "Ready when you are."
    assert server.asked[-1]["model"] == "llama three"
    server.script += [Refusal(401), Refusal(401)]
    with pytest.raises(Unavailable):
        await ask("test_llm_provider", id=made["id"])
    with pytest.raises(NotFound):
        await ask("test_llm_provider", id=made["id"], by=person("lk-nora", "lakeshore"))


async def test_the_agent_uses_the_companys_default_and_another_companys_does_not(
    ask: Ask, desk: Desk, server: OpenAI, tmp_path: Path
) -> None:
    await ask("create_llm_provider", **OURS, baseUrl=server.url, apiKey=KEY)
    settings = Settings(data=tmp_path, openai_base_url=None)
    server.script += [calls("list_jobs"), says("Here is the board.")]
    company = await desk.companies.of("ridgeline")
    async with Typed(Conversation(desk, person("dana"), company), settings) as typed:
        assert (await typed.say("what is on the board")).reply == "Here is the board."
    asked = len(server.asked)
    other = await desk.companies.of("lakeshore")
    async with Typed(Conversation(desk, person("lk-nora", "lakeshore"), other), settings) as typed:
        await typed.say("what is on the board")
    assert len(server.asked) == asked == 2
