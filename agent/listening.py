"""The voice command: one thing said (typed or recorded) over HTTP, the conversation kept between requests."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from agent.conversation import Conversation
from agent.settings import Settings
from agent.typed import Typed
from agent.voices.decoding import Transcript
from agent.voicing import Engines
from domain.context import Actor
from domain.problems import Invalid, NotFound
from tools.perform import Desk

KEPT_FOR = 15 * 60.0
MOST_KEPT = 500


@dataclass(frozen=True, slots=True)
class Reply:
    """What the agent answered to one thing said, and the calls it made on the way."""

    conversation_id: str
    transcript: str
    reply: str
    asks: str | None
    choices: tuple[dict[str, str], ...]
    calls: tuple[dict[str, Any], ...]


@dataclass(slots=True)
class _Kept:
    typed: Typed
    owner: Actor
    used: float = field(default_factory=time.monotonic)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Listener:
    """Answers voice commands; a conversation is its owner's alone and is forgotten after a quarter of an hour."""

    def __init__(self, desk: Desk, settings: Settings, engines: Engines) -> None:
        self._desk, self._settings, self._engines = desk, settings, engines
        self._kept: dict[str, _Kept] = {}

    async def hear(
        self, actor: Actor, *, text: str | None, audio: bytes | None, mime: str | None, conversation_id: str | None
    ) -> Reply:
        """Take words or a recording, and answer."""
        heard = Transcript(text, 1.0, ()) if text is not None else await self._transcribed(actor, audio, mime)
        kept = await self._conversation(actor, conversation_id)
        async with kept.lock:
            kept.used = time.monotonic()
            kept.typed.conversation.heard_with = heard.confidence
            kept.typed.conversation.spoken |= audio is not None
            answered = await kept.typed.say(heard.text)
        return Reply(
            kept.typed.conversation.id, answered.said, answered.reply, answered.asks, answered.choices, answered.calls
        )

    async def _transcribed(self, actor: Actor, audio: bytes | None, mime: str | None) -> Transcript:
        if not audio:
            raise Invalid("That recording is empty; record it again.")
        heard = await self._engines.transcribed(actor.account_id, audio, mime or "audio/wav")
        if not heard.text.strip():
            raise Invalid("Nothing was said in that recording; record it again, closer to the microphone.")
        return heard

    async def _conversation(self, actor: Actor, conversation_id: str | None) -> _Kept:
        await self._forget_old()
        if conversation_id is not None:
            kept = self._kept.get(conversation_id)
            if kept is None or kept.owner != actor:
                raise NotFound("That conversation is over; leave conversationId out to start a new one.")
            return kept
        company = await self._desk.companies.of(actor.account_id)
        typed = await Typed(Conversation(self._desk, actor, company, "field"), self._settings).__aenter__()
        kept = _Kept(typed, actor)
        self._kept[typed.conversation.id] = kept
        return kept

    async def _forget_old(self) -> None:
        old = time.monotonic() - KEPT_FOR
        oldest_first = sorted(self._kept, key=lambda name: self._kept[name].used)
        for name in oldest_first:
            if self._kept[name].used < old or len(self._kept) > MOST_KEPT:
                await self._kept.pop(name).typed.__aexit__(None, None, None)

    async def close(self) -> None:
        """End every conversation."""
        for name in list(self._kept):
            await self._kept.pop(name).typed.__aexit__(None, None, None)
