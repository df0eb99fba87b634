"""ElevenLabs with the local voice behind it: every word is said, none twice, and the caller does not wait long."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from livekit.agents import tts
from livekit.plugins import elevenlabs as plugin

from agent.voices.handover import HandoverTTS, Patience
from tests.agent.voices.sound import Speaker
from tests.loopback_elevenlabs import KEY, ElevenLabs, Manner, elevenlabs

TEXT = "Good morning Mike. You have three jobs today."
WORDS = TEXT.split()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def speaks(
    server: ElevenLabs, http: aiohttp.ClientSession, voice: Speaker, patience: Patience | None = None, key: str = KEY
) -> HandoverTTS:
    cloud = plugin.TTS(
        voice_id="v1",
        model="eleven_flash_v2_5",
        encoding="pcm_24000",
        api_key=key,
        base_url=f"{server.url}/v1",
        preferred_alignment="original",
        http_session=http,
    )
    return HandoverTTS(cloud, voice, patience or Patience(sound=0.5))


async def seconds(stream: tts.SynthesizeStream, *pieces: str) -> float:
    """How much sound the pieces of a text make."""
    for piece in pieces:
        stream.push_text(piece)
    stream.end_input()
    async with stream:
        return sum([audio.frame.duration async for audio in stream])


async def test_a_cloud_that_works_says_it_all(http: aiohttp.ClientSession) -> None:
    voice = Speaker()
    async with elevenlabs() as server, speaks(server, http, voice, Patience(sound=20)) as speaking:
        heard = await seconds(speaking.stream(), "Good morn", "ing Mike. You have ", "three jobs today.")
    assert server.spoken == WORDS
    assert voice.said == []
    assert heard == pytest.approx(0.06 * (len(TEXT) + 1), abs=0.2)


async def test_numbers_are_written_out_before_they_are_sent(http: aiohttp.ClientSession) -> None:
    async with elevenlabs() as server, speaks(server, http, Speaker(), Patience(sound=20)) as speaking:
        await seconds(speaking.stream(), "Job 1042 is done.")
    assert "1042" not in " ".join(server.spoken)


@pytest.mark.parametrize("manner", ["dies", "fails"])
@pytest.mark.parametrize("words", [2, 5])
async def test_the_local_voice_goes_on_where_the_cloud_broke_off(
    http: aiohttp.ClientSession, manner: Manner, words: int
) -> None:
    voice = Speaker()
    async with elevenlabs(manner) as server, speaks(server, http, voice) as speaking:
        server.words_before_the_end = words
        heard = await seconds(speaking.stream(), TEXT)
    assert [*server.spoken, *" ".join(voice.said).split()] == WORDS
    assert heard > 0.06 * len(" ".join(WORDS[:words]))


@pytest.mark.parametrize("manner", ["hangs", "mute"])
async def test_a_cloud_that_makes_no_sound_is_not_waited_for_twice(http: aiohttp.ClientSession, manner: Manner) -> None:
    voice = Speaker()
    async with elevenlabs(manner) as server, speaks(server, http, voice) as speaking:
        assert await seconds(speaking.stream(), TEXT) == pytest.approx(0.1 * len(WORDS))
        connections = server.connections
        assert await seconds(speaking.stream(), TEXT) == pytest.approx(0.1 * len(WORDS))
    assert " ".join(voice.said).split() == WORDS * 2
    assert server.connections == connections == 1


async def test_a_refused_key_leaves_the_local_voice(http: aiohttp.ClientSession) -> None:
    voice = Speaker()
    async with elevenlabs() as server, speaks(server, http, voice, key="wrong") as speaking:
        assert await seconds(speaking.stream(), TEXT) == pytest.approx(0.1 * len(WORDS))
    assert " ".join(voice.said).split() == WORDS


async def test_a_cloud_that_has_rested_is_tried_again(http: aiohttp.ClientSession) -> None:
    voice = Speaker()
    async with elevenlabs("fails") as server, speaks(server, http, voice, Patience(sound=20, rest=0)) as speaking:
        await seconds(speaking.stream(), TEXT)
        server.manner, server.spoken = "well", []
        await seconds(speaking.stream(), TEXT)
    assert server.spoken == WORDS
