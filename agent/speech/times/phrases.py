"""The grammar of whole phrases of time: moments with their bounds, ranges from one to another.

Every reader takes the words and a place, and answers what was said with the place after it, or None.
"""

from collections.abc import Callable
from dataclasses import replace

from agent.speech.cues import CUES, counts_something, moves_something
from agent.speech.numbers import Words, word_at
from agent.speech.spans import Moment, Offset
from agent.speech.times.moments import moment
from agent.speech.times.near import Heard, compared, near_now, window
from agent.speech.times.ranges import Between, Bound, BoundKind, FromNowTo, Within
from agent.speech.tokens import Lexicon, says

_LONGEST = 40
_TO = frozenset({"to", "through", "thru", "till", "til", "until", "-", "and", "or"})


def phrase(words: Words, at: int) -> Heard | None:
    """The longest phrase of time said from there on."""
    words = words[: at + _LONGEST]
    found: Heard | None = None
    for reader in _READERS:
        here = reader(words, at)
        if here and (found is None or here.after > found.after):
            found = here
    return found and _ended(words, _qualified(words, found))


def _alone(words: Words, at: int) -> Heard | None:
    found = moment(words, at)
    return Heard(found[0], found[1], found[0].plain) if found else None


def _range(words: Words, at: int) -> Heard | None:
    """From one moment to another: "between ten and two", "monday through wednesday", "from now until noon"."""
    lead = word_at(words, at) if word_at(words, at) in ("from", "between") else ""
    start = at + bool(lead)
    if lead and word_at(words, start) == "now" and word_at(words, start + 1) in _TO:
        until = phrase(words, start + 2)
        return Heard(FromNowTo(until.phrase), until.after) if until else None
    idiom = not lead and not (_ten_to(words, start) and _dated_range(words, start))
    first = moment(words, start, to_is_idiom=idiom)
    first = _listed(words, first) if first else None
    joint = word_at(words, first[1]) if first else ""
    if first is None or joint not in _TO:
        return None
    last = moment(words, first[1] + 1, to_is_idiom=idiom)
    if last is None or not _joined(first[0], joint, last[0], between=lead == "between"):
        return None
    if not lead and joint == "to" and _moved_to(words, at, first[0]):
        return None
    return Heard(Between(first[0], last[0]), last[1], first[0].plain and last[0].plain)


def _listed(words: Words, first: tuple[Moment, int]) -> tuple[Moment, int]:
    """The first of several days, with the place after the last but one: "monday tuesday and wednesday"."""
    after = first[1]
    while (following := moment(words, after)) and following[0].clock is None and following[0].day:
        after = following[1]
    return (first[0], after) if word_at(words, after) == "and" else first


def _moved_to(words: Words, at: int, first: Moment) -> bool:
    """Whether what looks like a range says from when something is moved: "move tomorrow to thursday"."""
    named = first.plain and first.clock is not None and first.clock.minute % 5 != 0
    return named or (moves_something(words, at) and word_at(words, at - 1) not in ("to", "for", "at", "on"))


def _dated_range(words: Words, at: int) -> bool:
    """Whether hours and a day are said together without "at": "friday ten to two" is four hours, not ten to two."""
    first = moment(words, at, to_is_idiom=False)
    last = moment(words, first[1] + 1) if first and word_at(words, first[1]) == "to" else None
    return bool(first and last and first[0].clock and last[0].clock and (first[0].day or last[0].day))


def _ten_to(words: Words, at: int) -> bool:
    place = next((place for place in range(at, at + 4) if says(words, place, "ten to")), 0)
    return says(words, place, "ten to") and word_at(words, place - 1) not in CUES["before_hours"]


def _joined(first: Moment, joint: str, last: Moment, *, between: bool) -> bool:
    """Whether two moments make a range: two hours, two days, but not an hour and a day."""
    hours = first.clock is not None and last.clock is not None
    if joint in ("and", "or"):
        partial = first.clock or last.clock or first.part or last.part
        days = first.day is not None and last.day is not None and not partial
        return hours if between and hours else days
    if hours or (first.clock and first.day is None):
        return hours
    return last.clock is None and bool(first.day or first.part) and bool(last.day or last.part)


