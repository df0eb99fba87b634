"""Speech to test with, made here, and engines that note what they are given."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncGenerator, Iterator
from functools import cache

import numpy as np
from livekit import rtc
from livekit.agents import NOT_GIVEN, APIConnectOptions, LanguageCode, NotGivenOr, stt, utils

from agent.voices.espeak import Espeak
from agent.voices.sphinx import samples_of

RATE = 16_000
SILENCE = bytes(RATE)
SAYS = """
import asyncio, sys
from agent.voices.espeak import Espeak

async def say():
    async for chunk in Espeak().speak(sys.argv[1]):
        sys.stdout.buffer.write(chunk)

asyncio.run(say())
"""


@cache
def _spoken(text: str) -> bytes:
    """A text as espeak-ng says it first: what it has said before in a process changes how it sounds."""
    return subprocess.run([sys.executable, "-c", SAYS, text], stdout=subprocess.PIPE, check=True).stdout


async def speech(text: str = "job ten forty two is done") -> bytes:
    """Samples at 16 kHz of a text spoken, with half a second of silence around it."""
    pcm = await asyncio.to_thread(_spoken, text)
    return SILENCE + samples_of([rtc.AudioFrame(pcm, Espeak.sample_rate, 1, len(pcm) // 2)]) + SILENCE


def telephone(pcm: bytes) -> bytes:
    """The same samples after a telephone has let through what it does."""
    spectrum = np.fft.rfft(np.frombuffer(pcm, np.int16).astype(float))
    pitch = np.fft.rfftfreq(len(pcm) // 2, 1 / RATE)
    passed = np.fft.irfft(np.where((pitch > 300) & (pitch < 3400), spectrum, 0), len(pcm) // 2)
    return bytes(passed.clip(-32768, 32767).astype(np.int16).tobytes())


def frames(pcm: bytes, milliseconds: int = 20) -> Iterator[rtc.AudioFrame]:
    """The samples in frames, as a transport brings them."""
    size = RATE * milliseconds // 1000 * 2
    for at in range(0, len(pcm) - size + 1, size):
        yield rtc.AudioFrame(pcm[at : at + size], RATE, 1, size // 2)


class Scribe(stt.STT[str]):
    """A local recogniser that writes the same for everything it is given."""

    def __init__(self, writes: str = "written here", confidence: float = 0.9) -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=False, interim_results=False))
        self.writes, self.confidence = writes, confidence
        self.given: list[float] = []

    async def _recognize_impl(
        self, buffer: utils.AudioBuffer, *, language: NotGivenOr[str] = NOT_GIVEN, conn_options: APIConnectOptions
    ) -> stt.SpeechEvent:
        self.given.append(utils.merge_frames(buffer).duration)
        data = stt.SpeechData(language=LanguageCode("en"), text=self.writes, confidence=self.confidence)
        return stt.SpeechEvent(type=stt.SpeechEventType.FINAL_TRANSCRIPT, alternatives=[data])


class Speaker:
    """A local voice that notes what it is to say."""

    name = "speaker"
    sample_rate = RATE

    def __init__(self) -> None:
        self.said: list[str] = []

    async def speak(self, text: str) -> AsyncGenerator[bytes, None]:
        self.said.append(text)
        yield bytes(RATE // 5) * len(text.split())
