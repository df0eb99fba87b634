"""Servers that a benchmark starts and stops."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection, socket

PATIENCE = 600.0  # a machine that does much else starts a server slowly


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(module: Sequence[str], port: int, data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run `python -m MODULE…` with its data in a folder, from the moment that it takes connections."""
    environment = {**os.environ, "CALLOUT_DATA": str(data), "CALLOUT_DATABASE_URL": ""}
    command = [sys.executable, "-m", *module]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(server, port, time.perf_counter() + PATIENCE)
        yield server
    finally:
        server.terminate()
        server.wait()


def _wait_for(server: subprocess.Popen[bytes], port: int, until: float) -> None:
    while time.perf_counter() < until:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended by itself, with status {server.returncode}")
        try:
            create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.01)
    raise TimeoutError(f"nothing answers on port {port}")
