"""Which record is meant when none is named: the job a technician stands at, the running clock, what was spoken of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from agent.memory import points
from agent.own_visits import THEIRS, at_the_same_hour, only_one, only_ones
from agent.told import written
from domain.problems import Problem
from domain.roles import Role
from storage.approvals import Approval
from storage.automation_rules import AutomationRule
from storage.base import Record
from storage.campaigns import Campaign
from storage.contacts import Contact
from storage.jobs import Job
from storage.llm_providers import LlmProvider
from storage.time_entries import TimeEntry
from storage.workflows import Workflow
from tools.call import Call
from tools.operation import Operation, Parameter, spoken_noun
from tools.perform import perform

if TYPE_CHECKING:
    from agent.conversation import Conversation

BEFORE: Mapping[str, tuple[str, ...]] = {
    "completed": ("in_progress", "en_route"),
    "on_hold": ("in_progress", "en_route"),
    "in_progress": ("en_route", "scheduled", "on_hold"),
    "en_route": ("scheduled",),
    "cancelled": (),
}
SOME_HOURS = re.compile(r"\b(?:hours?|minutes|some time|a bit)\b", re.IGNORECASE)
# What there is few of: the only one is meant where none is named. Of approvals, the only one that waits.
FEW: Mapping[type[Record], str] = {
    Approval: "list_approvals",
    AutomationRule: "list_automation_rules",
    Campaign: "list_campaigns",
    LlmProvider: "list_llm_providers",
    Workflow: "list_workflows",
}
EARLIER = re.compile(r"\b(?:yesterday|last|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b")
GOES_ON = re.compile(r"\b(?:back|again|resume|off hold|unpause|reopen|continue)\b")
AT_HAND = ("in_progress", "en_route", "scheduled")


async def filled_in(
    conversation: Conversation, operation: Operation[Any, Any], arguments: Mapping[str, Any]
) -> dict[str, Any]:
    """The arguments, with the records that go without saying put in."""
    filled = await _at_the_same_hour(conversation, operation, arguments)
    filled |= await only_ones(conversation, operation, filled)
    if conversation.actor.role is Role.TECH:
        filled |= await _own_clock(conversation, operation, filled)
    for each in operation.takes:
        if each.record is not None and _is_needed(operation, each, filled) and _unsaid(filled.get(each.wire)):
            filled.pop(each.wire, None)
            if record_id := await _implied(conversation, operation, each, filled):
                filled[each.wire] = record_id
        elif each.record is not None and _points(filled.get(each.wire)):
            filled |= {each.wire: await _implied(conversation, operation, each, filled) or filled[each.wire]}
    if operation.name == "create_time_entry" and "jobId" not in filled and conversation.actor.role is Role.TECH:
        filled |= await _job_to_clock_in_on(conversation)
    return await at_the_same_hour(conversation, operation, filled)


def _is_needed(operation: Operation[Any, Any], parameter: Parameter, arguments: Mapping[str, Any]) -> bool:
    """Whether a call cannot do without it: it is required, or it is one of two and the other is not given."""
    other = next((each.wire for each in operation.takes if each.name == parameter.instead), None)
    return (parameter.needed and not parameter.several) or (other is not None and other not in arguments)


async def _at_the_same_hour(
    conversation: Conversation, operation: Operation[Any, Any], arguments: Mapping[str, Any]
) -> dict[str, Any]:
    """A visit that is moved to another day keeps its hour."""
    moved = dict(arguments)
    if operation.name != "update_job" or "id" not in moved or day_without_hour(conversation, operation, moved) is None:
        return moved
    with suppress(Problem):
        call = Call("get_job", {"id": moved["id"]}, conversation.actor, "voice", near=conversation.memory.near())
        job = (await perform(conversation.desk, call)).value
        if job.scheduled_start is not None:
            zone = conversation.company.timezone
            clock = job.scheduled_start.astimezone(zone).time()
            day = datetime.fromisoformat(moved["scheduledStart"]).astimezone(zone).date()
            moved["scheduledStart"] = datetime.combine(day, clock, zone).isoformat()
    return moved


def _unsaid(value: Any) -> bool:
    """Whether nothing was named: no words, or such that only point at what is not in memory."""
    return value in (None, "") or (isinstance(value, str) and points(value))


def _points(value: Any) -> bool:
    """Whether words only point at something, and do not say whose it is."""
    return isinstance(value, str) and points(value) and value not in ("his", "hers", "theirs")


def day_without_hour(
    conversation: Conversation, operation: Operation[Any, Any], arguments: Mapping[str, Any]
) -> str | None:
    """The day, if a visit was given one and no hour: it is asked for, not made up."""
    wire = "start" if operation.name == "create_block" and SOME_HOURS.search(conversation.turn.text) else None
    told = arguments.get(wire or operation.options.get("hour", "scheduledStart"))
    needless = arguments.get("action") == "cancel" or arguments.get("soonest")
    if operation.effect == "read" or needless or not isinstance(told, str) or "T00:00:00" not in told:
        return None
    now = conversation.desk.clock().astimezone(conversation.company.timezone)
    try:
        day = datetime.fromisoformat(told).astimezone(conversation.company.timezone)
    except ValueError:
        return None  # a model made it up; the door says what is wrong with it
    return written(day, now).removesuffix(" at 12 AM").replace("at 12 AM,", "") if day.hour == 0 else None


async def _implied(
    conversation: Conversation, operation: Operation[Any, Any], parameter: Parameter, arguments: Mapping[str, Any]
) -> str | None:
    assert parameter.record is not None
    kind = conversation.likely(parameter.record, parameter, operation.takes)
    if kind is Contact and conversation.actor.contact_id:
        return conversation.actor.contact_id
    if conversation.actor.contact_id and kind in THEIRS:
        return _in_focus(conversation, kind) or await only_one(conversation, kind)
    if conversation.actor.role is Role.TECH:
        if kind is TimeEntry:
            return await _running_clock(conversation)
        if kind is Job:
            return await _job_at_hand(conversation, arguments)
        if kind is Contact:
            return _in_focus(conversation, kind) or await _customer_at_hand(conversation)
    if found := _in_focus(conversation, kind) or await _only_one(conversation, kind):
        return found
    return await _customer_spoken_of(conversation) if kind is Contact else None


async def _only_one(conversation: Conversation, kind: type[Record]) -> str | None:
    """The one of a kind that there are few of, if there is no other."""
    items = await _listed(conversation, FEW[kind], {"limit": 2}) if kind in FEW else []
    return str(items[0].id) if len(items) == 1 else None


async def _customer_spoken_of(conversation: Conversation) -> str | None:
    """Whose the visit, bill or offer is that was spoken of last: "him", where its cancelling was asked about."""
    if conversation.actor.role is Role.CALLER or not conversation.memory.focus:
        return None
    kind, record_id = next(reversed(conversation.memory.focus.items()))
    look = conversation.operations.get(f"get_{spoken_noun(kind.__name__).replace(' ', '_')}")
    if look is None:
        return None
    with suppress(Problem):
        card = (
            await perform(conversation.desk, Call(look.name, {"id": record_id}, conversation.actor, "system"))
        ).value
        return getattr(card, "contact_id", None)
    return None


def _in_focus(conversation: Conversation, kind: type[Record]) -> str | None:
    return conversation.memory.focus.get(kind)


async def _running_clock(conversation: Conversation) -> str | None:
    entries = await _listed(conversation, "list_time_entries", {"userId": conversation.actor.user_id, "limit": 5})
    return next((each.id for each in entries if each.clock_out is None), None)


async def _own_clock(
    conversation: Conversation, operation: Operation[Any, Any], arguments: Mapping[str, Any]
) -> dict[str, str]:
    """The one time that a technician may end, whatever job they call it by: "get me off maria's"."""
    wire = next((each.wire for each in operation.takes if each.in_path and each.record is TimeEntry), None)
    if wire is None or operation.effect != "write" or "clockIn" in arguments or EARLIER.search(conversation.turn.text):
        return {}
    running = await _running_clock(conversation)
    return {wire: running} if running else {}


async def _job_at_hand(conversation: Conversation, arguments: Mapping[str, Any]) -> str | None:
    """The technician's job that the new state follows on, else the one spoken of, else the one under way."""
    jobs = await _listed(conversation, "list_jobs", {"techId": conversation.actor.user_id, "sort": "scheduledStart"})
    wanted = BEFORE.get(str(arguments.get("status")), AT_HAND)
    goes_on = "on_hold" in wanted and GOES_ON.search(conversation.turn.text.lower()) is not None
    wanted = tuple(sorted(wanted, key=lambda status: status != "on_hold")) if goes_on else wanted
    focus = _in_focus(conversation, Job)
    if focus and any(job.id == focus and job.status in wanted for job in jobs):
        return focus
    today = conversation.desk.clock().astimezone(conversation.company.timezone).date()
    zone = conversation.company.timezone
    for status in wanted:
        here = [
            j
            for j in jobs
            if j.status == status
            and (
                (goes_on and status == "on_hold")
                or (j.scheduled_start and j.scheduled_start.astimezone(zone).date() == today)
            )
        ]
        if here:
            return str(here[0].id)
    return focus


async def _job_to_clock_in_on(conversation: Conversation) -> dict[str, str]:
    """The job that was spoken of last, in this breath too, or that the technician is on or drives to."""
    job_id = _in_focus(conversation, Job) or await _job_at_hand(conversation, {"status": "completed"})
    return {"jobId": job_id} if job_id else {}


async def _customer_at_hand(conversation: Conversation) -> str | None:
    """Whom a technician is with, or drives to."""
    job_id = await _job_at_hand(conversation, {})
    jobs = await _listed(conversation, "list_jobs", {"techId": conversation.actor.user_id}) if job_id else []
    return next((job.contact_id for job in jobs if job.id == job_id), None)


async def _listed(conversation: Conversation, name: str, arguments: Mapping[str, Any]) -> list[Any]:
    if name not in conversation.operations:
        return []
    outcome = await perform(conversation.desk, Call(name, arguments, conversation.actor, "system"))
    items: list[Any] = outcome.value.items
    return items
