"""Suppliers: whom parts are bought from, and how to reach them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AliasPath, BeforeValidator, Field, StringConstraints

from domain import suppliers as rules
from domain.context import Context
from storage.suppliers import Supplier
from tools.card import Card
from tools.operation import Fields
from tools.reach import Email, Phone
from tools.resource import Resource, optional

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Names = Annotated[list[str], BeforeValidator(lambda items: [item.name for item in items])]


class SupplierCard(Card):
    """A supplier as it is shown, with the parts that come from it."""

    name: str
    phone: str | None
    email: str | None
    notes: str | None
    supplies: Names = Field(validation_alias=AliasPath("items"))

    @classmethod
    def relations(cls) -> tuple[str, ...]:
        return ("items",)

    def spoken(self, now: datetime) -> str:
        return ", ".join(part for part in (self.name, self.phone, self.email) if part)


class SupplierFields(Fields):
    """What can be said of a supplier."""

    name: Annotated[Line, Field(description="What the supply house is called.")]
    phone: Annotated[Phone | None, Field(description="With its area code.")] = None
    email: Annotated[Email | None, Field(description="Where orders are sent.")] = None
    notes: Annotated[str | None, Field(max_length=5000, description="What one must know to buy there.")] = None


class SupplierChanges(optional(SupplierFields)):  # type: ignore[misc]
    """What of a supplier can be changed."""


suppliers = Resource(
    Supplier, SupplierCard, "/suppliers", "supplier", search=("name", "phone", "email", "supplies"), sort="name"
)

list_suppliers = suppliers.list("who do we buy from", "show me all the vendors", "which supply houses do we have")
get_supplier = suppliers.get("what's Mountain HVAC's number", "how do I get hold of Front Range Plumbing")


@suppliers.write(
    "POST ",
    "add a supplier Rocky Mountain Electric",
    "we opened an account at Ferguson, put them in",
    done="Added {it.name} to the suppliers.",
)
async def create_supplier(ctx: Context, fields: SupplierFields) -> Supplier:
    """Add somebody to buy parts from."""
    return await rules.add_supplier(ctx, fields.given())


@suppliers.write(
    "PATCH /{supplier}",
    "Mountain HVAC got a new number",
    "change the email for Front Range",
    done="Changed {it.name}[, phone {it.phone}][, e-mail {it.email}].",
)
async def update_supplier(ctx: Context, supplier: Supplier, changes: SupplierChanges) -> Supplier:
    """Change a supplier: name, phone, e-mail or notes."""
    return await rules.change_supplier(ctx, supplier, changes.given())
