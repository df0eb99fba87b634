"""Amounts of things on the wire: exact inside, a plain JSON number outside."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, PlainSerializer, WithJsonSchema


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


Quantity = Annotated[
    Decimal,
    Field(max_digits=9, decimal_places=3),
    PlainSerializer(_number, return_type=int | float),
    WithJsonSchema({"type": "number", "multipleOf": 0.001, "examples": [2, 40.5]}),
]
