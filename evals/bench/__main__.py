"""`make bench`: every benchmark, or those named: `python -m evals.bench turns rest`.

All of them take about half an hour on two cores. Each prints its figures as soon as it has them, and at the end they
stand in one table, with what was aimed at. One that fails is told, and the others go on.
"""

from __future__ import annotations

import asyncio
import os
import platform
import sys
import time
import traceback
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from agent.logs import quiet
from evals.bench import books, dispatching, ear, exporting, figures, hearing, live, planner, process, rest, turns
from evals.bench.measuring import Figure, printed, table

Benchmark = Callable[[], Coroutine[Any, Any, Sequence[Figure]]]
# The short ones first; those that measure by the clock before those that fill the disk's cache.
BENCHMARKS: Mapping[str, Benchmark] = {
    "turns": turns.measure,
    "rest": rest.measure,
    "process": process.measure,
    "dispatching": dispatching.measure,
    "exporting": exporting.measure,  # before what needs more memory than it does, as it looks at the most ever held
    "live": live.measure,
    "planner": planner.measure,
    "hearing": hearing.measure,
    "books": books.measure,
    "figures": figures.measure,
    "ear": ear.figures,
}


def main() -> int:
    """Run them, one after another, and print their figures as they come; 1 if one of them failed."""
    quiet()
    names = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; choose from {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    return run({name: BENCHMARKS[name] for name in names})


def run(benchmarks: Mapping[str, Benchmark]) -> int:
    """Run these and print the table; 1 if one of them failed."""
    measured: dict[str, Sequence[Figure]] = {}
    failed: dict[str, str] = {}
    began, load = time.perf_counter(), os.getloadavg()[0]
    for number, (name, measure) in enumerate(benchmarks.items(), start=1):
        print(f"\n[{number} of {len(benchmarks)}] {name}", flush=True)
        started = time.perf_counter()
        try:
            measured[name] = asyncio.run(measure())
        except Exception as wrong:  # noqa: BLE001 - the others are still to be measured
            traceback.print_exc()
            failed[name] = f"{type(wrong).__name__}: {wrong}"
        else:
            print(printed(measured[name]))
        print(f"  ({time.perf_counter() - started:.0f} s)", flush=True)
    print(f"\n{'=' * 96}\n{_circumstances(load, time.perf_counter() - began)}\n\n{table(measured, failed)}")
    return 1 if failed else 0


def _circumstances(load: float, seconds: float) -> str:
    """What the figures were measured on, and what else ran there."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    busy = f"; load {load:.1f} at the start, so what is by the clock is an upper bound" if load > 0.5 else ""
    return f"{machine}, {time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC, {seconds / 60:.0f} minutes{busy}"


if __name__ == "__main__":
    sys.exit(main())
