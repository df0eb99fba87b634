"""Which of the spoken values make up the lines of a document: "two ignitors at forty nine plus a trip fee, sixty five".

A line is told by what it is for. Where nothing says that, a price or a count alone makes a line only if the operation
has no other place for it: "quote Wei sixty four fifty" is the quote's total.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from agent.planner.sorts import SORT_OF
from agent.planner.spans import TaggedSpan
from tools.operation import Operation, Parameter

NAMING = ("item", "description")
ADDING = re.compile(r"\b(?:adds?|put|tack|throw|stick|toss|slap|include|another|more|extra|plus|also)\b", re.IGNORECASE)
WHOLE, ADDED, CHANGED = "lines", "addLines", "changeLines"


def lined(operation: Operation[Any, Any], said: str) -> Parameter | None:
    """The parameter that spoken lines go to: those of a new document, those added to one, those changed on it."""
    lists = {each.wire: each for each in operation.takes if each.lines}
    wanted = (ADDED, WHOLE) if ADDING.search(said) else (CHANGED, WHOLE)
    return next((lists[wire] for wire in wanted if wire in lists), None)


def grouped(parameter: Parameter, operation: Operation[Any, Any], tags: Sequence[TaggedSpan]) -> list[list[TaggedSpan]]:
    """The tags of each line, in the order they were said; a sort that comes again begins the next line."""
    assert parameter.lines is not None
    inside = {_sort(each) for each in parameter.lines.members}
    outside = {_sort(each) for each in operation.takes if each.lines is None}
    mine = [each for each in tags if each.field in inside]
    if not any(each.field in NAMING and each.field not in outside for each in mine):
        mine = [each for each in mine if each.field not in outside]
    groups: list[list[TaggedSpan]] = []
    for tag in mine:
        if not groups or tag.field in {each.field for each in groups[-1]}:
            groups.append([])
        groups[-1].append(tag)
    return groups


def _sort(parameter: Parameter) -> str:
    return SORT_OF.get(parameter.wire, parameter.wire)
