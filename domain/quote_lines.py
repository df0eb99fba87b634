"""What is on a quote: line by line, or one price said for all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from domain import line_edits
from domain.context import Context
from domain.line_edits import Paper, settle
from domain.lines import line_of, reprice
from domain.money import rounded, written
from domain.problems import FieldError, Invalid
from storage.lines import Line
from storage.quotes import Quote, QuoteLine

Given = Mapping[str, Any]
DISCOUNT, ADJUSTMENT = "Discount", "Adjustment"


def paper_of(quote: Quote) -> Paper:
    """The quote as a document whose lines are worked on."""
    return Paper(quote, QuoteLine, "quote", f"Quote {quote.number}", quote.title)


async def lines_of(ctx: Context, quote: Quote) -> list[Line]:
    """The quote's lines in order."""
    return await line_edits.lines_of(ctx, paper_of(quote))


async def write_lines(ctx: Context, quote: Quote, lines: Sequence[Given] | None, total: Decimal | None) -> None:
    """Write the lines given, or one of the quote's title that comes to the total."""
    await line_edits.write_lines(ctx, paper_of(quote), lines or ())
    if lines and total is not None:
        _must_agree(quote, total)
    elif total is not None:
        await come_to(ctx, quote, total)


async def restated(ctx: Context, quote: Quote, facts: Given) -> bool:
    """Change the lines as asked, then what they come to; whether the price or what it is for is another now."""
    total, off = facts.get("total"), facts.get("discount")
    changed = await line_edits.restated(ctx, paper_of(quote), facts)
    if off is not None:
        total = quote.total - off
    if total is not None and total != quote.total:
        await come_to(ctx, quote, total)
        return True
    return changed


async def come_to(ctx: Context, quote: Quote, total: Decimal) -> None:
    """Have a quote come to a sum, its tax included: by the price of its only line, else by a line for the difference.

    No price may lead to that very sum once the tax on it is rounded; the tax then takes the odd cent.
    """
    if total < 0:
        raise Invalid("A quote cannot come to less than nothing.", [FieldError("total", "is less than nothing")])
    lines = await lines_of(ctx, quote)
    only = lines[0] if len(lines) == 1 and lines[0].quantity == 1 else None
    if only or not lines:
        line = only or _line(quote, quote.title, 1)
        line.unit_price = _before_tax(quote, total) if line.taxable else total
        reprice(line, quote.currency)
        lines = [line]
    else:
        lines = _made_up(ctx, quote, lines, total)
    ctx.session.add_all(lines)
    await settle(ctx, paper_of(quote), [line for line in lines if line.deleted_at is None])
    quote.tax += total - quote.total
    quote.total = total


def _made_up(ctx: Context, quote: Quote, lines: list[Line], total: Decimal) -> list[Line]:
    """The lines with one more for what is missing or too much; it takes the place of an earlier one."""
    stands = [line for line in lines if line.description not in (DISCOUNT, ADJUSTMENT)]
    for line in lines:
        if line not in stands:
            line.deleted_at = ctx.now()
    taxed = sum((line.amount for line in stands if line.taxable), Decimal(0))
    plain = sum((line.amount for line in stands), Decimal(0))
    missing = _before_tax(quote, total - plain - rounded(taxed * quote.tax_rate, quote.currency))
    if not missing:
        return lines
    made = _line(quote, DISCOUNT if missing < 0 else ADJUSTMENT, max(line.position for line in lines) + 1, missing)
    return [*lines, made]


def _line(quote: Quote, description: str, position: int, price: Decimal = Decimal(0)) -> Line:
    given = {"description": description, "unit_price": price}
    return line_of(QuoteLine, given, quote.currency, quote=quote, position=position)


def _before_tax(quote: Quote, amount: Decimal) -> Decimal:
    return rounded(amount / (1 + quote.tax_rate), quote.currency)


def _must_agree(quote: Quote, total: Decimal) -> None:
    """Lines and a total given together agree, with the tax or before it."""
    if total not in (quote.total, quote.subtotal):
        told = f"{quote.worth} with tax" if quote.tax else quote.worth
        sentence = f"The lines come to {told}, not {written(total, quote.currency)}; give the lines or the total."
        raise Invalid(sentence, [FieldError("total", "is not what the lines come to")])
