"""What documents that name a price have in common: their lines, and what those add up to."""

from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Dialect, String
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from storage.base import Record
from storage.inventory import Quantity

MILLIONTHS = 1_000_000


class Rate(TypeDecorator[Decimal]):
    """An exact share, to a millionth: 0.0881 is 8.81 percent."""

    impl = BigInteger
    cache_ok = True

    @property
    def python_type(self) -> type[Decimal]:
        return Decimal

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int((value * MILLIONTHS).to_integral_value())

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / MILLIONTHS


class Line(Record):
    """One line of a document: so many of something at a price. The amount is kept, as it was printed."""

    __abstract__ = True
    part: ClassVar[bool] = True

    position: Mapped[int]
    description: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    unit_price: Mapped[Decimal]
    amount: Mapped[Decimal]
    taxable: Mapped[bool] = mapped_column(default=True)


class Totalled:
    """What a document's lines add up to, in the currency and at the tax rate it was written with."""

    currency: Mapped[str] = mapped_column(String(3), default="USD")
    tax_rate: Mapped[Decimal] = mapped_column(Rate, default=Decimal(0))
    subtotal: Mapped[Decimal] = mapped_column(default=Decimal(0))
    tax: Mapped[Decimal] = mapped_column(default=Decimal(0))
    total: Mapped[Decimal] = mapped_column(default=Decimal(0))
