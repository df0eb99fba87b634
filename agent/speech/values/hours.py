"""Opening hours as they are said: "friday eight to three", "till six on weekdays", "close us on saturdays"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time

from agent.speech.hear import time_of_day

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = r"(mon|tues?|wednes|thurs?|fri|satur|sun)days?"
THROUGH = re.compile(rf"\b{DAY} (?:through|thru|to|till|until) {DAY}\b")
ONE = re.compile(rf"\b{DAY}\b")
GROUPS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"\bweekdays?\b"), DAYS[:5]),
    (re.compile(r"\bweekends?\b"), DAYS[5:]),
    (re.compile(r"\b(?:every day|all week|seven days|daily)\b"), DAYS),
)
HOUR = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2}(?::\d\d)?)"
CLOCK = (
    rf"(?:noon|midnight|(?:half past |(?:a )?quarter (?:past|to) )?{HOUR}"
    r"(?: (?:thirty|fifteen|forty five|o'?clock|oh \w+))?(?: ?[ap]\.? ?m\b\.?)?)"
)
BOTH = re.compile(rf"\b({CLOCK}) (?:to|till|until|through|-) ({CLOCK})(?!\w)")
ENDS = re.compile(rf"\b(?:till|until|to|clos\w+(?: us)?(?: at)?|through) (?:\w+ )??(?:at )?({CLOCK})(?!\w)")
STARTS = re.compile(rf"\b(?:open(?:ing)?|start(?:ing)?)(?: up)?(?: at| from)? ({CLOCK})(?!\w)")
CLOSED = re.compile(r"\b(?:close us|we'?re closed|closed|don'?t open|not open|no more|shut)\b(?! at)")
REPAIRED = re.compile(rf"\b({CLOCK}) no ({CLOCK})(?!\w)")
THAT = re.compile(r"(?:okay |and )?(?:make|change|set) (?:it|that)\b")
NOON = 12


def opening_hours(text: str, now: Mapping[str, str], before: str = "") -> dict[str, str | None] | None:
    """Each day that is spoken of, with its hours from then on (None: closed); what is not said stays as it is now.

    "Make it ten to two" is of the days that were spoken of before.
    """
    said = REPAIRED.sub(r"\2", text.lower())
    days = _days(said) or (_days(before.lower()) if THAT.match(said) else ()) or tuple(now)
    if both := BOTH.search(said):
        return dict.fromkeys(days, f"{_clock(both[1], early=True)}-{_clock(both[2], early=False)}")
    if CLOSED.search(said) and not ENDS.search(said):
        return dict.fromkeys(_days(said)) or None
    if ends := ENDS.search(said):
        return _with(days, now, None, _clock(ends[1], early=False))
    if starts := STARTS.search(said):
        return _with(days, now, _clock(starts[1], early=True), None)
    return None


def _days(said: str) -> tuple[str, ...]:
    """The weekdays that are spoken of."""
    found = [day for pattern, days in GROUPS if pattern.search(said) for day in days]
    for first, last in THROUGH.findall(said):
        start, end = DAYS.index(first[:3]), DAYS.index(last[:3])
        found += DAYS[start : end + 1] if start <= end else (*DAYS[start:], *DAYS[: end + 1])
    found += [each[:3] for each in ONE.findall(said)]
    return tuple(day for day in DAYS if day in found)


def _with(
    days: tuple[str, ...], now: Mapping[str, str], start: str | None, end: str | None
) -> dict[str, str | None] | None:
    """The days that are open already, with another start or end."""
    told = {day: f"{start or now[day][:5]}-{end or now[day][-5:]}" for day in days if now.get(day)}
    return {**told} or None


def _clock(said: str, *, early: bool) -> str:
    """A time of day; without a.m. or p.m. a start is in the morning and an end after noon."""
    told = time_of_day(said) or "00:00"
    clock = time.fromisoformat(told)
    if re.search(r"[ap]\.? ?m\b|noon|midnight", said):
        return "24:00" if said == "midnight" and not early else told
    hour = clock.hour % NOON
    if not early or (early and hour == 0):
        hour += NOON
    return f"{hour:02}:{clock.minute:02}"
