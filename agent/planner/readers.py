"""The fields that are read in a way of their own, by what the operation is about and the field's wire name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from agent.planner.bill_words import BILLS
from agent.planner.call_words import CALLS
from agent.planner.caller_words import CALLERS
from agent.planner.lead_words import LEADS
from agent.planner.model_words import MODELS
from agent.planner.position_words import POSITIONS
from agent.planner.reading import Words
from agent.planner.report_words import REPORTS
from agent.planner.rule_words import RULES
from agent.planner.settings_words import SETTINGS
from agent.planner.status_words import STATUSES
from agent.planner.ticket_words import TICKETS
from agent.planner.trail_words import TRAIL
from agent.planner.visit_words import VISITS
from agent.planner.workflow_words import WORKFLOWS
from tools.operation import Operation

READERS: Mapping[str, Mapping[str, Callable[[Words], Any]]] = {
    "position": POSITIONS,
    "job": {**CALLERS, **STATUSES},
    "ticket": TICKETS,
    "invoice": BILLS,
    "lead": LEADS,
    "visit": VISITS,
    "account setting": SETTINGS,
    "call log": CALLS,
    "report": REPORTS,
    "automation rule": RULES,
    "workflow": WORKFLOWS,
    "llm provider": MODELS,
    "entry": TRAIL,
}
ALL_THEIR_OWN = ("account setting",)
ALSO_FILTERS = ("direction", "above", "source", "recordType", "recordId")
IN_ANSWERS_TOO = ("trigger", "callerName", "address")


def read_their_own_way(words: Words, operation: Operation[Any, Any]) -> dict[str, Any]:
    """The fields that are no business of the readers by type, by wire name; None where nothing is said of one."""
    own = READERS.get(operation.noun, {})
    wires = [each.wire for each in operation.takes if each.wire in own or operation.noun in ALL_THEIR_OWN]
    if operation.effect == "read":
        wires = [wire for wire in wires if wire in ALSO_FILTERS]
    return {wire: own[wire](words) if wire in own else None for wire in wires}
