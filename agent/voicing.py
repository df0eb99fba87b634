"""The voices of conversations: engines shared by all, a language to listen for that is an account's own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from livekit.agents import tts
from sqlalchemy import select

import tools
from agent.conversation import Conversation
from agent.session import Voices, default_vad
from agent.settings import Settings
from agent.transports import wav
from agent.transports.utterances import spoken_parts
from agent.voices.decoding import Transcript
from agent.voices.engines import DEEPGRAM, ELEVENLABS, USUAL_VOICE, VoiceSettings, build_stt, build_tts
from agent.voices.language import Language
from agent.voices.recognizer import Recognizer
from domain.account_settings import settings_of
from domain.context import Company
from integrations.deepgram import DeepgramTranscriber, TranscriptionFailed
from storage.base import Record
from storage.contacts import Contact
from storage.database import Database
from storage.session import kinds
from tools.catalog import OPERATIONS

HEARD = Path(tools.__file__).parent / "heard"
MOST_NAMES = 1000
MOST_KEY_TERMS = 100
log = structlog.get_logger()


class Engines:
    """Makes the voices of each new conversation; `close` ends the processes that recognise."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings, self._database = settings, database
        self._recognizer: Recognizer | None = None
        self._client: aiohttp.ClientSession | None = None

    async def voices(self, conversation: Conversation) -> Voices:
        """What this conversation hears and speaks with."""
        vad = default_vad()
        language = await self.language(conversation.actor.account_id)
        names = await names_of(self._database, conversation.actor.account_id)
        told = voice_settings(self._settings, conversation.company)
        hears = build_stt(told, self.recognizer, language, vad, names, self._http(told))
        return Voices(hears, self.speaks(conversation.company), vad)

    def speaks(self, company: Company) -> tts.TTS[Any]:
        """What a company's callers are spoken to with: in its own voice, where the cloud speaks."""
        told = voice_settings(self._settings, company)
        return build_tts(told, self._http(told))

    @property
    def recognizer(self) -> Recognizer:
        """The pool of decoders, started when the first conversation speaks."""
        if self._recognizer is None:
            self._recognizer = Recognizer()
        return self._recognizer

    async def language(self, account_id: str) -> Language:
        """What is likely to be said in this account: the operations' utterances with its own names in them.

        Built off the loop and kept by content, so a conversation after a new customer was added knows the name.
        """
        names = await names_of(self._database, account_id)
        return await self.recognizer.learn(sentences(), names, self._settings.data.absolute() / "languages")

    async def transcribed(self, account_id: str, audio: bytes, mime: str) -> Transcript:
        """The words of a recording: Deepgram's with a key and an answer, else the local recogniser's."""
        if self._settings.deepgram_api_key is not None:
            try:
                return await self._by_deepgram(account_id, audio, mime)
            except TranscriptionFailed as failed:
                log.warning("deepgram_failed", kind=type(failed).__name__)
        parts = await spoken_parts(default_vad(), wav.read(audio))
        if not parts:
            return Transcript("", 0.0)
        language = await self.language(account_id)
        heard = [await self.recognizer.transcribe(language, part) for part in parts]
        words = " ".join(each.text for each in heard if each.text)
        return Transcript(words, min((each.confidence for each in heard), default=0.0), ())

    async def _by_deepgram(self, account_id: str, audio: bytes, mime: str) -> Transcript:
        key = self._settings.deepgram_api_key
        assert key is not None
        names = await names_of(self._database, account_id)
        deepgram = DeepgramTranscriber(key.get_secret_value(), self._settings.deepgram_base_url or DEEPGRAM)
        heard = await deepgram.transcribe(audio, mime, names[:MOST_KEY_TERMS])
        return Transcript(heard.text, heard.confidence)

    async def close(self) -> None:
        """End the decoders, and the connections to the cloud."""
        if self._recognizer is not None:
            await self._recognizer.close()
        if self._client is not None:
            await self._client.close()

    def _http(self, told: VoiceSettings) -> aiohttp.ClientSession | None:
        """The connections to the cloud, where there is a key to it."""
        if self._client is None and (told.deepgram_key or told.elevenlabs_key):
            self._client = aiohttp.ClientSession()
        return self._client


def voice_settings(settings: Settings, company: Company) -> VoiceSettings:
    """The voices' part of the settings; the voice itself is the company's, the installation's or the usual one."""
    deepgram, elevenlabs = settings.deepgram_api_key, settings.elevenlabs_api_key
    return VoiceSettings(
        deepgram_key=deepgram.get_secret_value() if deepgram else None,
        deepgram_url=settings.deepgram_base_url or DEEPGRAM,
        elevenlabs_key=elevenlabs.get_secret_value() if elevenlabs else None,
        elevenlabs_url=settings.elevenlabs_base_url or ELEVENLABS,
        voice_id=settings_of(company).voice or settings.elevenlabs_voice or USUAL_VOICE,
    )


@cache
def sentences() -> tuple[str, ...]:
    """How people say the operations, values marked: `put [two](quantity) [filters](itemId) on it`."""
    heard = [line.split("\t")[1] for file in sorted(HEARD.glob("*.tsv")) for line in _lines(file)]
    return (*heard, *(said for operation in OPERATIONS.values() for said in operation.said))


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if "\t" in line]


async def names_of(database: Database, account_id: str) -> list[str]:
    """The account's own names: people, companies, streets, items, jobs; the newest of each kind."""
    names: dict[str, None] = {}
    async with database.transaction(account_id, write=False) as session:
        for kind in kinds():
            if kind.personal or kind.heard_as is Record.heard_as:
                continue
            newest = select(kind).order_by(kind.created_at.desc()).limit(MOST_NAMES)
            for row in await session.scalars(newest):
                names.update(dict.fromkeys(row.heard_as()))
                if isinstance(row, Contact):
                    names.update(dict.fromkeys(each for each in (row.address, row.city) if each))
    return list(names)
