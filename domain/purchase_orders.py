"""Purchase orders: how one comes about, what may become of it, and stock that rises by what has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, cast

from sqlalchemy import select

from domain.context import Context
from domain.inventory import move_stock
from domain.order_lines import Given, line_for, lines_of, restate
from domain.problems import Conflict, FieldError, Invalid, Missing
from storage.counters import next_number
from storage.inventory import InventoryItem
from storage.purchase_orders import PurchaseOrder, PurchaseOrderLine
from storage.suppliers import Supplier
from storage.types import new_id

Status = Literal["draft", "ordered", "received", "cancelled"]
NEXT: Mapping[Status, frozenset[Status]] = {
    "draft": frozenset({"ordered", "received", "cancelled"}),
    "ordered": frozenset({"draft", "received", "cancelled"}),
    "received": frozenset(),
    "cancelled": frozenset({"draft", "ordered"}),
}
FACTS = ("status", "supplier_id", "version")


async def open_order(ctx: Context, facts: dict[str, Any]) -> PurchaseOrder:
    """Write an order: to the supplier given, else to whom its parts are bought from as a rule."""
    lines, status = facts.pop("lines", None) or [], facts.pop("status", None)
    supplier = facts.pop("supplier", None) or await _usual_supplier(ctx, [line["item"] for line in lines])
    if supplier is None:
        raise Missing(["supplierId"])
    if status in ("received", "cancelled"):
        raise Invalid(f"A new order cannot be {status}; write it first.", [FieldError("status", f"is {status}")])
    order = PurchaseOrder(id=new_id(), supplier=supplier, supplier_id=supplier.id, status="draft", **facts)
    order.number, order.currency = await next_number(ctx.session, "purchase order"), ctx.company.currency
    ctx.session.add(order)
    await restate(ctx, order, {"lines": lines})
    if status:
        await _stand(ctx, order, status)
    return order


async def change_order(ctx: Context, order: PurchaseOrder, facts: dict[str, Any]) -> PurchaseOrder:
    """Change just what is given: what it says first, then what has come, then how it stands."""
    await ctx.session.refresh(order, attribute_names=FACTS, with_for_update=True)
    status, come = facts.pop("status", None), facts.pop("received_lines", None)
    if facts.keys() - {"notes"}:
        _must_be_open(order, "be changed")
    if supplier := facts.pop("supplier", None):
        order.supplier, order.supplier_id = supplier, supplier.id
    if "notes" in facts:
        order.notes = facts.pop("notes")
    await restate(ctx, order, facts)
    if come is not None:
        await receive(ctx, order, come)
    if status is not None and status != order.status:
        await _stand(ctx, order, status, so_far=come is not None)
    elif status == "received" and come is None:
        raise Conflict(f"Purchase order {order.number} has been received already.")
    return order


async def receive(ctx: Context, order: PurchaseOrder, come: Sequence[Given] | None = None) -> None:
    """Put what has come on the shelf: the lines given, else all that is still to come. Full, it is received."""
    _must_be_open(order, "be received")
    lines = await lines_of(ctx, order)
    arrived = _arrived(order, lines, come)
    if not arrived:
        raise Conflict(f"Nothing is to come on purchase order {order.number}; add its lines first.")
    # in one order for everybody, so that two receipts of the same parts never wait for each other
    for line, quantity in sorted(arrived, key=lambda each: (each[0].item_id, each[0].id)):
        line.received += quantity
        if line.unit_cost is not None and line.item.unit_cost != line.unit_cost:
            line.item.unit_cost = line.unit_cost
        reason = f"received on purchase order {order.number}"
        await move_stock(ctx, line.item, quantity, reason, order_line=line)
    if all(not line.outstanding for line in lines):
        _close(ctx, order)


def _arrived(
    order: PurchaseOrder, lines: Sequence[PurchaseOrderLine], come: Sequence[Given] | None
) -> list[tuple[PurchaseOrderLine, Decimal]]:
    if come is None:
        return [(line, line.outstanding) for line in lines if line.outstanding]
    arrived = []
    for each in come:
        line = line_for(order, lines, each.get("item"))
        line.unit_cost = each.get("unit_cost", line.unit_cost)
        arrived.append((line, each.get("quantity") or line.outstanding))
    return [(line, quantity) for line, quantity in arrived if quantity]


async def _stand(ctx: Context, order: PurchaseOrder, status: Status, *, so_far: bool = False) -> None:
    """Make it stand as asked; `so_far`: what has come was just said, and the rest is not coming."""
    now = cast(Status, order.status)
    if status not in NEXT[now]:
        raise Conflict(f"Purchase order {order.number} is {now}; it cannot become {status}.")
    lines = await lines_of(ctx, order)
    if status == "received":
        return _close(ctx, order) if so_far else await receive(ctx, order)
    if status in ("draft", "cancelled") and any(line.received for line in lines):
        raise Conflict(
            f"Some of purchase order {order.number} has come, so it cannot be {status}; "
            "say received if the rest is not coming."
        )
    if status == "ordered":
        if not lines:
            raise Conflict(f"Purchase order {order.number} has nothing on it; say what to order.")
        order.ordered_at = ctx.now()
    order.status = status
    return None


def _close(ctx: Context, order: PurchaseOrder) -> None:
    order.status, order.received_at = "received", ctx.now()


def _must_be_open(order: PurchaseOrder, what: str) -> None:
    if order.status in ("received", "cancelled"):
        raise Conflict(f"Purchase order {order.number} is {order.status}, so it cannot {what}; make a new one.")


async def _usual_supplier(ctx: Context, items: Sequence[InventoryItem]) -> Supplier | None:
    """Whom these parts are bought from: the supplier they name, else the one of the last order; if it is one."""
    found = {each for each in [await _bought_from(ctx, item) for item in items] if each}
    return await ctx.session.get_one(Supplier, (ctx.actor.account_id, found.pop())) if len(found) == 1 else None


async def _bought_from(ctx: Context, item: InventoryItem) -> str | None:
    if item.supplier_id:
        return item.supplier_id
    mine = select(PurchaseOrderLine.order_id).where(PurchaseOrderLine.item_id == item.id)
    last = select(PurchaseOrder.supplier_id).where(PurchaseOrder.id.in_(mine), PurchaseOrder.status != "cancelled")
    return await ctx.session.scalar(last.order_by(PurchaseOrder.number.desc()).limit(1))
