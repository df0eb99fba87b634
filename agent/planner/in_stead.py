"""A job or an invoice in a person's stead: where either may be given, which of them words that could be both are."""

from __future__ import annotations

import re
from typing import Any

from agent.planner.spans import TaggedSpan
from domain.numbers import number
from storage.contacts import Contact
from storage.invoices import Invoice
from storage.jobs import Job
from tools.operation import Operation, Parameter

WHAT_IS_DONE = (Job, Invoice)
NO_PERSON = re.compile(r"^(?:the|that|this)\b(?!.*'s?$)|\b(?:job|invoice)\b")


def people(operation: Operation[Any, Any], parameter: Parameter, tagged: list[TaggedSpan]) -> list[TaggedSpan]:
    """What may be a person: "wei zhang", "the nguyens'"; not "the drain clearing" where a job may be meant."""
    instead = any(each.record in WHAT_IS_DONE and not each.in_path for each in operation.takes)
    if parameter.record is not Contact or parameter.needed or not instead:
        return tagged
    return [tag for tag in tagged if tag.field == "person" or not _is_something(tag.text.lower())]


def _is_something(words: str) -> bool:
    return NO_PERSON.search(words) is not None or number(words) is not None
