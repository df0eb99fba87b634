"""The parts in stock: what there is, what it costs, what runs low."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain import inventory as rules
from domain.context import Context
from domain.wording import counted as so_many
from storage.inventory import InventoryItem
from storage.suppliers import Supplier
from tools.card import Card, Money, Page, through
from tools.operation import Fields, Said
from tools.quantity import Change, Quantity, Total
from tools.resource import Resource, optional

Price = Annotated[
    Money | None,
    Field(ge=0, description="What we charge for one."),
    Said("price", "sell", "sells", "selling", "charge", "retail", "goes for", "going for"),
]
Cost = Annotated[Money | None, Field(ge=0, description="What one costs us."), Said("cost", "costs", "paying", "pay")]


class InventoryItemCard(Card):
    """A part in stock as it is shown."""

    sku: str | None
    name: str
    quantity: Total
    unit: str
    reorder_at: Quantity
    unit_cost: Money | None
    unit_price: Money | None
    supplier_id: str | None
    supplier_name: str | None = through("supplier", "name")
    on_order: Total

    @classmethod
    def relations(cls) -> tuple[str, ...]:
        return (*super().relations(), "awaited")

    @property
    def amount(self) -> str:
        """How many there are: 3, 600 feet, minus 2."""
        count = f"{self.quantity:f}" if self.unit == "each" else so_many(self.quantity, self.unit)
        return count.replace("-", "minus ")

    @property
    def low(self) -> str | None:
        """That it runs low, if it does."""
        return f"low, reorder at {self.reorder_at:f}" if self.quantity <= self.reorder_at else None

    def spoken(self, now: datetime) -> str:
        low = f", {self.low}" if self.low else ""
        per = "each" if self.unit == "each" else f"a {self.unit}"
        coming = f", {self.on_order:f} on order" if self.on_order else ""
        price = f", ${self.unit_price:.2f} {per}" if self.unit_price is not None else ""
        return f"{self.name}: {self.amount} in stock{low}{coming}{price}"


class ItemFields(Fields):
    """What can be said of a part."""

    name: Annotated[str, Field(min_length=1, max_length=200, description="What it is called on the shelf.")]
    sku: Annotated[
        str | None, Field(min_length=1, max_length=60, description="Its code."), Said("sku", "code", "part number")
    ] = None
    unit: Annotated[
        str,
        Field(min_length=1, max_length=40, description="What it is counted by: each, foot, box."),
        Said("by the", "comes in", "come in", "per"),
    ] = "each"
    reorder_at: Annotated[
        Quantity,
        Field(ge=0, description="How few are left when it is time to order."),
        Said("reorder", "minimum", "low stock", "low", "warn", "hit", "hits", "point"),
    ] = Decimal(0)
    unit_price: Price = None
    unit_cost: Cost = None
    supplier: Annotated[Supplier | None, Field(description="Who we buy it from.")] = None


class NewItem(ItemFields):
    """A part, and how many of it there are."""

    quantity: Annotated[
        Quantity,
        Field(ge=0, description="How many there are to begin with."),
        Said("got", "have", "hand", "count", "of them", "put", "starting", "on the shelf", "in stock", "start with"),
    ] = Decimal(0)


class ItemChanges(optional(ItemFields)):  # type: ignore[misc]
    """What of a part can be changed; how many there are is not among it."""


inventory = Resource(
    InventoryItem,
    InventoryItemCard,
    "/inventory",
    "inventory item",
    search=("sku", "name"),
    sort="name",
    permits="inventory",
)


class StockListing(inventory.listing()):  # type: ignore[misc]
    """Which parts."""

    low: Annotated[
        bool | None,
        Field(description="Only what is at or under its reorder point."),
        Said(
            "low",
            "short",
            "shy of",
            "running out",
            "out of",
            "run dry",
            "almost gone",
            "below minimum",
            "below reorder",
            "under the minimum",
            "under their reorder point",
            "reorder",
            "restock",
            "need to order",
        ),
    ] = None


get_inventory_item = inventory.get(
    "how many ignitors do we have left",
    "what do we charge for a smart thermostat",
    "check stock on the air filters",
    about="Look up a part in stock: how many there are, its price, cost and reorder point.",
)


@inventory.read("GET ", "what are we low on", "show me everything in the warehouse", "what filters do we stock")
async def list_inventory_items(ctx: Context, listing: StockListing) -> Page[InventoryItemCard]:
    """List the parts in stock, or just those that run low."""
    if listing.search:
        # people ask for filters, the shelf says filter
        listing.search = " ".join(word.removesuffix("s") for word in listing.search.split())
    low = InventoryItem.quantity <= InventoryItem.reorder_at
    return await inventory.page(ctx, listing, *([] if listing.low is None else [low if listing.low else ~low]))


@inventory.write(
    "POST ",
    "we're gonna start carrying wax rings",
    "put flame sensors in the catalog at forty five dollars",
    "new stock item twenty amp breaker",
    done="Added {it.name}, {it.amount} in stock[, {it.low}].",
)
async def create_inventory_item(ctx: Context, fields: NewItem) -> InventoryItem:
    """Start stocking a new part."""
    return await rules.stock_item(ctx, fields.given())


@inventory.write(
    "PATCH /{item}",
    "charge nineteen dollars for the air filters from now on",
    "reorder filters at thirty instead of twenty",
    "the ignitors cost us twenty one fifty now",
    done="Changed {it.name}.",
)
async def update_inventory_item(ctx: Context, item: InventoryItem, changes: ItemChanges) -> InventoryItem:
    """Change a part: its name, code, price, cost, unit or reorder point; how many there are is adjusted."""
    return await rules.change_item(ctx, item, changes.given())


@inventory.write(
    "POST /{item}/adjust",
    "add ten ignitors to inventory",
    "knock four filters off inventory, water damaged",
    "I counted the capacitors and there are nine",
    done="{it.name}: {it.amount} in stock now[, {it.low}].",
)
async def adjust_inventory_item(
    ctx: Context,
    item: InventoryItem,
    counted: Annotated[
        Quantity | None, Field(ge=0, description="How many there really are, where somebody counted.")
    ] = None,
    change: Annotated[Change | None, Field(description="How many came, or with a minus went.")] = None,
    reason: Annotated[str | None, Field(min_length=1, max_length=300, description="Why.")] = None,
) -> InventoryItem:
    """Adjust how many of a part are in stock: some came, went, or were counted."""
    return await rules.adjust(ctx, item, change, counted, reason)
