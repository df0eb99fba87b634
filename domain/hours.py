"""When a company works: the hours of each weekday, as the account's settings give them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from domain.account_settings import WEEKDAYS, settings_of
from domain.context import Company
from domain.stretches import Stretch, clipped

RANGE = re.compile(r"\b(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)\b")
A_DAY = timedelta(days=1)
LAST_HOUR, LAST_MINUTE = 24, 59
LOOKED_AHEAD = 31


def opening(company: Company, day: date) -> list[Stretch]:
    """The working hours of a day, "08:00-12:00, 13:00-17:00" or one range; none on a day not named, or a holiday."""
    settings = settings_of(company)
    told = None if settings.closed_for(day) else settings.hours.get(WEEKDAYS[day.weekday()])
    found = [_stretch(company, day, [int(part) for part in each.groups()]) for each in RANGE.finditer(str(told or ""))]
    return sorted(each for each in found if each)


def working(company: Company, frame: Stretch) -> list[Stretch]:
    """The working time within a frame, day by day."""
    first = frame.start.astimezone(company.timezone).date()
    days = (frame.end.astimezone(company.timezone).date() - first).days + 1
    stretches = [each for place in range(days) for each in opening(company, first + place * A_DAY)]
    return clipped(stretches, frame)


def is_open(company: Company, moment: datetime) -> bool:
    """Whether the company works at this moment."""
    here = moment.astimezone(company.timezone)
    return any(each.start <= here < each.end for each in opening(company, here.date()))


def next_opening(company: Company, moment: datetime) -> datetime | None:
    """From when on the company works, at this moment or after it; None if not within a month."""
    here = moment.astimezone(company.timezone)
    days = (opening(company, here.date() + place * A_DAY) for place in range(LOOKED_AHEAD))
    return next((max(each.start, here) for day in days for each in day if each.end > here), None)


def _stretch(company: Company, day: date, parts: list[int]) -> Stretch | None:
    opens, closes = tuple(parts[:2]), tuple(parts[2:])
    if opens >= closes or closes > (LAST_HOUR, 0) or max(opens[1], closes[1]) > LAST_MINUTE:
        return None
    return Stretch(_at(company, day, *opens), _at(company, day, *closes))


def _at(company: Company, day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day + hour // LAST_HOUR * A_DAY, time(hour % LAST_HOUR, minute), company.timezone)
