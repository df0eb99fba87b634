"""A planner's calls without its words: what is said of them is composed by code."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator

from livekit.agents import FlushSentinel, llm

from agent import knowledge
from agent.conversation import Conversation
from agent.planner.emitting import chunk_of, words_of
from agent.planner.watched import FILLER
from agent.replies import composed
from agent.turn import Turn

Said = AsyncIterable[llm.ChatChunk | str | FlushSentinel]


async def in_our_words(
    conversation: Conversation, turn: Turn, planned: Said
) -> AsyncIterator[llm.ChatChunk | str | FlushSentinel]:
    """The calls of a planner as they come, and in place of its words ours.

    Where a model calls nothing for somebody who asks something, the knowledge base is asked.
    """
    called = False
    async for each in planned:
        delta = each.delta if isinstance(each, llm.ChatChunk) else None
        if delta is not None and delta.tool_calls:
            called = True
            delta.content = None
        elif delta is not None and delta.content == FILLER:
            pass
        elif isinstance(each, str) or (delta is not None and delta.content):
            continue
        yield each
    if called:
        return
    made_nothing_of_it = not turn.steps and not turn.planned_locally
    plan = await knowledge.fallen_back_on(conversation, turn.text) if made_nothing_of_it else None
    if plan is None:
        yield words_of(composed(conversation, turn))
    else:
        turn.planned_locally = turn.planned = True
        yield chunk_of(plan)
