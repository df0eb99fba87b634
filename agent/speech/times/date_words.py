"""The words for days, weeks and months: "the last friday of april", "a week from tomorrow", "june third"."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from agent.speech.numbers import LOW_ORDINALS, Words, below_hundred, is_number, ordinal, word_at
from agent.speech.times.calendar_names import cycle_at, month_at, weekday_at, year_at
from agent.speech.times.cycles import (
    DAY,
    MONTH,
    ONE_DAY,
    QUARTER,
    WEEK,
    WEEKEND,
    WORKDAY,
    YEAR,
    Weekly,
    day_of_month,
    day_of_year,
    month_day,
    month_named,
    quarter_named,
    weekday,
)
from agent.speech.times.dates import Around, Beside, Day, Fixed, FromToday, Inside, Shifted, Turn, Which
from agent.speech.times.lengths import Length, length
from agent.speech.tokens import Lexicon, says


class Said(NamedTuple):
    """A day as said, the place after it, and whether its words may as well mean something else."""

    day: Day
    after: int
    plain: bool = False


_LAST = -1
_LONGEST = 24
"""Words that a date may take: whoever nests "the day after the day after …" deeper is not talking to us."""
_NEW_YEAR = month_day(1, 1)
TODAY = FromToday(0)


def day(words: Words, at: int) -> Said | None:
    """The longest day, week, month … said from there on."""
    words = words[: at + _LONGEST]
    if word_at(words, at) == "the":
        at += 1
    found: Said | None = None
    for reader in _READERS:
        here = reader(words, at)
        if here and (found is None or here.after > found.after):
            found = here
    return found


_SIMPLE: Lexicon[Day] = Lexicon(
    {
        "day after tomorrow": FromToday(2),
        "day before yesterday": FromToday(-2),
        "today": TODAY,
        "tomorrow": FromToday(1),
        "yesterday": FromToday(-1),
        "week after next": Turn(WEEK, "counted", 2),
        "week before last": Turn(WEEK, "counted", -2),
        "weekend after next": Turn(WEEKEND, "counted", 2),
        "weekend before last": Turn(WEEKEND, "counted", -2),
        "month after next": Turn(MONTH, "counted", 2),
        "month before last": Turn(MONTH, "counted", -2),
        "quarter after next": Turn(QUARTER, "counted", 2),
        "quarter before last": Turn(QUARTER, "counted", -2),
        "year after next": Turn(YEAR, "counted", 2),
        "year before last": Turn(YEAR, "counted", -2),
    }
)


def _simple(words: Words, at: int) -> Said | None:
    found = _SIMPLE.at(words, at)
    return Said(*found) if found else None


_TURNS: Lexicon[tuple[Which, int]] = Lexicon(
    {
        "this coming": ("nearest", 1),
        "this past": ("nearest", -1),
        "this next": ("counted", 1),
        "this": ("counted", 0),
        "current": ("counted", 0),
        "next": ("counted", 1),
        "last": ("counted", -1),
        "previous": ("counted", -1),
        "coming": ("nearest", 1),
        "upcoming": ("nearest", 1),
        "past": ("nearest", -1),
    }
)


def _turn(words: Words, at: int) -> Said | None:
    """A cycle with or without "this", "next", "last": "friday", "next month", "monday week"."""
    modifier = _TURNS.at(words, at)
    (which, count), place = modifier or (("bare", 0), at)
    found = cycle_at(words, place)
    if found is None or found[0] is DAY:
        return None
    cycle, after = found
    if word_at(words, at) == "past" and cycle in (WEEK, MONTH, QUARTER, YEAR):
        return None  # "the past month" ends now
    unnamed = cycle is WORKDAY or (cycle.within is None and cycle.grain != "day")
    if not modifier and unnamed and word_at(words, at - 1) != "the":
        return None  # "week" or "month" alone is a length
    if not modifier and cycle.within == "year" and word_at(words, after) in ("week", "weekend"):
        return Said(_about(Turn(cycle), words[after]), after + 1)
    if not modifier and says(words, after, "after next"):
        return Said(Turn(cycle, "counted", 2), after + 2)
    if not modifier and isinstance(cycle, Weekly) and word_at(words, after) == "week":
        return Said(Shifted(Turn(cycle), Length(weeks=1), 1), after + 1)
    return Said(Turn(cycle, which, count), after)


def _year(words: Words, at: int) -> Said | None:
    found = year_at(words, at)
    return Said(_whole_year(found[0]), found[1], plain=True) if found else None


def _whole_year(year: int) -> Fixed:
    return Fixed(date(year, 1, 1), date(year + 1, 1, 1), "year")


def _month_day(words: Words, at: int) -> Said | None:
    """A month with a day, a year or both: "march twelfth", "april 3 2027", "june twenty twenty six"."""
    month = month_at(words, at)
    if not month:
        return None
    year = year_at(words, at + 1)
    if year:
        return Said(Inside(month_named(month), 1, _whole_year(year[0])), year[1])
    place = at + 1 + (word_at(words, at + 1) == "the")
    number = ordinal(words, place) or below_hundred(words, place)
    return _dated(words, month, number) if number else None


def _day_month(words: Words, at: int) -> Said | None:
    """A day of the month, with the month or without: "the nineteenth of march", "the fifth"."""
    number = ordinal(words, at)
    if number is None or not 1 <= number[0] <= 31:
        return None
    if word_at(words, number[1]) in ("one", "ones"):
        return None
    if number[0] == 1 and says(words, number[1], "of the year"):
        return Said(Turn(_NEW_YEAR), number[1] + 3)
    place = number[1] + (word_at(words, number[1]) == "of")
    month = month_at(words, place)
    if month and (place > number[1] or word_at(words, number[1]) != "may"):
        return _dated(words, month, (number[0], place + 1))
    low = number[1] == at + 1 and words[at] in LOW_ORDINALS
    if low and (word_at(words, at - 1) != "the" or is_number(word_at(words, number[1]))):
        return None  # "monday first", "the first two"
    return Said(Turn(day_of_month(number[0])), number[1], plain=True)


def _dated(words: Words, month: int, number: tuple[int, int]) -> Said | None:
    cycle = day_of_year(month, number[0])
    if cycle is None:
        return None
    year = year_at(words, number[1])
    if year:
        return Said(Inside(cycle, 1, _whole_year(year[0])), year[1])
    return Said(Turn(cycle), number[1])


def _written(words: Words, at: int) -> Said | None:
    """Dates in figures: "3/13", "3/13/2026", "2026-03-13", and "3 13" where a time follows."""
    sign, parts = word_at(words, at + 1), [word_at(words, at), word_at(words, at + 2)]
    if parts[0].isdecimal() and sign.isdecimal() and says(words, at + 2, "at") and len(sign) <= 2:
        return _numbered(int(parts[0]), int(sign), None, at + 2)
    if sign not in ("/", "-") or not all(part.isdecimal() for part in parts):
        return None
    last = word_at(words, at + 4) if word_at(words, at + 3) == sign else ""
    if len(parts[0]) == 4 and last.isdecimal():
        return _numbered(int(parts[1]), int(last), int(parts[0]), at + 5)
    if last.isdecimal():
        return _numbered(int(parts[0]), int(parts[1]), int(last) + (2000 if len(last) == 2 else 0), at + 5)
    return _numbered(int(parts[0]), int(parts[1]), None, at + 3) if sign == "/" else None


def _numbered(month: int, number: int, year: int | None, after: int) -> Said | None:
    cycle = day_of_year(month, number)
    if cycle is None:
        return None
    if year is None:
        return Said(Turn(cycle), after)
    start = cycle.first(date(year, 1, 1))[0]
    return Said(Fixed(start, start + ONE_DAY), after) if start.year == year else None


def _nth(words: Words, at: int) -> Said | None:
    """The nth of something within something longer: "the third thursday of april", "the last day of the month"."""
    rank = (_LAST, at + 1) if word_at(words, at) == "last" else ordinal(words, at)
    if rank is None:
        return None
    inner = cycle_at(words, rank[1])
    if inner is None:
        return None
    if inner[0] is QUARTER and 1 <= rank[0] <= 4:
        return Said(Turn(quarter_named(rank[0])), inner[1] + (word_at(words, inner[1]) == "of"))
    if word_at(words, inner[1]) not in ("of", "in"):
        return None
    outer = day(words, inner[1] + 1)
    if outer is None or outer.day.grain == "day":
        return None
    return Said(Inside(inner[0], rank[0], outer.day), outer.after)


def _quarter(words: Words, at: int) -> Said | None:
    if word_at(words, at) not in ("q", "quarter"):
        return None
    number = below_hundred(words, at + 1)
    return Said(Turn(quarter_named(number[0])), number[1]) if number and number[0] <= 4 else None


def _week_of(words: Words, at: int) -> Said | None:
    if word_at(words, at) not in ("week", "weekend") or word_at(words, at + 1) != "of":
        return None
    base = day(words, at + 2)
    return Said(_about(base.day, words[at]), base.after) if base and base.day.grain == "day" else None


def _about(base: Day, size: str) -> Day:
    """The week that a day lies in, or the weekend nearest to it: "the week of the sixteenth", "labor day weekend"."""
    if size == "week":
        return Around(WEEK, base)
    return Beside(WEEKEND, Shifted(base, Length(days=4), -1), after=True)


def _beside(words: Words, at: int) -> Said | None:
    """What lies next to another day: "the day before easter", "the friday after thanksgiving"."""
    inner = cycle_at(words, at)
    side = inner and word_at(words, inner[1])
    if inner is None or side not in ("after", "before", "following") or word_at(words, at - 1) == "any":
        return None
    base = day(words, inner[1] + 1)
    if base is None or base.day.grain != "day":
        return None
    if inner[0] is DAY:
        return Said(Shifted(base.day, Length(days=1), -1 if side == "before" else 1), base.after)
    return Said(Beside(inner[0], base.day, side != "before"), base.after)


_FROM = {"from": 1, "after": 1, "on": 1, "before": -1, "past": 1}


def _far(words: Words, at: int) -> Said | None:
    """Some length away: "two weeks from monday", "in three days", "a month ago"."""
    counted = _weekdays_away(words, at)
    if counted:
        return counted
    ahead = word_at(words, at) == "in"
    found = length(words, after_about(words, at + 1) if ahead else at)
    if found is None or found[0].clock:
        return None
    size, after = found
    if word_at(words, after) in ("ago", "back"):
        return None if ahead else Said(Shifted(TODAY, size, -1), after + 1)
    if says(words, after, "from now") or says(words, after, "out"):
        return Said(Shifted(TODAY, size, 1), after + len(["from", "now"]) - (words[after] == "out"))
    if ahead:
        return Said(Shifted(TODAY, size, 1), after)
    sign = _FROM.get(word_at(words, after))
    base = day(words, after + 1) if sign else None
    if sign is None or base is None or base.day.grain != "day":
        return None
    return Said(Shifted(base.day, size, sign), base.after)


def after_about(words: Words, at: int) -> int:
    """The place after a word that makes a length vague: "in about an hour"."""
    return at + (word_at(words, at) in ("about", "around", "like", "roughly", "maybe", "another"))


def _weekdays_away(words: Words, at: int) -> Said | None:
    """So many of a weekday on: "two fridays from now", "three mondays ago"."""
    number = below_hundred(words, at)
    name = word_at(words, number[1]) if number else ""
    named = weekday_at((name.removesuffix("s"),), 0) if name.endswith("days") else None
    if number is None or named is None:
        return None
    if says(words, number[1] + 1, "from now"):
        return Said(Turn(weekday(named), "nearest", number[0]), number[1] + 3)
    past = word_at(words, number[1] + 1) == "ago"
    return Said(Turn(weekday(named), "nearest", -number[0]), number[1] + 2) if past else None


_READERS: tuple[Callable[[Words, int], Said | None], ...] = (
    _simple,
    _turn,
    _month_day,
    _day_month,
    _year,
    _written,
    _nth,
    _quarter,
    _week_of,
    _beside,
    _far,
)
