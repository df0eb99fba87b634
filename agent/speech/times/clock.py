"""Times of day: "half past one", "quarter to five", "fourteen thirty", "ten a m", "end of day"."""

from dataclasses import dataclass, replace

from agent.speech.numbers import TEENS, TENS, UNITS, ZEROS, Words, below_hundred, word_at
from agent.speech.times.cycles import Grain
from agent.speech.tokens import Lexicon

NOON, DAY = 12 * 60, 24 * 60
_HALF_DAY = 12 * 60


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day, and the hours that a clock time said along with it may have."""

    start: int
    end: int
    earliest: int
    """The first minute that "… in the morning" can mean; the twelve hours from there on are the part's."""


MORNING = Part(8 * 60, 12 * 60, 60)
AFTERNOON = Part(12 * 60, 17 * 60, 12 * 60)
EVENING = Part(17 * 60, 20 * 60, 13 * 60)
NIGHT = Part(17 * 60, 20 * 60, 16 * 60)
PARTS = {
    "morning": MORNING,
    "afternoon": AFTERNOON,
    "aft": AFTERNOON,
    "evening": EVENING,
    "eve": EVENING,
    "night": NIGHT,
}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in minutes after midnight, read as a working day's hour unless it is certain."""

    minute: int
    grain: Grain = "hour"
    certain: bool = True
    """Whether morning or afternoon was said, or needs no saying."""
    plain: bool = False
    """Whether it was said in mere numbers, which could as well count or name something."""

    def in_part(self, part: Part) -> "Clock":
        """The same said with a part of the day: "nine" and "tonight"."""
        if self.certain:
            late = self.minute == 0 and part.earliest >= NOON
            return replace(self, minute=DAY) if late else self
        minute = (self.minute - part.earliest) % _HALF_DAY + part.earliest
        return replace(self, minute=minute, certain=True)

    def other_half(self) -> "Clock":
        """The other of the two readings, morning and afternoon."""
        return replace(self, minute=(self.minute + _HALF_DAY) % DAY)


def of_day(hour: int, minute: int, half: str, *, grain: Grain, plain: bool) -> Clock:
    """The time that an hour and minute name: one to six mean the afternoon, seven to twelve the morning and noon."""
    if half:
        return Clock(hour % 12 * 60 + minute + (_HALF_DAY if half == "pm" else 0), grain, plain=False)
    certain = hour > 12 or hour == 0
    afternoon = _HALF_DAY if 1 <= hour <= 6 else 0
    return Clock(hour * 60 + minute + afternoon, grain, certain, plain)


_NAMED = Lexicon(
    {
        "noon": NOON,
        "twelve noon": NOON,
        "high noon": NOON,
        "midday": NOON,
        "mid day": NOON,
        "lunch": NOON,
        "lunchtime": NOON,
        "lunch time": NOON,
        "midnight": 0,
        "twelve midnight": 0,
        "first thing": 8 * 60,
        "start of day": 8 * 60,
        "start of the day": 8 * 60,
        "start of business": 8 * 60,
        "end of day": 17 * 60,
        "end of the day": 17 * 60,
        "end of the work day": 17 * 60,
        "end of the workday": 17 * 60,
        "end of the business day": 17 * 60,
        "end of business": 17 * 60,
        "close of business": 17 * 60,
        "close of day": 17 * 60,
        "closing time": 17 * 60,
        "quitting time": 17 * 60,
        "eod": 17 * 60,
        "e o d": 17 * 60,
        "cob": 17 * 60,
        "c o b": 17 * 60,
    }
)
_SURE_ENDINGS = Lexicon(
    dict.fromkeys(("o'clock", "o clock", "oclock", "on the dot", "on the nose", "sharp", "ish"), True)
)
_AFTER, _BEFORE = ("past", "after"), ("to", "til", "till", "before", "of", "until")


def clock(words: Words, at: int, *, to_is_idiom: bool = True) -> tuple[Clock, int] | None:
    """A time of day said from there on; `to_is_idiom` tells whether "ten to two" may be ten minutes before."""
    named = _NAMED.at(words, at)
    if named:
        return _ended(words, named[1], Clock(named[0]))
    if word_at(words, at) == "close" and word_at(words, at - 1) in ("before", "by", "at", "until", "till"):
        return Clock(17 * 60), at + 1
    if word_at(words, at) == "the" and word_at(words, at + 1) in UNITS | TEENS:
        at += 1  # "from the ten to the twelve", as people say it who think in Spanish
    found = _told(words, at, to_is_idiom) or _figures(words, at) or _spoken(words, at)
    return found and _ended(words, found[1], found[0])


def _ended(words: Words, after: int, found: Clock) -> tuple[Clock, int]:
    """With what may follow a time: a m, o'clock, ish."""
    sure, after = _SURE_ENDINGS.at(words, after) or (False, after)
    half = _half(words, after)
    if half and not found.certain:
        hour, minute = divmod(found.minute, 60)
        return of_day(hour % 12, minute, half[0], grain=found.grain, plain=False), half[1]
    if half:
        after, sure = half[1], True
    return (replace(found, plain=False) if sure else found), after


