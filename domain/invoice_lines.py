"""What is on an invoice: given line by line, or taken from a job; and never less than what has been paid on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import select

from domain import line_edits
from domain.context import Context
from domain.line_edits import EDITS, MOST_LINES, Paper
from domain.money import written
from domain.problems import Conflict
from storage.invoices import Invoice, InvoiceLine
from storage.job_materials import JobMaterial
from storage.jobs import Job
from storage.lines import Line
from storage.quotes import QuoteLine
from storage.time_entries import TimeEntry

Given = Mapping[str, Any]
HOUR, HUNDREDTH = 3600, Decimal("0.01")
SERVICES = "Services"
AGREED = ("description", "quantity", "unit_price", "taxable")


def paper_of(invoice: Invoice) -> Paper:
    """The invoice as a document whose lines are worked on."""
    unnamed = invoice.job.title if invoice.job else SERVICES
    return Paper(invoice, InvoiceLine, "invoice", f"Invoice {invoice.number}", unnamed)


async def lines_of(ctx: Context, invoice: Invoice) -> list[Line]:
    """The invoice's lines in order."""
    return await line_edits.lines_of(ctx, paper_of(invoice))


async def write_lines(ctx: Context, invoice: Invoice, lines: Sequence[Given]) -> None:
    """Write all lines anew."""
    await line_edits.write_lines(ctx, paper_of(invoice), lines)


async def restated(ctx: Context, invoice: Invoice, facts: Given) -> bool:
    """Replace, drop, change and add lines as asked; whether anything was. What has been paid must still be on it."""
    if invoice.status == "paid" and any(facts.get(name) is not None for name in EDITS):
        raise Conflict(f"Invoice {invoice.number} is paid; make a new one for anything more.")
    changed = await line_edits.restated(ctx, paper_of(invoice), facts)
    if changed and invoice.total < (invoice.paid or 0):
        paid = written(invoice.paid, invoice.currency)
        raise Conflict(f"Invoice {invoice.number} has {paid} paid on it and cannot come to less; delete that first.")
    return changed


async def billed_from(ctx: Context, job: Job) -> list[Given]:
    """What was agreed for a job, if it came of a quote; else what it took: its parts and its hours, at their price."""
    return (await _quoted(ctx, job) or await _taken(ctx, job))[:MOST_LINES]


async def _quoted(ctx: Context, job: Job) -> list[Given]:
    mine = select(QuoteLine).where(QuoteLine.quote_id == (job.quote_id or ""))
    lines = await ctx.session.scalars(mine.order_by(QuoteLine.position, QuoteLine.id))
    return [{name: getattr(line, name) for name in AGREED} for line in lines]


async def _taken(ctx: Context, job: Job) -> list[Given]:
    parts = await ctx.session.scalars(
        select(JobMaterial)
        .where(JobMaterial.job_id == job.id, JobMaterial.unit_price.is_not(None))
        .order_by(JobMaterial.created_at, JobMaterial.id)
    )
    lines: list[Given] = [
        {"description": part.name, "quantity": part.quantity, "unit_price": part.unit_price} for part in parts
    ]
    hours, rate = await _hours(ctx, job), ctx.company.labor_rate
    labor: list[Given] = [{"description": "Labor", "quantity": hours, "unit_price": rate}] if hours and rate else []
    return [*labor, *lines]


async def _hours(ctx: Context, job: Job) -> Decimal:
    mine = select(TimeEntry).where(TimeEntry.job_id == job.id, TimeEntry.clock_out.is_not(None))
    clocked = [each.clock_out - each.clock_in for each in await ctx.session.scalars(mine) if each.clock_out]
    seconds = sum(int(each.total_seconds()) for each in clocked)
    return (Decimal(seconds) / HOUR).quantize(HUNDREDTH, ROUND_HALF_UP)
