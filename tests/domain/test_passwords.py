"""Password hashes: made and checked beside the event loop, a few at a time, whatever floods in."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from domain.passwords import HASHING_AT_ONCE, Passwords

PATIENT = 20.0


class Slow:
    """A hasher that goes on only once the event loop has told it to."""

    def __init__(self) -> None:
        self.told, self.most = threading.Event(), 0
        self._now, self._lock = 0, threading.Lock()

    def verify(self, password: str, hashed: str) -> bool:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        heard = self.told.wait(PATIENT)
        with self._lock:
            self._now -= 1
        return heard and password == hashed


async def test_a_flood_of_sign_ins_holds_up_nobody_else_and_takes_few_threads() -> None:
    hasher: Any = Slow()
    passwords = Passwords(hasher)
    flood = [asyncio.create_task(passwords.matches("right", "right")) for _ in range(40)]
    while hasher.most < HASHING_AT_ONCE:  # noqa: ASYNC110 - the loop turns meanwhile, which is what is looked at
        await asyncio.sleep(0)
    hasher.told.set()
    assert await asyncio.gather(*flood) == [True] * 40
    assert hasher.most == HASHING_AT_ONCE
