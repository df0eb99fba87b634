"""The engines of a session: Deepgram and ElevenLabs where there are keys, each backed by the local one; else local."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from livekit.agents import stt, tts
from livekit.agents.vad import VAD
from livekit.plugins import deepgram, elevenlabs

from agent.voices import espeak, flite
from agent.voices.espeak import Espeak
from agent.voices.flite import Flite
from agent.voices.handover import HandoverTTS
from agent.voices.language import Language
from agent.voices.recognizer import Recognizer
from agent.voices.sphinx import Sphinx, StreamingSphinx
from agent.voices.voice import LocalTTS, Voice
from agent.voices.watched import WatchedSTT

DEEPGRAM = "https://api.deepgram.com"
ELEVENLABS = "https://api.elevenlabs.io"
HEARS_WITH = "nova-3"
SPEAKS_WITH = "eleven_flash_v2_5"
USUAL_VOICE = elevenlabs.DEFAULT_VOICE_ID
# Deepgram takes 500 tokens of key terms; a name is about four.
MOST_KEYTERMS = 100


class NoVoice(Exception):
    """There is nothing on this machine to speak with."""


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """Keys of the providers, where there are any, and where they are reached."""

    deepgram_key: str | None = None
    deepgram_url: str = DEEPGRAM
    elevenlabs_key: str | None = None
    elevenlabs_url: str = ELEVENLABS
    voice_id: str = USUAL_VOICE


def build_stt(
    settings: VoiceSettings,
    recognizer: Recognizer,
    language: Language,
    vad: VAD,
    names: Sequence[str] = (),
    http: aiohttp.ClientSession | None = None,
) -> stt.STT[Any]:
    """What a session hears with. Names are an account's, for the cloud to listen for; the language has them already."""
    if not settings.deepgram_key:
        return StreamingSphinx(recognizer, language)
    cloud = deepgram.STT(
        model=HEARS_WITH,
        api_key=settings.deepgram_key,
        base_url=f"{settings.deepgram_url}/v1/listen",
        keyterm=list(dict.fromkeys(names))[:MOST_KEYTERMS],
        filler_words=False,
        http_session=http,
    )
    return WatchedSTT(cloud, Sphinx(recognizer, language), vad)


def build_tts(settings: VoiceSettings, http: aiohttp.ClientSession | None = None) -> tts.TTS[Any]:
    """What a session speaks with; raises `NoVoice` where nothing is installed."""
    voice = local_voice()
    if not settings.elevenlabs_key:
        return LocalTTS(voice)
    cloud = elevenlabs.TTS(
        voice_id=settings.voice_id,
        model=SPEAKS_WITH,
        encoding="pcm_24000",
        api_key=settings.elevenlabs_key,
        base_url=f"{settings.elevenlabs_url}/v1",
        # The alignment then counts the words that we sent, which is how a hand-over knows where to go on.
        preferred_alignment="original",
        http_session=http,
    )
    return HandoverTTS(cloud, voice)


def local_voice() -> Voice:
    """The best voice on this machine."""
    if flite.is_installed():
        return Flite()
    if espeak.is_installed():
        return Espeak()
    raise NoVoice("There is no voice on this machine: install flite, or Callout with its espeak extra.")
