"""Deepgram under watch: what it writes counts, what it leaves unwritten the local recogniser writes, nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from livekit.agents import inference, stt
from livekit.plugins import deepgram as plugin

from agent.voices.watched import Patience, WatchedSTT
from tests.agent.voices.sound import RATE, SILENCE, Scribe, frames, speech
from tests.loopback_deepgram import KEY, Deepgram, Manner, deepgram

QUICK = Patience(connecting=0.5, words=0.6, final=0.5, second_try=0.5, recording=0.5, rest=60.0)
PATIENT = Patience(words=20.0, final=20.0, second_try=20.0)
HERE = "written here"
# A microphone's frames come one by one; so do these, only faster.
SPEED = 10


@pytest.fixture
async def utterance() -> bytes:
    return await speech()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def watched(
    server: Deepgram, http: aiohttp.ClientSession, local: Scribe, patience: Patience = QUICK, key: str = KEY
) -> WatchedSTT:
    cloud = plugin.STT(api_key=key, base_url=f"{server.url}/v1/listen", http_session=http, keyterm=["Maria Garcia"])
    return WatchedSTT(cloud, local, inference.VAD(), patience)


async def finals(hears: WatchedSTT, *utterances: bytes) -> list[str]:
    """What is written of utterances, each said after the one before has been written; and then until the end."""
    written: list[str] = []
    async with hears.stream() as stream:
        texts = _finals(stream)
        for at, utterance in enumerate(utterances, start=1):
            for frame in frames(utterance + SILENCE):
                stream.push_frame(frame)
                await asyncio.sleep(frame.duration / SPEED)
            if at < len(utterances):
                written.append(await asyncio.wait_for(anext(texts), 20))
        stream.end_input()
        return [*written, *[text async for text in texts]]


async def _finals(stream: stt.RecognizeStream) -> AsyncIterator[str]:
    async for event in stream:
        if event.type == stt.SpeechEventType.FINAL_TRANSCRIPT:
            yield event.alternatives[0].text


async def test_a_cloud_that_works_is_all_that_is_asked(http: aiohttp.ClientSession, utterance: bytes) -> None:
    local = Scribe()
    async with deepgram() as server:
        assert await finals(watched(server, http, local, PATIENT), utterance) == ["job ten forty two is done"]
    assert local.given == []
    assert server.asked[0]["keyterm"] == ["Maria Garcia"]
    assert server.controls[-1] == "CloseStream"


@pytest.mark.parametrize("manner", ["dies", "hangs"])
async def test_a_cloud_that_breaks_is_replaced_within_the_utterance(
    http: aiohttp.ClientSession, utterance: bytes, manner: Manner
) -> None:
    local = Scribe()
    async with deepgram(manner=manner) as server:
        assert await finals(watched(server, http, local), utterance) == [HERE]
    assert local.given[0] > (len(utterance) - len(SILENCE)) / 2 / RATE  # all of it, not what was left when it broke


async def test_a_cloud_that_refuses_the_key_is_left_alone(http: aiohttp.ClientSession, utterance: bytes) -> None:
    async with deepgram() as server:
        written = await finals(watched(server, http, Scribe(), key="wrong"), utterance, utterance, utterance)
    assert written == [HERE, HERE, HERE]
    assert len(server.asked) == 1


async def test_a_cloud_that_falls_silent_is_restarted_and_hears_the_utterance_again(
    http: aiohttp.ClientSession, utterance: bytes
) -> None:
    local = Scribe()
    async with deepgram() as server:
        server.manners = ["deaf"]
        patience = Patience(words=0.6, final=0.6, second_try=20.0)
        assert await finals(watched(server, http, local, patience), utterance) == ["job ten forty two is done"]
    assert local.given == []
    assert len(server.heard) == 2
    assert server.heard[1] > (len(utterance) - len(SILENCE)) / 2 / RATE


async def test_a_cloud_that_stays_silent_is_replaced_and_then_left_alone(
    http: aiohttp.ClientSession, utterance: bytes
) -> None:
    async with deepgram(manner="deaf") as server:
        assert await finals(watched(server, http, Scribe()), utterance, utterance) == [HERE, HERE]
    assert len(server.heard) == 2


async def test_what_neither_of_them_understands_is_not_made_up(http: aiohttp.ClientSession, utterance: bytes) -> None:
    async with deepgram(manner="deaf") as server:
        assert await finals(watched(server, http, Scribe(confidence=0.3)), utterance) == []


async def test_a_cloud_that_has_rested_is_tried_again(http: aiohttp.ClientSession, utterance: bytes) -> None:
    patience = Patience(words=20.0, final=20.0, second_try=20.0, rest=0.0)
    async with deepgram() as server:
        server.manners = ["dies"]
        written = await finals(watched(server, http, Scribe(), patience), utterance, utterance)
    assert written == [HERE, "job ten forty two is done"]


async def test_a_recording_goes_to_the_local_recogniser_when_the_cloud_hangs(
    http: aiohttp.ClientSession, utterance: bytes
) -> None:
    async with deepgram(manner="hangs") as server:
        event = await watched(server, http, Scribe()).recognize(list(frames(utterance)))
    assert event.alternatives[0].text == HERE
