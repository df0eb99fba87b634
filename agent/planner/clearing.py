"""What is taken out or called otherwise: "take out the old email", "change the commercial label to business"."""

from __future__ import annotations

import re
from types import NoneType
from typing import Any, get_args

from agent.planner.draft import Draft
from tools.operation import Parameter

OUT = r"\b(?:take (?:out|off)|remove|clear(?: out)?|delete|erase|drop|get rid of|wipe)"
FIELDS = ("email", "phone", "address", "notes", "nickname", "company", "description", "caption")
RENAMED = re.compile(r"^\s*(?:to|as|into)\s+(?P<name>\w.*)$", re.IGNORECASE)
RENAMING = re.compile(r"\b(?:change|rename|call|make|name)\b", re.IGNORECASE)
ONLY_NAMED = ("contact tag", "campaign", "email template", "supplier", "automation rule", "workflow")


def cleared(draft: Draft, parameter: Parameter) -> bool:
    """Whether the words take this field's value out."""
    if parameter.wire not in FIELDS or not _nullable(parameter.annotation):
        return False
    found = rf"{OUT}(?: (?:the|his|her|their|its))?(?: old)? {parameter.wire}s?\b(?! (?:to|is|it))"
    return re.search(found, draft.said, re.IGNORECASE) is not None


def renamed(draft: Draft) -> str | None:
    """What something that has little but its name is to be called: what follows the words that name it."""
    if draft.operation.noun not in ONLY_NAMED or not RENAMING.search(draft.said):
        return None
    named = draft.values.get("id")
    at = draft.said.lower().find(str(named).lower()) if named else -1
    found = RENAMED.match(draft.said[at + len(str(named)) :]) if at >= 0 else None
    return found["name"].strip(" .,") if found else None


def _nullable(annotation: Any) -> bool:
    return annotation is NoneType or any(_nullable(part) for part in get_args(annotation))
