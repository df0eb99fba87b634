"""Lasting work goes on where it was, once under a key, and is told to nobody outside."""

from __future__ import annotations

import asyncio
import base64
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from agent.settings import Settings
from domain.ports import Run, Work
from integrations.durable import DbosWork
from tests.postgres import Place

pytestmark = pytest.mark.xdist_group("dbos")


@asynccontextmanager
async def working(url: str, work: Work) -> AsyncIterator[DbosWork]:
    durable = DbosWork(url, {"count": work})
    await durable.open()
    try:
        yield durable
    finally:
        await durable.close()


@pytest.mark.both_engines
async def test_it_goes_on_where_it_was_and_a_key_begins_it_once(place: Place, tmp_path: Path) -> None:
    postgres = (place.url, place.owner) if "postgres" in place.url else ("", "")
    url = Settings(data=tmp_path, database_url=postgres[0], database_owner_url=postgres[1]).work_database
    done: list[str] = []
    reached, finished = asyncio.Event(), asyncio.Event()

    async def count(run: Run, arguments: Mapping[str, str]) -> None:
        async def first() -> str:
            done.append(f"first of {arguments['of']}")
            return "kept"

        async def second() -> None:
            done.append(f"second after {kept}")

        kept = await run.step("first", first)
        reached.set()
        await run.sleep(1.5)
        await run.step("second", second)
        finished.set()

    async with working(url, count) as durable:
        await durable.start("count", "the key", {"of": "two"})
        await asyncio.wait_for(reached.wait(), 20)
    assert done == ["first of two"]
    assert await asyncio.to_thread(lambda: "threads are there still") != ""
    async with working(url, count) as durable:
        await asyncio.wait_for(finished.wait(), 20)
        await durable.start("count", "the key", {"of": "two"})
    assert done == ["first of two", "second after kept"]


async def test_a_step_that_fails_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.durable.FIRST_WAIT", 0.01)
    tries: list[int] = []
    finished = asyncio.Event()

    async def count(run: Run, arguments: Mapping[str, str]) -> None:
        async def fails_once() -> None:
            tries.append(1)
            if len(tries) == 1:
                raise OSError("the disk was full")

        await run.step("fails once", fails_once)
        finished.set()

    async with working(f"sqlite:///{tmp_path / 'work.db'}", count) as durable:
        await durable.start("count", "the key", {})
        await asyncio.wait_for(finished.wait(), 20)
    assert len(tries) == 2


async def test_what_an_error_says_of_somebody_is_kept_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.durable.FIRST_WAIT", 0.01)
    monkeypatch.setattr("integrations.durable.MOST_TRIES", 2)
    finished = asyncio.Event()

    async def count(run: Run, arguments: Mapping[str, str]) -> None:
        async def fails() -> None:
            raise OSError("Zebulon Quackenbush cannot be written to")

        try:
            await run.step("fails", fails)
        finally:
            finished.set()

    async with working(f"sqlite:///{tmp_path / 'work.db'}", count) as durable:
        await durable.start("count", "the key", {})
        await asyncio.wait_for(finished.wait(), 20)
        await durable.close()
    kept = every_byte(tmp_path)
    assert b"the key" in kept
    assert b"Zebulon" not in kept
    assert base64.b64encode(b"Zebulon Quackenbush")[:20] not in kept


def every_byte(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


NOBODY = """
import asyncio, sys
reached, outward = [], ("socket.connect", "socket.getaddrinfo")
sys.addaudithook(lambda event, told: reached.append(told) if event in outward else None)
from integrations.durable import DbosWork
async def main():
    done = asyncio.Event()
    async def work(run, arguments):
        await run.sleep(0.01)
        done.set()
    durable = DbosWork(sys.argv[1], {"work": work})
    await durable.start("work", "the key", {})
    await done.wait()
    await durable.close()
    print(reached)
asyncio.run(main())
"""


async def test_it_reaches_nobody(tmp_path: Path) -> None:
    command = (sys.executable, "-c", NOBODY, f"sqlite:///{tmp_path / 'work.db'}")
    program = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    answer, _ = await program.communicate()
    assert answer.decode().strip() == "[]"
