"""The ledger of every piece that came into stock or left it."""

from decimal import Decimal

from sqlalchemy import ColumnElement, Connection, event, inspect, update
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from storage.base import Eye, Record, link, points_at
from storage.inventory import InventoryItem, Quantity
from storage.job_materials import JobMaterial
from storage.jobs import Job, on_own_job
from storage.purchase_orders import PurchaseOrderLine


class StockMove(Record):
    """Pieces that came (positive) or went (negative), why, and for which job or from which order.

    Never edited: a new move corrects it.
    """

    __tablename__ = "stock_moves"
    __table_args__ = points_at(
        ("item_id", "inventory_items"),
        ("job_id", "jobs"),
        ("material_id", "job_materials"),
        ("order_line_id", "purchase_order_lines"),
    )

    item_id: Mapped[str] = mapped_column(index=True)
    change: Mapped[Decimal] = mapped_column(Quantity)
    reason: Mapped[str]
    job_id: Mapped[str | None] = mapped_column(index=True)
    material_id: Mapped[str | None] = mapped_column(index=True)
    order_line_id: Mapped[str | None] = mapped_column(index=True)
    item: Mapped[InventoryItem] = link("StockMove.item_id", "InventoryItem")
    job: Mapped[Job | None] = link("StockMove.job_id", "Job")
    material: Mapped[JobMaterial | None] = link("StockMove.material_id", "JobMaterial")
    order_line: Mapped[PurchaseOrderLine | None] = link("StockMove.order_line_id", "PurchaseOrderLine")

    @classmethod
    def seen_by(cls, eye: Eye) -> ColumnElement[bool]:
        return on_own_job(cls, cls.job_id, eye)


@event.listens_for(StockMove, "after_insert")
def _count_in(mapper: Mapper[StockMove], connection: Connection, move: StockMove) -> None:
    _count(connection, move, move.change)


@event.listens_for(StockMove, "after_update")
def _count_again(mapper: Mapper[StockMove], connection: Connection, move: StockMove) -> None:
    """A move that is undone (its row deleted) gives its pieces back; one that is redone takes them again."""
    if inspect(move).attrs.deleted_at.history.has_changes():
        _count(connection, move, -move.change if move.deleted_at else move.change)


def _count(connection: Connection, move: StockMove, change: Decimal) -> None:
    """Add in the database, not in memory: the row's own lock makes parallel moves add up on either engine."""
    connection.execute(
        update(InventoryItem)
        .where(InventoryItem.account_id == move.account_id, InventoryItem.id == move.item_id)
        .values(quantity=InventoryItem.quantity + change, updated_at=move.updated_at)
    )
