"""The time of the transaction at hand, for facts that time itself changes: an invoice that is late, a quote that has
run out. Such a fact is worked out wherever it is read, so that no nightly work has to write it down.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam

from storage.types import Utc

Clock = Callable[[], datetime]


def wall_clock() -> datetime:
    """The time."""
    return datetime.now(UTC)


_clock: ContextVar[Clock] = ContextVar("clock", default=wall_clock)


def keep_time_by(clock: Clock | None) -> None:
    """From here on this task's transactions keep time by this clock; the wall clock if there is none."""
    _clock.set(clock or wall_clock)


def now() -> datetime:
    """What time it is."""
    return _clock.get()()


def moment() -> BindParameter[Any]:
    """The same in a statement: looked at whenever it is executed, so the statement may be compiled once."""
    return bindparam(None, callable_=now, type_=Utc())
