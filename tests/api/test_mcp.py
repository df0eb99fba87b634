"""MCP, driven by the official SDK's own client over a real connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from socket import socket
from typing import Any

import httpx2
import mcp_types as types
import pytest
import uvicorn
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client

from api.app import create_app
from api.mcp import EVERYDAY
from domain.signin import SignIn
from tests.conftest import PASSWORD, Ask
from tools.catalog import OPERATIONS
from tools.perform import Desk


@pytest.fixture
async def address(desk: Desk, signin: SignIn) -> AsyncIterator[str]:
    """The application on a port of its own."""
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(desk, signin), port=port, log_level="error"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


@asynccontextmanager
async def connected(address: str, signin: SignIn, email: str, **options: Any) -> AsyncIterator[Client]:
    """A client signed in as somebody."""
    token = (await signin.sign_in(email, PASSWORD)).token
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(headers=headers) as http:
        transport = streamable_http_client(f"{address}/api/mcp", http_client=http)
        async with Client(transport, **options) as client:
            yield client


def words(result: Any) -> str:
    """The text of a result."""
    return " ".join(each.text for each in result.content)


async def test_a_role_is_shown_its_own_tools_and_finds_the_rest(address: str, signin: SignIn) -> None:
    async with connected(address, signin, "luis@ridgeline.example") as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert len(tools) <= 25
        assert "list_tech_jobs" in tools
        assert "assign_job" not in tools
        assert tools["get_job"].annotations is not None
        assert tools["get_job"].annotations.read_only_hint is True
        found = await client.call_tool("search_operations", {"query": "clock out"})
        assert "update_time_entry" in words(found)


def test_what_is_shown_first_exists() -> None:
    assert set(EVERYDAY) <= OPERATIONS.keys()


async def test_records_may_be_named_by_words(address: str, signin: SignIn, ask: Ask) -> None:
    async with connected(address, signin, "priya@ridgeline.example") as client:
        done = await client.call_tool("assign_job", {"id": "the sewer camera job", "techId": "luis"})
        assert not done.is_error
        which = await client.call_tool("assign_job", {"id": "job-1052", "techId": "mike"})
        assert which.is_error
        assert "mike-a" in words(which)
    assert (await ask("get_job", id="job-1051"))["techId"] == "luis"


async def test_what_the_role_forbids_is_refused(address: str, signin: SignIn) -> None:
    async with connected(address, signin, "luis@ridgeline.example") as client:
        refused = await client.call_tool(
            "execute_operation", {"operation": "assign_job", "arguments": {"id": "job-1045", "techId": "tasha"}}
        )
        assert refused.is_error
        assert "may not" in words(refused)


async def test_without_elicitation_it_waits_for_a_person_on_the_page(address: str, signin: SignIn, ask: Ask) -> None:
    async with connected(address, signin, "dana@ridgeline.example") as client:
        waits = await client.call_tool(
            "delete_job",
            {"id": "job-1040"},
        )
        assert waits.is_error
        assert "Delete job 1040" in words(waits)
    assert (await ask("get_job", id="job-1040"))["number"] == 1040
    token = (await signin.sign_in("dana@ridgeline.example", PASSWORD)).token
    async with httpx2.AsyncClient(base_url=address, headers={"Authorization": f"Bearer {token}"}) as http:
        items = (await http.get("/api/pending")).json()["items"]
        assert [each["question"] for each in items] == ["Delete job 1040, Annual furnace tune-up, for good?"]
        assert (await http.post(f"/api/pending/{items[0]['id']}", json={"yes": True})).json()["done"] is True
        assert (await http.get("/api/jobs/job-1040")).status_code == 404
        assert (await http.post(f"/api/pending/{items[0]['id']}", json={"yes": True})).status_code == 404


@pytest.mark.parametrize(("action", "left"), [("accept", False), ("decline", True)])
async def test_a_client_that_can_ask_asks_its_person(
    address: str, signin: SignIn, ask: Ask, action: Any, left: bool
) -> None:
    asked: list[str] = []

    async def person(context: Any, params: Any) -> types.ElicitResult:
        asked.append(params.message)
        return types.ElicitResult(action=action, content={})

    async with connected(address, signin, "dana@ridgeline.example", elicitation_callback=person) as client:
        await client.call_tool("delete_job", {"id": "job-1041"})
    assert asked == ["Delete job 1041, Drain clearing, for good?"]
    jobs = await ask("list_jobs", limit=200)
    assert any(job["id"] == "job-1041" for job in jobs["items"]) is left


async def test_a_yes_opens_the_door_for_the_call_that_was_asked_about_and_no_other(
    address: str, signin: SignIn, ask: Ask
) -> None:
    yes: Any = {"confirm": types.ElicitResult(action="accept", content={})}
    async with connected(address, signin, "dana@ridgeline.example", elicitation_callback=never) as client:

        async def deleted(job: str, **answer: Any) -> Any:
            return await client.session.call_tool("delete_job", {"id": job}, allow_input_required=True, **answer)

        asked = await deleted("job-1040")
        for state, job in ((asked.request_state, "job-1041"), ("1773153000.forged", "job-1040"), (None, "job-1040")):
            again = await deleted(job, input_responses=yes, request_state=state)
            assert isinstance(again, types.InputRequiredResult)
        assert {"job-1040", "job-1041"} <= {each["id"] for each in (await ask("list_jobs", limit=200))["items"]}
        done = await deleted("job-1040", input_responses=yes, request_state=asked.request_state)
        assert not done.is_error


async def never(context: Any, params: Any) -> types.ElicitResult:
    """A person who is not asked, because the test answers by hand."""
    raise AssertionError("the client must not ask")


@pytest.mark.parametrize("given", [{}, {"operation": "get_job", "arguments": ["job-1040"]}, {"operation": 7}])
async def test_nonsense_is_answered_in_a_sentence(address: str, signin: SignIn, given: Any) -> None:
    async with connected(address, signin, "dana@ridgeline.example") as client:
        refused = await client.call_tool("execute_operation", given)
        assert refused.is_error
        assert words(refused) == "Give the operation's name, and its arguments as an object."


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_clients_of_either_era_are_served(address: str, signin: SignIn, mode: Any) -> None:
    async with connected(address, signin, "dana@ridgeline.example", mode=mode) as client:
        job = await client.call_tool("get_job", {"id": "job-1042"})
        assert job.structured_content["result"]["number"] == 1042


async def test_a_token_for_mcp_opens_that_and_no_other_door(address: str) -> None:
    told = {"email": "priya@ridgeline.example", "password": PASSWORD}
    async with httpx2.AsyncClient(base_url=address) as http:
        given = await http.post("/api/session", json={**told, "audience": "mcp"})
        assert "set-cookie" not in given.headers
        headers = {"Authorization": f"Bearer {given.json()['token']}"}
        for path in ("/api/jobs", "/api/users/me", "/api/pending"):
            assert (await http.get(path, headers=headers)).status_code == 401, path
        usual = await http.post("/api/session", json=told)
        assert (await http.get("/api/jobs", headers={"Authorization": f"Bearer {usual.json()['token']}"})).is_success
    async with (
        httpx2.AsyncClient(headers=headers) as http,
        Client(streamable_http_client(f"{address}/api/mcp", http_client=http)) as client,
    ):
        assert not (await client.call_tool("list_jobs", {})).is_error


async def test_no_token_no_tools(address: str) -> None:
    async with httpx2.AsyncClient(base_url=address) as http:
        answer = await http.post("/api/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
        assert answer.status_code == 401
        assert "WWW-Authenticate" in answer.headers
        assert (await http.get("/api/mcp")).json()["status"] == "ok"
