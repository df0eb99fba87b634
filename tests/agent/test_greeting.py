"""The greeting in the company's own voice: rendered once and played, or spoken as all else where that fails."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from livekit.agents import AgentSession

from agent.conversation import Conversation
from agent.greeting import greet
from agent.opening import opening_words
from agent.session import start
from agent.settings import Settings
from agent.transports.sinks import KeptSink
from agent.voicing import Engines, voice_settings
from domain.context import Actor
from domain.roles import Role
from integrations.elevenlabs import ElevenLabsSpeech
from storage.database import Database
from tests.conftest import person
from tests.loopback_elevenlabs import KEY, ElevenLabs, elevenlabs
from tools.call import Call
from tools.perform import Desk, perform

WORDS = "Thanks for calling Ridgeline Home Services. How can I help?"


@pytest.fixture
async def server() -> AsyncIterator[ElevenLabs]:
    async with elevenlabs() as stand_in:
        yield stand_in


class Calls:
    """Calls that are answered with ElevenLabs' voices."""

    def __init__(self, desk: Desk, database: Database, server: ElevenLabs, folder: Path) -> None:
        self.folder = folder / "phrases"
        speech = ElevenLabsSpeech(KEY, self.folder, server.url)
        self.desk = replace(desk, ports=replace(desk.ports, speech=speech))
        self.settings = Settings(
            data=folder, openai_base_url=None, elevenlabs_api_key=KEY, elevenlabs_base_url=server.url,
            elevenlabs_voice="v1",
        )  # fmt: skip
        self.engines = Engines(self.settings, database)

    async def answered(self, voice: str | None = None, within: float = 5.0) -> tuple[bytes, Conversation]:
        """What a caller hears first, and the conversation after it."""
        company = await self.desk.companies.of("ridgeline")
        if voice is not None:
            company = replace(company, settings={**company.settings, "voice": voice})
        conversation = Conversation(self.desk, Actor("ridgeline", Role.CALLER), company, "phone")
        sink = KeptSink()
        async with AsyncExitStack() as stack:
            session: AgentSession[Any] = AgentSession(tts=self.engines.speaks(company))
            session.output.audio = sink
            await start(session, conversation)
            stack.push_async_callback(session.aclose)
            await greet(session, conversation, voice_settings(self.settings, company).voice_id, within=within)
            assert [item.text_content for item in session.history.items if item.type == "message"] == [WORDS]
        return bytes(sink.pcm), conversation


@pytest.fixture
async def calls(desk: Desk, database: Database, server: ElevenLabs, tmp_path: Path) -> AsyncIterator[Calls]:
    made = Calls(desk, database, server, tmp_path)
    yield made
    await made.engines.close()


def kept(folder: Path) -> bytes:
    """The samples of the one phrase that is kept."""
    [file] = folder.iterdir()
    with wave.open(str(file)) as recording:
        return bytes(recording.readframes(recording.getnframes()))


async def test_it_is_rendered_once_and_played_to_each_caller(calls: Calls, server: ElevenLabs) -> None:
    first, conversation = await calls.answered()
    again, _ = await calls.answered()
    assert opening_words(conversation) == WORDS
    assert first == again == kept(calls.folder)
    assert [each["text"] for each in server.rendered] == [WORDS]
    assert server.spoken == []


async def test_it_is_spoken_as_all_else_where_it_cannot_be_rendered(calls: Calls, server: ElevenLabs) -> None:
    heard, _ = await calls.answered("nobody")
    assert heard
    assert " ".join(server.spoken) == WORDS
    assert not calls.folder.exists()


async def test_nobody_waits_for_a_cloud_that_hangs(calls: Calls, server: ElevenLabs) -> None:
    server.manner = "hangs"
    async with asyncio.timeout(20):
        heard, _ = await calls.answered(within=0.05)
    assert heard, "the voice of this machine"


async def test_the_chosen_voice_greets_and_speaks_from_the_next_call_on(calls: Calls, server: ElevenLabs) -> None:
    for chosen, speaks in ((None, "v1"), ("Bea", "v2")):
        await perform(calls.desk, Call("update_account_settings", {"voice": chosen}, person("dana")))
        await calls.answered()
        company = await calls.desk.companies.of("ridgeline")
        async with calls.engines.speaks(company) as voice, voice.stream() as stream:
            stream.push_text("Hello.")
            stream.end_input()
            assert [audio.frame.duration async for audio in stream]
        assert server.spoken_with.pop() == server.rendered[-1]["voice"] == speaks
