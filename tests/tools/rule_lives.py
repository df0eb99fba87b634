"""A program that changes records and carries out the rule that waits for that, and may be killed at any moment.

Run by tests/tools/test_rule_kills.py: `python -m tests.tools.rule_lives DATABASE FOLDER`. It imports everything once
and forks for each life: `live` on a line answers the process id, then a line for each step that is done, and `ended`
when that process is gone. A life ends by itself when everybody was changed and the rule was carried out for each.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from domain import demo, outbox
from domain.automation_rules import WORK
from domain.companies import Companies
from domain.context import Ports
from domain.outbox import Carrier
from domain.ports import Run
from integrations.durable import DbosWork
from storage.automation_rules import AutomationRun
from storage.database import Database
from storage.journal import Journal
from tests.conftest import person
from tools.call import Call
from tools.catalog import OPERATIONS
from tools.lasting import works
from tools.perform import Desk, perform

PEOPLE = 24
BEGAN = time.monotonic()
HASTE = 100  # the window to take things back passes in a tenth of a second
outbox.LOOK_EVERY = 0.02


def clock() -> datetime:
    """A morning on which time flies."""
    return demo.demo_now() + timedelta(seconds=HASTE * (time.monotonic() - BEGAN))


async def live(url: str, folder: Path) -> None:
    """Change everybody, and carry out the rule, until that is done."""
    database = Database(url)
    desk = Desk(OPERATIONS, database, Companies(database), clock, b"a secret of this test", Ports())
    carry_out, over = works(desk)[WORK], asyncio.Event()

    async def told(run: Run, event: Mapping[str, str]) -> None:
        await carry_out(run, event)
        say("carried out")
        if await carried_out(database) == PEOPLE:
            over.set()

    durable = DbosWork(f"sqlite:///{folder / 'work.db'}", {WORK: told})
    journal, stop = Journal.open(folder / "outbox"), asyncio.Event()
    carrier = Carrier(database, desk.companies, replace(desk.ports, durable=durable), clock, journal)
    running = asyncio.create_task(carrier.run(stop))
    await durable.open()
    for number in range(PEOPLE):
        call = Call(
            "update_contact", {"id": f"person-{number}", "city": "Golden"}, person("dana"), key=f"move {number}"
        )
        await perform(desk, call)
        say("changed")
    if await carried_out(database) < PEOPLE:
        await over.wait()
    stop.set()
    await running
    await durable.close()
    journal.close()
    await database.close()


async def carried_out(database: Database) -> int:
    """For how many the rule has been carried out."""
    async with database.transaction("ridgeline", write=False) as session:
        return await session.scalar(select(func.count()).select_from(AutomationRun)) or 0


def lives(url: str, folder: str) -> None:
    """One life for every line."""
    importlib.import_module("dbos")
    say("ready")
    for _ in sys.stdin:
        if (life := os.fork()) == 0:
            asyncio.run(live(url, Path(folder)))
            os._exit(0)
        say(str(life))
        os.waitpid(life, 0)
        say("ended")


def say(line: str) -> None:
    """Tell the test."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    lives(*sys.argv[1:])
