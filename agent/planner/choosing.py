"""Which planner a session gets: an OpenAI-compatible model with the local planner behind it, or the local one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from livekit.agents import llm

from agent.planner.local import LocalPlanner
from agent.planner.watched import WatchedPlanner

if TYPE_CHECKING:
    from agent.conversation import Conversation
    from agent.settings import Settings


def planner_for(conversation: Conversation, settings: Settings) -> llm.LLM[Any]:
    """The planner of a session. A base URL alone is enough: local model servers ask for no key."""
    local = LocalPlanner(conversation)
    if settings.openai_api_key is None and settings.openai_base_url is None:
        return local
    return WatchedPlanner(cloud(settings), local, settings.patience)


def cloud(settings: Settings) -> llm.LLM[Any]:
    """The OpenAI-compatible planner."""
    from livekit.plugins import openai

    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"
    base = settings.openai_base_url
    if base is None:
        return openai.LLM(model=settings.openai_model, api_key=key)
    return openai.LLM(model=settings.openai_model, api_key=key, base_url=base)
