"""The lines of a document: written in order, priced, and summed into its totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from domain.context import Context
from domain.money import line_amount, rounded, summed
from domain.problems import FieldError, Invalid
from storage.lines import Line, Totalled

MOST = Decimal("9999999999.99")
L = TypeVar("L", bound=Line)


def begun(ctx: Context) -> dict[str, Any]:
    """What a new document takes over from the account: its money and its tax."""
    return {"currency": ctx.company.currency, "tax_rate": ctx.company.tax_rate}


def line_of(kind: type[L], given: Mapping[str, Any], currency: str, **at: Any) -> L:
    """A line of what was given (description, quantity, unit_price), priced."""
    quantity, price = given.get("quantity", Decimal(1)), rounded(given["unit_price"], currency)
    facts = {**given, "quantity": quantity, "unit_price": price, "amount": line_amount(quantity, price, currency)}
    return kind(**{"taxable": True, **facts, **at})


def reprice(line: Line, currency: str) -> None:
    """Work a line's amount out again after its quantity or price has changed."""
    line.unit_price = rounded(line.unit_price, currency)
    line.amount = line_amount(line.quantity, line.unit_price, currency)


def add_up(document: Totalled, lines: Sequence[Line]) -> None:
    """Write the totals of these lines on their document; raises `Invalid` for less than nothing, or too much."""
    sums = summed(lines, document.tax_rate, document.currency)
    if sums.total < 0:
        raise Invalid("That would come to less than nothing.", [FieldError("lines", "add up to less than nothing")])
    if sums.total > MOST or any(abs(line.amount) > MOST for line in lines):
        raise Invalid("That is more than one document can hold.", [FieldError("lines", "add up to too much")])
    document.subtotal, document.tax, document.total = sums.subtotal, sums.tax, sums.total
