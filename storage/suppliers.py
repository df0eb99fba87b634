"""Whom parts are bought from."""

from sqlalchemy import ColumnElement, and_, false, func, select, true
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, aliased, relationship

from storage.base import Eye, Record
from storage.inventory import InventoryItem


class Supplier(Record):
    """A supply house: how it is reached, and which parts come from it as a rule."""

    __tablename__ = "suppliers"

    name: Mapped[str]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    notes: Mapped[str | None]

    items: Mapped[list[InventoryItem]] = relationship(
        InventoryItem,
        primaryjoin=lambda: and_(
            Supplier.account_id == InventoryItem.account_id,
            Supplier.id == InventoryItem.supplier_id,
            InventoryItem.deleted_at.is_(None),
        ),
        foreign_keys=lambda: [InventoryItem.account_id, InventoryItem.supplier_id],
        order_by=InventoryItem.name,
        viewonly=True,
        lazy="raise",
    )

    @hybrid_property
    def supplies(self) -> str:
        """The names of what comes from it, so that a search of suppliers finds them."""
        return " ".join(item.name for item in self.items)

    @supplies.inplace.expression
    @classmethod
    def _supplies(cls) -> ColumnElement[str]:
        item = aliased(InventoryItem)
        mine = and_(item.account_id == cls.account_id, item.supplier_id == cls.id, item.deleted_at.is_(None))
        return select(func.aggregate_strings(item.name, " ")).where(mine).correlate(cls).scalar_subquery()

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return true() if eye.user_id else false()

    def heard_as(self) -> tuple[str, ...]:
        return (self.name,)
