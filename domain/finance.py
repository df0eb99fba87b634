"""How the company stands with its money: what is owed now, and what a stretch of days brought against the one before.

Everything is added up by the database, from indexes that hold just what is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from domain.context import Context
from domain.periods import Period
from storage.invoices import Invoice
from storage.payments import Payment

NOTHING = Decimal(0)
AGES = (0, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class Sum:
    """So much, in so many."""

    amount: Decimal
    count: int


Book = Mapping[date, Sum]


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a stretch of days, and of the stretch that it is measured against."""

    amount: Decimal
    count: int
    before: Decimal


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed now, how much of it is late, and how much by how late it is."""

    all: Sum
    late: Sum
    by_age: tuple[Sum, ...]


async def owed(ctx: Context) -> Owed:
    """What was sent and is not paid in full: all of it, what is late, and by days late as in AGES."""
    now = ctx.now()
    edges = [now - timedelta(days=days) for days in AGES]
    left, late = Invoice.left(), Invoice.late_from <= now
    within = [Invoice.late_from <= edge for edge in edges]
    aged = [one & ~older for one, older in pairwise(within)] + within[-1:]
    wanted = [each for part in (late, *aged) for each in _sum_where(left, part)]
    row = await _row(ctx, select(func.sum(left), func.count(), *wanted).where(Invoice.is_owed()))
    all_, late_, *by_age = (Sum(row[at] or NOTHING, row[at + 1] or 0) for at in range(0, len(row), 2))
    return Owed(all_, late_, tuple(by_age))


async def owed_in_short(ctx: Context) -> tuple[Sum, Sum]:
    """What was sent and is not paid in full: all of it, and what is late.

    Each invoice is looked at once: the index that holds them is in the order of their days.
    """

    async def of(only: ColumnElement[bool]) -> Sum:
        wanted = select(func.sum(Invoice.left()), func.count()).where(Invoice.is_owed(), only)
        row = await _row(ctx, wanted.select_from(Invoice))
        return Sum(row[0] or NOTHING, row[1])

    now = ctx.now()
    late = await of(Invoice.late_from <= now)
    others = [await of(Invoice.late_from > now), await of(Invoice.late_from.is_(None))]
    return sum_of(late, *others), late


async def billed_by_day(ctx: Context, period: Period, *only: ColumnElement[bool]) -> Book:
    """What was invoiced on each day, in the order of the index that holds it."""
    within = Invoice.issued >= period.start, Invoice.issued < period.end, Invoice.is_billed()
    wanted = select(Invoice.issued, func.sum(Invoice.total), func.count()).where(*within, *only)
    return await _by_day(ctx, wanted.group_by(Invoice.issued))


async def collected_by_day(ctx: Context, period: Period) -> Book:
    """What came in on each day."""
    within = Payment.received >= period.start, Payment.received < period.end
    wanted = select(Payment.received, func.sum(Payment.amount), func.count()).where(*within)
    return await _by_day(ctx, wanted.group_by(Payment.received))


async def _by_day(ctx: Context, wanted: Any) -> Book:
    return {day: Sum(amount, count) for day, amount, count in await ctx.session.execute(wanted)}


def sum_of(*sums: Sum) -> Sum:
    """Several together."""
    return Sum(sum((each.amount for each in sums), NOTHING), sum(each.count for each in sums))


def in_all(book: Book, period: Period) -> Sum:
    """What the days of a period come to."""
    return sum_of(*(each for day, each in book.items() if period.start <= day < period.end))


def measured(book: Book, period: Period, against: Period) -> Measured:
    """What the days of a period come to, and those of the stretch that it is measured against."""
    now = in_all(book, period)
    return Measured(now.amount, now.count, in_all(book, against).amount)


async def drafts(ctx: Context) -> Sum:
    """What is written and was not sent yet."""
    unsent = Invoice.sent_at.is_(None), Invoice.voided_at.is_(None)
    row = await _row(ctx, select(func.sum(Invoice.total), func.count()).where(*unsent))
    return Sum(row[0] or NOTHING, row[1])


async def billed(ctx: Context, period: Period) -> Measured:
    """What was invoiced, by the invoices' dates."""
    return await _measured(ctx, period, Invoice.total, Invoice.issued, Invoice.is_billed())


async def collected(ctx: Context, period: Period) -> Measured:
    """What came in, by the days it was received."""
    return await _measured(ctx, period, Payment.amount, Payment.received)


async def collected_by_method(ctx: Context, period: Period) -> Mapping[str, Decimal]:
    """What came in, by how; largest first."""
    within = Payment.received >= period.start, Payment.received < period.end
    wanted = select(Payment.method, func.sum(Payment.amount)).where(*within).group_by(Payment.method)
    rows = [(method or "other", amount) for method, amount in await ctx.session.execute(wanted)]
    return dict(sorted(rows, key=lambda row: -row[1]))


async def _measured(
    ctx: Context, period: Period, amount: InstrumentedAttribute[Decimal], day: Any, *only: ColumnElement[bool]
) -> Measured:
    """One look at both stretches, from the first day of the earlier one on."""
    today = ctx.now().date()
    against = period.compared(today)
    now, then = (((day >= each.start) & (day < each.end)) for each in (period, against))
    wanted = select(*_sum_where(amount, now), *_sum_where(amount, then))
    row = await _row(ctx, wanted.where(day >= against.start, day < period.end, *only))
    return Measured(row[0] or NOTHING, row[1] or 0, row[2] or NOTHING)


def _sum_where(amount: Any, wanted: ColumnElement[bool]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The sum and the number of the rows that are wanted."""
    return func.sum(case((wanted, amount))), func.count(case((wanted, 1)))


async def _row(ctx: Context, statement: Any) -> Any:
    return (await ctx.session.execute(statement)).one()
