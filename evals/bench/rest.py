"""REST against the barest thing that could answer, starlette over sqlite3: both served by uvicorn, asked in turn.

What is left of the bare handler's speed once there is sign-in, permission, isolation, validation and a card. The share
is that of processor time a request, which other work on the machine does not change; the times are by the clock.
"""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.installation import Installation
from agent.settings import Settings
from domain import demo
from evals.bench.measuring import Figure, percentiles
from evals.bench.serving import free_port, served
from storage.jobs import Job

WARMING, ROUNDS = 100, 1500
JOBS = 500
PATHS = {"get": "/api/jobs/job-1042", "list": "/api/jobs?limit=50"}
AIMS = {"get": 15.0, "list": 30.0}


async def measure() -> list[Figure]:
    """Milliseconds for one job and for a page of fifty, and the share of the bare handler's speed."""
    with TemporaryDirectory() as folder:
        token = await _prepared(Path(folder))
        async with AsyncExitStack() as stack:
            servers: list[Client] = []
            for command, headers in (
                (["agent.cli", "serve", "--port"], f"Authorization: Bearer {token}\r\n"),
                (["evals.bench.bare", str(Path(folder) / "callout.db")], ""),
            ):
                port = free_port()
                server = stack.enter_context(served([*command, str(port)], port, Path(folder)))
                servers.append(await stack.enter_async_context(Client(port, headers, server.pid)))
            return [figure for name, path in PATHS.items() for figure in await _compared(name, path, *servers)]


async def _prepared(folder: Path) -> str:
    """A data folder with the demo world and jobs enough for a full page; a token to sign in with."""
    installation = await Installation.open(Settings(data=folder, database_url=""), demo.demo_now)
    await installation.load_demo()
    async with installation.database.transaction("ridgeline") as session:
        for number in range(JOBS):
            who = {"contact_id": "maria-garcia", "tech_id": "mike-a"}
            session.add(Job(number=5000 + number, title=f"Visit {number}", status="scheduled", **who))
    token = (await installation.signin.sign_in("dana@ridgeline.example", installation.demo_password)).token
    await installation.close()
    return token


async def _compared(name: str, path: str, ours: Client, bare: Client) -> list[Figure]:
    times: list[float] = []
    for _ in range(WARMING):
        await ours.get(path)
        await bare.get(path)
    before = ours.processor_time(), bare.processor_time()
    for _ in range(ROUNDS):
        times.append(1000 * await ours.get(path))
        await bare.get(path)
    mine, theirs = ours.processor_time() - before[0], bare.processor_time() - before[1]
    return [
        *percentiles(f"REST {name}, over HTTP", times, "ms"),
        Figure(f"REST {name}, processor time", 1000 * mine / ROUNDS, "ms"),
        Figure(f"REST {name}, share of starlette + sqlite3's speed", 100 * theirs / mine, "%", AIMS[name]),
    ]


class Client:
    """The least that speaks HTTP, so that the asking is not what is measured."""

    def __init__(self, port: int, headers: str, pid: int) -> None:
        self._port, self._headers, self._pid = port, headers, pid

    async def __aenter__(self) -> Client:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def get(self, path: str) -> float:
        """Ask once; the seconds until the whole answer was there."""
        began = time.perf_counter()
        self._writer.write(f"GET {path} HTTP/1.1\r\nHost: bench\r\n{self._headers}\r\n".encode())
        head = await self._reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await self._reader.readexactly(int(length.split(b":")[1]))
        return time.perf_counter() - began

    def processor_time(self) -> float:
        """The seconds of processor time that the server has used."""
        user, system = Path(f"/proc/{self._pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
