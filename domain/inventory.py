"""Stock: a ledger of moves, and an item's quantity that is always their sum."""

from __future__ import annotations

from decimal import Decimal

from domain.context import Context
from storage.inventory import InventoryItem
from storage.job_materials import JobMaterial
from storage.jobs import Job
from storage.stock_moves import StockMove


async def move_stock(
    ctx: Context,
    item: InventoryItem,
    change: Decimal,
    reason: str,
    *,
    job: Job | None = None,
    material: JobMaterial | None = None,
) -> StockMove:
    """Write a move down and have the item's quantity follow; what happened on a shelf is never refused.

    The count may go below zero: the part is in the technician's hand, so it is the count that is wrong, and the
    reply says so. A new item's opening stock is a move too.
    """
    move = StockMove(item=item, item_id=item.id, change=change, reason=reason, job=job, material=material)
    ctx.session.add(move)
    await ctx.session.flush()
    await ctx.session.refresh(item, attribute_names=["quantity", "updated_at"])
    return move
