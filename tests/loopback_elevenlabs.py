"""A server on loopback that speaks ElevenLabs as it is on the wire: multi-stream-input, text-to-speech and voices."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from aiohttp import WSMsgType, web

KEY = "an ElevenLabs key of this test"
RATE = 24_000
MS_A_CHARACTER = 60
PITCH = 440.0
ADA = {"voice_id": "v1", "name": "Ada", "category": "premade", "description": "Calm"}
BEA = {"voice_id": "v2", "name": "Bea", "category": "premade", "description": None}
# How it goes: as it should; no answer to the connection; no sound; reset, or an error, after some words.
Manner = Literal["well", "hangs", "mute", "dies", "fails"]


@dataclass
class ElevenLabs:
    """Speaks a tone, so long for each character, and notes the words that it has spoken."""

    manner: Manner = "well"
    words_before_the_end: int = 2
    url: str = ""
    spoken: list[str] = field(default_factory=list)
    spoken_with: list[str] = field(default_factory=list)
    connections: int = 0
    rendered: list[dict[str, Any]] = field(default_factory=list)
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """One live connection: contexts are opened, written to, flushed and closed."""
        self.connections += 1
        self.spoken_with.append(request.match_info["voice"])
        if self.manner == "hangs":
            await self.stop.wait()
            return web.Response(status=503)
        if not _knows(request):
            return _refused()
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            if message.type != WSMsgType.TEXT:
                break
            told = json.loads(message.data)
            if self.manner != "mute":
                await self._answer(socket, request, told)
        return socket

    async def _answer(self, socket: web.WebSocketResponse, request: web.Request, told: dict[str, Any]) -> None:
        context = told["context_id"]
        for word in told.get("text", "").split():
            if self.manner in {"dies", "fails"} and len(self.spoken) >= self.words_before_the_end:
                await self._break_off(socket, request, context)
                return
            self.spoken.append(word)
            await socket.send_json({**_sound(f"{word} "), "contextId": context})
        if told.get("close_context"):
            await socket.send_json({"isFinal": True, "contextId": context})

    async def _break_off(self, socket: web.WebSocketResponse, request: web.Request, context: str) -> None:
        if self.manner == "fails":
            await socket.send_json({"error": "quota_exceeded", "context_id": context})
        elif request.transport is not None:
            request.transport.close()

    async def convert(self, request: web.Request) -> web.Response:
        """One phrase, whole."""
        if not _knows(request):
            return _refused()
        if self.manner == "hangs":
            await self.stop.wait()
        if request.match_info["voice"] == "nobody":
            return web.json_response({"detail": {"status": "voice_not_found"}}, status=404)
        told = await request.json()
        with_what = {"voice": request.match_info["voice"], "output_format": request.query["output_format"]}
        self.rendered.append(told | with_what)
        return web.Response(body=_tone(told["text"]), content_type="audio/pcm")

    async def voices(self, request: web.Request) -> web.Response:
        """The voices to choose from."""
        if not _knows(request):
            return _refused()
        second = request.query.get("next_page_token") == "second"
        page = {"voices": [BEA if second else ADA], "has_more": not second, "total_count": 2}
        return web.json_response(page | ({} if second else {"next_page_token": "second"}))


@asynccontextmanager
async def elevenlabs(manner: Manner = "well") -> AsyncIterator[ElevenLabs]:
    """ElevenLabs, on a free port."""
    stand_in = ElevenLabs(manner=manner)
    app = web.Application()
    app.router.add_get("/v1/text-to-speech/{voice}/multi-stream-input", stand_in.stream)
    app.router.add_post("/v1/text-to-speech/{voice}", stand_in.convert)
    app.router.add_get("/v2/voices", stand_in.voices)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stand_in.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield stand_in
    finally:
        stand_in.stop.set()
        await runner.cleanup()


def _sound(text: str) -> dict[str, Any]:
    alignment = {
        "chars": list(text),
        "charStartTimesMs": [MS_A_CHARACTER * at for at in range(len(text))],
        "charDurationsMs": [MS_A_CHARACTER] * len(text),
    }
    return {
        "audio": base64.b64encode(_tone(text)).decode(),
        "alignment": alignment,
        "normalizedAlignment": alignment,
        "isFinal": None,
    }


def _tone(text: str) -> bytes:
    seconds = np.arange(RATE * MS_A_CHARACTER * len(text) // 1000) / RATE
    return bytes((8000 * np.sin(2 * np.pi * PITCH * seconds)).astype(np.int16).tobytes())


def _knows(request: web.Request) -> bool:
    return request.headers.get("xi-api-key") == KEY


def _refused() -> web.Response:
    return web.json_response({"detail": {"status": "invalid_api_key"}}, status=401)
