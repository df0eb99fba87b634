"""Moments, lengths and amounts as people say them."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from domain.wording import counted, hours, length, listed, when

NOW = datetime(2026, 3, 10, 8, 30, tzinfo=ZoneInfo("America/Denver"))


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (timedelta(minutes=-35), "7:55 AM"),
        (timedelta(hours=5, minutes=-30), "1 PM"),
        (timedelta(hours=-17), "yesterday at 3:30 PM"),
        (timedelta(days=1), "tomorrow at 8:30 AM"),
        (timedelta(days=-4), "Friday, March 6 at 8:30 AM"),
    ],
)
def test_a_moment_is_told_from_now_in_the_accounts_zone(later: timedelta, told: str) -> None:
    assert when((NOW + later).astimezone(ZoneInfo("UTC")), NOW) == told


def test_lengths_and_amounts() -> None:
    assert [length(each) for each in (59, 60, 3600, 30_900)] == [
        "under a minute",
        "1 minute",
        "1 hour",
        "8 hours 35 minutes",
    ]
    amounts = [counted(Decimal("2.5"), "foot"), counted(1, "foot"), counted(3, "box"), counted(Decimal(1200), "pound")]
    assert amounts == ["2.5 feet", "1 foot", "3 boxes", "1200 pounds"]


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("10T08:30", "10T09:30", "8:30 to 9:30 AM"),
        ("10T11:00", "10T13:00", "11 AM to 1 PM"),
        ("11T08:00", "11T12:00", "tomorrow 8 AM to 12 PM"),
        ("13T15:00", "14T00:00", "Friday, March 13, 3 PM to 12 AM"),
        ("11T00:00", "12T00:00", "all day tomorrow"),
        ("16T00:00", "21T00:00", "Monday, March 16 to Friday, March 20"),
        ("10T15:00", "11T09:00", "3 PM to tomorrow at 9 AM"),
    ],
)
def test_a_stretch_is_told_by_its_day_and_hours(start: str, end: str, told: str) -> None:
    zone = ZoneInfo("America/Denver")
    span = [datetime.fromisoformat(f"2026-03-{each}").replace(tzinfo=zone) for each in (start, end)]
    assert hours(span[0], span[1], NOW) == told


def test_several_are_listed() -> None:
    assert [listed(each) for each in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
