"""Holding a call for approval, and carrying it out when somebody has approved it, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from domain import approvals as rules
from domain.context import Context
from domain.problems import Conflict, Problem
from storage.approvals import Approval
from tools.call import Call

if TYPE_CHECKING:
    from tools.operation import Operation


class NeedsApproval(Problem):
    """The actor may not do this alone; `title` tells what it is. Caught by the door, which asks for them."""

    status, title = 409, "Needs approval"

    def __init__(self, asked: str) -> None:
        super().__init__("That needs approval; ask somebody who may give it.")
        self.asked = asked


def must_be_allowed_alone(ctx: Context) -> None:
    """Raises `NeedsApproval` for what the transaction has done and its actor may not do alone."""
    if asked := rules.needed(ctx):
        raise NeedsApproval(asked)


async def hold(ctx: Context, asked: str, operation: Operation[Any, Any], arguments: Mapping[str, Any]) -> Approval:
    """Keep a call, and ask those who may decide."""
    return await rules.ask_for(ctx, asked, operation.name, arguments)


async def carry_out(ctx: Context, approval: Approval) -> None:
    """Make the call that an approval holds, as who asked for it and may do by now.

    Raises `Conflict` if it no longer does what was asked for; nothing of it is kept then.
    """
    from tools.catalog import OPERATIONS
    from tools.perform import within
    from tools.standing import GONE, owner_in

    owner = await owner_in(ctx.session, approval.account_id, approval.requested_by_id)
    if owner is None:
        raise Conflict(GONE)
    call = Call(str(approval.operation), approval.arguments, owner, channel="system")
    try:
        value = await within(ctx, OPERATIONS, call)
    except Problem as problem:
        raise Conflict(f"{approval.requester} can't have that any more. {problem.sentence}") from None
    await ctx.session.flush()
    now = rules.deed(ctx)
    if now != approval.title:
        would = f"it would now be {now[:1].lower()}{now[1:]}" if now else "it would do something else now"
        raise Conflict(f"That is not what {approval.requester} asked for any more: {would}. Reject it.")
    spoken = getattr(value, "spoken", None)
    approval.outcome = str(spoken(ctx.now())) if callable(spoken) else None
