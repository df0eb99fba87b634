"""Estimates: a range that makes sense, who has seen it, and what it becomes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, cast

from domain import leads
from domain.context import Context
from domain.money import written
from domain.problems import Conflict, FieldError, Invalid, Missing
from storage.contacts import Contact
from storage.counters import next_number
from storage.estimates import Estimate
from storage.leads import Lead

Status = Literal["draft", "sent", "accepted", "declined", "quoted"]
NEXT: dict[Status, frozenset[Status]] = {
    "draft": frozenset({"sent", "accepted", "declined", "quoted"}),
    "sent": frozenset({"draft", "accepted", "declined", "quoted"}),
    "accepted": frozenset({"draft", "sent", "declined", "quoted"}),
    "declined": frozenset({"draft", "sent", "accepted", "quoted"}),
    "quoted": frozenset(),
}
AMOUNTS = ("low", "high")


async def open_estimate(ctx: Context, contact: Contact | None, lead: Lead | None, facts: dict[str, Any]) -> Estimate:
    """Write an estimate for a customer, or for a lead, who is put in the address book if not there yet."""
    contact, lead = await leads.whose(ctx, contact, lead)
    status, title = facts.pop("status", None), facts.pop("title", None) or (lead.interest if lead else None)
    if not title:
        raise Missing(["title"])
    estimate = Estimate(**facts, title=title, contact=contact, contact_id=contact.id, status="draft")
    estimate.lead, estimate.lead_id = lead, lead.id if lead else None
    estimate.currency = ctx.company.currency
    must_be_a_range(estimate)
    estimate.number = await next_number(ctx.session, "estimate")
    ctx.session.add(estimate)
    return set_status(ctx, estimate, status) if status else estimate


async def change_estimate(ctx: Context, estimate: Estimate, facts: dict[str, Any]) -> Estimate:
    """Change just the facts that are given; another range than the customer has seen is a draft again."""
    status, contact = facts.pop("status", None), facts.pop("contact", None)
    _must_be_open(estimate, facts, status)
    if contact and contact.id != estimate.contact_id:
        _, estimate.lead = await leads.whose(ctx, contact, None)
        estimate.contact, estimate.contact_id = contact, contact.id
        estimate.lead_id = estimate.lead.id if estimate.lead else None
    moved = any(name in facts and facts[name] != getattr(estimate, name) for name in AMOUNTS)
    for name, value in facts.items():
        setattr(estimate, name, value)
    must_be_a_range(estimate)
    if moved and estimate.status != "draft":
        estimate.status = "draft"
    return set_status(ctx, estimate, status) if status else estimate


def set_status(ctx: Context, estimate: Estimate, status: Status) -> Estimate:
    """Move an estimate to a state that may follow its own. One that a customer has seen names an amount."""
    if status == estimate.status:
        return estimate
    if status == "quoted":
        raise Conflict(f"Make a quote of estimate {estimate.number}, and it is quoted.")
    if status not in NEXT[cast(Status, estimate.status)]:
        raise Conflict(f"Estimate {estimate.number} has become a quote; change the quote instead.")
    if status in ("sent", "accepted"):
        if estimate.low is None and estimate.high is None:
            raise Missing(["high"])
        estimate.sent_at = estimate.sent_at or ctx.now()
    estimate.status = status
    return estimate


def must_be_a_range(estimate: Estimate) -> None:
    """Refuse a range that begins above its end, and say so in money."""
    low, high = estimate.low, estimate.high
    if low is not None and high is not None and low > high:
        told = f"from {amount(low, estimate.currency)} to {amount(high, estimate.currency)}"
        raise Invalid(f"A range cannot go {told}; say the low end first.", [FieldError("low", "is above the high end")])


def amount(value: Decimal, currency: str) -> str:
    """A round sum as people write it: $1,800."""
    return written(value, currency).removesuffix(".00")


def _must_be_open(estimate: Estimate, facts: dict[str, Any], status: Status | None) -> None:
    if estimate.status == "quoted" and (facts or status not in (None, "quoted")):
        raise Conflict(f"Estimate {estimate.number} has become a quote; change the quote instead.")
