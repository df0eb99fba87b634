"""Working hours as the settings give them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.context import Company
from domain.hours import opening, working
from domain.stretches import Stretch

DENVER = ZoneInfo("America/Denver")
TUESDAY, SATURDAY, SUNDAY = date(2026, 3, 10), date(2026, 3, 14), date(2026, 3, 8)


def company(**settings: Any) -> Company:
    return Company("ridgeline", "Ridgeline", DENVER, settings=settings)


def told(company: Company, day: date) -> list[str]:
    ends = [(each.start.astimezone(DENVER), each.end.astimezone(DENVER)) for each in opening(company, day)]
    return [f"{start:%H:%M}-{end:%d %H:%M}" for start, end in ends]


def test_a_company_that_says_nothing_works_from_monday_to_friday() -> None:
    assert told(company(), TUESDAY) == ["08:00-10 17:00"]
    assert told(company(), SATURDAY) == []


def test_a_day_may_have_a_break_and_end_at_midnight() -> None:
    assert told(company(hours={"tue": "08:00-12:00, 13:00-24:00"}), TUESDAY) == ["08:00-10 12:00", "13:00-11 00:00"]
    assert told(company(hours={"tue": "08:00-17:00"}), SATURDAY) == []


@pytest.mark.parametrize("broken", ["closed", "", "17:00-08:00", "08:00-25:00", "08:61-09:00"])
def test_what_cannot_be_read_is_closed(broken: str) -> None:
    assert told(company(hours={"tue": broken}), TUESDAY) == []


def test_the_hours_are_wall_clock_hours_when_the_clocks_change() -> None:
    frame = Stretch(datetime(2026, 3, 7, tzinfo=DENVER), datetime(2026, 3, 10, tzinfo=DENVER))
    seven = company(hours=dict.fromkeys(("sat", "sun", "mon"), "01:00-05:00"))
    assert [f"{each.start.astimezone(DENVER):%a %H:%M} {each.length}" for each in working(seven, frame)] == [
        "Sat 01:00 4:00:00",
        "Sun 01:00 3:00:00",
        "Mon 01:00 4:00:00",
    ]
