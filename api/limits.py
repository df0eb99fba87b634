"""How often something may be asked: counted in this process's memory, so per process where several serve.

What must hold across processes (tries of a code or a PIN, codes sent) is counted in the database besides.
"""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass
from functools import cached_property

from limits import parse
from starlette.requests import HTTPConnection

from domain.problems import TooMany

MOST_KEPT = 10_000  # counts, after which those that are over are swept out


@dataclass(frozen=True)
class Rule:
    """So much in so long, by its name; `sentence` is told to whoever asks for more."""

    name: str
    rate: str
    sentence: str

    @cached_property
    def most(self) -> int:
        """How often it may be."""
        return parse(self.rate).amount

    @cached_property
    def seconds(self) -> int:
        """In how long."""
        return parse(self.rate).get_expiry()


def requests(per_minute: int) -> Rule:
    """How often one person, or one stranger's address, may call operations over REST."""
    return Rule("requests", f"{per_minute} per minute", "Those were too many requests at once; wait a moment.")


class Limits:
    """Counts by rule and by whom it concerns: an address, a name, a token. The window moves with the time.

    Our own, because the library's starts a thread to sweep up with nearly every request: a fifth of what one costs.
    """

    def __init__(self) -> None:
        self._taken: dict[tuple[str, ...], deque[float]] = {}
        self._over: dict[tuple[str, ...], float] = {}

    def take(self, rule: Rule, *who: str) -> None:
        """Count one more; raises `TooMany`, with the seconds to wait, where that is too much."""
        now, key = time.time(), (rule.name, *who)
        taken = self._taken.get(key)
        if taken is None:
            self._sweep(now)
            taken = self._taken[key] = deque()
        while taken and taken[0] <= now - rule.seconds:
            taken.popleft()
        if len(taken) >= rule.most:
            raise TooMany(rule.sentence, max(1, math.ceil(taken[0] + rule.seconds - now)))
        taken.append(now)
        self._over[key] = now + rule.seconds

    def forget(self, rule: Rule, *who: str) -> None:
        """Count from nothing again."""
        self._taken.pop((rule.name, *who), None)
        self._over.pop((rule.name, *who), None)

    def _sweep(self, now: float) -> None:
        """Forget whom nothing is counted of any more, before there are too many to keep."""
        if len(self._taken) < MOST_KEPT:
            return
        for key in [key for key, over in self._over.items() if over <= now]:
            del self._taken[key], self._over[key]


def limits_of(request: HTTPConnection) -> Limits:
    """The counts of this application."""
    kept: Limits = request.app.state.limits
    return kept


def address_of(request: HTTPConnection) -> str:
    """Where a request comes from; the server has looked through the proxies that it trusts."""
    return request.client.host if request.client else "unknown"
