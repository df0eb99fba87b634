"""The lines of a purchase order: written anew, changed, taken off and added to, by the part that they are of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from domain.context import Context
from domain.problems import Conflict, FieldError, Invalid
from storage.inventory import InventoryItem
from storage.purchase_orders import PurchaseOrder, PurchaseOrderLine
from storage.types import new_id

Given = Mapping[str, Any]
Lines = list[PurchaseOrderLine]
MOST_LINES = 200


async def lines_of(ctx: Context, order: PurchaseOrder) -> Lines:
    """The order's lines as they are now, with their parts."""
    mine = select(PurchaseOrderLine).where(PurchaseOrderLine.order_id == order.id)
    ordered = mine.order_by(PurchaseOrderLine.position, PurchaseOrderLine.id)
    return list(await ctx.session.scalars(ordered.options(joinedload(PurchaseOrderLine.item))))


async def restate(ctx: Context, order: PurchaseOrder, facts: Given) -> None:
    """Change the lines as the facts ask; what has come stays on the order."""
    wanted = {name: facts[name] for name in WAYS if facts.get(name) is not None}
    if not wanted:
        return
    lines = await lines_of(ctx, order)
    for name, given in wanted.items():
        lines = WAYS[name](ctx, order, lines, given)
    if len(lines) > MOST_LINES:
        raise Invalid(f"A purchase order holds {MOST_LINES} lines.", [FieldError("lines", "are too many")])
    order.parts = list(dict.fromkeys(line.name for line in lines))
    await ctx.session.flush()
    ctx.session.expire(order, ["lines"])


def line_for(order: PurchaseOrder, lines: Sequence[PurchaseOrderLine], item: InventoryItem | None) -> PurchaseOrderLine:
    """The line of a part, or the only line; raises `Conflict` with what there is."""
    fitting = [line for line in lines if item is None or line.item_id == item.id]
    if len(fitting) == 1:
        return fitting[0]
    has = " and ".join(line.name for line in lines[:3]) or "nothing"
    if not fitting:
        raise Conflict(f"Purchase order {order.number} has no {item.name if item else 'lines'} on it; it has {has}.")
    which = f"{item.name} {len(fitting)} times; give all lines anew" if item else f"{has}; say which part"
    raise Conflict(f"Purchase order {order.number} has {which}.")


def _anew(ctx: Context, order: PurchaseOrder, lines: Lines, given: Sequence[Given]) -> Lines:
    _take_off(ctx, order, lines)
    return [_line(ctx, order, each, place) for place, each in enumerate(given)]


def _changed(ctx: Context, order: PurchaseOrder, lines: Lines, given: Sequence[Given]) -> Lines:
    for each in given:
        line = line_for(order, lines, each.get("item"))
        line.unit_cost = each.get("unit_cost", line.unit_cost)
        quantity = each.get("quantity") or line.quantity
        if quantity < line.received:
            raise Conflict(f"{line.received:f} {line.name} have come already, so it cannot be fewer.")
        line.quantity = quantity
    return lines


def _without(ctx: Context, order: PurchaseOrder, lines: Lines, given: Sequence[Given]) -> Lines:
    off = [line_for(order, lines, each["item"]) for each in given]
    _take_off(ctx, order, off)
    return [line for line in lines if line not in off]


def _with_more(ctx: Context, order: PurchaseOrder, lines: Lines, given: Sequence[Given]) -> Lines:
    for each in given:
        same = [line for line in lines if line.item_id == each["item"].id]
        if len(same) == 1 and each.get("unit_cost") in (None, same[0].unit_cost):
            same[0].quantity += each["quantity"]
        else:
            lines = [*lines, _line(ctx, order, each, lines[-1].position + 1 if lines else 0)]
    return lines


WAYS: Mapping[str, Callable[[Context, PurchaseOrder, Lines, Sequence[Given]], Lines]] = {
    "lines": _anew,
    "change_lines": _changed,
    "drop_lines": _without,
    "add_lines": _with_more,
}


def _line(ctx: Context, order: PurchaseOrder, given: Given, position: int) -> PurchaseOrderLine:
    item: InventoryItem = given["item"]
    line = PurchaseOrderLine(id=new_id(), order=order, order_id=order.id, item=item, item_id=item.id)
    line.position, line.quantity, line.received = position, given["quantity"], Decimal(0)
    line.name, line.unit = item.name, item.unit
    line.unit_cost = given.get("unit_cost", item.unit_cost)
    ctx.session.add(line)
    return line


def _take_off(ctx: Context, order: PurchaseOrder, lines: Sequence[PurchaseOrderLine]) -> None:
    come = next((line for line in lines if line.received), None)
    if come is not None:
        raise Conflict(f"{come.received:f} {come.name} of purchase order {order.number} have come, so it stays.")
    for line in lines:
        line.deleted_at = ctx.now()
