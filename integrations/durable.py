"""Lasting work on DBOS: what was begun goes on where it was when the program comes up again.

DBOS is one for a program, and so is this. It connects to its own database and to nothing else: no conductor, no
telemetry. One workflow does every kind of work, so nothing has to be registered before it is known. Steps are done at
least once; they keep their own effects from happening twice.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from domain.ports import Work

if TYPE_CHECKING:
    from dbos import DBOSConfig, StepOptions

T = TypeVar("T")
log = structlog.get_logger()
# A deployment must not strand what an older one began, so there is one version; and one name for whoever executes, so
# that any machine takes over from one that is gone. DBOS keeps a workflow from going on in two places.
VERSION, EXECUTOR = "1", "callout"
MOST_TRIES, FIRST_WAIT, LONGER_EACH_TIME = 12, 1.0, 2.0
LISTENS_EVERY = 0.1  # seconds; it sleeps through being told to stop, so this is how long stopping may take
NEVER = 86_400.0  # how often it looks for schedules; there are none, since the outbox begins what has its time


class WorkFailed(Exception):
    """Something in a piece of work went wrong: its kind alone, for an error's words may be about somebody.

    DBOS keeps errors in its database, where no erasing reaches.
    """


@dataclass
class DbosWork:
    """Does lasting work by its name, and keeps its place in a database of DBOS's own."""

    url: str
    work: Mapping[str, Work]
    _going_on: set[asyncio.Task[Any]] = field(default_factory=set)
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)
    _open: bool = False

    async def open(self) -> None:
        """Begin, going on with what was left; importing DBOS takes over a second, so that is done in a thread."""
        async with self._opening:
            if not self._open:
                module = await asyncio.to_thread(importlib.import_module, "dbos")
                _workflow()
                _at_work[:] = [self]
                module.DBOS(config=self._config())
                module.DBOS.launch()
                self._open = True

    async def start(self, work: str, key: str, arguments: Mapping[str, str]) -> None:
        """Begin a piece of work; a second start under the same key does nothing."""
        await self.open()
        from dbos import DBOS, SetWorkflowID

        with SetWorkflowID(key):
            await DBOS.start_workflow_async(_workflow(), work, dict(arguments))

    async def close(self) -> None:
        """Stop where everything is; it goes on from there when it is opened again."""
        if not self._open:
            return
        for task in self._going_on:
            task.cancel()
        await asyncio.gather(*self._going_on, return_exceptions=True)
        from dbos import DBOS

        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as apart:
            await loop.run_in_executor(apart, DBOS.destroy)
        loop.set_default_executor(ThreadPoolExecutor())  # DBOS had put its own there, and has shut that down
        self._open = False

    async def carry_out(self, work: str, arguments: Mapping[str, str]) -> None:
        """Do a piece of work from its beginning, or from where it was."""
        task = asyncio.current_task()
        assert task is not None
        self._going_on.add(task)
        try:
            await _telling_kinds(lambda: self.work[work](DbosRun(), arguments))
        finally:
            self._going_on.discard(task)

    def _config(self) -> DBOSConfig:
        return {
            "name": "callout",
            "system_database_url": self.url,
            "application_version": VERSION,
            "executor_id": EXECUTOR,
            "enable_otlp": False,
            "log_level": "ERROR",
            "notification_listener_polling_interval_sec": LISTENS_EVERY,
            "scheduler_polling_interval_sec": NEVER,
        }


class DbosRun:
    """A piece of work as it sees itself."""

    async def step(self, name: str, work: Callable[[], Awaitable[T]]) -> T:
        """Do something, again after a while if it fails; what came of it is kept."""
        from dbos import DBOS

        async def once() -> T:
            return await _telling_kinds(work)

        options: StepOptions = {
            "name": name,
            "retries_allowed": True,
            "max_attempts": MOST_TRIES,
            "interval_seconds": FIRST_WAIT,
            "backoff_rate": LONGER_EACH_TIME,
        }
        return await DBOS.run_step_async(options, once)

    async def sleep(self, seconds: float) -> None:
        """Wait, through restarts too."""
        from dbos import DBOS

        await DBOS.sleep_async(seconds)


async def _telling_kinds(work: Callable[[], Awaitable[T]]) -> T:
    """Do something; of an error of ours only the kind goes on to DBOS."""
    try:
        return await work()
    except Exception as trouble:
        if isinstance(trouble, WorkFailed) or type(trouble).__module__.startswith("dbos."):
            raise
        log.error("work_failed", kind=type(trouble).__name__, exc_info=trouble)
        raise WorkFailed(type(trouble).__name__) from None


_at_work: list[DbosWork] = []


async def _carry_out(work: str, arguments: dict[str, str]) -> None:
    await _at_work[0].carry_out(work, arguments)


@cache
def _workflow() -> Callable[[str, dict[str, str]], Coroutine[Any, Any, None]]:
    from dbos import DBOS

    return DBOS.workflow(name="work")(_carry_out)
