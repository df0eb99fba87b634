"""A whole job of the worker, in the room that the framework offers where there is no server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from livekit import rtc
from livekit.agents import AgentSession, JobContext
from livekit.agents.ipc.mock_room import create_mock_room
from livekit.agents.testing import fake_job_context
from livekit.api import TwirpError

from agent.dispatcher import Dispatcher
from agent.person import NOT_THROUGH, THROUGH
from agent.settings import Settings
from agent.transports.room import NEEDED, answer, work
from domain import demo
from domain.problems import Invalid
from domain.roles import Role
from tests.agent.test_identity import number_of
from tests.conftest import Ask
from tests.postgres import Place

PIN = "4821"


def room_with(number: str) -> Any:
    """A room in which somebody has called Ridgeline from this number, and the carrier vouches for it."""
    room = create_mock_room.__wrapped__()
    room.name = "call-1"
    (caller,) = room.remote_participants.values()
    caller.kind = rtc.ParticipantKind.PARTICIPANT_KIND_SIP
    caller.track_publications = {}
    caller.attributes = {"sip.phoneNumber": number, "sip.trunkPhoneNumber": "+13035550100", "sip.verstat": "A"}
    return room


@asynccontextmanager
async def answered(room: Any) -> AsyncIterator[AgentSession[Any]]:
    """The session of a job that has answered the room."""
    with fake_job_context(room=room) as job:
        async with asyncio.timeout(30):
            await answer(job)
        session = job._primary_agent_session
        assert session is not None
        session.output.set_audio_enabled(False)  # what is said from here on need not be listened to
        yield session
        await session.aclose()
        for callback in job._shutdown_callbacks:
            await callback("over")


def conversation_of(session: AgentSession[Any]) -> Any:
    agent = session.current_agent
    assert isinstance(agent, Dispatcher)
    return agent.conversation


def said_by_us(session: AgentSession[Any]) -> list[str]:
    return [
        each.text_content or "" for each in session.history.items if each.type == "message" and each.role == "assistant"
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the company's language is kept, which takes some seconds to learn."""
    return tmp_path_factory.mktemp("worker")


@pytest.fixture(autouse=True)
def here(place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker's own installation is this test's."""
    monkeypatch.setenv("CALLOUT_DATA", str(folder))
    monkeypatch.setenv("CALLOUT_DATABASE_URL", place.url)
    monkeypatch.setattr("agent.installation.wall_clock", demo.demo_now)


async def test_a_technicians_call_is_greeted_and_served() -> None:
    async with answered(room_with(number_of("mike-a"))) as session:
        assert said_by_us(session) == ["Thanks for calling Ridgeline Home Services. How can I help?"]
        await session.run(user_input="what's my next job")
        assert "1047" in said_by_us(session)[-1], "he is at 1042 already"


async def test_a_call_is_logged_from_its_first_ring_and_completed(ask: Ask) -> None:
    async with answered(room_with(number_of("mike-a"))) as session:
        [begun] = (await ask("list_call_logs", userId="mike-a"))["items"]
        assert (begun["kind"], begun["outcome"]) == ("call", "abandoned")
        await session.run(user_input="text maria garcia that i'm on my way")
    ended = await ask("get_call_log", id=begun["id"])
    assert (ended["outcome"], ended["summary"]) == ("done", "Sent Maria Garcia the message.")


@pytest.mark.parametrize("broken", [False, True])
async def test_who_wants_a_person_is_put_through_once_that_has_been_said(
    broken: bool, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask("update_account_settings", transferNumber="+13035550142")
    transferred: asyncio.Future[tuple[Any, str]] = asyncio.get_running_loop().create_future()

    async def transfer(job: Any, participant: Any, transfer_to: str) -> None:
        transferred.set_result((participant.attributes["sip.phoneNumber"], transfer_to))
        if broken:
            raise TwirpError("unavailable", "the trunk does not answer", status=503)

    monkeypatch.setattr(JobContext, "transfer_sip_participant", transfer)
    async with answered(room_with(number_of("mike-a"))) as session:
        replied = asyncio.Event()
        await session.run(user_input="let me talk to a person")
        session.on("conversation_item_added", lambda added: replied.set() if added.item.role == "assistant" else None)
        assert said_by_us(session)[-1] == THROUGH
        async with asyncio.timeout(20):
            assert await transferred == (number_of("mike-a"), "tel:+13035550142")
            if broken:
                await replied.wait()
                assert said_by_us(session)[-1] == NOT_THROUGH
    [log] = (await ask("list_call_logs", userId="mike-a"))["items"]
    assert log["outcome"] == ("unresolved" if broken else "done")
    assert ("Put through to (303) 555-0142" in log["summary"]) is not broken


async def test_a_pin_is_keyed_in(ask: Ask) -> None:
    await ask("update_user", id="priya", pin=PIN)
    room = room_with(number_of("priya"))
    async with answered(room) as session:
        assert conversation_of(session).actor.role is Role.CALLER
        replied = asyncio.Event()
        session.on("conversation_item_added", lambda added: replied.set() if added.item.role == "assistant" else None)
        for key in f"{PIN}#":
            _handler(room, "sip_dtmf_received")(SimpleNamespace(digit=key, code=0, participant=None))
        async with asyncio.timeout(20):
            await replied.wait()
        assert conversation_of(session).actor.user_id == "priya"
        assert PIN not in str([each.text_content for each in session.history.items if each.type == "message"])


def _handler(room: Any, event: str) -> Callable[[Any], None]:
    found: Callable[[Any], None] = next(each.args[1] for each in room.on.call_args_list if each.args[0] == event)
    return found


def test_without_a_server_it_says_what_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NEEDED:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(Invalid, match="LIVEKIT_URL"):
        work(Settings())
