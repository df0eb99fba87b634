"""Purchase orders: what is bought, from whom, and how much of it has come."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import ColumnElement, UniqueConstraint, and_, exists, false, func, select, true
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from storage.base import Eye, Record, link, points_at
from storage.inventory import InventoryItem, Quantity, short_forms
from storage.suppliers import Supplier


class PurchaseOrder(Record):
    """An order to a supplier: a draft until it is placed, then ordered until all has come or it is called off."""

    __tablename__ = "purchase_orders"
    __table_args__ = (
        UniqueConstraint("account_id", "number"),
        *points_at(("supplier_id", "suppliers")),
    )

    number: Mapped[int]
    supplier_id: Mapped[str] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(default="draft")
    currency: Mapped[str]
    ordered_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    notes: Mapped[str | None]
    parts: Mapped[list[str]] = mapped_column(default=list)

    supplier: Mapped[Supplier] = link("PurchaseOrder.supplier_id", "Supplier")
    lines: Mapped[list["PurchaseOrderLine"]] = relationship(
        primaryjoin="and_(PurchaseOrder.account_id == PurchaseOrderLine.account_id, "
        "PurchaseOrder.id == foreign(PurchaseOrderLine.order_id), PurchaseOrderLine.deleted_at.is_(None))",
        order_by="(PurchaseOrderLine.position, PurchaseOrderLine.id)",
        viewonly=True,
        lazy="raise",
    )

    @hybrid_property
    def supplier_name(self) -> str:
        """The supplier's name, so that a search of orders finds it."""
        return self.supplier.name

    @supplier_name.inplace.expression
    @classmethod
    def _supplier_name(cls) -> ColumnElement[str]:
        mine = and_(Supplier.account_id == cls.account_id, Supplier.id == cls.supplier_id)
        return select(Supplier.name).where(mine).correlate(cls).scalar_subquery()

    @hybrid_property
    def part_names(self) -> str:
        """The names of what is on it, for the same end."""
        return " ".join(self.parts)

    @part_names.inplace.expression
    @classmethod
    def _part_names(cls) -> ColumnElement[str]:
        line = aliased(PurchaseOrderLine)
        mine = and_(line.account_id == cls.account_id, line.order_id == cls.id, line.deleted_at.is_(None))
        return select(func.aggregate_strings(line.name, " ")).where(mine).correlate(cls).scalar_subquery()

    @classmethod
    def has_part(cls, item_id: str) -> ColumnElement[bool]:
        """Whether a part is on it."""
        line = aliased(PurchaseOrderLine)
        mine = and_(line.account_id == cls.account_id, line.order_id == cls.id, line.deleted_at.is_(None))
        return exists().where(mine, line.item_id == item_id)

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return true() if eye.user_id else false()

    def heard_as(self) -> tuple[str, ...]:
        return tuple(form for name in self.parts for form in (name, *short_forms(name)))


class PurchaseOrderLine(Record):
    """So many of one part, called as it was when it was ordered; `received` is how many of them have come."""

    part: ClassVar[bool] = True
    __tablename__ = "purchase_order_lines"
    __table_args__ = points_at(("order_id", "purchase_orders"), ("item_id", "inventory_items"))

    order_id: Mapped[str] = mapped_column(index=True)
    item_id: Mapped[str] = mapped_column(index=True)
    position: Mapped[int]
    name: Mapped[str]
    unit: Mapped[str] = mapped_column(default="each")
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    received: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    unit_cost: Mapped[Decimal | None]

    order: Mapped[PurchaseOrder] = link("PurchaseOrderLine.order_id", "PurchaseOrder")
    item: Mapped[InventoryItem] = link("PurchaseOrderLine.item_id", "InventoryItem")

    @property
    def outstanding(self) -> Decimal:
        """How many are still to come."""
        return max(self.quantity - self.received, Decimal(0))

    @hybrid_property
    def awaited(self) -> bool:
        """Whether it is on an order that was placed, and not all of it has come."""
        return self.order.status == "ordered" and self.received < self.quantity

    @awaited.inplace.expression
    @classmethod
    def _awaited(cls) -> ColumnElement[bool]:
        order = aliased(PurchaseOrder)
        placed = and_(order.account_id == cls.account_id, order.id == cls.order_id, order.status == "ordered")
        return and_(cls.received < cls.quantity, exists().where(placed, order.deleted_at.is_(None)))

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return true() if eye.user_id else false()
