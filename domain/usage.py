"""What a company uses, counted by the database from what happened: calls, minutes, messages, operations, seats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select

from domain.comparing import Tally
from domain.context import Context
from domain.periods import Period
from storage.audit import AuditEntry
from storage.call_logs import CallLog
from storage.conversations import Message
from storage.users import User

A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Usage:
    """So much in a period, and in the one before. Minutes are begun ones of all calls and spoken conversations."""

    calls: Tally
    minutes: Tally
    messages: Tally
    operations: Tally
    seats: int


async def used(ctx: Context, period: Period, against: Period) -> Usage:
    """What was used in a period, beside what was in another."""
    spoken = CallLog.kind.in_(("call", "voice"))
    minutes = (func.coalesce(CallLog.duration_seconds, 0) + A_MINUTE - 1) // A_MINUTE
    seats = await ctx.session.scalar(select(func.count()).select_from(User).where(User.active))
    both = period, against
    return Usage(
        calls=await _tally(ctx, both, CallLog.at, literal(1), spoken),
        minutes=await _tally(ctx, both, CallLog.at, minutes, spoken),
        messages=await _tally(ctx, both, Message.at, literal(1), Message.direction == "out"),
        operations=await _tally(ctx, both, AuditEntry.at, literal(1)),
        seats=seats or 0,
    )


async def _tally(
    ctx: Context, both: tuple[Period, Period], at: Any, amount: ColumnElement[int], *only: ColumnElement[bool]
) -> Tally:
    """One look at both periods."""
    spans = [each.moments(ctx.company.timezone) for each in both]
    sums = [func.sum(case(((at >= start) & (at < end), amount), else_=0)) for start, end in spans]
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    row: Any = (await ctx.session.execute(select(*sums).where(at >= first, at < last, *only))).one()
    return Tally(int(row[0] or 0), int(row[1] or 0))
