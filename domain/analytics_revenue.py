"""The revenue in figures: what was invoiced, part by part, by whom it was earned, for whom and for what work.

Revenue is what was invoiced, by the invoices' dates; what came in of it is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from domain.buckets import keyed
from domain.context import Context
from domain.finance import NOTHING, Book, Sum, in_all
from domain.periods import Period
from domain.trades import trade_of
from storage.contacts import Contact
from storage.invoices import Invoice
from storage.jobs import Job
from storage.session import WITH_DELETED
from storage.users import User

MOST = 10


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the period: what was invoiced in it, and what came in."""

    period: Period
    billed: Sum
    collected: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """What somebody, or a kind of work, brought."""

    id: str | None
    name: str
    sum: Sum


def billed_in(period: Period) -> ColumnElement[bool]:
    """Whether an invoice counts for the period."""
    return and_(Invoice.is_billed(), Invoice.issued >= period.start, Invoice.issued < period.end)


def on_jobs_of(tech: User) -> ColumnElement[bool]:
    """Whether an invoice is for a job of this technician's."""
    return Invoice.job_id.in_(select(Job.id).where(Job.tech_id == tech.id))


def cut(parts: Sequence[Period], billed: Book, collected: Book) -> list[Part]:
    """What was invoiced and what came in, part by part."""
    return [Part(part, in_all(billed, part), in_all(collected, part).amount) for part in parts]


async def by_work(ctx: Context, period: Period, *only: ColumnElement[bool]) -> tuple[list[Share], list[Share]]:
    """What each technician's jobs brought, and each kind of work by what the jobs are called; most first."""
    of_job = and_(Job.account_id == Invoice.account_id, Job.id == Invoice.job_id)
    wanted = select(Job.tech_id, Job.title, *_sums()).select_from(Invoice).outerjoin(Job, of_job)
    rows = (await ctx.session.execute(wanted.where(billed_in(period), *only).group_by(Job.tech_id, Job.title))).all()
    techs = _summed((tech, amount, count) for tech, _, amount, count in rows if tech)
    trades = _summed((trade_of(title), amount, count) for _, title, amount, count in rows)
    return await _named(ctx, techs, User), [Share(None, name, total) for name, total in trades]


async def by_customer(ctx: Context, period: Period, *only: ColumnElement[bool]) -> list[Share]:
    """The customers who brought most."""
    wanted = select(Invoice.contact_id, *_sums()).where(billed_in(period), *only)
    return await _named(ctx, await _grouped(ctx, wanted, Invoice.contact_id), Contact)


async def by_kind_of_customer(ctx: Context, period: Period, *only: ColumnElement[bool]) -> list[Share]:
    """What companies brought, and what homes did."""
    of_contact = and_(Contact.account_id == Invoice.account_id, Contact.id == Invoice.contact_id)
    kind = case((Contact.company.is_not(None), "commercial"), else_="residential").label("kind")
    wanted = select(kind, *_sums()).select_from(Invoice).join(Contact, of_contact).where(billed_in(period), *only)
    return [Share(None, name, total) for name, total in await _grouped(ctx, wanted, "kind")]


def _sums() -> tuple[Any, Any]:
    return func.sum(Invoice.total).label("amount"), func.count().label("count")


async def _grouped(ctx: Context, wanted: Any, by: Any) -> list[tuple[str, Sum]]:
    rows = await ctx.session.execute(wanted.group_by(by).order_by(func.sum(Invoice.total).desc()).limit(MOST))
    return [(key, Sum(amount or NOTHING, count)) for key, amount, count in rows]


def _summed(rows: Iterable[tuple[str, Decimal, int]]) -> list[tuple[str, Sum]]:
    sums: dict[str, Sum] = {}
    for key, amount, count in rows:
        so_far = sums.get(key, Sum(NOTHING, 0))
        sums[key] = Sum(so_far.amount + amount, so_far.count + count)
    return sorted(sums.items(), key=lambda each: -each[1].amount)[:MOST]


async def _named(ctx: Context, rows: list[tuple[str, Sum]], kind: type[User] | type[Contact]) -> list[Share]:
    name = func.coalesce(Contact.company, Contact.name) if kind is Contact else kind.name
    wanted = select(kind.id, name).where(kind.id.in_([key for key, _ in rows]))
    names = await keyed(ctx, wanted.execution_options(**WITH_DELETED))
    return [Share(key, names.get(key, "somebody who is gone"), total) for key, total in rows]
