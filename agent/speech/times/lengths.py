"""Lengths of time: "an hour and a half", "two weeks", "three hours and ten minutes"."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from agent.speech.numbers import Words, amount, cardinal, fraction, word_at
from agent.speech.times.cycles import Grain, add_months
from agent.speech.tokens import tokenise

_UNITS = {
    "years": "years year yr yrs",
    "months": "months month",
    "weeks": "weeks week wk wks",
    "days": "days day",
    "hours": "hours hour hr hrs h",
    "minutes": "minutes minute min mins",
    "seconds": "seconds sec secs",
}
UNITS = {word: unit for unit, words in _UNITS.items() for word in words.split()} | {"fortnight": "fortnight"}
_GRAINS: dict[Grain, str] = {
    "year": "years",
    "month": "months",
    "week": "weeks",
    "day": "days",
    "hour": "hours",
    "minute": "minutes",
    "second": "seconds",
}
_SMALLER = {"years": ("months", 12), "weeks": ("days", 7), "days": ("hours", 24), "hours": ("minutes", 60)}
_VAGUE = {"couple": 2, "few": 3, "several": 3, "dozen": 12}


@dataclass(frozen=True, slots=True)
class Length:
    """A length in calendar and clock units, kept apart because months and days differ in size."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0
    seconds: int = 0

    @property
    def grain(self) -> Grain:
        """The smallest unit that it names."""
        named = [grain for grain, unit in _GRAINS.items() if getattr(self, unit)]
        return named[-1] if named else "second"

    @property
    def exact(self) -> timedelta | None:
        """The same for every start, which years and months are not."""
        if self.years or self.months:
            return None
        return timedelta(weeks=self.weeks, days=self.days) + self.clock

    @property
    def clock(self) -> timedelta:
        """The hours, minutes and seconds alone."""
        return timedelta(hours=self.hours, minutes=self.minutes, seconds=self.seconds)

    def iso(self) -> str:
        """In ISO 8601: "PT1H30M", "P2W"."""
        weeks_alone = self.weeks if not self.days and not self.clock and not self.years and not self.months else 0
        days = self.days + 7 * (self.weeks - weeks_alone)
        dates = ((self.years, "Y"), (self.months, "M"), (weeks_alone, "W"), (days, "D"))
        clock = ((self.hours, "H"), (self.minutes, "M"), (self.seconds, "S"))
        written = "".join(f"{n}{sign}" for n, sign in dates if n)
        timed = "".join(f"{n}{sign}" for n, sign in clock if n)
        return f"P{written}T{timed}" if timed else f"P{written or 'T0S'}"

    def date_from(self, day: date, sign: int = 1) -> date:
        """The date this many years, months, weeks and days later, or earlier; the 31st becomes a month's last day."""
        month = add_months(day, sign * (12 * self.years + self.months))
        return month + sign * timedelta(weeks=self.weeks, days=self.days)

    def time_from(self, when: datetime, sign: int = 1) -> datetime:
        """The moment this much later, or earlier: days keep the clock on the wall, hours really pass."""
        moved = datetime.combine(self.date_from(when.date(), sign), when.time(), when.tzinfo)
        return (moved.astimezone(UTC) + sign * self.clock).astimezone(when.tzinfo)


def length(words: Words, at: int) -> tuple[Length, int] | None:
    """The longest length of time said from there on."""
    first = _one_unit(words, at)
    if first is None:
        return None
    unit, number, after = first
    if unit not in _SMALLER:
        return _build([(unit, number)]), after
    joined = after + (word_at(words, after) == "and")
    part = fraction(words, joined) if word_at(words, joined) in ("a", "three", "half") else None
    if part and part[1] > joined and word_at(words, part[1]) not in UNITS | {"of": ""}:
        return _build([(unit, number + part[0])]), part[1]
    rest = _one_unit(words, joined)
    if rest and rest[0] == _SMALLER[unit][0]:
        return _build([(unit, number), rest[:2]]), rest[2]
    minutes = cardinal(words, joined) if unit == "hours" else None
    if minutes and minutes[0] < 60 and word_at(words, minutes[1]) not in UNITS:
        return _build([(unit, number), ("minutes", Fraction(minutes[0]))]), minutes[1]
    return _build([(unit, number)]), after


def _one_unit(words: Words, at: int) -> tuple[str, Fraction, int] | None:
    for number, after in _counts(words, at):
        unit = UNITS.get(word_at(words, after))
        if unit == "fortnight":
            return "weeks", 2 * number, after + 1
        if unit:
            return unit, number, after + 1
    return None


def _counts(words: Words, at: int) -> Iterator[tuple[Fraction, int]]:
    """What may stand before a unit, the longest way first."""
    word = word_at(words, at)
    article = at + (word in ("a", "an", "another", "one"))
    quantity = word_at(words, article)
    if quantity in _VAGUE:
        after = article + 1
        yield Fraction(_VAGUE[quantity]), after + (word_at(words, after) in ("of", "more"))
    if part := fraction(words, at):
        after = part[1] + (word_at(words, part[1]) == "of")
        yield part[0], after + (word_at(words, after) in ("a", "an"))
    if number := amount(words, at):
        other = amount(words, number[1] + 1) if word_at(words, number[1]) in ("to", "or") else None
        value, after = other or number
        yield value, after + (word_at(words, after) in ("more", "full", "whole"))
    if article > at:
        yield Fraction(1), article + (quantity in ("full", "whole", "more"))


def _build(parts: list[tuple[str, Fraction]]) -> Length:
    """Whole units from broken ones: an hour and a half is 1 h 30 min, ninety minutes too."""
    totals = dict.fromkeys(_GRAINS.values(), Fraction(0))
    for unit, number in parts:
        totals[unit] += number
    for unit, (smaller, factor) in (*_SMALLER.items(), ("months", ("days", 30)), ("minutes", ("seconds", 60))):
        whole = Fraction(int(totals[unit]))
        totals[smaller] += (totals[unit] - whole) * factor
        totals[unit] = whole
    carried, totals["minutes"] = divmod(totals["minutes"], 60)
    totals["hours"] += carried
    return Length(**{unit: int(number) for unit, number in totals.items()})


def find_length(text: str) -> Length | None:
    """The last length of time in an utterance, a corrected one being said last."""
    words = tokenise(text).words
    found, at = None, 0
    while at < len(words):
        here = length(words, at)
        found, at = (here[0], here[1]) if here else (found, at + 1)
    return found


def duration(text: str) -> timedelta | None:
    """How long: "for two hours"; None for months and years, which differ in length."""
    found = find_length(text)
    return found.exact if found else None