_BOUNDS: Lexicon[BoundKind] = Lexicon(
    {
        "no later than": "by",
        "not later than": "by",
        "not after": "by",
        "on or before": "by",
        "latest by": "by",
        "up until": "by",
        "up to": "by",
        "up through": "by",
        "by": "by",
        "until": "by",
        "till": "by",
        "til": "by",
        "through": "by",
        "thru": "by",
        "earlier than": "before",
        "sooner than": "before",
        "prior to": "before",
        "ahead of": "before",
        "before": "before",
        "no earlier than": "from",
        "not earlier than": "from",
        "no sooner than": "from",
        "not before": "from",
        "not until": "from",
        "on or after": "from",
        "at or after": "from",
        "starting": "from",
        "beginning": "from",
        "as of": "from",
        "effective": "from",
        "from": "from",
        "later than": "after",
        "after": "after",
        "past": "after",
        "since": "since",
    }
)
_ENDINGS: Lexicon[BoundKind] = Lexicon(
    {
        "or later": "from",
        "or after": "from",
        "and after": "from",
        "and later": "from",
        "and on": "from",
        "and onward": "from",
        "onward": "from",
        "onwards": "from",
        "at the earliest": "from",
        "at the latest": "by",
        "or earlier": "by",
        "or before": "by",
        "or sooner": "by",
    }
)
bound_at = _BOUNDS.at


def _bound(words: Words, at: int) -> Heard | None:
    """One end only: "by friday", "not before ten", "from june on"."""
    found = bound_at(words, at)
    limit = _limit(words, found[1]) if found else None
    if found is None or limit is None:
        return None
    kind, word, before = found[0], words[at], word_at(words, at - 1)
    if (word == "by" and before in CUES["dropping_by"]) or (word == "through" and before == "all"):
        return None
    if word == "up" and (word_at(words, found[1]) in ("on", "at") or moves_something(words, at)):
        return None  # "what is he up to on wednesday", "bump it up to thursday"
    if kind == "before" and _ENDS.at(words, found[1]):
        kind = "by"  # before the end of the month is by its end
    clocked = isinstance(limit.phrase, Moment) and limit.phrase.clock is not None
    goes_on = kind == "from" and word_at(words, limit.after) in ("on", "forward")
    goes_on = goes_on and not counts_something(words, limit.after + 1) and not _alone(words, limit.after + 1)
    if not clocked and (word == "past" or (word == "from" and not goes_on)):
        return None
    return _closed(words, Heard(Bound(kind, limit.phrase), limit.after + goes_on, limit.plain))


_ENDS = Lexicon(dict.fromkeys(("end of", "the end of"), ""))


def _limit(words: Words, at: int) -> Heard | None:
    return near_now(words, at) or _alone(words, at)


def _closed(words: Words, heard: Heard) -> Heard:
    """With the other bound, if one follows at once: "after two but before four"."""
    place = heard.after + (word_at(words, heard.after) in ("but", "and"))
    other = bound_at(words, place)
    limit = _limit(words, other[1]) if other else None
    if other is None or limit is None or not isinstance(heard.phrase, Bound):
        return heard
    closing = Bound(other[0], limit.phrase)
    lower, upper = (heard.phrase, closing) if heard.phrase.opens else (closing, heard.phrase)
    if lower.opens == upper.opens:
        return heard
    return Heard(Within(lower, upper), limit.after, heard.plain and limit.plain)


def _qualified(words: Words, found: Heard) -> Heard:
    """A day with the bound or the range of hours that follows it: "tomorrow after two", "friday from ten to noon"."""
    if not isinstance(found.phrase, Moment) or found.phrase.clock:
        return found
    place = (_ANY_TIME.at(words, found.after) or ("", found.after))[1]
    later = _range(words, place) if word_at(words, place) in ("from", "between") else None
    later = later or _bound(words, place)
    if later is None:
        return found
    if isinstance(later.phrase, Between):
        ranged = later.phrase.with_day(found.phrase)
        return Heard(ranged, later.after) if ranged else found
    if isinstance(later.phrase, Bound):
        bound = _on_day(found.phrase, later.phrase)
        return Heard(bound, later.after) if bound else found
    if isinstance(later.phrase, Within):
        lower, upper = _on_day(found.phrase, later.phrase.lower), _on_day(found.phrase, later.phrase.upper)
        return Heard(Within(lower, upper), later.after) if lower and upper else found
    return found


_ANY_TIME = Lexicon(dict.fromkeys(("any time", "anytime", "some time", "sometime"), ""))


def _on_day(day: Moment, bound: Bound) -> Bound | None:
    limit = bound.limit
    if not isinstance(limit, Moment) or limit.day or not (limit.clock or limit.part):
        return None
    merged = day.merged(limit)
    return replace(bound, limit=merged) if merged else None


def _ended(words: Words, found: Heard) -> Heard:
    """With an ending that makes it one-sided: "ten or later"."""
    ending = _ENDINGS.at(words, found.after) if isinstance(found.phrase, Moment | Offset) else None
    return Heard(Bound(ending[0], found.phrase), ending[1], found.plain) if ending else found


_READERS: tuple[Callable[[Words, int], Heard | None], ...] = (near_now, window, _range, _alone, compared, _bound)
