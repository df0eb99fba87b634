"""ElevenLabs outside of a conversation: the voices to choose from, and set phrases rendered once and kept."""

from __future__ import annotations

import asyncio
import hashlib
import io
import wave
from pathlib import Path
from uuid import uuid4

import httpx
from elevenlabs import AsyncElevenLabs
from elevenlabs.core.api_error import ApiError
from elevenlabs.core.request_options import RequestOptions
from elevenlabs.types.voice import Voice as TheirVoice

from domain.ports import SpeechFailed, Voice

API = "https://api.elevenlabs.io"
MODEL = "eleven_flash_v2_5"
RATE = 24_000
TIMEOUT = 30.0
LISTED_WITHIN = RequestOptions(timeout_in_seconds=5, max_retries=0)
AT_ONCE = 100
MOST_PAGES = 10


class ElevenLabsSpeech:
    """The account's voices, and phrases spoken with them."""

    def __init__(self, key: str, folder: Path, base_url: str = API) -> None:
        self._client = AsyncElevenLabs(api_key=key, base_url=base_url, timeout=TIMEOUT)
        self._folder = folder

    async def voices(self) -> list[Voice]:
        """The voices that the key may use, by name."""
        found: list[Voice] = []
        token: str | None = None
        try:
            for _ in range(MOST_PAGES):
                page = await self._client.voices.search(
                    page_size=AT_ONCE, sort="name", next_page_token=token, request_options=LISTED_WITHIN
                )
                found += map(_voice, page.voices)
                token = page.next_page_token
                if not page.has_more or token is None:
                    break
        except (ApiError, httpx.HTTPError) as trouble:
            raise SpeechFailed(_sentence(trouble)) from trouble
        return found

    async def phrase(self, text: str, voice_id: str) -> Path:
        """A WAV file of a phrase, rendered the first time it is asked for."""
        name = hashlib.sha256(f"{MODEL}\n{voice_id}\n{text}".encode()).hexdigest()[:32]
        file = self._folder / f"{name}.wav"
        if not await asyncio.to_thread(file.exists):
            samples = await self._rendered(text, voice_id)
            await asyncio.to_thread(_keep, file, samples)
        return file

    async def _rendered(self, text: str, voice_id: str) -> bytes:
        try:
            chunks = self._client.text_to_speech.convert(voice_id, text=text, model_id=MODEL, output_format="pcm_24000")
            samples = b"".join([chunk async for chunk in chunks])
        except (ApiError, httpx.HTTPError) as trouble:
            raise SpeechFailed(_sentence(trouble)) from trouble
        if not samples:
            raise SpeechFailed("ElevenLabs made no sound of that; try again later.")
        return samples


def _voice(told: TheirVoice) -> Voice:
    return Voice(told.voice_id, told.name or told.voice_id, told.description or "")


def _keep(file: Path, samples: bytes) -> None:
    recording = io.BytesIO()
    with wave.open(recording, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        wav.writeframes(samples)
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(f".{uuid4().hex}.part")  # another process may be rendering the same
    unfinished.write_bytes(recording.getvalue())
    unfinished.replace(file)


def _sentence(trouble: ApiError | httpx.HTTPError) -> str:
    if not isinstance(trouble, ApiError):
        return f"ElevenLabs does not answer ({type(trouble).__name__}); try again."
    if trouble.status_code in {401, 403}:
        return "ElevenLabs refuses the key; set ELEVENLABS_API_KEY to a valid one."
    if trouble.status_code == 404:
        return "ElevenLabs does not know that voice; choose another one."
    return f"ElevenLabs answers with status {trouble.status_code}; try again later."
