"""What happens again and again: "every other friday at two", "the first and the fifteenth of each month"."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from agent.speech.numbers import UNITS as NUMBERS
from agent.speech.numbers import Words, is_number, ordinal, word_at
from agent.speech.spans import NOTHING, Moment
from agent.speech.times.calendar_names import month_at, weekday_at
from agent.speech.times.cycles import Grain
from agent.speech.times.lengths import UNITS, Length, length
from agent.speech.times.moments import LINKS, moment
from agent.speech.tokens import Lexicon, tokenise

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKING, _WEEKEND = _DAYS[:5], _DAYS[5:]


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How often something happens, its place in the utterance and the smallest unit named."""

    start_char: int
    end_char: int
    text: str
    rule: str
    grain: Grain


@dataclass(frozen=True, slots=True)
class _Rule:
    frequency: str
    grain: Grain
    interval: int = 1
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    days: tuple[str, ...] = ()
    at: Moment = NOTHING

    def written(self) -> str:
        """As the value of an RFC 5545 RRULE."""
        clock = self.at.clock
        if clock and self.at.part:
            clock = clock.in_part(self.at.part)
        parts = (
            ("FREQ", self.frequency),
            ("INTERVAL", str(self.interval) if self.interval > 1 else ""),
            ("BYMONTH", ",".join(map(str, self.months))),
            ("BYMONTHDAY", ",".join(map(str, self.month_days))),
            ("BYDAY", ",".join(self.days)),
            ("BYHOUR", str(clock.minute // 60 % 24) if clock else ""),
            ("BYMINUTE", str(clock.minute % 60) if clock else ""),
        )
        return ";".join(f"{name}={value}" for name, value in parts if value)


_Read = tuple[_Rule, int]
_ADVERBS: Lexicon[_Rule] = Lexicon(
    {
        "hourly": _Rule("HOURLY", "hour"),
        "daily": _Rule("DAILY", "day"),
        "weekly": _Rule("WEEKLY", "week"),
        "biweekly": _Rule("WEEKLY", "week", 2),
        "bi weekly": _Rule("WEEKLY", "week", 2),
        "monthly": _Rule("MONTHLY", "month"),
        "bimonthly": _Rule("MONTHLY", "month", 2),
        "bi monthly": _Rule("MONTHLY", "month", 2),
        "quarterly": _Rule("MONTHLY", "month", 3),
        "semi annually": _Rule("MONTHLY", "month", 6),
        "semiannually": _Rule("MONTHLY", "month", 6),
        "yearly": _Rule("YEARLY", "year"),
        "annually": _Rule("YEARLY", "year"),
        "weekdays": _Rule("WEEKLY", "day", days=_WORKING),
        "weeknights": _Rule("WEEKLY", "day", days=_WORKING),
        "weekends": _Rule("WEEKLY", "day", days=_WEEKEND),
        "every weekday": _Rule("WEEKLY", "day", days=_WORKING),
        "every weekend": _Rule("WEEKLY", "day", days=_WEEKEND),
        "every quarter": _Rule("MONTHLY", "month", 3),
        "every other quarter": _Rule("MONTHLY", "month", 6),
        "every day": _Rule("DAILY", "day"),
        "every single day": _Rule("DAILY", "day"),
        "each day": _Rule("DAILY", "day"),
    }
)
_UNITS: dict[str, tuple[str, Grain]] = {
    "minutes": ("MINUTELY", "minute"),
    "hours": ("HOURLY", "hour"),
    "days": ("DAILY", "day"),
    "weeks": ("WEEKLY", "week"),
    "months": ("MONTHLY", "month"),
    "years": ("YEARLY", "year"),
}
_TIMES = {"once": 1, "twice": 2}


def recurrence(text: str) -> Recurrence | None:
    """How often, as a recurrence rule; of several the last, a corrected one being said last."""
    said = tokenise(text)
    words = said.words
    found: Recurrence | None = None
    at = 0
    while at < len(words):
        read = next((read for reader in _READERS if (read := reader(words, at))), None)
        if read is None:
            at += 1
            continue
        (rule, after), first = _timed(words, at, *_on(words, *read))
        start, end = said.border(first, after)
        grain = rule.at.clock.grain if rule.at.clock else rule.grain
        found, at = Recurrence(start, end, text[start:end], rule.written(), grain), after
    return found


def _on(words: Words, rule: _Rule, after: int) -> _Read:
    """With the day it falls on: "weekly on tuesdays", "monthly on the first"."""
    if word_at(words, after) != "on":
        return rule, after
    days = _weekdays(words, after + 1)
    if days and rule.frequency == "WEEKLY" and not rule.days:
        return replace(rule, days=days[0].days, grain="day"), days[1]
    rank = _rank(words, after + 1)
    if rank and rule.frequency == "MONTHLY" and not rule.days:
        return replace(rule, month_days=(rank[0],), grain="day"), rank[1]
    return rule, after


def _timed(words: Words, at: int, rule: _Rule, after: int) -> tuple[_Read, int]:
    """With the hour said after it, or right before: "every monday at nine", "nine o'clock every monday"."""
    later = moment(words, after)
    if later and later[0].day is None:
        return (replace(rule, at=_merged(rule.at, later[0])), later[1]), at
    end = at
    while word_at(words, end - 1) in ("on", "the"):
        end -= 1
    for first in range(max(0, end - 5), end):
        earlier = moment(words, first)
        if earlier and earlier[1] == end and earlier[0].clock and earlier[0].day is None:
            return (replace(rule, at=_merged(rule.at, earlier[0])), after), first + (words[first] in LINKS)
    return (rule, after), at


def _merged(one: Moment, other: Moment) -> Moment:
    return one.merged(other) or other


def _adverb(words: Words, at: int) -> _Read | None:
    return _ADVERBS.at(words, at)


def _times_a_year(words: Words, at: int) -> _Read | None:
    """So many times in a span: "once a month", "twice a year", "three times a year"."""
    times = _TIMES.get(word_at(words, at))
    place = at + 1
    if word_at(words, place) == "times":
        times, place = NUMBERS.get(words[at]), place + 1
    unit = UNITS.get(word_at(words, place + 1))
    if not times or word_at(words, place) not in ("a", "an", "per", "every", "each") or unit not in _UNITS:
        return None
    frequency, grain = _UNITS[unit]
    if times == 1:
        return _Rule(frequency, grain), place + 2
    smaller: dict[str, tuple[str, Grain, int]] = {"years": ("MONTHLY", "month", 12), "months": ("WEEKLY", "week", 4)}
    if unit not in smaller or smaller[unit][2] % times:
        return None
    frequency, grain, whole = smaller[unit]
    return _Rule(frequency, grain, whole // times), place + 2


def _every(words: Words, at: int) -> _Read | None:
    """What follows "every": a length, weekdays, months, a part of the day."""
    if word_at(words, at) not in ("every", "each"):
        return None
    other = word_at(words, at + 1) == "other"
    place, interval = at + 1 + other, 1 + other
    if not other and (second := _every_second(words, place)):
        return second
    listed = _weekdays(words, place) or _months(words, place)
    if listed:
        return replace(listed[0], interval=interval), listed[1]
    measured = length(words, place) or _single(words, place)
    if measured:
        return _lengthwise(measured[0], interval, measured[1])
    part = moment(("the", word_at(words, place)), 0)
    if part and part[0].part:
        return _Rule("DAILY", "day", interval, at=part[0]), place + 1
    return None


_OF_THE_MONTH = Lexicon(dict.fromkeys(("of the month", "of every month", "of each month", "in the month"), True))


def _every_second(words: Words, at: int) -> _Read | None:
    """Every second one, or every month's third: "every third wednesday of the month"."""
    rank = _rank(words, at)
    number = weekday_at(words, rank[1]) if rank else None
    if rank is None or number is None:
        unit = UNITS.get(word_at(words, rank[1])) if rank else None
        return (_Rule(*_UNITS[unit], rank[0]), rank[1] + 1) if rank and unit in _UNITS else None
    after = rank[1] + 1
    monthly = _OF_THE_MONTH.at(words, after)
    if monthly or abs(rank[0]) == 1:
        return _Rule("MONTHLY", "day", days=(f"{rank[0]}{_DAYS[number]}",)), monthly[1] if monthly else after
    return _Rule("WEEKLY", "day", rank[0], days=(_DAYS[number],)), after


def _single(words: Words, at: int) -> tuple[Length, int] | None:
    unit = UNITS.get(word_at(words, at))
    return (Length(**{unit: 1}), at + 1) if unit in _UNITS else None


def _lengthwise(size: Length, interval: int, after: int) -> _Read | None:
    unit = f"{size.grain}s"
    if unit not in _UNITS:
        return None
    counts = {"minutes": size.hours * 60 + size.minutes, "days": size.weeks * 7 + size.days}
    count = counts.get(unit) or getattr(size, unit)
    return _Rule(*_UNITS[unit], interval * count), after


def _plural_weekday(words: Words, at: int) -> int | None:
    word = word_at(words, at)
    return weekday_at((word[:-1],), 0) if word.endswith("days") else None


def _weekdays(words: Words, at: int, *, plural: bool = False) -> _Read | None:
    """One weekday or several: "tuesday and friday", "monday through friday"."""

    def read(place: int) -> int | None:
        number = _plural_weekday(words, place)
        return number if number is not None or plural else weekday_at(words, place)

    days: list[int] = []
    after = at
    while (number := read(after)) is not None:
        days.append(number)
        after += 1
        through = word_at(words, after) in ("through", "thru", "to")
        last = (read(after + 1) if plural else weekday_at(words, after + 1)) if through else None
        if last is not None:
            days.extend(range(number + 1, last + 1))
            after += 2
        joint = word_at(words, after) == "and"
        after += joint and read(after + 1) is not None
    return (_Rule("WEEKLY", "day", days=tuple(_DAYS[day] for day in days)), after) if days else None


def _on_weekdays(words: Words, at: int) -> _Read | None:
    """Weekdays in the plural, without "every": "mondays and thursdays"."""
    return None if is_number(word_at(words, at - 1)) else _weekdays(words, at, plural=True)


def _months(words: Words, at: int) -> _Read | None:
    """One month or several, or a date: "every april and october", "every march first"."""
    months: list[int] = []
    after = at
    while month := month_at(("every", *words[after : after + 2]), 1) or (months and month_at(words, after)):
        months.append(month)
        after += 1
        after += word_at(words, after) == "and" and bool(month_at(words, after + 1))
    if not months:
        return None
    day = ordinal(words, after + (word_at(words, after) == "the"))
    if day and len(months) == 1:
        return _Rule("YEARLY", "day", months=tuple(months), month_days=(day[0],)), day[1]
    return _Rule("YEARLY", "month", months=tuple(months)), after


_OF_EVERY: Lexicon[int] = Lexicon(
    {
        "of every month": 1,
        "of each month": 1,
        "in every month": 1,
        "every month": 1,
        "each month": 1,
        "of every other month": 2,
        "of every quarter": 3,
        "of each quarter": 3,
    }
)


def _of_every_month(words: Words, at: int) -> _Read | None:
    """Days of every month: "the first and the fifteenth of every month", "the last friday of each month"."""
    ranks: list[int] = []
    after = at
    while rank := _rank(words, after):
        ranks.append(rank[0])
        after = rank[1]
        after += word_at(words, after) == "and" and _rank(words, after + 1) is not None
    if not ranks:
        return None
    number = weekday_at(words, after)
    after += number is not None or word_at(words, after) == "day"
    interval = _OF_EVERY.at(words, after)
    if interval is None:
        return None
    if number is None:
        return _Rule("MONTHLY", "day", interval[0], month_days=tuple(ranks)), interval[1]
    return _Rule("MONTHLY", "day", interval[0], days=tuple(f"{rank}{_DAYS[number]}" for rank in ranks)), interval[1]


def _rank(words: Words, at: int) -> tuple[int, int] | None:
    at += word_at(words, at) == "the"
    return (-1, at + 1) if word_at(words, at) == "last" else ordinal(words, at)


_READERS: tuple[Callable[[Words, int], _Read | None], ...] = (
    _of_every_month,
    _adverb,
    _times_a_year,
    _every,
    _on_weekdays,
)
