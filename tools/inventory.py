"""The parts in stock: what there is, what it costs, what runs low."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from domain.context import Context
from domain.wording import counted
from storage.inventory import InventoryItem
from tools.card import Card, Money, Page
from tools.quantity import Quantity
from tools.resource import Resource


class InventoryItemCard(Card):
    """A part in stock as it is shown."""

    sku: str | None
    name: str
    quantity: Quantity
    unit: str
    reorder_at: Quantity
    unit_cost: Money | None
    unit_price: Money | None

    def spoken(self, now: datetime) -> str:
        count = f"{self.quantity:f}" if self.unit == "each" else counted(self.quantity, self.unit)
        low = f", low, reorder at {self.reorder_at:f}" if self.quantity <= self.reorder_at else ""
        per = "each" if self.unit == "each" else f"a {self.unit}"
        price = f", ${self.unit_price:.2f} {per}" if self.unit_price is not None else ""
        return f"{self.name}: {count.replace('-', 'minus ')} in stock{low}{price}"


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

    low: Annotated[bool | None, Field(description="Only what is at or under its reorder point.")] = None


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
