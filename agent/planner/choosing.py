"""Which planner a session gets: an OpenAI-compatible model with the local planner behind it, or the local one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from livekit.agents import llm

from agent.planner.local import LocalPlanner
from agent.planner.watched import WatchedPlanner
from domain.llm_providers import server_of
from domain.ports import ModelServer

if TYPE_CHECKING:
    from agent.conversation import Conversation
    from agent.settings import Settings


async def planner_for(conversation: Conversation, settings: Settings) -> llm.LLM[Any]:
    """The planner of a session: the company's own model, else the installation's, else the local planner alone.

    A base URL alone is enough for an installation's: local model servers ask for no key.
    """
    local = LocalPlanner(conversation)
    if (own := await _own(conversation)) is not None:
        return WatchedPlanner(own, local, settings.patience, settings.reflex_from)
    if settings.openai_api_key is None and settings.openai_base_url is None:
        return local
    return WatchedPlanner(cloud(settings), local, settings.patience, settings.reflex_from)


async def _own(conversation: Conversation) -> llm.LLM[Any] | None:
    desk, account = conversation.desk, conversation.actor.account_id
    if desk.ports.models is None:
        return None
    async with desk.database.transaction(account, write=False) as session:
        server = await server_of(session, account, desk.ports.sealer)
    return _served(server) if server else None


def _served(server: ModelServer) -> llm.LLM[Any]:
    from livekit.plugins import openai

    return openai.LLM(model=server.model, api_key=server.key, base_url=server.base_url)


def cloud(settings: Settings) -> llm.LLM[Any]:
    """The OpenAI-compatible planner of the installation."""
    from livekit.plugins import openai

    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"
    base = settings.openai_base_url
    if base is None:
        return openai.LLM(model=settings.openai_model, api_key=key)
    return openai.LLM(model=settings.openai_model, api_key=key, base_url=base)
