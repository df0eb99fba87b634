"""The process: how long until it serves, how much it holds, and what one more conversation costs."""

from __future__ import annotations

import os
import time
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.callers import caller
from agent.conversation import Conversation
from agent.installation import Installation
from agent.settings import Settings
from agent.typed import Typed
from domain import demo
from evals.bench.measuring import Figure
from evals.bench.serving import free_port, served

SESSIONS = 30
RUNS = 3


async def measure() -> list[Figure]:
    """Seconds to the first answer, and resident memory."""
    starts = [_started() for _ in range(RUNS)]
    return [
        Figure("start-up to the first answer, demo loaded (best of 3)", min(seconds for seconds, _ in starts), "s"),
        Figure("resident memory of the server, idle", min(megabytes for _, megabytes in starts), "MB"),
        Figure("one more typed conversation", await _one_more(), "MB"),
    ]


def _started() -> tuple[float, float]:
    """Start the server on an empty folder, wait until it takes connections, and stop it."""
    with TemporaryDirectory() as folder:
        port, began = free_port(), time.perf_counter()
        with served(["agent.cli", "serve", "--demo", "--port", str(port)], port, Path(folder)) as server:
            return time.perf_counter() - began, _resident(server.pid)


async def _one_more() -> float:
    """The memory that each of thirty open conversations adds."""
    with TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), database_url="", openai_api_key=None, openai_base_url=None)
        installation = await Installation.open(settings, demo.demo_now)
        await installation.load_demo()
        actor, company = await caller(installation, "priya@ridgeline.example", "field")
        async with AsyncExitStack() as stack:
            for number in range(SESSIONS + 1):
                typed = await stack.enter_async_context(
                    Typed(Conversation(installation.desk, actor, company), settings)
                )
                await typed.say("what's job ten forty six")
                if number == 0:
                    before = _resident(os.getpid())
            after = _resident(os.getpid())
        await installation.close()
    return (after - before) / SESSIONS


def _resident(pid: int) -> float:
    """Megabytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
