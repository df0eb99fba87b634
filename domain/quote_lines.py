"""What is on a quote: line by line, or one price said for all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from domain import line_edits
from domain.context import Context
from domain.line_edits import Paper
from domain.money import written
from domain.problems import FieldError, Invalid
from storage.lines import Line
from storage.quotes import Quote, QuoteLine

Given = Mapping[str, Any]


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
        await line_edits.come_to(ctx, paper_of(quote), total)


async def restated(ctx: Context, quote: Quote, facts: Given) -> bool:
    """Change the lines as asked, then what they come to; whether the price or what it is for is another now."""
    return await line_edits.restated(ctx, paper_of(quote), facts)


def _must_agree(quote: Quote, total: Decimal) -> None:
    """Lines and a total given together agree, with the tax or before it."""
    if total not in (quote.total, quote.subtotal):
        told = f"{quote.worth} with tax" if quote.tax else quote.worth
        sentence = f"The lines come to {told}, not {written(total, quote.currency)}; give the lines or the total."
        raise Invalid(sentence, [FieldError("total", "is not what the lines come to")])
