"""The names of weekdays, months, years and what else comes round in the calendar."""

from agent.speech.cues import CUES
from agent.speech.numbers import TEENS, TENS, Words, below_hundred, cardinal, ordinal, word_at
from agent.speech.times.cycles import (
    DAY,
    MONTH,
    QUARTER,
    WEEK,
    WEEKEND,
    WORKDAY,
    YEAR,
    Cycle,
    month_named,
    weekday,
)
from agent.speech.times.feasts import FEASTS
from agent.speech.tokens import Lexicon

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday weds wed",
            "thursday thurs thur thu",
            "friday fri",
            "saturday",
            "sunday",
        )
    )
    for name in names.split()
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_PERIODS: Lexicon[Cycle] = Lexicon(
    {
        "day": DAY,
        "business day": WORKDAY,
        "working day": WORKDAY,
        "work day": WORKDAY,
        "workday": WORKDAY,
        "week": WEEK,
        "weekend": WEEKEND,
        "month": MONTH,
        "quarter": QUARTER,
        "year": YEAR,
    }
)


def weekday_at(words: Words, at: int) -> int | None:
    """The number of the weekday named there."""
    word = word_at(words, at)
    if word in ("sat", "sun"):  # a verb and a star, unless a preposition or a number says otherwise
        beside = word_at(words, at - 1) in ("on", "this", "next", "last", "by") or word_at(words, at + 1).isdecimal()
        return 5 + (word == "sun") if beside else None
    return _WEEKDAYS.get(word)


def month_at(words: Words, at: int) -> int | None:
    """The number of the month named there; "may" and "march" are verbs too."""
    word, following = word_at(words, at), word_at(words, at + 1)
    if word == "may" and len(words) > 1 and word_at(words, at - 1) not in CUES["before_may"]:
        dated = ordinal(words, at + 1 + (following == "the")) or following.isdecimal() or following == "of"
        return 5 if dated else None
    if word == "mar":
        return 3 if following[:1].isdigit() else None
    return _MONTHS.get(word)


def cycle_at(words: Words, at: int) -> tuple[Cycle, int] | None:
    """A weekday, month or feast by name, or "week", "month" and the like."""
    if (number := weekday_at(words, at)) is not None:
        return weekday(number), at + 1
    if number := month_at(words, at):
        return month_named(number), at + 1
    return _PERIODS.at(words, at) or FEASTS.at(words, at)


def year_at(words: Words, at: int) -> tuple[int, int] | None:
    """A year of this century in words or figures."""
    word = word_at(words, at)
    if word.isdecimal() and len(word) == 4 and word[:2] == "20":
        return int(word), at + 1
    if word == "twenty" and word_at(words, at + 1) in TEENS | TENS:
        rest = below_hundred(words, at + 1)
        return (2000 + rest[0], rest[1]) if rest and rest[0] < 50 else None
    if word == "two":
        number = cardinal(words, at)
        return number if number and 2015 <= number[0] < 2050 else None
    return None