def _half(words: Words, at: int) -> tuple[str, int] | None:
    """Morning or afternoon as "am", "p.m." or the letters "p m"."""
    word = word_at(words, at).replace(".", "").replace(" ", "")
    if word in ("am", "pm"):
        return (word, at + 1) if word_at(words, at + 1) != "i" else None
    return (word + "m", at + 2) if word in ("a", "p") and word_at(words, at + 1) == "m" else None


def _told(words: Words, at: int, to_is_idiom: bool) -> tuple[Clock, int] | None:
    """Minutes told from the hour: "quarter past ten", "twenty to three", "half nine"."""
    minutes, after = _told_minutes(words, at)
    if not minutes:
        return None
    link = word_at(words, after)
    if minutes == 30 and link not in _AFTER:
        hour = _hour(words, after)
        return _from_hour(hour, 30) if hour and not _minutes(words, hour[1]) else None
    unmistakable = word_at(words, after - 1) in ("quarter", "minutes", "half")
    if link not in _AFTER + _BEFORE or (link in ("to", "of", "til", "till", "until") and not to_is_idiom):
        return None
    if not unmistakable and (link == "until" or minutes % 5):
        return None
    hour = _hour(words, after + 1 + (word_at(words, after + 1) == "of"))
    if hour is None or (link in _BEFORE and _minutes(words, hour[1])):
        return None
    if word_at(words, hour[1] - 1) == "noon" and minutes == 10 and not unmistakable:
        return None  # from ten to noon
    found, after = _from_hour(hour, minutes if link in _AFTER else -minutes)
    return replace(found, plain=link in _BEFORE and not unmistakable), after


def _told_minutes(words: Words, at: int) -> tuple[int, int]:
    after = at + (word_at(words, at) == "a")
    if word_at(words, after) in ("quarter", "half"):
        return (15 if words[after] == "quarter" else 30), after + 1
    count = below_hundred(words, at)
    if count is None or not 0 < count[0] < 30:
        return 0, at
    return count[0], count[1] + (word_at(words, count[1]) in ("minutes", "minute"))


def _hour(words: Words, at: int) -> tuple[int, int] | None:
    if word_at(words, at) in ("noon", "midnight"):
        return (12 if words[at] == "noon" else 0), at + 1
    found = below_hundred(words, at)
    return found if found and 1 <= found[0] <= 12 else None


def _from_hour(hour: tuple[int, int], minutes: int) -> tuple[Clock, int]:
    whole = of_day(hour[0], 0, "", grain="minute", plain=False)
    return replace(whole, minute=(whole.minute + minutes) % DAY), hour[1]


def _figures(words: Words, at: int) -> tuple[Clock, int] | None:
    """Written times: "10:30", "2 pm", "14:05"."""
    word = word_at(words, at)
    hour, colon, minute = word.partition(":")
    if word.isdecimal() and len(word) in (3, 4):
        hour, minute = word[:-2], word[-2:]
    elif not colon:
        return None
    if int(hour) > 24 or int(minute[:2]) > 59:
        return None
    grain: Grain = "minute" if colon or minute != "00" else "hour"
    found = of_day(int(hour), int(minute[:2]), "", grain=grain, plain=not colon)
    return (replace(found, certain=True, minute=found.minute % DAY) if hour[0] == "0" else found), at + 1


def _spoken(words: Words, at: int) -> tuple[Clock, int] | None:
    """Hours and minutes in a row: "two thirty", "eleven oh five", "oh nine hundred", "fourteen hundred", "nine"."""
    leading = word_at(words, at) in ("oh", "zero")
    hour = below_hundred(words, at + leading)
    if hour is None or hour[0] > (9 if leading else 24):
        return None
    hours = word_at(words, hour[1] + 1) == "hours"
    if word_at(words, hour[1]) == "hundred" and (leading or hours or hour[0] >= 10):
        return Clock(hour[0] * 60, plain=not (leading or hours)), hour[1] + 1 + hours
    minutes = _minutes(words, hour[1])
    if minutes:
        found = of_day(hour[0], minutes[0], "", grain="minute", plain=True)
        early = replace(found, minute=hour[0] * 60 + minutes[0], certain=True)
        return (early if leading else found), minutes[1]
    if hour[0] > 12 or leading:
        return None
    return of_day(hour[0], 0, "", grain="hour", plain=True), hour[1]


def _minutes(words: Words, at: int) -> tuple[int, int] | None:
    word = word_at(words, at)
    if word in ZEROS and word_at(words, at + 1) in UNITS:
        return UNITS[words[at + 1]], at + 2
    if word in ZEROS and word_at(words, at + 1) in ZEROS:
        return 0, at + 2
    if word in TEENS or word in TENS or (word.isdecimal() and len(word) == 2):
        found = below_hundred(words, at)
        if word == "00":
            return 0, at + 1
        return found if found and found[0] < 60 and word_at(words, found[1]) != "hundred" else None
    return None
