"""A plan as a language model would stream it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from livekit.agents import FlushSentinel, llm

from agent.planner.plan import Plan
from storage.types import new_id


def chunk_of(plan: Plan) -> llm.ChatChunk:
    """The plan's calls, all in one chunk."""
    calls = [
        llm.FunctionToolCall(name=each.operation, arguments=json.dumps(dict(each.arguments)), call_id=new_id())
        for each in plan.calls
    ]
    return llm.ChatChunk(id=new_id(), delta=llm.ChoiceDelta(role="assistant", tool_calls=calls))


def words_of(text: str) -> llm.ChatChunk:
    """Words to be spoken, as one chunk."""
    return llm.ChatChunk(id=new_id(), delta=llm.ChoiceDelta(role="assistant", content=text))


async def calling(plan: Plan) -> AsyncIterator[llm.ChatChunk | str | FlushSentinel]:
    """A stream of the plan's calls."""
    yield chunk_of(plan)


async def saying(text: str) -> AsyncIterator[llm.ChatChunk | str | FlushSentinel]:
    """A stream of these words."""
    yield text
