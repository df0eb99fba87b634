"""Lasting work without a program that ends: each look and each wait happens at once, on a clock that is moved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from domain import demo

T = TypeVar("T")


@dataclass
class Hands:
    """A clock that stands still until it is moved."""

    now: datetime = field(default_factory=demo.demo_now)

    def __call__(self) -> datetime:
        return self.now

    def on(self, by: timedelta) -> None:
        self.now += by


@dataclass
class Rehearsal:
    """A run whose waits move the clock; `meanwhile` is what happens then, `most` how many waits it may take."""

    hands: Hands
    meanwhile: Callable[[], Awaitable[object]]
    most: int = 50
    waits: list[float] = field(default_factory=list)

    async def step(self, name: str, work: Callable[[], Awaitable[T]]) -> T:
        return await work()

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        assert len(self.waits) <= self.most, "it never ends"
        self.hands.on(timedelta(seconds=seconds))
        await self.meanwhile()
