"""Killed right after every commit that a run makes, a workflow does each of its steps once and comes to its end."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.conftest import Ask
from tests.postgres import Place

NOTE = {"operation": "create_contact_note", "arguments": {"id": "{job.contactId}", "body": "Step {job.number}"}}
STEPS = [NOTE, {"waitSeconds": 20}, {"approval": "Go on with {job.title}"}]


@pytest.mark.timeout(300)
async def test_every_step_is_done_once(place: Place, tmp_path: Path, ask: Ask) -> None:
    workflow = (await ask("create_workflow", name="Killed", steps=STEPS))["id"]
    await ask("trigger_workflow", id=workflow, jobId="job-1042")
    command = (sys.executable, "-m", "tests.tools.workflow_lives", place.url, str(tmp_path))
    pipe = asyncio.subprocess.PIPE
    program = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    assert program.stdin is not None
    assert program.stdout is not None
    assert await program.stdout.readline() == b"ready\n"
    lives, said = 0, b"ended\n"
    while said == b"ended\n":
        # at its first commit a life may only have done again what the one before did and could not write down
        lives += 1
        program.stdin.write(b"1\n" if lives % 2 else b"2\n")
        said = await program.stdout.readline()
        assert lives < 20, "it never ends"
    program.stdin.close()
    await program.wait()
    assert (said, lives >= 4) == (b"over\n", True)
    with closing(sqlite3.connect(make_url(place.url).database or "")) as connection:
        notes = [body for (body,) in connection.execute("select body from contact_notes order by id")]
        assert notes.count("Step 1042") == 1
        asked = connection.execute("select title from approvals where operation is null").fetchall()
        assert len(asked) == 1
        assert connection.execute("select status, step from workflow_runs").fetchall() == [("waiting", 2)]
