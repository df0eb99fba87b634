"""Approvals: what waits for somebody to decide, and deciding it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from domain import approvals as rules
from domain import workflows
from domain.approvals import DECIDE, Status
from domain.context import Context
from storage.approvals import Approval
from tools import holding
from tools.card import Card, Page, Time, through
from tools.resource import Resource

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class ApprovalCard(Card):
    """An approval as it is shown; `outcome` tells what came of what was asked for."""

    title: str
    status: Status
    requested_by: Annotated[str, Field(validation_alias="requested_by_id", description="Who asks: a user's id.")]
    requested_by_name: str | None = through("requested_by", "name")
    decided_by: Annotated[str | None, Field(validation_alias="decided_by_id", description="Who decided.")]
    decided_by_name: str | None = through("decided_by", "name")
    decided_at: Time | None
    reason: str | None
    operation: str | None
    outcome: str | None

    @property
    def asked(self) -> str:
        """What is asked for, in the middle of a sentence."""
        return self.title[:1].lower() + self.title[1:]

    @property
    def who(self) -> str:
        """Who asks, by their first name."""
        return (self.requested_by_name or "somebody").split()[0]

    def spoken(self, now: datetime) -> str:
        told = f"{self.who} asks for {self.asked}"
        if self.status == "pending":
            return told
        by = f" by {self.decided_by_name}" if self.decided_by_name else ""
        return f"{told}, {self.status}{by}{f': {self.reason}' if self.reason else ''}"


approvals = Resource(Approval, ApprovalCard, "/approvals", "approval", time="created_at", search=("title", "requester"))


class ApprovalListing(approvals.listing()):  # type: ignore[misc]
    """Which approvals; those that are pending, unless a status is given."""

    status: Annotated[Status | None, Field(description="pending, unless said otherwise; null for all.")] = None


class Approvals(Page[ApprovalCard]):
    """A part of a list of approvals."""

    def lead(self, now: datetime) -> str | None:
        return None if self.count else "Nothing is waiting for a decision."


@approvals.read(
    "GET ",
    "what's waiting on me",
    "is there anything I have to sign off on",
    "what did Owen ask for",
    card=ApprovalCard,
)
async def list_approvals(ctx: Context, listing: ApprovalListing) -> Approvals:
    """List what waits for a decision, or what was decided."""
    pending = [] if "status" in listing.model_fields_set else [Approval.status == "pending"]
    return Approvals(**dict(await approvals.page(ctx, listing, *pending)))


def _grave(values: dict[str, Any]) -> str | None:
    """What cannot be taken back is asked about before it is approved, too."""
    from tools.catalog import OPERATIONS

    operation = OPERATIONS.get(values["approval"].operation or "")
    grave = operation is not None and operation.effect == "destructive"
    return "Approve the {approval.asked} for {approval.requester}?" if grave else None


@approvals.write(
    "POST /{approval}/approve",
    "approve Owen's discount",
    "yes to what Kelsey asked for",
    may=DECIDE,
    asks_when=_grave,
    in_person=True,
    done="Approved: {it.asked}, for {it.who}.",
)
async def approve_request(
    ctx: Context,
    approval: Approval,
    reason: Annotated[Reason | None, Field(description="Why; who asked is told.")] = None,
) -> Approval:
    """Approve what somebody asked for, and have it done."""
    await rules.must_be_open(ctx, approval)
    rules.must_be_anothers(ctx, approval)
    if approval.operation is not None:
        await holding.carry_out(ctx, approval)
    await workflows.go_on(ctx, approval)
    return rules.decide(ctx, approval, "approved", reason)


@approvals.write(
    "POST /{approval}/reject",
    "reject Owen's discount, it's too steep",
    "no, he can't have that, tell him ten percent at most",
    may=DECIDE,
    in_person=True,
    done="Rejected: {it.asked}, for {it.who}.",
)
async def reject_request(
    ctx: Context,
    approval: Approval,
    reason: Annotated[Reason | None, Field(description="Why not; who asked is told.")] = None,
) -> Approval:
    """Turn down what somebody asked for."""
    await rules.must_be_open(ctx, approval)
    await workflows.go_on(ctx, approval)
    return rules.decide(ctx, approval, "rejected", reason)
