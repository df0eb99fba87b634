"""Hosting companies: opening an account for one, inviting its first admin, shutting it out and letting it back in.

Whoever runs the installation sees of a company what its row says, and nothing that it keeps. A suspended company loses
nothing: its people and callers hear one sentence at every door, its work waits, and goes on once it is active again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import func, select

from domain.account_settings import changed
from domain.companies import must_be_reached_there_alone
from domain.context import Context
from domain.outbox import hand_over
from domain.problems import Missing
from domain.signin import must_be_unused, sign_out_all_of
from storage.tenants import Tenant
from storage.types import new_id

Status = Literal["active", "suspended"]
PURPOSE = "welcome"
INVITATION_LASTS = timedelta(days=14)
SETTINGS = ("tax_rate",)
LETTER = """{name}, {company} is set up on Callout. Choose your password here and you are in:

{link}

The link is good once, until {until:%B %-d}."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What somebody should say yes to before it is done; None if there is nothing to ask."""

    question: str | None


async def foreseen(ctx: Context, facts: Mapping[str, Any], tenant: Tenant | None = None) -> Foreseen:
    """Ask before people are shut out, and before there are two companies of one name."""
    if tenant is not None and facts.get("status") == "suspended" and tenant.status != "suspended":
        return Foreseen(f"Suspend {tenant.name}? Everybody there is shut out until you bring it back.")
    name = facts.get("name")
    if name and (tenant is None or tenant.name != name) and (other := await _namesake(ctx, name, tenant)):
        return Foreseen(f"There is a tenant called {other.name} already; make this another one of that name?")
    return Foreseen(None)


async def _namesake(ctx: Context, name: str, tenant: Tenant | None) -> Tenant | None:
    same = select(Tenant).where(func.lower(Tenant.name) == name.lower(), Tenant.id != (tenant.id if tenant else ""))
    found: Tenant | None = await ctx.session.scalar(same.limit(1))
    return found


async def host(ctx: Context, facts: dict[str, Any]) -> Tenant:
    """Open an account for a company, ready to work with; its first admin is invited, if one is named."""
    tenant = Tenant(id=new_id(), settings={})
    return await change(ctx, tenant, facts)


async def change(ctx: Context, tenant: Tenant, facts: dict[str, Any]) -> Tenant:
    """Change just what is given. Naming an admin invites them; a company that is let back in signs in anew."""
    if line := facts.get("business_line"):
        await must_be_reached_there_alone(ctx, line, tenant.id)
    if settings := {name: facts.pop(name) for name in SETTINGS if name in facts}:
        tenant.settings = changed(tenant.settings, settings)
    if facts.get("status") == "active" and tenant.status == "suspended":
        await sign_out_all_of(ctx, tenant.id)
    for name, value in facts.items():
        setattr(tenant, name, value)
    ctx.session.add(tenant)
    if facts.get("admin_email") or facts.get("admin_name"):
        await _invite(ctx, tenant)
    return tenant


async def _invite(ctx: Context, tenant: Tenant) -> None:
    if not tenant.admin_email:
        raise Missing(["adminEmail"])
    await must_be_unused(ctx, None, tenant.admin_email)
    tenant.invited_at = ctx.now()
    link = ctx.ports.need_links().to(PURPOSE, tenant.id, stamp(tenant.invited_at))
    tenant.invited_by(link)
    if ctx.ports.mailer is not None:
        facts = {"name": tenant.admin_name or "Hello", "company": tenant.name, "until": good_until(tenant.invited_at)}
        letter = LETTER.format(**facts, link=link)
        hand_over(ctx, "email", tenant.admin_email, letter, subject=f"{tenant.name} on Callout")


def good_until(invited_at: datetime) -> datetime:
    """When an invitation ends."""
    return invited_at + INVITATION_LASTS


def stamp(invited_at: datetime) -> str:
    """What tells one invitation from the next: a new one ends the one before."""
    return str(int(invited_at.timestamp()))
