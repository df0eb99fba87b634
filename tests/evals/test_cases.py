"""Every scripted conversation of our own passes with the local planner, and none writes what it should not."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.replay import Worlds, replayed
from evals.script import read

CASES = Path(__file__).parents[2] / "evals" / "cases"
SCRIPTS = read([CASES])


def test_there_are_enough_on_every_channel() -> None:
    assert len(SCRIPTS) >= 60
    assert {script.channel for script in SCRIPTS} == {"phone", "field", "widget"}
    assert sum(len(script.turns) > 1 for script in SCRIPTS) >= 20


@pytest.mark.parametrize("part", range(6))
async def test_conversations_pass(part: int, worlds: Worlds) -> None:
    results = [await replayed(worlds, script, script.runs) for script in SCRIPTS[part::6]]
    wrong = {each["id"]: [turn["failures"] for turn in each["turns"]] + [each["state"]] for each in results}
    assert {each["id"]: wrong[each["id"]] for each in results if not each["passed"]} == {}
    assert sum(turn["wrong_writes"] for each in results for turn in each["turns"]) == 0


def test_ids_are_told_apart() -> None:
    ids = [script.id for script in SCRIPTS]
    assert len(ids) == len(set(ids))
