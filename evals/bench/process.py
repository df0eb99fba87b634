"""The process: how long until it serves, how much it holds, and what one more conversation costs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import AsyncExitStack
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory

from agent.callers import caller
from agent.conversation import Conversation
from agent.installation import Installation
from agent.settings import Settings
from agent.typed import Typed
from domain import demo
from evals.bench.measuring import Figure

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
    """Start the server on an empty folder, ask for its health, and stop it."""
    with TemporaryDirectory() as folder, socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "CALLOUT_DATA": folder, "CALLOUT_DATABASE_URL": ""}
        command = [sys.executable, "-m", "agent.cli", "serve", "--demo", "--port", str(port)]
        began = time.perf_counter()
        server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait_for(f"http://127.0.0.1:{port}/api/health", began + 120)
            return time.perf_counter() - began, _resident(server.pid)
        finally:
            server.terminate()
            server.wait()


def _wait_for(address: str, until: float) -> None:
    while time.perf_counter() < until:
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise TimeoutError(f"{address} did not answer")


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
