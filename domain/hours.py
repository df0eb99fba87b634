"""When a company works: the hours of each weekday, as the account's settings give them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from domain.context import Company
from domain.stretches import Stretch, clipped

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
USUAL: Mapping[str, str] = dict.fromkeys(WEEKDAYS[:5], "08:00-17:00")
RANGE = re.compile(r"\b(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)\b")
A_DAY = timedelta(days=1)
LAST_HOUR, LAST_MINUTE = 24, 59


def opening(company: Company, day: date) -> list[Stretch]:
    """The working hours of a day, "08:00-12:00, 13:00-17:00" or one range; none on a day that is not named."""
    hours = company.settings.get("hours")
    told = (hours if isinstance(hours, Mapping) else USUAL).get(WEEKDAYS[day.weekday()])
    found = [_stretch(company, day, [int(part) for part in each.groups()]) for each in RANGE.finditer(str(told or ""))]
    return sorted(each for each in found if each)


def working(company: Company, frame: Stretch) -> list[Stretch]:
    """The working time within a frame, day by day."""
    first = frame.start.astimezone(company.timezone).date()
    days = (frame.end.astimezone(company.timezone).date() - first).days + 1
    stretches = [each for place in range(days) for each in opening(company, first + place * A_DAY)]
    return clipped(stretches, frame)


def _stretch(company: Company, day: date, parts: list[int]) -> Stretch | None:
    opens, closes = tuple(parts[:2]), tuple(parts[2:])
    if opens >= closes or closes > (LAST_HOUR, 0) or max(opens[1], closes[1]) > LAST_MINUTE:
        return None
    return Stretch(_at(company, day, *opens), _at(company, day, *closes))


def _at(company: Company, day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day + hour // LAST_HOUR * A_DAY, time(hour % LAST_HOUR, minute), company.timezone)
