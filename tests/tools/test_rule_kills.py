"""Killed again and again while it changes records and acts on that, it forgets no event and acts on none twice."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.domain.test_campaign_kills import insert
from tests.postgres import Place
from tests.tools.rule_lives import PEOPLE

KILLS, SEED = 10, 20260310
MOST_STEPS = 12  # that a life does before it is killed
NOW = "2026-03-10 14:30:00.000000"


@pytest.mark.timeout(300)
async def test_no_event_is_forgotten_and_none_is_acted_on_twice(place: Place, tmp_path: Path) -> None:
    file = make_url(place.url).database or ""
    prepare(file)
    chance = random.Random(SEED)
    command = (sys.executable, "-m", "tests.tools.rule_lives", place.url, str(tmp_path))
    pipe = asyncio.subprocess.PIPE
    program = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    assert program.stdin is not None
    assert program.stdout is not None
    assert await program.stdout.readline() == b"ready\n"
    for kill in range(KILLS + 1):
        program.stdin.write(b"live\n")
        life, steps = int(await program.stdout.readline()), chance.randrange(1, MOST_STEPS)
        while (line := await program.stdout.readline()) != b"ended\n":
            assert line, "the program ended by itself"
            steps -= 1
            if steps == 0 and kill < KILLS:
                with suppress(ProcessLookupError):
                    os.kill(life, signal.SIGKILL)
    program.stdin.close()
    await program.wait()
    with closing(sqlite3.connect(file)) as connection:
        notes = connection.execute("select contact_id, body from contact_notes where body like 'Moved to %'")
        assert Counter(notes) == {(f"person-{number}", "Moved to Golden."): 1 for number in range(PEOPLE)}
        runs = connection.execute("select record_id, status from automation_runs")
        assert Counter(runs) == {(f"person-{number}", "done"): 1 for number in range(PEOPLE)}
        events = [seq for (seq,) in connection.execute("select seq from events order by seq")]
        assert events == list(range(events[0], events[0] + len(events)))
        told = connection.execute("select record_id from events where name = 'contact.updated'")
        assert Counter(told) == {(f"person-{number}",): 1 for number in range(PEOPLE)}


def prepare(file: str) -> None:
    """People who are about to move, and the rule that notes it."""
    arguments = {"id": "{contact.id}", "body": "Moved to {contact.city}."}
    rule = {
        "name": "Note who moves",
        "trigger": "contact.updated",
        "conditions": "[]",
        "actions": json.dumps([{"operation": "create_contact_note", "arguments": arguments}]),
        "delay_seconds": 0,
        "enabled": True,
        "owner_id": "dana",
    }
    with closing(sqlite3.connect(file)) as connection, connection:
        for number in range(PEOPLE):
            facts = {"id": f"person-{number}", "name": f"Person {number}", "status": "customer"}
            insert(connection, "contacts", NOW, {"account_id": "ridgeline", **facts})
        insert(connection, "automation_rules", NOW, {"account_id": "ridgeline", "id": "note-who-moves", **rule})
