"""Recordings transcribed by Deepgram."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import httpx
from deepgram import AsyncDeepgramClient
from deepgram.core.api_error import ApiError
from deepgram.environment import DeepgramClientEnvironment

API = "https://api.deepgram.com"
MODEL = "nova-3"
TIMEOUT = 60
# Deepgram takes 500 tokens of key terms; a name is about four.
MOST_KEYTERMS = 100


class TranscriptionFailed(Exception):
    """The recording could not be transcribed; says in one sentence why."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What is said in a recording, and how surely (0 to 1)."""

    text: str
    confidence: float


class DeepgramTranscriber:
    """Transcribes whole recordings."""

    def __init__(self, key: str, base_url: str = API) -> None:
        place = DeepgramClientEnvironment(base=base_url, production=base_url, agent=base_url, agent_rest=base_url)
        self._client = AsyncDeepgramClient(api_key=key, environment=place, timeout=TIMEOUT)

    async def transcribe(self, audio: bytes, mime: str, keyterms: Sequence[str] = ()) -> Transcript:
        """The words of a recording of any kind that browsers and phones make; key terms are names to listen for."""
        try:
            answer = await self._client.listen.v1.media.transcribe_file(
                request=audio,
                model=MODEL,
                language="en-US",
                punctuate=True,
                keyterm=list(dict.fromkeys(keyterms))[:MOST_KEYTERMS],
                request_options={"additional_headers": {"content-type": mime}, "max_retries": 1},
            )
            best = answer.results.channels[0].alternatives[0]
        except ApiError as refused:
            raise TranscriptionFailed(_sentence(refused)) from refused
        except httpx.HTTPError as trouble:
            raise TranscriptionFailed(f"Deepgram does not answer ({type(trouble).__name__}); try again.") from trouble
        except (AttributeError, IndexError, TypeError) as strange:
            raise TranscriptionFailed("Deepgram's answer has no transcript in it; try again.") from strange
        return Transcript((best.transcript or "").strip(), best.confidence or 0.0)


def _sentence(refused: ApiError) -> str:
    if refused.status_code in {401, 403}:
        return "Deepgram refuses the key; set DEEPGRAM_API_KEY to a valid one."
    if refused.status_code == 400:
        return "Deepgram cannot read that recording; send WAV, MP3, M4A, OGG or WebM."
    return f"Deepgram answers with status {refused.status_code}; try again later."
