"""Exact money: how an amount is rounded, what tax comes to, and how an amount is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from babel.numbers import get_currency_precision

from storage.types import written

__all__ = ["Priced", "Sums", "line_amount", "rounded", "summed", "written"]
KEPT = 2  # decimals of the database and the wire


class Priced(Protocol):
    """A line as far as its money goes."""

    @property
    def amount(self) -> Decimal: ...

    @property
    def taxable(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Sums:
    """What lines add up to."""

    subtotal: Decimal
    tax: Decimal
    total: Decimal


def rounded(amount: Decimal, currency: str) -> Decimal:
    """The amount in whole units of the currency's smallest coin, halves away from zero."""
    coin = Decimal(1).scaleb(-min(get_currency_precision(currency), KEPT))
    return amount.quantize(coin, ROUND_HALF_UP)


def line_amount(quantity: Decimal, unit_price: Decimal, currency: str) -> Decimal:
    """What a line comes to."""
    return rounded(quantity * unit_price, currency)


def summed(lines: Iterable[Priced], tax_rate: Decimal, currency: str) -> Sums:
    """Subtotal, tax and total: the tax is worked out once, on all that is taxable, and rounded once."""
    lines = list(lines)
    subtotal = sum((line.amount for line in lines), Decimal(0))
    tax = rounded(sum((line.amount for line in lines if line.taxable), Decimal(0)) * tax_rate, currency)
    return Sums(subtotal, tax, subtotal + tax)
