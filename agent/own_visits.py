"""Which visit or bill a customer means who names none: their only one; and the hour that a visit keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from domain.roles import Role
from storage.base import Record
from storage.invoices import Invoice
from storage.jobs import Job
from tools.call import Call
from tools.operation import Operation
from tools.perform import perform

if TYPE_CHECKING:
    from agent.conversation import Conversation

THEIRS: Mapping[type[Record], tuple[str, Mapping[str, Any]]] = {
    Job: ("list_customer_jobs", {"open": True, "limit": 5}),
    Invoice: ("list_customer_invoices", {"status": "unpaid", "limit": 5}),
}
MIDNIGHT = "T00:00:00"


async def only_one(conversation: Conversation, kind: type[Record]) -> str | None:
    """The id of the customer's only open visit or unpaid bill; None where there are more, or none."""
    items = await _own(conversation, kind)
    return str(items[0].id) if len(items) == 1 else None


async def without_visits(conversation: Conversation) -> bool:
    """Whether it is a customer who has nothing that could be moved or called off."""
    return conversation.actor.role is Role.CUSTOMER and not await _own(conversation, Job)


async def only_ones(
    conversation: Conversation, operation: Operation[Any, Any], arguments: Mapping[str, Any]
) -> dict[str, str]:
    """The customer's only open visit or bill, whatever they call it: "the electrical panel work" is the panel upgrade.

    What is done to it is read out with its own name, before or after.
    """
    if conversation.actor.contact_id is None or operation.effect == "read":
        return {}
    named = [each for each in operation.takes if each.record in THEIRS and isinstance(arguments.get(each.wire), str)]
    return {each.wire: found for each in named if each.record and (found := await only_one(conversation, each.record))}


async def at_the_same_hour(
    conversation: Conversation, operation: Operation[Any, Any], arguments: Mapping[str, Any]
) -> dict[str, Any]:
    """A visit that is asked for on another day keeps its hour."""
    wire, moved = operation.options.get("hour"), dict(arguments)
    told = moved.get(wire) if wire else None
    if conversation.actor.contact_id is None or not isinstance(told, str) or MIDNIGHT not in told:
        return moved
    visits = [each for each in await _own(conversation, Job) if each.id == moved.get("jobId")]
    if wire and visits and visits[0].scheduled_start is not None:
        zone = conversation.company.timezone
        clock = visits[0].scheduled_start.astimezone(zone).time()
        day = datetime.fromisoformat(told).astimezone(zone).date()
        moved[wire] = datetime.combine(day, clock, zone).isoformat()
    return moved


async def _own(conversation: Conversation, kind: type[Record]) -> list[Any]:
    name, arguments = THEIRS[kind]
    if name not in conversation.operations:
        return []
    outcome = await perform(conversation.desk, Call(name, arguments, conversation.actor, "system"))
    items: list[Any] = outcome.value.items
    return items
