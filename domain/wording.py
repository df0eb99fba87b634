"""How moments, lengths of time and amounts are put in a sentence, as on a page: digits, and the account's clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

MINUTE, HOUR = 60, 3600
NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def when(moment: datetime, now: datetime) -> str:
    """A moment as people say it from `now`, in now's zone: 7:55 AM, yesterday at 4 PM, Friday, March 6 at 9 AM."""
    local = moment.astimezone(now.tzinfo)
    on = "" if local.date() == now.date() else f"{day(local.date(), now)} at "
    return f"{on}{clock(local)}"


def clock(moment: datetime) -> str:
    """A time of day: 7:55 AM, 1 PM."""
    return f"{moment:%-I:%M %p}".replace(":00", "")


def day(date: date, now: datetime) -> str:
    """A day as people say it from `now`: today, tomorrow, Friday, March 6."""
    return NEAR.get((date - now.date()).days, f"{date:%A, %B %-d}")


def hours(start: datetime, end: datetime, now: datetime) -> str:
    """From when to when, in now's zone: 8:30 to 9:30 AM, tomorrow 11 AM to 1 PM, all day Friday, March 6."""
    first, last = start.astimezone(now.tzinfo), end.astimezone(now.tzinfo)
    ends = (last - timedelta(microseconds=1)).date()
    if first.time() == last.time() == time():
        return f"all day {day(ends, now)}" if first.date() == ends else f"{day(first.date(), now)} to {day(ends, now)}"
    if first.date() != ends:
        return f"{when(start, now)} to {when(end, now)}"
    on = {0: "", 1: "tomorrow ", -1: "yesterday "}.get((ends - now.date()).days, f"{day(ends, now)}, ")
    same_half = f"{first:%p}" == f"{last:%p}"
    return f"{on}{clock(first).removesuffix(f' {first:%p}') if same_half else clock(first)} to {clock(last)}"


def length(seconds: int) -> str:
    """A length of time: 8 hours 35 minutes."""
    hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
    parts = [counted(number, noun) for number, noun in ((hours, "hour"), (minutes, "minute")) if number]
    return " ".join(parts) or "under a minute"


def listed(words: Sequence[str]) -> str:
    """Several in a sentence: a, b and c."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def counted(number: Decimal | int, noun: str) -> str:
    """So many of something: 1 foot, 2.5 feet, 3 boxes."""
    return f"{Decimal(number):f} {noun if number == 1 else many(noun)}"


def many(noun: str) -> str:
    """The noun for several."""
    if noun.endswith("foot"):
        return f"{noun[:-4]}feet"
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is", "as")):
        return noun  # said of many already
    if len(noun) > 1 and noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def people(number: int) -> str:
    """So many people: nobody, 1 person, 3 people."""
    return "nobody" if number == 0 else "1 person" if number == 1 else f"{number:,} people"
