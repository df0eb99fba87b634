"""Times told from now: "in half an hour", "two hours after lunch", "the last thirty days", "the rest of the week"."""

from dataclasses import replace
from typing import NamedTuple

from agent.speech.cues import counts_something
from agent.speech.numbers import Words, below_hundred, word_at
from agent.speech.spans import Moment, Offset, PartOf, Phrase, ThisTime, Window
from agent.speech.times.cycles import MONTH, WEEK, YEAR, Cycle
from agent.speech.times.date_words import TODAY, after_about, day
from agent.speech.times.dates import Day, Shifted, Turn
from agent.speech.times.lengths import UNITS, Length, length
from agent.speech.times.moments import moment
from agent.speech.times.ranges import Bound, BoundKind
from agent.speech.tokens import Lexicon, says


class Heard(NamedTuple):
    """What was said, the place after it, and whether its words may as well mean something else."""

    phrase: Phrase
    after: int
    plain: bool = False


_NOW = Lexicon({"right now": False, "just now": False, "right this minute": False, "this minute": False, "now": True})
_ASIDE = {"after": 1, "past": 1, "from": 1, "before": -1}


def near_now(words: Words, at: int) -> Heard | None:
    """Hours and minutes from now or from another moment: "in half an hour", "two hours after lunch", "right now"."""
    if now := _NOW.at(words, at):
        return Heard(Offset(Length(), 1), now[1], plain=now[0])
    if says(words, at, "this time"):
        found = day(words, at + 2)
        return Heard(ThisTime(_as_far(found.day)), found.after) if found else None
    ahead = word_at(words, at) == "in"
    measured = length(words, after_about(words, at + 1) if ahead else at)
    if measured is None:
        return _in_minutes(words, at)
    size, after = measured
    if not size.clock:
        return None
    if ahead:
        return Heard(Offset(size, 1), after)
    if word_at(words, after) in ("ago", "back"):
        return Heard(Offset(size, -1), after + 1)
    if says(words, after, "from now"):
        return Heard(Offset(size, 1), after + 2)
    sign = _ASIDE.get(word_at(words, after))
    base = moment(words, after + 1) if sign else None
    return Heard(Offset(size, sign, base[0]), base[1]) if sign and base and base[0].clock else None


def _as_far(day: Day) -> Day:
    """The day as far from today as next week or last year is, where no day is named."""
    if not isinstance(day, Turn) or day.cycle not in _SIZES:
        return day
    return Shifted(TODAY, _SIZES[day.cycle], 1 if day.count > 0 else -1)


_SIZES: dict[Cycle, Length] = {WEEK: Length(weeks=1), MONTH: Length(months=1), YEAR: Length(years=1)}


def _in_minutes(words: Words, at: int) -> Heard | None:
    """Minutes left unnamed: "in forty five"."""
    number = below_hundred(words, at + 1) if word_at(words, at) == "in" else None
    if number is None or number[0] % 5 or counts_something(words, number[1]):
        return None
    return Heard(Offset(Length(minutes=number[0]), 1), number[1])


_AROUND_NOW = Lexicon(
    {
        "last": -1,
        "past": -1,
        "previous": -1,
        "next": 1,
        "coming": 1,
        "following": 1,
        "within": 1,
        "within the": 1,
        "within the next": 1,
        "within the last": -1,
        "within the past": -1,
        "inside": 1,
        "inside of": 1,
        "inside the next": 1,
    }
)


def window(words: Words, at: int) -> Heard | None:
    """From now on or up to now: "the last thirty days", "within the hour", "the rest of the week"."""
    at += word_at(words, at) in ("the", "these")
    found = _AROUND_NOW.at(words, at)
    if found is None:
        return _part_of_running(words, at)
    sign, place = found
    measured = length(words, place) or _single(words, place, bare=words[at] in ("past", "within", "inside"))
    return Heard(Window(measured[0], sign), measured[1]) if measured else None


def _single(words: Words, at: int, *, bare: bool) -> tuple[Length, int] | None:
    """One unit said without a number: "the last hour", but not "the last week", which is a calendar one."""
    unit = UNITS.get(word_at(words, at))
    if unit is None or unit == "fortnight" or not (bare or unit in ("hours", "minutes")):
        return None
    return Length(**{unit: 1}), at + 1


_PORTIONS = Lexicon({"rest of": True, "remainder of": True, "so far": False})


def _part_of_running(words: Words, at: int) -> Heard | None:
    if says(words, at + 1, "to date"):
        whole = _running(words, at)
        return Heard(PartOf(whole[0], left=False), at + 3) if whole else None
    portion = _PORTIONS.at(words, at)
    if portion is None:
        return None
    left, place = portion
    place += word_at(words, place) == "the"
    whole = moment(words, place) or _running(words, place)
    if whole is None:
        return None
    named = whole[0] if whole[0].day else replace(whole[0], day=TODAY)
    return Heard(PartOf(named, left), whole[1])


def _running(words: Words, at: int) -> tuple[Moment, int] | None:
    """The day, week, month … that is running, said as "the week"."""
    if word_at(words, at) == "day":
        return Moment(TODAY), at + 1
    found = day(("this", word_at(words, at)), 0)
    return (Moment(found.day), at + 1) if found else None


_COMPARED: Lexicon[BoundKind] = Lexicon(
    {
        "more than": "before",
        "over": "before",
        "older than": "before",
        "longer than": "before",
        "at least": "before",
        "less than": "from",
        "newer than": "from",
        "under": "from",
    }
)


def compared(words: Words, at: int) -> Heard | None:
    """Older or newer than some length: "more than sixty days ago"."""
    found = _COMPARED.at(words, at)
    measured = length(words, found[1]) if found else None
    if found is None or measured is None:
        return None
    size, after = measured
    ended = word_at(words, after) in ("ago", "old")
    if (not ended and word_at(words, at + 1) != "than") or (not ended and words[at] not in ("older", "newer")):
        return None
    ago = Offset(size, -1) if size.clock else Moment(Shifted(TODAY, size, -1))
    return Heard(Bound(found[0], ago), after + ended)
