"""How moments, lengths of time and amounts are put in a sentence, as on a page: digits, and the account's clock."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

MINUTE, HOUR = 60, 3600
NEAR = {-1: "yesterday at ", 0: "", 1: "tomorrow at "}


def when(moment: datetime, now: datetime) -> str:
    """A moment as people say it from `now`, in now's zone: 7:55 AM, yesterday at 4 PM, Friday, March 6 at 9 AM."""
    local = moment.astimezone(now.tzinfo)
    clock = f"{local:%-I:%M %p}".replace(":00", "")
    day = NEAR.get((local.date() - now.date()).days, f"{local:%A, %B %-d} at ")
    return f"{day}{clock}"


def length(seconds: int) -> str:
    """A length of time: 8 hours 35 minutes."""
    hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
    parts = [counted(number, noun) for number, noun in ((hours, "hour"), (minutes, "minute")) if number]
    return " ".join(parts) or "under a minute"


def counted(number: Decimal | int, noun: str) -> str:
    """So many of something: 1 foot, 2.5 feet, 3 boxes."""
    return f"{Decimal(number):f} {noun if number == 1 else many(noun)}"


def many(noun: str) -> str:
    """The noun for several."""
    if noun.endswith("foot"):
        return f"{noun[:-4]}feet"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"
