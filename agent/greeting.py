"""The greeting of a call, played from a recording that was made once, where a cloud voice makes one."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import structlog
from livekit import rtc
from livekit.agents import NOT_GIVEN, AgentSession, utils

from agent.conversation import Conversation
from agent.opening import opening_words
from agent.speech.spoken import spoken
from domain.ports import Speech, SpeechFailed

WITHIN = 1.0  # seconds for a first rendering, so that the caller hears something in 2.5 with no cloud at all
log = structlog.get_logger()


async def greet(
    session: AgentSession[Any], conversation: Conversation, voice_id: str, *, within: float = WITHIN
) -> None:
    """Say what a call is opened with. What is not rendered in time is spoken by the session's own voice.

    It is rendered to the end meanwhile, for the next call.
    """
    words, speech = opening_words(conversation), conversation.desk.ports.speech
    if speech is None:
        await session.say(words)
        return
    rendering = asyncio.create_task(_rendered(speech, words, voice_id))
    try:
        await asyncio.wait({rendering}, timeout=within)
        recording = rendering.result() if rendering.done() else None
        await session.say(words, audio=_played(*recording) if recording else NOT_GIVEN)
    finally:
        await utils.aio.cancel_and_wait(rendering)


async def _rendered(speech: Speech, words: str, voice_id: str) -> tuple[bytes, int] | None:
    """The samples of the words and their rate; None where they cannot be had."""
    try:
        file = await speech.phrase(spoken(words), voice_id)
        return await asyncio.to_thread(_samples, file)
    except (SpeechFailed, OSError, EOFError, wave.Error) as failed:
        log.warning("greeting_not_rendered", reason=str(failed))
        return None


def _samples(file: Path) -> tuple[bytes, int]:
    with wave.open(str(file)) as recording:
        return recording.readframes(recording.getnframes()), recording.getframerate()


async def _played(samples: bytes, rate: int) -> AsyncIterator[rtc.AudioFrame]:
    pieces = utils.audio.AudioByteStream(rate, 1, rate // 20)
    for frame in (*pieces.write(samples), *pieces.flush()):
        yield frame
