"""Feast days and what else has a name in the year: Easter, Memorial Day, Thanksgiving."""

from collections.abc import Callable
from datetime import date, timedelta

from agent.speech.times.cycles import ONE_DAY, Cycle, Yearly, add_months, weekday
from agent.speech.tokens import Lexicon


def _nth(year: int, month: int, day: int, number: int) -> date:
    """The nth such weekday of a month, or the last for -1."""
    if number > 0:
        return weekday(day).first(date(year, month, 1))[0] + timedelta(weeks=number - 1)
    return weekday(day).last(add_months(date(year, month, 1), 1))[0]


def _easter(year: int) -> date:
    """Western Easter, by the anonymous Gregorian computus."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _floating(month: int, day: int, number: int, later: int = 0) -> Callable[[int], date]:
    return lambda year: _nth(year, month, day, number) + later * ONE_DAY


_FEAST_DAYS: dict[str, Callable[[int], date]] = {
    "new year day": _fixed(1, 1),
    "new years day": _fixed(1, 1),
    "new year eve": _fixed(12, 31),
    "new years eve": _fixed(12, 31),
    "new year": _fixed(1, 1),
    "new years": _fixed(1, 1),
    "martin luther king day": _floating(1, 0, 3),
    "m l k day": _floating(1, 0, 3),
    "groundhog day": _fixed(2, 2),
    "valentine day": _fixed(2, 14),
    "valentines day": _fixed(2, 14),
    "president day": _floating(2, 0, 3),
    "presidents day": _floating(2, 0, 3),
    "saint patrick day": _fixed(3, 17),
    "st patrick day": _fixed(3, 17),
    "april fool day": _fixed(4, 1),
    "april fools day": _fixed(4, 1),
    "tax day": _fixed(4, 15),
    "good friday": lambda year: _easter(year) - 2 * ONE_DAY,
    "easter monday": lambda year: _easter(year) + ONE_DAY,
    "easter sunday": _easter,
    "easter": _easter,
    "cinco de mayo": _fixed(5, 5),
    "mother day": _floating(5, 6, 2),
    "mothers day": _floating(5, 6, 2),
    "memorial day": _floating(5, 0, -1),
    "father day": _floating(6, 6, 3),
    "fathers day": _floating(6, 6, 3),
    "juneteenth": _fixed(6, 19),
    "independence day": _fixed(7, 4),
    "labor day": _floating(9, 0, 1),
    "columbus day": _floating(10, 0, 2),
    "indigenous peoples day": _floating(10, 0, 2),
    "halloween": _fixed(10, 31),
    "election day": _floating(11, 0, 1, later=1),
    "veteran day": _fixed(11, 11),
    "veterans day": _fixed(11, 11),
    "thanksgiving day": _floating(11, 3, 4),
    "thanksgiving": _floating(11, 3, 4),
    "black friday": _floating(11, 3, 4, later=1),
    "christmas eve": _fixed(12, 24),
    "christmas day": _fixed(12, 25),
    "christmas": _fixed(12, 25),
    "boxing day": _fixed(12, 26),
}


def _feast(rule: Callable[[int], date]) -> Yearly:
    return Yearly(lambda year: iter((rule(year),)), "day", "year")


FEASTS = Lexicon[Cycle]({name: _feast(rule) for name, rule in _FEAST_DAYS.items()})
"""Feast days by name, a final 's left off."""
