"""`make bench`: every benchmark, or those named: `python -m evals.bench turns rest`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from agent.logs import quiet
from evals.bench import books, dispatching, ear, exporting, figures, hearing, process, rest, turns
from evals.bench.measuring import Figure, printed


async def finding() -> Sequence[Figure]:
    """Finding by ear prints its own figures, for ten thousand people to a million."""
    for size in ear.SIZES:
        await ear.measure(size, ear.QUERIES)
    return ()


BENCHMARKS: Mapping[str, Callable[[], Coroutine[Any, Any, Sequence[Figure]]]] = {
    "turns": turns.measure,
    "rest": rest.measure,
    "process": process.measure,
    "dispatching": dispatching.measure,
    "hearing": hearing.measure,
    "ear": finding,
    "books": books.measure,
    "figures": figures.measure,
    "exporting": exporting.measure,
}


def main() -> int:
    """Run them, one after another, and print their figures as they come."""
    quiet()
    names = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; choose from {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    for name in names:
        print(f"\n{name}\n{'-' * len(name)}", flush=True)
        print(printed(asyncio.run(BENCHMARKS[name]())), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
