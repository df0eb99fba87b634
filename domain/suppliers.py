"""Suppliers: no two go by one name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from domain.context import Context
from domain.problems import Conflict
from storage.suppliers import Supplier


async def add_supplier(ctx: Context, facts: dict[str, Any]) -> Supplier:
    """Somebody new to buy from."""
    await _must_be_new(ctx, facts["name"])
    supplier = Supplier(**facts)
    ctx.session.add(supplier)
    return supplier


async def change_supplier(ctx: Context, supplier: Supplier, facts: dict[str, Any]) -> Supplier:
    """Change just the facts that are given."""
    if "name" in facts and facts["name"].casefold() != supplier.name.casefold():
        await _must_be_new(ctx, facts["name"])
    for name, value in facts.items():
        setattr(supplier, name, value)
    return supplier


async def _must_be_new(ctx: Context, name: str) -> None:
    same = func.lower(Supplier.name) == name.lower()
    other = await ctx.session.scalar(select(Supplier.name).where(same).limit(1))
    if other is not None:
        raise Conflict(f"{other} is a supplier already; change that one, or give another name.")
