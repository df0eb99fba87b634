"""Parts used on jobs; what comes from stock leaves it in the same moment."""

from __future__ import annotations

from decimal import Decimal

from domain.context import Context
from domain.inventory import move_stock
from domain.problems import Missing
from storage.inventory import InventoryItem
from storage.job_materials import JobMaterial
from storage.jobs import Job


async def use_material(
    ctx: Context, job: Job, item: InventoryItem | None, name: str | None, quantity: Decimal, price: Decimal | None
) -> JobMaterial:
    """Put a part on a job: from stock, at the stock's price unless another is given; or anything, by name."""
    if item is None and name is None:
        raise Missing(["itemId"])
    material = JobMaterial(job=job, job_id=job.id, item=item, name=name, quantity=quantity, unit_price=price)
    ctx.session.add(material)
    if item is not None:
        material.item_id, material.unit = item.id, item.unit
        material.name = name or item.name
        material.unit_price = item.unit_price if price is None else price
        await move_stock(ctx, item, -quantity, f"used on job {job.number}", job=job, material=material)
    return material


async def return_material(ctx: Context, material: JobMaterial) -> None:
    """Take a part off its job, and put it back on the shelf if it came from there."""
    material.deleted_at = ctx.now()
    if material.item is not None:
        reason = f"taken off job {material.job.number}" if material.job else "taken off a job that is gone"
        await move_stock(ctx, material.item, material.quantity, reason, job=material.job, material=material)
