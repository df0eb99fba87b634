"""The lines of invoices and quotes as they are shown, given and changed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from tools.card import Money, Wire
from tools.operation import Fields
from tools.quantity import Quantity

What = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
LINES = Field(min_length=1, max_length=200)


class LineCard(Wire):
    """One line of a document as it is shown."""

    description: str
    quantity: Quantity
    unit_price: Money
    amount: Money
    taxable: bool

    @property
    def times(self) -> str:
        """How many, unless it is one."""
        return "" if self.quantity == 1 else f"{self.quantity.normalize():f} × "


class LineFields(Fields):
    """One line: what for, how many, at what price."""

    description: Annotated[What | None, Field(description="What it is for; the work's title, if not said.")] = None
    quantity: Annotated[Quantity, Field(gt=0, description="How many.")] = Decimal(1)
    unit_price: Annotated[
        Money | None, Field(description="The price of one; the price in stock of a part so called, if not said.")
    ] = None
    taxable: Annotated[bool, Field(description="Whether the account's tax is put on it.")] = True


class LineChange(Fields):
    """What becomes of the line so called, or of the only one."""

    description: Annotated[What | None, Field(description="Words of the line that is meant.")] = None
    quantity: Annotated[Quantity | None, Field(gt=0)] = None
    unit_price: Money | None = None
    taxable: bool | None = None


class LineName(Fields):
    """The line that is meant."""

    description: Annotated[What, Field(description="Words of the line that is meant.")]


class LineEdits(Fields):
    """What becomes of a document's lines."""

    lines: Annotated[list[LineFields] | None, LINES, Field(description="All lines anew.")] = None
    add_lines: Annotated[list[LineFields] | None, LINES, Field(description="Lines to add.")] = None
    change_lines: Annotated[list[LineChange] | None, LINES, Field(description="Lines to change, by name.")] = None
    drop_lines: Annotated[list[LineName] | None, LINES, Field(description="Lines to take off, by name.")] = None


def plain(given: dict[str, Any]) -> dict[str, Any]:
    """What was given, each line as what was given of it."""
    return {name: _lines(value) if isinstance(value, list) else value for name, value in given.items()}


def _lines(listed: Sequence[Any]) -> list[Any]:
    return [each.given() if isinstance(each, Fields) else each for each in listed]
