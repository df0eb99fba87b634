"""A server on loopback that speaks Deepgram's /v1/listen as it is on the wire: the websocket, and whole recordings."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from aiohttp import WSMsgType, web

KEY = "a Deepgram key of this test"
LOUD = 100
ENDPOINT = 0.5
BYTES_A_SECOND = 32_000
# How a connection goes: as it should; listening without a word; reset after the first words; not answered at all.
Manner = Literal["well", "deaf", "dies", "hangs"]


@dataclass
class Deepgram:
    """Hears `says` whenever somebody speaks. Connections take their manners from the list, then all go `manner`."""

    says: str = "job ten forty two is done"
    manner: Manner = "well"
    manners: list[Manner] = field(default_factory=list)
    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    url: str = ""
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    recordings: list[tuple[str, bytes]] = field(default_factory=list)
    heard: list[float] = field(default_factory=list)
    controls: list[str] = field(default_factory=list)
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self, request: web.Request) -> web.StreamResponse:
        """One live connection."""
        self._note(request)
        manner = self.manners.pop(0) if self.manners else self.manner
        if manner == "hangs":
            await self.stop.wait()
            return web.Response(status=503)
        if not _knows(request):
            return web.json_response({"err_code": "INVALID_AUTH", "err_msg": "Invalid credentials."}, status=401)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        listener = _Listener(self.says, manner)
        at = len(self.heard)
        self.heard.append(0.0)
        async for message in socket:
            if message.type == WSMsgType.BINARY:
                self.heard[at] += len(message.data) / BYTES_A_SECOND
                answers = listener.take(message.data)
            elif message.type == WSMsgType.TEXT:
                kind = json.loads(message.data)["type"]
                self.controls.append(kind)
                answers = listener.told(kind)
            else:
                break
            for answer in answers:
                await socket.send_json(answer)
            if listener.is_over and request.transport is not None:
                if manner == "dies":
                    request.transport.abort()
                else:
                    await socket.close()
                break
        return socket

    async def transcribe(self, request: web.Request) -> web.Response:
        """One whole recording."""
        self._note(request)
        if self.manner == "hangs":
            await self.stop.wait()
            return web.Response(status=503)
        if not _knows(request):
            return web.json_response({"err_code": "INVALID_AUTH", "err_msg": "Invalid credentials."}, status=401)
        self.recordings.append((request.content_type, await request.read()))
        if self.answers:
            status, body = self.answers.pop(0)
            return web.json_response(body, status=status)
        alternative = _alternative(self.says, 0.0)
        return web.json_response(
            {
                "metadata": {"request_id": "r1", "duration": 2.0, "channels": 1, "models": [], "model_info": {}},
                "results": {"channels": [{"alternatives": [alternative]}]},
            }
        )

    def _note(self, request: web.Request) -> None:
        self.asked.append({name: request.query.getall(name) for name in request.query})


@asynccontextmanager
async def deepgram(says: str = "job ten forty two is done", manner: Manner = "well") -> AsyncIterator[Deepgram]:
    """Deepgram, on a free port."""
    stand_in = Deepgram(says=says, manner=manner)
    app = web.Application()
    app.router.add_get("/v1/listen", stand_in.listen)
    app.router.add_post("/v1/listen", stand_in.transcribe)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stand_in.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield stand_in
    finally:
        stand_in.stop.set()
        await runner.cleanup()


class _Listener:
    """Tells speech from silence by loudness, and answers as Deepgram does."""

    def __init__(self, says: str, manner: Manner) -> None:
        self._says, self._manner = says, manner
        self._time = self._quiet = self._began = 0.0
        self._speaking = self._told_words = False
        self.is_over = False

    def take(self, samples: bytes) -> list[dict[str, Any]]:
        self._time += len(samples) / BYTES_A_SECOND
        if self._manner == "deaf":
            return []
        loud = float(np.sqrt(np.mean(np.frombuffer(samples, np.int16).astype(float) ** 2))) > LOUD
        self._quiet = 0.0 if loud else self._quiet + len(samples) / BYTES_A_SECOND
        if loud and not self._speaking:
            self._speaking, self._told_words, self._began = True, False, self._time
            return [{"type": "SpeechStarted", "channel": [0, 1], "timestamp": self._began}]
        if self._speaking and not self._told_words and self._time - self._began > 0.4:
            self._told_words = True
            self.is_over = self._manner == "dies"
            return [self._results(self._says.split()[:2], final=False)]
        return self._finished() if self._speaking and self._quiet >= ENDPOINT else []

    def told(self, kind: str) -> list[dict[str, Any]]:
        if kind == "CloseStream":
            self.is_over = True
        return self._finished() if kind in {"CloseStream", "Finalize"} and self._speaking else []

    def _finished(self) -> list[dict[str, Any]]:
        self._speaking = False
        return [self._results(self._says.split(), final=True)]

    def _results(self, words: list[str], *, final: bool) -> dict[str, Any]:
        return {
            "type": "Results",
            "channel_index": [0, 1],
            "duration": self._time - self._began,
            "start": self._began,
            "is_final": final,
            "speech_final": final,
            "channel": {"alternatives": [_alternative(" ".join(words), self._began)]},
            "metadata": {"request_id": "r1", "model_info": {}, "model_uuid": "m1"},
            "from_finalize": False,
        }


def _alternative(text: str, began: float) -> dict[str, Any]:
    words = [
        {
            "word": word,
            "punctuated_word": word,
            "start": began + 0.2 * at,
            "end": began + 0.2 * (at + 1),
            "confidence": 0.98,
        }
        for at, word in enumerate(text.split())
    ]
    return {"transcript": text, "confidence": 0.98, "words": words}


def _knows(request: web.Request) -> bool:
    return request.headers.get("Authorization") == f"Token {KEY}"
