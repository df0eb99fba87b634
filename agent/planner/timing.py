"""The times of an utterance, as an operation's fields take them: when it starts, how long it takes, until when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from agent.planner import values
from agent.planner.spans import TaggedSpan
from agent.speech import hear, wishes
from agent.speech.spans import Span
from agent.speech.times.lengths import length
from agent.speech.tokens import tokenise

TODAY = re.compile(r"\b(?:to ?day|tonight|this (?:morning|afternoon|evening))\b", re.IGNORECASE)
RANGE = ("dateStart", "dateEnd", "date")
PAIRS = (("start", "end"), ("scheduledStart", "scheduledEnd"))
LASTING = re.compile(
    r"\b(?:for|takes?|taking|lasts?|block(?: off)?|carve out|hold|reserve)(?: about| around| at least| up to)?\s+"
)
TO_THE_DAYS_END = re.compile(r"\b(?:after|leaves?|leaving|gone|rest of (?:the|his|her|my|their) day|onwards?)\b")
WHOLE_DAY = re.compile(r"\b(?:his|her|my|their) (?:whole |entire )?day\b")
GOOD_FOR = re.compile(r"\b(?:good|valid|open|stands?|holds?) for\s+")
ANOTHER = re.compile(r"\b(?:another|an extra|a further)\s+")
REST_OF = re.compile(r"\brest of (?:my|our|his|her|their) (day|week|month)\b")
TERMS = re.compile(r"\bnet (?P<days>[a-z]+(?:[ -](?:one|two|five))?)\b|\bon receipt\b", re.IGNORECASE)
HALF_A_DAY = timedelta(hours=12)
A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)
MORNING, EVENING = 8, 17
PAST = ("clockIn", "clockOut")
FINE = ("part", "hour", "minute")
AHEAD = ("scheduledStart", "start", "scheduledAt")


def timed(
    wires: Sequence[str],
    said: str,
    tagged: Sequence[TaggedSpan],
    now: datetime,
    *,
    days: Sequence[str] = (),
    money: Sequence[TaggedSpan] = (),
    whole_days: bool = False,
) -> dict[str, str]:
    """The times in the order they were said, to the time fields in theirs; of `days` only the day is wanted.

    What is money, "one twenty five", is no time; nor, where `whole_days` are looked at, is what is finer than a day.
    """
    if not wires:
        return {}
    said = REST_OF.sub(r"rest of the \1", said)
    found = _wished(wires, said, now) if wires[0] in AHEAD else values.times(said, now, money)
    found = found or [each for tag in tagged if (each := values.time_of(tag.text, now)) and _counts(wires, each, now)]
    found = [each for each in found if not whole_days or each.grain not in FINE]
    found = [_to_come(each, tagged, now) for each in found] if "due" in wires else found
    told = _range(wires, [values.nearest(span, now, said) for span in found], now)
    dates = [wire for wire in days if wire not in RANGE]
    told |= {wire: each.isoformat() for wire, each in zip(dates, _days(found, said, now), strict=False)}
    points = [wire for wire in wires if wire not in (*RANGE, *dates)]
    moments = [moment for span in found for moment in (span.start, _end(span)) if moment]
    told |= {wire: moment.isoformat() for wire, moment in zip(points, moments, strict=False)}
    told |= _until(wires, said, told, now)
    return {wire: value for wire, value in told.items() if wire not in PAST} | _over(told, now)


def _over(told: Mapping[str, str], now: datetime) -> dict[str, str]:
    """When somebody came and went, which is over: the last such hour; a day to come is none of it."""
    moments = {wire: datetime.fromisoformat(told[wire]) for wire in PAST if wire in told}
    earlier = {
        wire: next((m for m in (at, at - HALF_A_DAY, at - A_DAY) if m <= now), None) for wire, at in moments.items()
    }
    return {wire: at.isoformat() for wire, at in earlier.items() if at is not None and moments[wire] - now < A_DAY}


def _counts(wires: Sequence[str], span: Span, now: datetime) -> bool:
    """Whether a time can be one that is wished for: what is over cannot."""
    return wires[0] not in AHEAD or (span.end or span.start or now) > now


def _wished(wires: Sequence[str], said: str, now: datetime) -> list[Span]:
    """What is wished for, where something is to be set for a time to come; no more of them than can be."""
    found = wishes.wished(said, now)
    if len(found) < 2:
        return found
    pair = len(wires) > 1 and found[0].start and found[1].start and found[0].start < found[1].start
    same_day = pair and found[0].grain in FINE and found[0].start.date() == found[1].start.date()  # type: ignore[union-attr]
    return found if same_day else [max(found, key=lambda each: FINE.index(each.grain) if each.grain in FINE else -1)]


def without_terms(said: str, tags: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    """The tags but for those of terms of payment: the thirty of "net thirty" is no money."""
    terms = TERMS.search(said)
    return [tag for tag in tags if terms is None or not (tag.start < terms.end() and terms.start() < tag.end)]


def _terms(said: str, now: datetime) -> date | None:
    """The day that so many days lead to: "net thirty", "another two weeks", "on receipt"."""
    if terms := TERMS.search(said):
        return now.date() + timedelta(days=(hear.number(terms["days"]) or 0) if terms["days"] else 0)
    more = ANOTHER.search(said.lower())
    lasting = length(tokenise(said[more.end() :]).words, 0) if more else None
    return now.date() + lasting[0].exact if lasting and lasting[0].exact and lasting[0].exact >= A_DAY else None


def _to_come(span: Span, tagged: Sequence[TaggedSpan], now: datetime) -> Span:
    """What is due is to come, even where the rest is told of the past: "was billed … due Friday"."""
    if span.start is None or span.start >= now or not tagged:
        return span
    alone = values.time_of(tagged[0].text, now)
    return alone if alone and alone.start and alone.start >= now else span


def _is_now(span: Span, now: datetime) -> bool:
    """Whether only "right now" was said, which is no time to look from."""
    return span.end is None and span.start is not None and abs(span.start - now) < A_MINUTE


def _all_of_it(span: Span) -> Span:
    """The early hours of a morning too, and the late ones of an evening."""
    if span.grain != "part" or span.start is None or span.end is None:
        return span
    midnight = datetime.combine(span.start.date(), time(), span.start.tzinfo)
    start = midnight if span.start.hour <= MORNING else span.start
    return replace(span, start=start, end=midnight + A_DAY if span.start.hour >= EVENING else span.end)


def _range(wires: Sequence[str], found: Sequence[Span], now: datetime) -> dict[str, str]:
    """From when to when to look."""
    told: dict[str, str] = {}
    for span in [_all_of_it(each) for each in found if not _is_now(each, now)][:1]:
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
    if terms := _terms(said, now):
        return [terms]
    days = [_day(span) for span in found if not _is_now(span, now) and not _only_an_hour(span, said, now)]
    if not days and (cue := GOOD_FOR.search(said.lower())):
        lasts = length(tokenise(said[cue.end() :]).words, 0)
        days = [now.date() + lasts[0].exact] if lasts and lasts[0].exact else []
    return [each for each in days if each is not None]


def _only_an_hour(span: Span, said: str, now: datetime) -> bool:
    """Whether no day was said, but an hour of today's at the most: the "twenty six fifty" of a price is no day."""
    at = span.start or span.end
    return span.grain in ("hour", "minute") and at is not None and at.date() == now.date() and not TODAY.search(said)


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
