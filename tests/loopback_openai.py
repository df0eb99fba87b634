"""A server on loopback that speaks OpenAI's chat completions as they are on the wire, streamed or not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

End = Literal["done", "hang", "die", "close"]
FRAGMENT = 7


@dataclass(frozen=True)
class Answer:
    """What the model says and calls, and how the stream ends: as it should, or hanging, reset, or closed too early."""

    words: tuple[str, ...] = ()
    calls: tuple[tuple[str, str], ...] = ()
    end: End = "done"

    def deltas(self) -> Iterator[dict[str, Any]]:
        """The streamed pieces: words as they come, then each call's name and its arguments in fragments."""
        yield {"role": "assistant", "content": ""}
        for word in self.words:
            yield {"content": word}
        for index, (name, arguments) in enumerate(self.calls):
            function: dict[str, str] = {"name": name, "arguments": ""}
            yield {"tool_calls": [{"index": index, "id": f"call_{index}", "type": "function", "function": function}]}
            for at in range(0, len(arguments), FRAGMENT):
                function = {"arguments": arguments[at : at + FRAGMENT]}
                yield {"tool_calls": [{"index": index, "function": function}]}


@dataclass(frozen=True)
class Refusal:
    """An error status instead of an answer."""

    status: int
    code: str = "server_error"


@dataclass(frozen=True)
class Silence:
    """The request is taken and nothing comes back."""


def says(*words: str, end: End = "done") -> Answer:
    """The model speaks."""
    return Answer(words=words, end=end)


def calls(operation: str, /, **arguments: Any) -> Answer:
    """The model calls one tool."""
    return Answer(calls=((operation, json.dumps(arguments)),))


@dataclass
class OpenAI:
    """Answers from a script, in order; what was asked is kept as it came."""

    url: str = ""
    script: list[Answer | Refusal | Silence] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def completions(self, request: web.Request) -> web.StreamResponse:
        """`POST /v1/chat/completions`."""
        body = await request.json()
        self.asked.append(body)
        answer = self.script.pop(0) if self.script else says("I have nothing to add.")
        if isinstance(answer, Refusal):
            error = {"message": "No.", "type": answer.code, "param": None, "code": answer.code}
            return web.json_response({"error": error}, status=answer.status)
        if isinstance(answer, Silence):
            await self.gone.wait()
            return web.Response()
        if not body.get("stream"):
            return web.json_response(_whole(body["model"], answer))
        return await self._streamed(request, body, answer)

    async def _streamed(self, request: web.Request, body: Mapping[str, Any], answer: Answer) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for delta in answer.deltas():
            await _send(response, _chunk(body["model"], delta))
        if answer.end == "hang":
            await self.gone.wait()
        if answer.end == "die":
            assert request.transport is not None
            request.transport.abort()
        if answer.end == "done":
            await _send(response, _chunk(body["model"], {}, "tool_calls" if answer.calls else "stop"))
            if (body.get("stream_options") or {}).get("include_usage"):
                usage = {"prompt_tokens": 900, "completion_tokens": 12, "total_tokens": 912}
                await _send(response, {**_chunk(body["model"], {}), "choices": [], "usage": usage})
            await response.write(b"data: [DONE]\n\n")
        return response


async def _send(response: web.StreamResponse, chunk: Mapping[str, Any]) -> None:
    await response.write(f"data: {json.dumps(chunk)}\n\n".encode())


def _chunk(model: str, delta: Mapping[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    facts = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": model}
    return {**facts, "choices": [choice]}


def _whole(model: str, answer: Answer) -> dict[str, Any]:
    message = {"role": "assistant", "content": "".join(answer.words), "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": model, "choices": [choice]}


@asynccontextmanager
async def openai() -> AsyncIterator[OpenAI]:
    """The server, on a free port."""
    stand_in = OpenAI()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", stand_in.completions)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    stand_in.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield stand_in
    finally:
        stand_in.gone.set()
        await runner.cleanup()
