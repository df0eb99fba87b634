"""Periods: they follow on each other without a gap or an overlap, whatever the calendar and the clocks do."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.context import Context
from domain.periods import DAY, Name, Period, Unit, around, asked, named
from domain.problems import Invalid

DENVER = ZoneInfo("America/Denver")
TODAY = date(2026, 3, 10)
DAYS = st.dates(date(2000, 1, 1), date(2080, 1, 1))
UNITS = st.sampled_from(get_args(Unit))
# Zones that jump at midnight, by half an hour, over a whole day, or not at all.
ZONES = st.sampled_from(
    ["America/Denver", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata", "UTC"]
).map(ZoneInfo)
PERIODS = st.one_of(
    st.builds(around, DAYS, UNITS),
    st.builds(lambda day, length: Period(day, day + timedelta(days=length)), DAYS, st.integers(1, 900)),
)


def surroundings() -> Context:
    """All that `asked` looks at: the clock and the zone."""
    now = datetime(2026, 3, 10, 8, 10, tzinfo=DENVER)
    return cast(Context, SimpleNamespace(now=lambda: now, company=SimpleNamespace(timezone=DENVER)))


@given(PERIODS, ZONES)
def test_a_period_begins_where_the_one_before_it_ends(period: Period, zone: ZoneInfo) -> None:
    before = period.before
    assert before.start < before.end == period.start
    assert before.moments(zone)[1] == period.moments(zone)[0]
    start, end = (moment.astimezone(UTC) for moment in period.moments(zone))
    assert timedelta(0) < end - start
    assert abs((end - start) - timedelta(days=period.days)) <= DAY


@given(DAYS, UNITS)
def test_a_unit_of_the_calendar_follows_on_one_of_its_kind(day: date, unit: Unit) -> None:
    period = around(day, unit)
    assert period.start <= day < period.end
    assert period.before == around(period.start - DAY, unit)


@given(PERIODS, UNITS, ZONES)
def test_the_parts_of_a_period_make_it_up(period: Period, unit: Unit, zone: ZoneInfo) -> None:
    parts = period.split(unit)
    assert (parts[0].start, parts[-1].end) == (period.start, period.end)
    assert all(one.moments(zone)[1] == two.moments(zone)[0] for one, two in pairwise(parts))
    assert all(around(part.start, unit) == around(part.end - DAY, unit) for part in parts)


@given(PERIODS, DAYS)
def test_what_runs_is_measured_against_as_much_of_the_one_before(period: Period, today: date) -> None:
    so_far, against = period.until(today), period.compared(today)
    assert against.start == period.before.start
    assert against.end <= period.start
    assert against.days <= max(so_far.days, period.before.days)
    if period.end <= today:
        assert (so_far, against) == (period, period.before)


@pytest.mark.parametrize(
    ("name", "start", "end", "said", "against"),
    [
        ("today", "2026-03-10", "2026-03-11", "today", "yesterday"),
        ("yesterday", "2026-03-09", "2026-03-10", "yesterday", "March 8"),
        ("week", "2026-03-09", "2026-03-16", "this week", "the same days of last week"),
        ("last_week", "2026-03-02", "2026-03-09", "last week", "the week of February 23"),
        ("month", "2026-03-01", "2026-04-01", "this month", "the same days of February"),
        ("last_month", "2026-02-01", "2026-03-01", "February", "January"),
        ("quarter", "2026-01-01", "2026-04-01", "this quarter", "the same days of the fourth quarter of 2025"),
        ("last_quarter", "2025-10-01", "2026-01-01", "the fourth quarter of 2025", "the third quarter of 2025"),
        ("year", "2026-01-01", "2027-01-01", "this year", "the same days of 2025"),
        ("last_year", "2025-01-01", "2026-01-01", "2025", "2024"),
    ],
)
def test_periods_by_name(name: Name, start: str, end: str, said: str, against: str) -> None:
    period = named(name, TODAY)
    assert period == Period(date.fromisoformat(start), date.fromisoformat(end))
    assert (period.said(TODAY), period.compared_said(TODAY)) == (said, against)


@pytest.mark.parametrize(
    ("start", "end", "days", "said"),
    [
        (date(2026, 3, 1), date(2026, 3, 9), 9, "March 1 to March 9"),
        (date(2026, 3, 1), datetime(2026, 3, 10, tzinfo=DENVER), 9, "March 1 to March 9"),
        (date(2026, 3, 1), datetime(2026, 3, 10, 8, tzinfo=DENVER), 10, "March 1 to March 10"),
        (datetime(2026, 2, 1, 7, tzinfo=UTC), datetime(2026, 3, 1, 7, tzinfo=UTC), 28, "February"),
        (date(2026, 1, 1), None, 69, "January 1 to March 10"),
        (None, date(2026, 3, 5), 5, "March 1 to March 5"),
        (date(2025, 12, 1), date(2026, 2, 28), 90, "December 1, 2025 to February 28"),
    ],
)
def test_dates_count_in_full_and_moments_in_the_accounts_zone(start: Any, end: Any, days: int, said: str) -> None:
    period = asked(surroundings(), "today", start, end)
    assert (period.days, period.said(TODAY)) == (days, said)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 3, 9), date(2026, 3, 1)),
        (date.min, date(2026, 3, 1)),
        (None, date.max),
        (None, datetime.min.replace(tzinfo=DENVER)),
        (date.max, None),
        (datetime.min.replace(tzinfo=UTC), None),
    ],
)
def test_what_cannot_be_a_period_is_refused(start: Any, end: Any) -> None:
    with pytest.raises(Invalid):
        asked(surroundings(), None, start, end)
