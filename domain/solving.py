"""Solving rotas: what is a good order, thought out in a process beside this one."""

from __future__ import annotations

import asyncio
import atexit
import json
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

from domain.problems import Unavailable
from domain.rota import Order, Puzzle

CHILD = Path(__file__).with_name("solving_child.py")
WITHIN = 20.0


async def orders(puzzle: Puzzle, start: Sequence[Order]) -> list[list[Order]]:
    """Good orders of all shifts, found from nothing and from the order to start with; none is sure to be the best."""
    if not puzzle.tasks or not puzzle.shifts:
        return []
    asked = json.dumps({**asdict(puzzle), "start": list(start)}).encode()
    answer: dict[str, Any] = json.loads(await asyncio.to_thread(_child().ask, asked))
    found: list[list[Order]] = answer["orders"]
    return found


def warm_up() -> None:
    """Start the process, so that the first who asks does not wait until it is there."""
    _child().start()


@cache
def _child() -> _Child:
    made = _Child()
    atexit.register(made.stop)
    return made


class _Child:
    """The process, which is started when it is needed and again if it was lost; asked by one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: Popen[bytes] | None = None

    def ask(self, asked: bytes) -> bytes:
        """The answer; raises `Unavailable` where none comes in time."""
        with self._lock:
            process = self._started()
            assert process.stdin is not None
            assert process.stdout is not None
            watchdog = threading.Timer(WITHIN, process.kill)
            watchdog.start()
            try:
                with suppress(BrokenPipeError):
                    process.stdin.write(asked + b"\n")
                    process.stdin.flush()
                answer = process.stdout.readline()
            finally:
                watchdog.cancel()
            if not answer:
                self._stop()
                raise Unavailable("That could not be worked out; ask for fewer days or one technician.")
            return answer

    def start(self) -> None:
        """Start the process, unless it runs."""
        with self._lock:
            self._started()

    def stop(self) -> None:
        """End the process, if it runs."""
        with self._lock:
            self._stop()

    def _started(self) -> Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = Popen([sys.executable, "-P", str(CHILD)], stdin=PIPE, stdout=PIPE)  # noqa: S603
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with process:
                process.wait()
