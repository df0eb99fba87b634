"""Purchase orders: parts that are bought, and what becomes of the order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, computed_field

from domain import purchase_orders as rules
from domain.context import Context
from domain.money import line_amount, written
from domain.purchase_orders import Status
from domain.wording import counted, many
from storage.inventory import InventoryItem
from storage.purchase_orders import PurchaseOrder
from storage.suppliers import Supplier
from tools.card import Card, Money, Page, Time, Wire, through
from tools.confirmation import MANY
from tools.operation import Fields, Said
from tools.quantity import Quantity, Total
from tools.resource import Resource

Cost = Annotated[
    Money | None,
    Field(ge=0, description="What one costs; the part's cost as it is kept, if not said."),
    Said("cost", "costs", "price", "each", "apiece", "at"),
]
MANY_WORDS = Said("to", "down to", "up to", "order", "buy", "for", "been")
Many = Annotated[Quantity, Field(gt=0, description="How many, or how much of its unit."), MANY_WORDS]
LINES = Field(max_length=200)
FEW = 3


class PurchaseOrderLineCard(Wire):
    """One line of an order as it is shown; `received` is how many of them have come."""

    item_id: str
    name: str
    unit: str
    quantity: Total
    received: Total
    unit_cost: Money | None

    @property
    def amount(self) -> str:
        """How much of what: 12 Hot surface ignitors, 500 feet of Half inch PEX pipe."""
        if self.unit != "each":
            return f"{counted(self.quantity, self.unit)} of {self.name}"
        return f"{self.quantity:f} {self.name if self.quantity == 1 else many(self.name)}"


class PurchaseOrderCard(Card):
    """A purchase order as it is shown."""

    number: int
    supplier_id: str
    supplier_name: str | None = through("supplier", "name")
    status: Status
    lines: list[PurchaseOrderLineCard]
    currency: str
    ordered_at: Time | None
    received_at: Time | None
    notes: str | None

    @classmethod
    def relations(cls) -> tuple[str, ...]:
        return (*super().relations(), "lines")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> Money | None:
        """What it comes to; null until every line has a cost."""
        costs = [(line.quantity, line.unit_cost) for line in self.lines]
        known = [line_amount(quantity, cost, self.currency) for quantity, cost in costs if cost is not None]
        return sum(known, Decimal(0)) if len(known) == len(costs) else None

    @property
    def worth(self) -> str | None:
        """What it comes to, as it is written."""
        return written(self.total, self.currency) if self.total else None

    @property
    def content(self) -> str | None:
        """What is on it, the first few lines."""
        rest = f" and {len(self.lines) - FEW} more" if len(self.lines) > FEW else ""
        return ", ".join(line.amount for line in self.lines[:FEW]) + rest or None

    @property
    def standing(self) -> str:
        """How it stands, in words."""
        some = self.status == "ordered" and any(line.received for line in self.lines)
        return "partly received" if some else self.status

    def spoken(self, now: datetime) -> str:
        parts = (f"Purchase order {self.number} to {self.supplier_name}", self.standing, self.content, self.worth)
        return ", ".join(part for part in parts if part)


class OrderLine(Fields):
    """So many of one part."""

    item: Annotated[InventoryItem, Field(description="The part.")]
    quantity: Many
    unit_cost: Cost = None


class LineChange(Fields):
    """What becomes of the line of a part, or of the only one."""

    item: Annotated[InventoryItem | None, Field(description="The part; the only one on the order, if not said.")] = None
    quantity: Annotated[Quantity | None, Field(gt=0, description="How many it should be."), MANY_WORDS] = None
    unit_cost: Cost = None


class Arrival(Fields):
    """What has come of one part."""

    item: Annotated[InventoryItem | None, Field(description="The part; the only one on the order, if not said.")] = None
    quantity: Annotated[Quantity | None, Field(gt=0, description="How many came; all that were due, if not said.")] = (
        None
    )
    unit_cost: Cost = None


class LineName(Fields):
    """The line that is meant."""

    item: Annotated[InventoryItem, Field(description="The part.")]


class OrderFields(Fields):
    """What can be said of a new order."""

    supplier: Annotated[
        Supplier | None, Field(description="Whom to buy from; where its parts are bought as a rule, if not said.")
    ] = None
    lines: Annotated[list[OrderLine] | None, LINES, Field(description="What to buy.")] = None
    status: Annotated[Status | None, Field(description="draft, or ordered if it has been placed.")] = None
    notes: Annotated[str | None, Field(max_length=5000, description="What the supplier or we must know.")] = None


class OrderChanges(Fields):
    """What of an order can be changed."""

    supplier: Annotated[Supplier | None, Field(description="Whom to buy from instead.")] = None
    status: Annotated[
        Status | None, Field(description="ordered: placed; received: all has come, or all that will; cancelled.")
    ] = None
    lines: Annotated[list[OrderLine] | None, LINES, Field(description="All lines anew.")] = None
    add_lines: Annotated[list[OrderLine] | None, LINES, Field(description="Parts to add.")] = None
    change_lines: Annotated[list[LineChange] | None, LINES, Field(description="Lines to change, by part.")] = None
    drop_lines: Annotated[list[LineName] | None, LINES, Field(description="Parts to take off.")] = None
    received_lines: Annotated[
        list[Arrival] | None, LINES, Field(description="What has come of it, if not all; it goes on the shelf.")
    ] = None
    notes: Annotated[str | None, Field(max_length=5000)] = None


purchase_orders = Resource(
    PurchaseOrder,
    PurchaseOrderCard,
    "/purchase-orders",
    "purchase order",
    time="created_at",
    search=("number", "supplier_name", "part_names", "notes"),
    sort="-number",
)


class OrderListing(purchase_orders.listing()):  # type: ignore[misc]
    """Which orders."""

    status: Status | None = None
    open: Annotated[bool | None, Field(description="Only what is still to come, or only what is over.")] = None
    item: Annotated[InventoryItem | None, Field(description="Only what this part is on.")] = None


get_purchase_order = purchase_orders.get("what's on PO seven oh one", "did the ignitor order come in yet")


@purchase_orders.read("GET ", "what have we got on order", "any draft purchase orders I forgot to send")
async def list_purchase_orders(ctx: Context, listing: OrderListing) -> Page[PurchaseOrderCard]:
    """List purchase orders by supplier, part, how they stand, or when they were written."""
    item, listing.item = listing.item, None
    is_open = PurchaseOrder.status.in_(("draft", "ordered"))
    wanted = [] if listing.open is None else [is_open if listing.open else ~is_open]
    of_part = [PurchaseOrder.has_part(item.id)] if item else []
    return await purchase_orders.page(ctx, listing, *wanted, *of_part)


@purchase_orders.write(
    "POST ",
    "order twelve ignitors from Mountain HVAC",
    "cut a PO to Front Range for five hundred feet of PEX",
    done="Wrote purchase order {it.number} to {it.supplier_name}[: {it.content}][, {it.worth}].",
)
async def create_purchase_order(ctx: Context, fields: OrderFields) -> PurchaseOrder:
    """Write a purchase order for parts."""
    return await rules.open_order(ctx, _plain(fields.given()))


def _many_lines(values: Mapping[str, Any]) -> str | None:
    order: PurchaseOrder = values["order"]
    due = [line for line in order.lines if line.outstanding]
    if values.get("status") != "received" or values.get("received_lines") or len(due) < MANY:
        return None
    return f"Put all {len(due)} parts of purchase order {order.number} on the shelf?"


@purchase_orders.write(
    "PATCH /{order}",
    "seven oh one came in, mark it received",
    "add five capacitors to the Mountain order",
    "cancel the ignitor order",
    asks_when=_many_lines,
    done="Purchase order {it.number} to {it.supplier_name} is {it.standing}[: {it.content}][, {it.worth}].",
)
async def update_purchase_order(ctx: Context, order: PurchaseOrder, changes: OrderChanges) -> PurchaseOrder:
    """Change a purchase order, or say that it has been placed or has come; what comes goes on the shelf."""
    return await rules.change_order(ctx, order, _plain(changes.given()))


def _plain(given: dict[str, Any]) -> dict[str, Any]:
    """The facts, lines as facts too."""
    return {
        name: [line.given() for line in value] if isinstance(value, list) else value for name, value in given.items()
    }
