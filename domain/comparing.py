"""A figure beside the one before: how many, how much, and what is said of the difference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

PLAIN = ("today", "yesterday", "tomorrow", "last", "this")
MANY, MANYFOLD = 10, 2
A_DAY = re.compile(r"[A-Z]\w+ \d+(?:, \d{4})?$")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many, and how many in the stretch that it is measured against."""

    count: int
    before: int


def change(now: Decimal | int, before: Decimal | int) -> float | None:
    """The difference as a share of what was before: 0.25 is a quarter more; None where there was nothing."""
    return round(float((now - before) / before), 4) if before else None


def told(now: Decimal | int, before: Decimal | int, against: str, written: str | None = None) -> str:
    """The difference in words: up 12 percent on February, down from 3 yesterday. `written`: money that was before."""
    if now == before:
        return f"the same as {during(against)}"
    way, share = ("up" if now > before else "down"), change(now, before)
    few = written is None and max(now, before) < MANY
    if share is None or few or abs(share) >= MANYFOLD:
        was = ("none" if written is None else "nothing") if not before else written or str(before)
        return f"{way} from {was} {during(against)}"
    percent = round(abs(share) * 100)
    return f"{way} {percent} percent on {against}" if percent else f"about the same as {during(against)}"


def during(called: str) -> str:
    """A period as when something happened: in February, on March 8, yesterday, last week."""
    if called.startswith(PLAIN):
        return called
    return f"on {called}" if A_DAY.match(called) else f"in {called}"
