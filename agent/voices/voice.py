"""A voice on this machine, and the plugin that lets a session speak with it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol
from uuid import uuid4

from livekit.agents import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions, tts

from agent.speech.spoken import spoken


class Voice(Protocol):
    """Speaks text as it stands: 16-bit mono samples, in chunks. Closing the generator stops it."""

    name: str
    sample_rate: int

    def speak(self, text: str) -> AsyncGenerator[bytes, None]: ...


class LocalTTS(tts.TTS[str]):
    """Sentences spoken by a local voice."""

    def __init__(self, voice: Voice) -> None:
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=False), sample_rate=voice.sample_rate, num_channels=1
        )
        self.voice = voice

    @property
    def model(self) -> str:
        return self.voice.name

    @property
    def provider(self) -> str:
        return "local"

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        return _Sentence(tts=self, input_text=text, conn_options=conn_options)


class _Sentence(tts.ChunkedStream):
    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        assert isinstance(self._tts, LocalTTS)
        voice = self._tts.voice
        output_emitter.initialize(
            request_id=uuid4().hex,
            sample_rate=voice.sample_rate,
            num_channels=1,
            mime_type="audio/pcm",
            frame_size_ms=50,
        )
        async with aclosing(voice.speak(spoken(self._input_text))) as chunks:
            async for chunk in chunks:
                output_emitter.push(chunk)
        output_emitter.flush()
