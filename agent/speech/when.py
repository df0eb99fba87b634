"""Times as they are spoken: "thursday between nine and eleven", "a week from friday at half past one"."""

import re
from dataclasses import dataclass
from datetime import datetime

from agent.speech.cues import CUES, FILLERS, tells_the_past
from agent.speech.numbers import Words, word_at
from agent.speech.spans import Moment, Phrase, Span
from agent.speech.times.cycles import Grain
from agent.speech.times.dates import Frame
from agent.speech.times.hits import Hit, hits
from agent.speech.times.lengths import duration, find_length
from agent.speech.times.moments import LINKS
from agent.speech.times.near import Heard
from agent.speech.times.phrases import phrase
from agent.speech.times.ranges import Bound
from agent.speech.times.recurring import Recurrence, recurrence
from agent.speech.tokens import Utterance, tokenise

__all__ = ["Found", "Reading", "Recurrence", "Span", "duration", "find", "read", "recurrence", "understand"]


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression, its place in the utterance and what it means."""

    start_char: int
    end_char: int
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """A time in writing: instants in RFC 3339, else a length in ISO 8601 or a recurrence rule in place of the start."""

    start: str | None
    end: str | None
    grain: Grain


_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
_LEADS = CUES["leads"] | FILLERS | LINKS
_TRAILS = CUES["trails"] | FILLERS


def understand(text: str, now: datetime) -> Span | None:
    """The time that an utterance speaks of, seen from `now`; None if it speaks of none, or of what recurs."""
    said = tokenise(text)
    frame = frame_of(said, now)
    meant = _meant(said, recurrence(text))
    return _stamped(text, now) or (span_of(meant, frame) if meant else None)


def find(text: str, now: datetime) -> list[Found]:
    """The time expressions in an utterance, in order; a bare number is one only where its neighbours say so."""
    said = tokenise(text)
    frame = frame_of(said, now)
    spans = ((hit, span_of(hit.phrase, frame)) for hit in _once(said, recurrence(text)))
    return [_found(said, hit, span) for hit, span in spans if span]


def read(text: str, now: datetime) -> Reading | None:
    """The time, the recurrence or else the length of time that an utterance speaks of."""
    again = recurrence(text)
    span = understand(text, now)
    if again and (span is None or not _told_after(text, again)):
        return Reading(again.rule, None, again.grain)
    if span:
        start, end = (moment.isoformat() if moment else None for moment in (span.start, span.end))
        return Reading(start, end, span.grain)
    size = find_length(text)
    return Reading(size.iso(), None, size.grain) if size else None


def frame_of(said: Utterance, now: datetime) -> Frame:
    """From when an utterance looks, and whether back."""
    if now.tzinfo is None:
        raise ValueError("Give the moment with its time zone.")
    return Frame(now, tells_the_past(said.words))


def span_of(meant: Phrase, frame: Frame) -> Span | None:
    """What is meant, unless it would end before it starts: "friday before monday"."""
    span = meant.span(frame)
    backwards = span and span.start and span.end and span.end < span.start
    return None if backwards else span


def _told_after(text: str, again: Recurrence) -> bool:
    """Whether something else is said after what recurs: "every year so hire for this july"."""
    return not CUES["clause_breaks"].isdisjoint(tokenise(text[again.end_char :]).words)


def _stamped(text: str, now: datetime) -> Span | None:
    written = _STAMP.fullmatch(text.strip())
    if written is None:
        return None
    stamp = datetime.fromisoformat(written[0])
    return Span(stamp if stamp.tzinfo else stamp.replace(tzinfo=now.tzinfo), None, "minute")


def _found(said: Utterance, hit: Hit, span: Span) -> Found:
    start, end = said.border(hit.first, hit.after)
    return Found(start, end, said.text[start:end], span)


def once(said: Utterance, text: str) -> list[Hit]:
    """The phrases of time in an utterance that are no part of what recurs."""
    return _once(said, recurrence(text))


def _once(said: Utterance, again: Recurrence | None) -> list[Hit]:
    """The phrases that are no part of what recurs."""
    return [hit for hit in hits(said.words) if not (again and _overlaps(said, hit, again))]


def _overlaps(said: Utterance, hit: Hit, again: Recurrence) -> bool:
    start, end = said.border(hit.first, hit.after)
    return start < again.end_char and again.start_char < end


def _meant(said: Utterance, again: Recurrence | None) -> Phrase | None:
    whole = None if again else _whole(said.words)
    return whole.phrase if whole else chosen(said.words, _once(said, again))


def _whole(words: Words) -> Heard | None:
    """The phrase that takes up the whole utterance but for fillers, in which a bare number may be an hour."""
    first, after = 0, len(words)
    while after and words[after - 1] in _TRAILS:
        after -= 1
    while True:
        heard = phrase(words, first)
        if heard and heard.after >= after:
            return heard
        if word_at(words, first) not in _LEADS:
            return None
        first += 1


def chosen(words: Words, found: list[Hit]) -> Phrase | None:
    """The one time meant: the last after a correction, else the most exact; a day and an hour said apart are joined."""
    if not found:
        return None
    last = found[-1]
    if len(found) > 1 and not CUES["corrections"].isdisjoint(words[found[-2].after : last.first]):
        return _corrected(words, found[-2], last)
    best = max(found, key=lambda hit: _exactness(hit.phrase))
    for other in found:
        joined = _joined(best.phrase, other.phrase) if other is not best else None
        if joined:
            return joined
    return _turned(words, best) or best.phrase


def _turned(words: Words, hit: Hit) -> Phrase | None:
    """Made a bound by what is said next: "i work till four so any time after that"."""
    following = " ".join(words[hit.after : hit.after + 6])
    limit = hit.phrase.limit if isinstance(hit.phrase, Bound) else hit.phrase
    if "after that" in following or "after then" in following:
        return Bound("from", limit)
    return Bound("before", limit) if "before that" in following or "before then" in following else None


def _corrected(words: Words, earlier: Hit, later: Hit) -> Phrase:
    """The later one, with the day or the hour that it did not take back: "tomorrow at two no three"."""
    one, other = earlier.phrase, later.phrase
    at_once = set(words[earlier.after : later.first]) <= CUES["correcting"]
    if not at_once or not isinstance(one, Moment) or not isinstance(other, Moment):
        return other
    part = other.part or (None if other.clock and other.day else one.part)
    return Moment(other.day or one.day, other.clock or (None if other.part else one.clock), part)


def _exactness(said: Phrase) -> int:
    limit = said.limit if isinstance(said, Bound) else said
    if isinstance(limit, Moment):
        return 2 * (limit.clock is not None) + (limit.day is not None) + (limit.part is not None)
    return 3


def _joined(one: Phrase, other: Phrase) -> Phrase | None:
    if isinstance(one, Moment) and isinstance(other, Moment) and not (one.day and other.day):
        return one.merged(other)
    return None
