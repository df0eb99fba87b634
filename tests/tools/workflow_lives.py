"""A program that runs a workflow, and kills itself right after a given number of the run's own commits.

Run by tests/tools/test_workflow_kills.py: `python -m tests.tools.workflow_lives DATABASE FOLDER`. It imports everything
once and forks for each life: a number on a line begins one that dies after so many commits (0: it does not), and
`ended` or `over` comes back when that process is gone.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from domain import demo, outbox
from domain.companies import Companies
from domain.context import Ports
from domain.outbox import Carrier
from domain.ports import Run
from domain.workflows import WORK
from integrations.durable import DbosWork
from storage.database import Database
from storage.journal import Journal
from tools.catalog import OPERATIONS
from tools.lasting import works
from tools.perform import Desk

BEGAN = time.monotonic()
HASTE = 100
outbox.LOOK_EVERY = 0.02


def clock() -> datetime:
    """A morning on which time flies."""
    return demo.demo_now() + timedelta(seconds=HASTE * (time.monotonic() - BEGAN))


class Mortal:
    """A database of which nobody lives on after so many commits."""

    def __init__(self, database: Database, commits: int) -> None:
        self._database, self._left = database, commits

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    @asynccontextmanager
    async def transaction(self, account: str, *, write: bool = True, **facts: Any) -> AsyncIterator[Any]:
        async with self._database.transaction(account, write=write, **facts) as session:
            yield session
        self._left -= write
        if write and self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


async def live(url: str, folder: Path, commits: int) -> None:
    """Run what there is to run, until it is over or waits for an approval."""
    database, over = Database(url), asyncio.Event()
    mortal: Any = Mortal(database, commits)
    desk = Desk(OPERATIONS, mortal, Companies(database), clock, b"a secret of this test", Ports())

    async def told(run: Run, arguments: Mapping[str, str]) -> None:
        await works(desk)[WORK](run, arguments)
        over.set()

    durable = DbosWork(f"sqlite:///{folder / 'work.db'}", {WORK: told})
    journal, stop = Journal.open(folder / "outbox"), asyncio.Event()
    carrier = Carrier(database, desk.companies, replace(desk.ports, durable=durable), clock, journal)
    running = asyncio.create_task(carrier.run(stop))
    await durable.open()
    await over.wait()
    stop.set()
    await running
    await durable.close()
    journal.close()
    await database.close()


def lives(url: str, folder: str) -> None:
    """One life for every line."""
    importlib.import_module("dbos")
    say("ready")
    for line in sys.stdin:
        if (life := os.fork()) == 0:
            asyncio.run(live(url, Path(folder), int(line)))
            os._exit(0)
        _, status = os.waitpid(life, 0)
        say("over" if status == 0 else "ended")


def say(line: str) -> None:
    """Tell the test."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    lives(*sys.argv[1:])
