"""The cloud planner under watch: slow, broken or silent, the local planner finishes the turn; and begins it where sure.

Words pass on sentence by sentence and calls only when they are whole, so nothing is said twice and nothing half heard
is done. Where the cloud fails after it said something, the local planner makes the calls that are still to be made and
adds no words to it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import structlog
from livekit.agents import APIError, llm
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions
from pydantic_core import from_json

from agent.planner.emitting import chunk_of, words_of
from agent.planner.local import LocalPlanner
from agent.planner.reflex import reflex
from agent.settings import Patience

FILLER = "One moment. "
SENTENCE = re.compile(r".*?[.!?](?:\s+|$)", re.DOTALL)
log = structlog.get_logger()


class Unusable(Exception):
    """The cloud's answer is empty, or has calls in it that cannot be read or that it was not offered."""


class WatchedPlanner(llm.LLM[Any]):
    """A cloud planner with the local one behind it."""

    def __init__(self, first: llm.LLM[Any], local: LocalPlanner, patience: Patience, reflex_from: float) -> None:
        super().__init__()
        self.first, self.local, self.patience, self.reflex_from = first, local, patience, reflex_from
        self.one_try = APIConnectOptions(max_retry=0, timeout=patience.first_within + 1)

    @property
    def model(self) -> str:
        """The cloud's model."""
        return self.first.model

    @property
    def provider(self) -> str:
        """The cloud's provider."""
        return self.first.provider

    def chat(
        self,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        **options: Any,
    ) -> llm.LLMStream:
        """Plan with the cloud while it answers, with the local planner when it does not."""
        return _Stream(self, chat_ctx, tools or [], options)


class _Stream(llm.LLMStream):
    def __init__(
        self, planner: WatchedPlanner, chat_ctx: llm.ChatContext, tools: list[llm.Tool], options: dict[str, Any]
    ) -> None:
        super().__init__(planner, chat_ctx=chat_ctx, tools=tools, conn_options=planner.one_try)
        self._planner, self._options = planner, options
        self._said = False

    async def _run(self) -> None:
        if await self._by_reflex():
            return
        try:
            await self._from_cloud()
        except (APIError, TimeoutError, OSError, Unusable) as failed:
            log.warning("cloud_planner_failed", kind=type(failed).__name__, said=self._said)
            await self._from_local()

    async def _by_reflex(self) -> bool:
        conversation = self._planner.local.conversation
        turn = conversation.turn
        if turn.planned or turn.steps:
            return False
        plan = await reflex(conversation, turn, self._planner.reflex_from)
        if plan is None:
            return False
        turn.planned_locally = turn.planned = True
        self._event_ch.send_nowait(chunk_of(plan))
        return True

    async def _from_cloud(self) -> None:
        shown = self._planner.local.conversation.turn.shown
        tools = [tool for tool in self._tools if tool.id in shown]
        stream = self._planner.first.chat(
            chat_ctx=self._chat_ctx, tools=tools, conn_options=self._planner.one_try, **self._options
        )
        calls: list[llm.FunctionToolCall] = []
        waiting = ""
        async with stream:
            async for chunk in self._watched(stream):
                if chunk.delta:
                    calls += chunk.delta.tool_calls
                    waiting = self._speak(waiting + (chunk.delta.content or ""))
                if chunk.usage:
                    self._event_ch.send_nowait(llm.ChatChunk(id=chunk.id, usage=chunk.usage))
        if not all(_readable(call) and call.name in {tool.id for tool in tools} for call in calls):
            raise Unusable
        if waiting.strip():
            self._say(waiting)
        if not calls and not self._said:
            raise Unusable
        if calls:
            delta = llm.ChoiceDelta(role="assistant", tool_calls=calls)
            self._event_ch.send_nowait(llm.ChatChunk(id="calls", delta=delta))

    async def _watched(self, stream: llm.LLMStream) -> AsyncIterator[llm.ChatChunk]:
        """The cloud's chunks, each in time; a filler if the first is late."""
        chunks, patience = aiter(stream), self._planner.patience
        coming = asyncio.ensure_future(anext(chunks, None))
        try:
            done, _ = await asyncio.wait({coming}, timeout=patience.filler_after)
            if not done:
                self._event_ch.send_nowait(words_of(FILLER))
            first = await asyncio.wait_for(coming, None if done else patience.first_within - patience.filler_after)
        finally:
            coming.cancel()
        chunk = first
        while chunk is not None:
            yield chunk
            chunk = await asyncio.wait_for(anext(chunks, None), patience.next_within)

    def _speak(self, text: str) -> str:
        """Say the whole sentences; give back what is still unfinished."""
        while match := SENTENCE.match(text):
            if match.end() == len(text) and not text[-1].isspace():
                break
            self._say(match.group())
            text = text[match.end() :]
        return text

    def _say(self, text: str) -> None:
        self._said = True
        self._event_ch.send_nowait(words_of(text))

    async def _from_local(self) -> None:
        async with self._planner.local.chat(chat_ctx=self._chat_ctx, tools=self._tools) as stream:
            async for chunk in stream:
                if not self._said or (chunk.delta and chunk.delta.tool_calls):
                    self._event_ch.send_nowait(chunk)


def _readable(call: llm.FunctionToolCall) -> bool:
    """Whether a call's arguments are one JSON object as they stand; repaired ones would be a guess."""
    try:
        return isinstance(from_json(call.arguments or "{}"), dict)
    except ValueError:
        return False
