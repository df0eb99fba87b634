"""Parts in stock."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ColumnElement, Dialect, Index, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from storage.base import Eye, Record, link, points_at

if TYPE_CHECKING:
    from storage.purchase_orders import PurchaseOrderLine
    from storage.suppliers import Supplier

THOUSANDTHS = 1000
LIVE = text("deleted_at IS NULL")


class Quantity(TypeDecorator[Decimal]):
    """An exact amount of something, to a thousandth: pieces, feet of pipe, pounds of refrigerant."""

    impl = BigInteger
    cache_ok = True

    @property
    def python_type(self) -> type[Decimal]:
        return Decimal

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int((value * THOUSANDTHS).to_integral_value())

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / THOUSANDTHS


class InventoryItem(Record):
    """A part that is kept in stock. Its quantity is the sum of its `StockMove`s, and only they change it."""

    __tablename__ = "inventory_items"
    __table_args__ = (
        Index("uq_inventory_items_sku", "account_id", "sku", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        *points_at(("supplier_id", "suppliers")),
    )
    derived = frozenset({"quantity"})

    sku: Mapped[str | None]
    name: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    unit: Mapped[str] = mapped_column(default="each")
    reorder_at: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    unit_cost: Mapped[Decimal | None]
    unit_price: Mapped[Decimal | None]
    supplier_id: Mapped[str | None] = mapped_column(index=True)
    supplier: Mapped[Supplier | None] = link("InventoryItem.supplier_id", "Supplier")
    awaited: Mapped[list[PurchaseOrderLine]] = relationship(
        "PurchaseOrderLine",
        primaryjoin="and_(InventoryItem.account_id == PurchaseOrderLine.account_id, "
        "InventoryItem.id == foreign(PurchaseOrderLine.item_id), PurchaseOrderLine.deleted_at.is_(None), "
        "PurchaseOrderLine.awaited)",
        viewonly=True,
        lazy="raise",
    )

    @property
    def on_order(self) -> Decimal:
        """How many have been ordered and are still to come."""
        return sum((line.outstanding for line in self.awaited), Decimal(0))

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return true() if eye.user_id else false()

    def heard_as(self) -> tuple[str, ...]:
        return (self.name, *short_forms(self.name), *code_forms(self.sku or ""))


def short_forms(name: str) -> list[str]:
    """How people shorten a part's name, for one or many: "capacitor", "run capacitors"."""
    words = name.split()
    ends = [" ".join(words[-count:]) for count in (1, 2) if count < len(words)]
    return [*ends, *(each if each.endswith("s") else f"{each}s" for each in (*ends, name))]


def code_forms(sku: str) -> list[str]:
    """How people say a part's code: as it is written, without the dash, or its first part alone."""
    return [form for form in dict.fromkeys((sku, sku.replace("-", " "), sku.partition("-")[0])) if form]
