"""The times of an utterance, as an operation's fields take them: when it starts, how long it takes, until when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from agent.planner import values
from agent.planner.spans import TaggedSpan
from agent.speech.spans import Span
from agent.speech.times.lengths import length
from agent.speech.tokens import tokenise

RANGE = ("dateStart", "dateEnd", "date")
PAIRS = (("start", "end"), ("scheduledStart", "scheduledEnd"))
LASTING = re.compile(
    r"\b(?:for|takes?|taking|lasts?|block(?: off)?|carve out|hold|reserve)(?: about| around| at least| up to)?\s+"
)
TO_THE_DAYS_END = re.compile(r"\b(?:after|leaves?|leaving|gone|rest of (?:the|his|her|my|their) day|onwards?)\b")
WHOLE_DAY = re.compile(r"\b(?:his|her|my|their) (?:whole |entire )?day\b")
GOOD_FOR = re.compile(r"\b(?:good|valid|open|stands?|holds?) for\s+")
A_DAY = timedelta(days=1)


def timed(
    wires: Sequence[str], said: str, tagged: Sequence[TaggedSpan], now: datetime, *, days: Sequence[str] = ()
) -> dict[str, str]:
    """The times in the order they were said, to the time fields in theirs; of `days` only the day is wanted."""
    if not wires:
        return {}
    found = values.times(said, now) or [each for tag in tagged if (each := values.time_of(tag.text, now))]
    told = _range(wires, [values.nearest(span, now, said) for span in found])
    dates = [wire for wire in days if wire not in RANGE]
    told |= {wire: each.isoformat() for wire, each in zip(dates, _days(found, said, now), strict=False)}
    points = [wire for wire in wires if wire not in (*RANGE, *dates)]
    moments = [moment for span in found for moment in (span.start, _end(span)) if moment]
    told |= {wire: moment.isoformat() for wire, moment in zip(points, moments, strict=False)}
    return told | _until(wires, said, told, now)


def _range(wires: Sequence[str], found: Sequence[Span]) -> dict[str, str]:
    """From when to when to look."""
    told: dict[str, str] = {}
    for span in found[:1]:
        last = span.end or (span.start if "dateStart" not in wires else None)
        if "dateStart" in wires and span.start:
            told["dateStart"] = span.start.isoformat()
        if "dateEnd" in wires and last:
            told["dateEnd"] = last.isoformat()
        if "date" in wires and span.start:
            told["date"] = span.start.date().isoformat()
    return told


def _days(found: Sequence[Span], said: str, now: datetime) -> list[date]:
    """The days that were said: of what only ends the last, "through April fifteenth"; or "good for thirty days"."""
    days = [_day(span) for span in found]
    if not days and (cue := GOOD_FOR.search(said.lower())):
        lasts = length(tokenise(said[cue.end() :]).words, 0)
        days = [now.date() + lasts[0].exact] if lasts and lasts[0].exact else []
    return [each for each in days if each is not None]


def _day(span: Span) -> date | None:
    if span.start is not None:
        return span.start.date()
    return (span.end - timedelta(microseconds=1)).date() if span.end else None


def _end(span: Span) -> datetime | None:
    """Where a span ends, unless it is just a day: "Friday" says no more than when."""
    one_day = span.grain == "day" and span.start and span.end and span.end - span.start <= A_DAY
    return None if one_day or (span.grain == "day" and span.start is None) else span.end


def _until(wires: Sequence[str], said: str, told: dict[str, str], now: datetime) -> dict[str, str]:
    """The end that a length says, "for two hours", or the day's: "after three", "his day"."""
    for first, last in PAIRS:
        if first not in wires or last not in wires or last in told:
            continue
        if first not in told:
            today = datetime.combine(now.date(), time(), now.tzinfo)
            return {first: today.isoformat()} if first == "start" and WHOLE_DAY.search(said) else {}
        start = datetime.fromisoformat(told[first])
        if lasting := _length(said):
            return {last: (start + lasting).isoformat()}
        if first == "start" and start.time() != time() and TO_THE_DAYS_END.search(said):
            return {last: datetime.combine(start.date() + A_DAY, time(), now.tzinfo).isoformat()}
    return {}


def begun_by(wire: str) -> str:
    """The field with the start of what this one ends; the field itself if it ends nothing."""
    return next((first for first, last in PAIRS if last == wire), wire)


def ended_by(said: str, begins: Any) -> str | None:
    """When something ends that takes as long as is said: "an hour", "for two hours"."""
    lasting = _length(f"for {said}") or _length(said)
    if lasting is None or not isinstance(begins, str):
        return None
    return (datetime.fromisoformat(begins) + lasting).isoformat()


def _length(said: str) -> timedelta | None:
    for cue in LASTING.finditer(said.lower()):
        found = length(tokenise(said[cue.end() :]).words, 0)
        exact = found[0].exact if found else None
        if exact and exact < A_DAY:
            return exact
    return None
