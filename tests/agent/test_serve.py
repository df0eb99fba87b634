"""The server as a program: told to stop, it stops, closes what is open, and says nothing of it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "terminated"])
async def test_a_server_that_is_told_to_stop_ends_well(tmp_path: Path, by: signal.Signals) -> None:
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from agent.cli import main; main()", "serve", "--port", str(free_port())),
        env={**os.environ, "CALLOUT_DATA": str(tmp_path), "CALLOUT_DATABASE_URL": ""},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert server.stdout is not None
    async with asyncio.timeout(90):
        while b"stop it with Ctrl-C" not in await server.stdout.readline():
            assert server.returncode is None
        server.send_signal(by)
        rest, _ = await server.communicate()
    assert (server.returncode, b"Traceback" in rest) == (0, False)
