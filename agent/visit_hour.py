"""A visit that is called by its hour: "my ten o'clock", "the two thirty", "luis's eleven o'clock"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

HOURS = {
    name: hour
    for hour, name in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
}
MINUTES = {"fifteen": 15, "thirty": 30, "forty five": 45, "oh five": 5, "twenty": 20, "forty": 40, "fifty": 50}
HOUR = rf"(?P<hour>{'|'.join(HOURS)}|1[0-2]|[1-9])"
MINUTE = rf"(?:(?: |:)(?P<minute>{'|'.join(MINUTES)}|[0-5]\d))"
OCLOCK = r"(?: ?o'? ?clock| (?:a|p) ?m\b)"
WHOSE = r"(?P<whose>(?:my|the|that|our|his|her|their|this|next|today's|tomorrow's|[a-z]+'s))"
VISIT = r"(?: (?:job|appointment|visit|call|stop|slot|customer|guy|lady))"
# Behind a bare hour comes the end, or what happens to the visit: "my two cancelled", and not "my two filters".
GOES_ON = (
    r"(?=$|,|\.| (?:cancel|call|is|isn't|wants|needs|moved|now|today|tomorrow|just|and|at|on|so|got|no|they)\w*\b)"
)
# "At ten", "to ten" and "by ten" tell when something is to be, unless the hour is somebody's.
WHEN = re.compile(r"\b(?:at|to|till|until|by|around|from|before|after|about|between|and|or|make it|than)\s*$")
NO_HOUR_AFTER_ALL = rf"(?! (?:dollar|buck|percent|minute|hour|(?:{'|'.join(HOURS)})\b))"
CALLED = (
    re.compile(rf"\b(?:{WHOSE} )?{HOUR}{MINUTE}?{OCLOCK}{VISIT}?"),
    re.compile(rf"\b{WHOSE} {HOUR}{MINUTE}{VISIT}?(?=$|,|\.| [a-z]){NO_HOUR_AFTER_ALL}"),
    re.compile(rf"\b(?P<whose>my|his|her|[a-z]{{3,}}'s) {HOUR}(?:{VISIT}\b|{GOES_ON})"),
)
NOT_AN_HOUR = re.compile(r"\b(?:quote|invoice|job|order|estimate|ticket|number|bill)\s*$")


@dataclass(frozen=True, slots=True)
class VisitHour:
    """The hour by which a visit is called, of either half of the day, and where it stands in the utterance."""

    hour: int
    minute: int
    start: int
    end: int

    def fits(self, start: datetime) -> bool:
        """Whether a visit that starts at this local time is called so."""
        return start.hour % 12 == self.hour % 12 and start.minute == self.minute


def visit_hour(said: str) -> VisitHour | None:
    """The hour by which a visit is called; None where hours only tell when."""
    text = said.lower()
    for pattern in CALLED:
        for found in pattern.finditer(text):
            whose, before = found["whose"], text[: found.start()]
            if (not whose and WHEN.search(before)) or NOT_AN_HOUR.search(before):
                continue
            if whose == "the" and WHEN.search(before) and " " not in found[0].removeprefix("the "):
                continue
            named = found.groupdict().get("minute")
            minute = 0 if not named else int(named) if named.isdigit() else MINUTES[named]
            hour = int(found["hour"]) if found["hour"].isdigit() else HOURS[found["hour"]]
            return VisitHour(hour, minute, found.start(), found.end())
    return None


NEXT = re.compile(
    r"\b(?:after (?:this|that|it|here|him|her|them|this one|that one)|"
    r"(?:what|who|where)(?:'s| is|'m| am)? (?:\w+ ){0,4}next\b(?! (?:week|month|\w+day))|"
    r"next (?:one|up|job|stop|call|visit|customer)|(?:and|what'?s|where to) (?:after|then))\b"
)


def singled_out(items: Sequence[Any], said: str, now: datetime) -> Any | None:
    """The one visit of a list that was asked for: by its hour, or what comes after the one that is under way."""
    visits = [each for each in items if getattr(each, "scheduled_start", None)]
    if len(items) < 2 or not visits:
        return None
    called = visit_hour(said)
    if called is not None:
        there = [each for each in visits if called.fits(each.scheduled_start.astimezone(now.tzinfo))]
        return there[0] if len(there) == 1 else None
    if NEXT.search(said.lower()):
        ahead = [each for each in visits if each.status == "scheduled"]
        return min(ahead, key=lambda each: each.scheduled_start, default=None)
    return None
