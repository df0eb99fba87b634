"""Exporting a hundred thousand contacts: how long it takes, and how much memory, whatever the number."""

from __future__ import annotations

import resource
import sqlite3
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.installation import Installation
from agent.settings import Settings
from domain import demo
from evals.bench.measuring import Figure
from tools.call import Call
from tools.download import Download
from tools.perform import perform, surroundings

CONTACTS = 100_000
FORMATS = ("csv", "json")
NOW = "2026-03-10 14:30:00.000000"
CONTACT = (
    "insert into contacts (account_id, id, name, company, phone, email, address, city, status, created_at, updated_at, "
    f"version) values ('ridgeline', ?, ?, '=1+1', ?, ?, ?, 'Denver', 'customer', '{NOW}', '{NOW}', 1)"
)


async def measure() -> list[Figure]:
    """Processor time a file, and how much more memory than before is held meanwhile, in MB."""
    with TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), database_url="", openai_api_key=None, openai_base_url=None)
        installation = await Installation.open(settings, demo.demo_now)
        await installation.load_demo()
        with sqlite3.connect(Path(folder) / "callout.db") as connection:
            connection.executemany(CONTACT, _contacts())
        figures: list[Figure] = []
        for form in FORMATS:
            figures += await _measured(installation, form)
        await installation.close()
    return figures


async def _measured(installation: Installation, form: str) -> list[Figure]:
    began, before = time.process_time(), _most_held()
    size = await _exported(installation, form)
    seconds = time.process_time() - began
    name = f"{CONTACTS:,} contacts as {form}"
    return [
        Figure(f"{name}: processor time", seconds, "s"),
        Figure(f"{name}: the file", size / 1e6, "MB"),
        Figure(f"{name}: memory more than before", _most_held() - before, "MB"),
    ]


async def _exported(installation: Installation, form: str) -> int:
    """Write the file as the door does, piece by piece; returns its length."""
    actor = await installation.person("dana@ridgeline.example")
    assert actor is not None
    call = Call("export_contacts", {"format": form}, actor)
    file = (await perform(installation.desk, call)).value
    assert isinstance(file, Download)
    return sum([len(piece) async for piece in file.pieces(partial(surroundings, installation.desk, call, write=False))])


def _most_held() -> float:
    """The most memory that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _contacts() -> Iterator[tuple[str, ...]]:
    for number in range(CONTACTS):
        phone = f"+1720{number:07}"
        mail, street = f"somebody{number}@mail.example", f"{number} Oak Street"
        yield f"made-{number:06}", f"Somebody Number {number}", phone, mail, street
