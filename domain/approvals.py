"""Approvals: what somebody may not do on their own is held until somebody decides who may.

What needs one is read off the rows that a call has changed, so that it holds for every way in which a price can be
lowered, money given back, or a day's work moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import select

from domain.context import Company, Context
from domain.money import written
from domain.notifications import notify
from domain.problems import Conflict, Forbidden
from domain.roles import Role, allows
from domain.telling import loaded
from domain.wording import listed
from storage.approvals import Approval
from storage.estimates import Estimate
from storage.images import Change
from storage.invoices import Invoice
from storage.jobs import Job
from storage.payments import Payment
from storage.quotes import Quote
from storage.users import User

Status = Literal["pending", "approved", "rejected"]
DECIDE = "approvals:decide"
MANY, NAMED = 5, 3
PRICE: Mapping[type[Any], str] = {Invoice: "total", Quote: "total", Estimate: "high"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What staff may do on their own: by how many percent they may lower a price, and whether the rest as well."""

    discount: Decimal | None
    refunds: bool
    bulk: bool


EVERYTHING = Limits(Decimal(0), True, True)


def limits_of(company: Company) -> Limits:
    """What a company wants to be asked about; nothing, unless it says so."""
    limit, settings = company.settings.get("approvalLimit"), company.settings
    discount = None if limit is None else Decimal(str(limit))
    return Limits(discount, bool(settings.get("approveRefunds")), bool(settings.get("approveBulk")))


def needed(ctx: Context) -> str | None:
    """What this transaction has done that its actor may not do alone, as the title of a request; None if nothing."""
    alone = ctx.actor.user_id is not None and not allows(ctx.actor.role, DECIDE)
    return deed(ctx, limits_of(ctx.company)) if alone and "undoes" not in ctx.session.info else None


def deed(ctx: Context, limits: Limits = EVERYTHING) -> str | None:
    """What this transaction has done beyond the limits."""
    changes: Sequence[Change] = list(ctx.session.info.get("changes", {}).values())
    return next(_deeds(changes, limits), None)


def _deeds(changes: Sequence[Change], limits: Limits) -> Iterator[str]:
    for change in changes:
        if limits.discount is not None and (share := _lowered(change)) > limits.discount:
            kind = type(change.record).__name__.lower()
            yield f"Discount of {share.normalize():f} percent on {kind} {getattr(change.record, 'number', '')}"
        if limits.refunds and isinstance(change.record, Payment) and (back := _given_back(change)):
            yield f"Refund of {written(back, change.record.currency)}{_to(change.record)}"
    moved = sorted(each.record.number for each in changes if isinstance(each.record, Job) and each.before is not None)
    if limits.bulk and len(moved) >= MANY:
        more = len(moved) - NAMED
        yield f"Change of {len(moved)} jobs at once: {', '.join(map(str, moved[:NAMED]))} and {more} more"


def _lowered(change: Change) -> Decimal:
    """By how many percent a document's price has come down, to a tenth."""
    name = PRICE.get(type(change.record))
    if name is None or change.before is None or change.after is None:
        return Decimal(0)
    before, after = (Decimal(str(each.get(name) or 0)) for each in (change.before, change.after))
    return Decimal(0) if after >= before else (100 * (before - after) / before).quantize(Decimal("0.1"))


def _given_back(change: Change) -> Decimal:
    """How much of a payment is taken back out."""
    if change.before is None:
        return Decimal(0)
    after = change.after or {"amount": 0}
    return max(Decimal(str(change.before["amount"])) - Decimal(str(after["amount"])), Decimal(0))


def _to(payment: Payment) -> str:
    contact = loaded(payment, "contact")
    return f" to {getattr(contact, 'name', '')}" if contact else ""


async def ask_for(
    ctx: Context, title: str, operation: str | None = None, arguments: Mapping[str, Any] | None = None
) -> Approval:
    """Ask those who may decide, for the actor."""
    assert ctx.actor.user_id is not None
    approval = Approval(
        title=title,
        status="pending",
        requested_by_id=ctx.actor.user_id,
        requester=ctx.actor.name,
        operation=operation,
        arguments=dict(arguments or {}),
    )
    ctx.session.add(approval)
    await ctx.session.flush()
    for user in await deciders(ctx):
        notify(ctx, user, f"{ctx.actor.name} asks for your approval", title, about=approval)
    return approval


async def deciders(ctx: Context) -> list[User]:
    """Who may decide, but for the actor."""
    staff = await ctx.session.scalars(select(User).where(User.active).order_by(User.created_at, User.id))
    return [each for each in staff if allows(Role(each.role), DECIDE) and each.id != ctx.actor.user_id]


async def held(ctx: Context) -> str:
    """What is said of a call that waits for approval."""
    names = [each.name for each in await deciders(ctx)]
    whom = listed(names) if 0 < len(names) <= NAMED else "those who may decide"
    return f"That needs approval; I've asked {whom}."


async def must_be_open(ctx: Context, approval: Approval) -> None:
    """Keep others from deciding meanwhile; raises `Conflict` for what is decided already."""
    facts = ("status", "decided_by_id", "reason", "operation", "arguments", "version")
    await ctx.session.refresh(approval, attribute_names=facts, with_for_update=True)
    if approval.status != "pending":
        raise Conflict(f"{approval.title} was {approval.status} already.")


def must_be_anothers(ctx: Context, approval: Approval) -> None:
    """Nobody approves their own request."""
    if approval.requested_by_id == ctx.actor.user_id:
        raise Forbidden("That is your own request; somebody else has to decide on it.")


def decide(ctx: Context, approval: Approval, status: Status, reason: str | None) -> Approval:
    """Write the decision down, and tell who asked."""
    approval.status, approval.reason = status, reason
    approval.decided_by_id, approval.decided_at = ctx.actor.user_id, ctx.now()
    notify(ctx, approval.requested_by_id, f"{ctx.actor.name} {status} it: {approval.title}", reason, about=approval)
    return approval
