"""Quiet hours end when they say, by the clock on the company's wall, through every change of that clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.context import Company
from domain.quiet_hours import quiet_until

DENVER = ZoneInfo("America/Denver")
minutes = st.integers(0, 24 * 60 - 1)


def company(quiet: str | None = None) -> Company:
    return Company("ridgeline", "Ridgeline", DENVER, settings={"quietHours": quiet} if quiet else {})


@pytest.mark.parametrize(
    ("clock", "until"),
    [("19:59", None), ("20:00", "11T08:00"), ("23:30", "11T08:00"), ("00:10", "10T08:00"), ("07:59", "10T08:00")],
)
def test_the_night_is_quiet(clock: str, until: str | None) -> None:
    found = quiet_until(company(), datetime.combine(datetime(2026, 3, 10).date(), time.fromisoformat(clock), DENVER))
    assert (found.strftime("%dT%H:%M") if found else None) == until


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)), start=minutes, end=minutes
)
def test_they_end_at_their_end_and_at_no_earlier_one(now: datetime, start: int, end: int) -> None:
    span = f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
    until = quiet_until(company(span), now)
    if until is None:
        return
    assert (until.hour, until.minute) == divmod(end, 60)
    assert timedelta() < until - now.astimezone(DENVER) <= timedelta(days=1)
    assert until.astimezone(UTC) > now - timedelta(hours=1)
    assert quiet_until(company(span), until.astimezone(UTC)) is None or start == end or until.fold
