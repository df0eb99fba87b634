"""A typed conversation planned by a scripted model: the whole pipeline, and no chance in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from agent.conversation import Conversation
from agent.settings import Patience, Settings
from agent.typed import Typed
from tests.conftest import person
from tests.loopback_openai import OpenAI, openai
from tools.perform import Desk

Talk = Callable[..., Awaitable[Typed]]


@pytest.fixture
async def server() -> AsyncIterator[OpenAI]:
    """The model's server."""
    async with openai() as stand_in:
        yield stand_in


@pytest.fixture
async def talk(desk: Desk, server: OpenAI, tmp_path: Path) -> AsyncIterator[Talk]:
    """`await talk()`: Dana's typed conversation, planned by the server's model."""
    async with AsyncExitStack() as stack:

        async def started(patience: Patience | None = None) -> Typed:
            settings = Settings(data=tmp_path, openai_base_url=server.url, patience=patience or Patience())
            company = await desk.companies.of("ridgeline")
            return await stack.enter_async_context(Typed(Conversation(desk, person("dana"), company), settings))

        yield started
