"""Quiet hours, when nobody gets marketing: from eight at night to eight in the morning, or as a company says."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from domain.account_settings import settings_of
from domain.context import Company


def quiet_until(company: Company, now: datetime) -> datetime | None:
    """When the quiet hours that it is now end, in the company's zone; None if it is not quiet."""
    start, end = (time.fromisoformat(each) for each in settings_of(company).quiet_hours.split("-"))
    local = now.astimezone(company.timezone)
    if not _within(local.time(), start, end):
        return None
    over = datetime.combine(local.date(), end, company.timezone)
    return over if over > local else datetime.combine(local.date() + timedelta(days=1), end, company.timezone)


def _within(clock: time, start: time, end: time) -> bool:
    return start <= clock < end if start <= end else clock >= start or clock < end
