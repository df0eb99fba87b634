"""The process that solves rotas: it is asked for good orders, and replaced when it is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from domain import solving
from domain.problems import Unavailable
from domain.rota import Puzzle, Shift, Task

LINE = [[abs(here - there) for there in range(5)] for here in range(5)]


def along_a_line() -> Puzzle:
    """Five visits on a line, and two people who begin at its ends."""
    tasks = [Task(place, 1, [(0, 50)], (0, 1), 10) for place in range(5)]
    return Puzzle(tasks, [Shift(0, (0, 60)), Shift(4, (0, 60))], LINE, LINE)


async def test_nobody_goes_back_and_forth() -> None:
    (found,) = await solving.orders(along_a_line(), [])
    assert sorted(task for order in found for task in order) == [0, 1, 2, 3, 4]
    assert found[0] == sorted(found[0])
    assert found[1] == sorted(found[1], reverse=True)


async def test_an_order_to_start_with_gives_another_one_unless_it_cannot_be_driven() -> None:
    assert len(await solving.orders(along_a_line(), [[0, 1, 2], [4, 3]])) == 2
    late = Task(4, 1, [(0, 0)], (0,), 10)
    puzzle = Puzzle([*along_a_line().tasks, late], along_a_line().shifts, LINE, LINE)
    assert len(await solving.orders(puzzle, [[0, 1, 2, 5], [4, 3]])) == 1


async def test_several_may_ask_at_once_and_nobody_waits_for_nothing() -> None:
    asked = await asyncio.gather(*(solving.orders(along_a_line(), []) for _ in range(4)))
    assert all(each == asked[0] for each in asked)
    assert await solving.orders(Puzzle([], [], [], []), []) == []


async def test_a_child_that_does_not_answer_is_given_up_and_the_next_question_finds_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lost = tmp_path / "lost.py"
    lost.write_text("import sys\nsys.stdin.readline()\n")
    solving._child().stop()
    monkeypatch.setattr(solving, "CHILD", lost)
    with pytest.raises(Unavailable, match="fewer days"):
        await solving.orders(along_a_line(), [])
    lost.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(solving, "WITHIN", 0.2)
    with pytest.raises(Unavailable):
        await solving.orders(along_a_line(), [])
    monkeypatch.undo()
    assert len(await solving.orders(along_a_line(), [])) == 1
