"""Moments, lengths and amounts as people say them."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from domain.wording import counted, length, when

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
