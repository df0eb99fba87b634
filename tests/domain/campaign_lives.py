"""A program that sends what there is to send, and may be killed at any moment; begun anew as often as asked.

Run by tests/domain/test_campaign_kills.py: `python -m tests.domain.campaign_lives DATABASE MAIL-PORT FOLDER`. It
imports and rehearses everything once and forks for each life, so that a life begins at once: `live` on a line answers
the process id, and `ended` when that process is gone. A life ends by itself when the campaign has been sent.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import shutil
import sys
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from domain import campaign_sending, demo, outbox
from domain.companies import Companies
from domain.context import Ports
from domain.lasting import works
from domain.links import Links
from domain.outbox import Carrier
from domain.ports import Run
from integrations.durable import DbosWork
from integrations.mail import SmtpMailer
from storage import catalog
from storage.database import Database
from storage.journal import Journal

assert catalog.TABLES
BEGAN = time.monotonic()
campaign_sending.LOOK_AGAIN, outbox.LOOK_EVERY = 0.1, 0.05


def clock() -> datetime:
    """A morning on which time passes."""
    return demo.demo_now() + timedelta(seconds=time.monotonic() - BEGAN)


async def live(url: str, port: str, folder: Path) -> None:
    """Deliver and do lasting work, until the campaign is sent."""
    database, over = Database(url), asyncio.Event()
    companies = Companies(database)
    mailer = SmtpMailer.at(f"smtp://127.0.0.1:{port}", "desk@ridgeline.example")
    ports = Ports(mailer=mailer, links=Links("https://callout.example", b"a secret of this test"))

    async def send(run: Run, told: Mapping[str, str]) -> None:
        await works(database, companies, ports, clock)["send_campaign"](run, told)
        over.set()

    durable = DbosWork(f"sqlite:///{folder / 'work.db'}", {"send_campaign": send})
    journal, stop = Journal.open(folder / "outbox"), asyncio.Event()
    carrier = Carrier(database, companies, Ports(mailer=mailer, durable=durable), clock, journal)
    running = asyncio.create_task(carrier.run(stop))
    await durable.open()
    await over.wait()
    stop.set()
    await running
    await durable.close()
    journal.close()
    await database.close()


class Nowhere:
    """Where mails go and work is begun in a rehearsal."""

    async def send(self, *_: object) -> None:
        return None

    async def start(self, *_: object) -> None:
        return None


async def rehearse(url: str, folder: Path) -> None:
    """Do once, on a copy, what every life does, so that lives find their statements compiled."""
    shutil.copy(make_url(url).database or "", folder / "rehearsal.db")
    database = Database(f"sqlite:///{folder / 'rehearsal.db'}")
    nowhere: Any = Nowhere()
    companies = Companies(database)
    ports = Ports(mailer=nowhere, durable=nowhere, links=Links("https://callout.example", b"a secret of this test"))
    await campaign_sending.Sending(database, companies, ports, clock).hand_over_some("ridgeline", "camp-1", 1)
    await Carrier(database, companies, ports, clock).deliver_due()
    await database.close()


def lives(url: str, port: str, folder: str) -> None:
    """One life for every line."""
    importlib.import_module("dbos")
    asyncio.run(rehearse(url, Path(folder)))
    say("ready")
    for _ in sys.stdin:
        if (life := os.fork()) == 0:
            asyncio.run(live(url, port, Path(folder)))
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
