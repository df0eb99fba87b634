"""Killed again and again while it sends to two thousand people, it mails nobody twice and forgets nobody."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from storage.types import new_id
from tests.loopback import MailServer, mail_server
from tests.postgres import Place

PEOPLE, KILLS, SEED = 2000, 20, 20260310
FEWEST, MOST = 5, 80  # mails that a life sends before it is killed


@pytest.mark.timeout(300)
async def test_nobody_is_mailed_twice_or_forgotten(place: Place, tmp_path: Path) -> None:
    file = make_url(place.url).database or ""
    invite(file)
    chance = random.Random(SEED)
    async with mail_server() as inbox:
        command = (sys.executable, "-m", "tests.domain.campaign_lives", place.url, str(inbox.port), str(tmp_path))
        pipe = asyncio.subprocess.PIPE
        program = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
        assert program.stdin is not None
        assert program.stdout is not None
        assert await program.stdout.readline() == b"ready\n"
        for kill in range(KILLS + 1):
            program.stdin.write(b"live\n")
            life = int(await program.stdout.readline())
            if kill < KILLS:
                await arrived(inbox, len(inbox.taken) + chance.randrange(FEWEST, MOST), chance.random())
                os.kill(life, signal.SIGKILL)
            assert await program.stdout.readline() == b"ended\n"
        program.stdin.close()
        await program.wait()
    mailed = Counter(str(mail["To"]) for mail in inbox.taken)
    assert mailed == {f"person-{number}@mail.example": 1 for number in range(PEOPLE)}
    with closing(sqlite3.connect(file)) as connection:
        states = dict(connection.execute("select status, count(*) from campaign_recipients group by status"))
        assert states == {"sent": PEOPLE}
        assert connection.execute("select status from campaigns where id = 'camp-1'").fetchone() == ("sent",)


async def arrived(inbox: MailServer, count: int, moment: float) -> None:
    """Until so many mails have arrived, and for some of the time that one takes."""
    inbox.wanted, inbox.reached = count, asyncio.Event()
    await inbox.reached.wait()
    if moment > 0.5:
        await asyncio.sleep((moment - 0.5) / 10)


def invite(file: str) -> None:
    """Put two thousand people on the campaign, and have it begun."""
    now = "2026-03-10 14:30:00.000000"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("delete from campaign_recipients")
        for number in range(PEOPLE):
            person = {
                "account_id": "ridgeline",
                "id": f"person-{number}",
                "name": f"Person {number}",
                "email": f"person-{number}@mail.example",
                "status": "customer",
            }
            insert(connection, "contacts", now, person)
            recipient = {"campaign_id": "camp-1", "contact_id": f"person-{number}", "status": "waiting"}
            insert(connection, "campaign_recipients", now, {"account_id": "ridgeline", "id": new_id(), **recipient})
        connection.execute("update campaigns set status = 'sending', run = 1 where id = 'camp-1'")
        told = '{"work": "send_campaign", "arguments": {"account": "ridgeline", "campaign": "camp-1", "run": "1"}}'
        work = {
            "kind": "work",
            "payload": told,
            "record_id": "camp-1",
            "state": "waiting",
            "due_at": now,
            "attempts": 0,
        }
        insert(connection, "outbox", now, {"account_id": "ridgeline", "id": new_id(), "bulk": False, **work})


def insert(connection: sqlite3.Connection, table: str, now: str, row: Mapping[str, object]) -> None:
    told = {"created_at": now, "updated_at": now, "version": 1, **row}
    blanks = ", ".join("?" for _ in told)
    connection.execute(f"insert into {table} ({', '.join(told)}) values ({blanks})", list(told.values()))
