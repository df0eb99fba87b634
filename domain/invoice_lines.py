"""What is on an invoice: given line by line, taken from a job, or changed by what a line is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from rapidfuzz import fuzz, process, utils
from sqlalchemy import select

from domain.context import Context
from domain.find import find
from domain.lines import add_up, line_of, reprice
from domain.money import written
from domain.problems import Ambiguous, Conflict, FieldError, Invalid, Missing, NotFound
from storage.inventory import InventoryItem
from storage.invoices import Invoice, InvoiceLine
from storage.job_materials import JobMaterial
from storage.jobs import Job
from storage.time_entries import TimeEntry

Given = Mapping[str, Any]
MOST_LINES = 200
ALIKE = 72
HOUR, HUNDREDTH = 3600, Decimal("0.01")
SERVICES = "Services"


async def write_lines(ctx: Context, invoice: Invoice, lines: Sequence[Given]) -> None:
    """Write all lines anew."""
    for line in await lines_of(ctx, invoice):
        line.deleted_at = ctx.now()
    await _settle(ctx, invoice, await _made(ctx, invoice, lines, 0, "lines"))


async def restated(ctx: Context, invoice: Invoice, facts: Mapping[str, Any]) -> bool:
    """Replace, drop, change and add lines as asked; whether anything was."""
    whole, more = facts.get("lines"), facts.get("add_lines") or ()
    other, fewer = facts.get("change_lines") or (), facts.get("drop_lines") or ()
    if whole is None and not (more or other or fewer):
        return False
    if invoice.status == "paid":
        raise Conflict(f"Invoice {invoice.number} is paid; make a new one for anything more.")
    if whole is not None:
        await write_lines(ctx, invoice, whole)
    lines = await lines_of(ctx, invoice)
    for each in fewer:
        gone = _called(invoice, lines, each)
        gone.deleted_at = ctx.now()
        lines.remove(gone)
    for each in other:
        _change(invoice, _called(invoice, lines, each), each)
    lines += await _made(ctx, invoice, more, max((line.position for line in lines), default=0), "addLines")
    await _settle(ctx, invoice, lines)
    return True


async def lines_of(ctx: Context, invoice: Invoice) -> list[InvoiceLine]:
    """The invoice's lines in order."""
    mine = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id)
    return list(await ctx.session.scalars(mine.order_by(InvoiceLine.position, InvoiceLine.id)))


async def billed_from(ctx: Context, job: Job) -> list[Given]:
    """What a job took: its parts at their price and, where the account has a rate, the hours clocked on it."""
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
    return [*labor, *lines][:MOST_LINES]


async def _hours(ctx: Context, job: Job) -> Decimal:
    mine = select(TimeEntry).where(TimeEntry.job_id == job.id, TimeEntry.clock_out.is_not(None))
    clocked = [each.clock_out - each.clock_in for each in await ctx.session.scalars(mine) if each.clock_out]
    seconds = sum(int(each.total_seconds()) for each in clocked)
    return (Decimal(seconds) / HOUR).quantize(HUNDREDTH, ROUND_HALF_UP)


async def _made(ctx: Context, invoice: Invoice, given: Sequence[Given], after: int, field: str) -> list[InvoiceLine]:
    made = []
    for place, each in enumerate(given):
        facts = await _priced(ctx, {k: v for k, v in each.items() if v is not None}, f"{field}.{place}.unitPrice")
        facts.setdefault("description", invoice.job.title if invoice.job else SERVICES)
        made.append(line_of(InvoiceLine, facts, invoice.currency, invoice=invoice, position=after + place + 1))
    ctx.session.add_all(made)
    return made


async def _priced(ctx: Context, given: dict[str, Any], field: str) -> dict[str, Any]:
    """The line with a price: its own, else that of the part in stock which it names."""
    if "unit_price" in given:
        return given
    if "description" not in given:
        raise Missing([field])
    try:
        found = await find(ctx, InventoryItem, given["description"], field=field)
    except (Ambiguous, NotFound):
        raise Missing([field]) from None
    item = await ctx.session.get_one(InventoryItem, (ctx.actor.account_id, found.id))
    if item.unit_price is None:
        raise Missing([field])
    return {**given, "description": item.name, "unit_price": item.unit_price}


def _called(invoice: Invoice, lines: Sequence[InvoiceLine], given: Given) -> InvoiceLine:
    """The line that is meant: the one so called, or the only one; raises `Conflict`."""
    words = given.get("description")
    if words is None and len(lines) == 1:
        return lines[0]
    names = {line.id: line.description for line in lines}
    scorer, plain = fuzz.WRatio, utils.default_process
    fits = process.extract(words or "", names, scorer=scorer, processor=plain, score_cutoff=ALIKE, limit=2)
    if fits and (len(fits) == 1 or fits[0][1] > fits[1][1]):
        return next(line for line in lines if line.id == fits[0][2])
    has = " and ".join(names.values()) if len(names) < 4 else f"{len(names)} lines"
    wanted = f"no one line called {words}" if words else "several lines" if lines else "no lines"
    raise Conflict(f"Invoice {invoice.number} has {wanted}{f'; it has {has}' if lines else ''}; say which.")


def _change(invoice: Invoice, line: InvoiceLine, given: Given) -> None:
    for name in ("quantity", "unit_price", "taxable"):
        if given.get(name) is not None:
            setattr(line, name, given[name])
    reprice(line, invoice.currency)


async def _settle(ctx: Context, invoice: Invoice, lines: Sequence[InvoiceLine]) -> None:
    """Add up what is on it now; less than what has been paid is refused."""
    if len(lines) > MOST_LINES:
        raise Invalid(f"An invoice holds {MOST_LINES} lines.", [FieldError("lines", "are too many")])
    add_up(invoice, lines)
    if invoice.total < (invoice.paid or 0):
        paid = written(invoice.paid, invoice.currency)
        raise Conflict(f"Invoice {invoice.number} has {paid} paid on it and cannot come to less; delete that first.")
    await ctx.session.flush()
    ctx.session.expire(invoice, ["lines"])
