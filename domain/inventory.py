"""Stock: a ledger of moves, and an item's quantity that is always their sum."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from domain.context import Context
from domain.notifications import notify
from domain.problems import Conflict, FieldError, Invalid, Missing
from domain.roles import Role
from storage.inventory import InventoryItem
from storage.job_materials import JobMaterial
from storage.jobs import Job
from storage.purchase_orders import PurchaseOrderLine
from storage.stock_moves import StockMove
from storage.users import User

OPENING = "opening count"
BUYERS = (Role.DISPATCHER, Role.OFFICE)


async def stock_item(ctx: Context, facts: dict[str, Any]) -> InventoryItem:
    """A new part on the shelf; what there is of it comes in as the first of its moves."""
    opening = facts.pop("quantity", Decimal(0))
    await _must_be_new(ctx, facts.get("sku"))
    item = InventoryItem(**facts)
    ctx.session.add(item)
    await ctx.session.flush()
    if opening:
        await move_stock(ctx, item, opening, OPENING)
    return item


async def change_item(ctx: Context, item: InventoryItem, facts: dict[str, Any]) -> InventoryItem:
    """Change what is known of a part; how many there are is changed by moves alone."""
    if facts.get("sku", item.sku) != item.sku:
        await _must_be_new(ctx, facts["sku"])
    for name, value in facts.items():
        setattr(item, name, value)
    return item


async def adjust(
    ctx: Context, item: InventoryItem, change: Decimal | None, counted: Decimal | None, reason: str | None
) -> InventoryItem:
    """Correct the stock by so many, or to what was counted."""
    if counted is not None:
        if change is not None:
            both = [FieldError("counted", "beside a change")]
            raise Invalid("Say how many came or went, or how many there are; not both.", both)
        change, reason = counted - await _on_the_shelf(ctx, item), reason or f"counted {counted:f}"
    elif change is None:
        raise Missing(["change"])
    elif not change:
        raise Invalid("Say how many came or went; zero changes nothing.", [FieldError("change", "is zero")])
    await move_stock(ctx, item, change, reason or "adjusted")
    return item


async def move_stock(
    ctx: Context,
    item: InventoryItem,
    change: Decimal,
    reason: str,
    *,
    job: Job | None = None,
    material: JobMaterial | None = None,
    order_line: PurchaseOrderLine | None = None,
) -> StockMove:
    """Write a move down and have the item's quantity follow; what happened on a shelf is never refused.

    The count may go below zero: the part is in the technician's hand, so it is the count that is wrong, and the
    reply says so. A new item's opening stock is a move too.
    """
    move = StockMove(item=item, item_id=item.id, change=change, reason=reason)
    move.job, move.material, move.order_line = job, material, order_line
    ctx.session.add(move)
    await ctx.session.flush()
    await ctx.session.refresh(item, attribute_names=["quantity", "updated_at", "supplier"])
    await _tell_that_it_runs_low(ctx, item, change)
    return move


async def _tell_that_it_runs_low(ctx: Context, item: InventoryItem, change: Decimal) -> None:
    """Tell those who order when a move brings an item down to its reorder point: once a crossing, not at each move.

    The move holds the item's row, so that of many at once exactly one sees the crossing.
    """
    if not item.quantity <= item.reorder_at < item.quantity - change:
        return
    whence = f" Order more from {item.supplier.name}." if item.supplier else ""
    told = f"{item.quantity:f} left, and the reorder point is {item.reorder_at:f}.{whence}".replace("-", "minus ")
    for user_id in await ctx.session.scalars(select(User.id).where(User.role.in_(BUYERS), User.active)):
        notify(ctx, user_id, f"Low stock on {item.name}", told, about=item)


async def _on_the_shelf(ctx: Context, item: InventoryItem) -> Decimal:
    """What there is now; nobody else moves any of it until this transaction ends."""
    locked = select(InventoryItem.quantity).where(InventoryItem.id == item.id).with_for_update()
    return (await ctx.session.execute(locked)).scalar_one()


async def _must_be_new(ctx: Context, sku: str | None) -> None:
    if sku is None:
        return
    other = await ctx.session.scalar(select(InventoryItem.name).where(InventoryItem.sku == sku))
    if other is not None:
        raise Conflict(f"{other} has the code {sku} already; give another, or change that part.")
