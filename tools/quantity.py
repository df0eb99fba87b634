"""Amounts of things on the wire: exact inside, a plain JSON number outside."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, PlainSerializer, WithJsonSchema


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


EXACT = PlainSerializer(_number, return_type=int | float)
SCHEMA = {"type": "number", "multipleOf": 0.001, "examples": [2, 40.5]}
LIMITS = Field(max_digits=9, decimal_places=3)

Quantity = Annotated[Decimal, LIMITS, EXACT, WithJsonSchema(SCHEMA)]
"""How many, as somebody says it."""

Change = Annotated[Decimal, LIMITS, EXACT, WithJsonSchema({**SCHEMA, "x-signed": True, "examples": [-2, 12]})]
"""How many came (positive) or went (negative)."""

Total = Annotated[Decimal, EXACT, WithJsonSchema(SCHEMA)]
"""What a sum of quantities has come to, however large."""
