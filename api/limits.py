"""How often something may be asked: counted in this process's memory, so per process where several serve.

What must hold across processes (tries of a code or a PIN, codes sent) is counted in the database besides.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import HTTPConnection

from domain.problems import TooMany


@dataclass(frozen=True, slots=True)
class Rule:
    """So much in so long, by its name; `sentence` is told to whoever asks for more."""

    name: str
    rate: str
    sentence: str

    @property
    def item(self) -> RateLimitItem:
        """The rate as the library reads it: "10 per 15 minutes"."""
        return parse(self.rate)


def requests(per_minute: int) -> Rule:
    """How often one person, or one stranger's address, may call operations over REST."""
    return Rule("requests", f"{per_minute} per minute", "Those were too many requests at once; wait a moment.")


class Limits:
    """Counts by rule and by whom it concerns: an address, a name, a token."""

    def __init__(self) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    def take(self, rule: Rule, *who: str) -> None:
        """Count one more; raises `TooMany`, with the seconds to wait, where that is too much."""
        if self._windows.hit(rule.item, rule.name, *who):
            return
        opens = self._windows.get_window_stats(rule.item, rule.name, *who).reset_time
        raise TooMany(rule.sentence, max(1, math.ceil(opens - time.time())))

    def forget(self, rule: Rule, *who: str) -> None:
        """Count from nothing again."""
        self._windows.clear(rule.item, rule.name, *who)


def limits_of(request: HTTPConnection) -> Limits:
    """The counts of this application."""
    kept: Limits = request.app.state.limits
    return kept


def address_of(request: HTTPConnection) -> str:
    """Where a request comes from; the server has looked through the proxies that it trusts."""
    return request.client.host if request.client else "unknown"
