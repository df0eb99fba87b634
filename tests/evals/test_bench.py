"""The benchmarks' own table: aims that are missed are marked, and one that fails does not hide the others."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from evals.bench.__main__ import run
from evals.bench.measuring import Figure, percentiles, printed, share


def test_a_figure_that_misses_its_aim_is_marked() -> None:
    told = printed([*percentiles("a search", [1.0, 2.0, 30.0], "ms", p99=20.0), *share("found", [True, True], 98.0)])
    assert [line.split("aim ")[1] for line in told.splitlines() if "aim" in line] == ["≤ 20, MISSED", "≥ 98"]
    assert share("nothing of nothing", []) == []


def test_one_that_fails_is_told_and_the_others_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    async def fails() -> Sequence[Figure]:
        raise RuntimeError("no sound card")

    async def works() -> Sequence[Figure]:
        return [Figure("size", 28.4, "MB")]

    assert run({"broken": fails, "fine": works}) == 1
    table = capsys.readouterr().out.partition("=====")[2]
    assert "28.40 MB" in table
    assert "FAILED: RuntimeError: no sound card" in table
    assert run({"fine": works}) == 0
