"""A spoken command as it is spoken: from the last sample of speech to the first sound of the reply.

A server with the demo world is talked to over the page's websocket, 20 ms of sound every 20 ms, as a microphone brings
it. So the wait holds all that a person waits for: until it is sure that they have finished, the words, the plan, the
commit, and the voice.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Collection
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rich.console import Console
from rich.progress import track
from websockets.asyncio.client import ClientConnection, connect

from agent.installation import Installation
from agent.settings import Settings
from agent.transports import wav
from domain import demo
from evals.bench.measuring import Figure, percentiles, share
from evals.bench.serving import free_port, served
from evals.bench.spoken import RATES, VOICES, commands, record

SPOKEN = 12
SECONDS = 0.02
FRAME = int(wav.RATE * SECONDS)
LOUD = 500  # of 32767: what a word is above
QUIET, PATIENCE = 1.0, 10.0


async def measure() -> list[Figure]:
    """Milliseconds from the last sample of speech to the first of the reply, at each rate."""
    asked = commands()[:SPOKEN]
    figures: list[Figure] = []
    with TemporaryDirectory() as folder:
        tokens = await _prepared(Path(folder), {each.who for each in asked})
        port = free_port()
        with served(["agent.cli", "serve", "--demo", "--port", str(port)], port, Path(folder)):
            for rate in RATES:
                waits: list[float | None] = []
                for each in track(asked, f"{rate // 1000} kHz", console=Console(stderr=True), transient=True):
                    said = wav.read_file(record(each, VOICES[0], rate, Path(folder)))
                    waits.append(await _waited(port, tokens[each.who], said))
                figures += _figures(rate, waits)
    return figures


def _figures(rate: int, waits: list[float | None]) -> list[Figure]:
    told = [wait for wait in waits if wait is not None]
    name = f"last sample of speech to the first of the reply, {rate // 1000} kHz"
    answered = share(f"commands answered at all, {rate // 1000} kHz", [wait is not None for wait in waits])
    return [*(percentiles(name, told, "ms") if told else []), *answered]


async def _prepared(folder: Path, people: Collection[str]) -> dict[str, str]:
    """A data folder with the demo world; tokens to sign in with."""
    installation = await Installation.open(Settings(data=folder, database_url=""), demo.demo_now)
    await installation.load_demo()
    password = installation.demo_password
    tokens = {who: (await installation.signin.sign_in(who, password)).token for who in people}
    await installation.close()
    return tokens


async def _waited(port: int, token: str, said: bytes) -> float | None:
    """The wait (ms) of somebody who says this in a conversation of their own; None if nothing is said back."""
    headers = {"Authorization": f"Bearer {token}"}
    async with connect(f"ws://127.0.0.1:{port}/api/talk", additional_headers=headers, max_size=None) as socket:
        await socket.send(json.dumps({"t": "hello", "audio": True}))
        await _ready(socket)
        finished = asyncio.get_running_loop().create_future()
        speaking = asyncio.create_task(_speak(socket, said, finished))
        try:
            ended: float = await finished
            async with asyncio.timeout(PATIENCE):
                while not isinstance(await socket.recv(), bytes):
                    pass
                return 1000 * (time.perf_counter() - ended)
        except TimeoutError:
            return None
        finally:
            speaking.cancel()
            await asyncio.gather(speaking, return_exceptions=True)


async def _ready(socket: ClientConnection) -> None:
    """Until the agent is there, has said what it opens with, and listens."""
    while isinstance(told := await socket.recv(), bytes) or json.loads(told)["t"] != "ready":
        pass
    while True:
        try:
            await asyncio.wait_for(socket.recv(), QUIET)
        except TimeoutError:
            return


async def _speak(socket: ClientConnection, said: bytes, finished: asyncio.Future[float]) -> None:
    """Send sound at the pace it is spoken, and silence after it; the moment that the last of the speech went out."""
    last = int(np.flatnonzero(np.abs(np.frombuffer(said, np.int16).astype(int)) > LOUD)[-1]) // FRAME
    began = time.perf_counter()
    for number in count():
        await asyncio.sleep(began + number * SECONDS - time.perf_counter())
        await socket.send(said[number * FRAME * 2 : (number + 1) * FRAME * 2].ljust(FRAME * 2, b"\0"))
        if number == last:
            finished.set_result(time.perf_counter())
