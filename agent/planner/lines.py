"""Which of the spoken values make up the lines of a document: "two ignitors at forty nine plus a trip fee, sixty five".

A line is told by what it is for. Where nothing says that, a price or a count alone makes a line only if the operation
has no other place for it: "quote Wei sixty four fifty" is the quote's total.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from agent.planner.sorts import SORT_OF
from agent.planner.spans import TaggedSpan
from tools.operation import Operation, Parameter

NAMING = ("item", "description")
ADDING = re.compile(r"\b(?:adds?|put|tack|throw|stick|toss|slap|include|another|more|extra|plus|also)\b", re.IGNORECASE)
DROPPING = re.compile(r"\b(?:take|pull|scratch|remove|drop)\b.*\b(?:off|from)\b", re.IGNORECASE)
ARRIVED = re.compile(
    r"\b(?:came (?:in|today|yesterday|this)|come in|arrived|received?|showed up|delivered|got here|"
    r"(?:are|is) (?:here|in)|signed for)\b",
    re.IGNORECASE,
)
SHARE = re.compile(r"^\s*(?:out )?of (?:the |those |our )?$", re.IGNORECASE)
WHOLE, ADDED, CHANGED, DROPPED, RECEIVED = "lines", "addLines", "changeLines", "dropLines", "receivedLines"


def lined(operation: Operation[Any, Any], said: str) -> Parameter | None:
    """The parameter that spoken lines go to: of a new document, or added to one, changed on it, taken off it, come."""
    lists = {each.wire: each for each in operation.takes if each.lines}
    wanted: tuple[str, ...] = (RECEIVED,) if ARRIVED.search(said) else (DROPPED,) if DROPPING.search(said) else ()
    wanted += (ADDED, WHOLE) if ADDING.search(said) else (CHANGED, WHOLE)
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


def wholes_left_out(said: str, tags: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    """The tags without the count of which another is a part: "eight of the twelve ignitors" are eight."""
    counts = [tag for tag in tags if tag.field == "count"]
    wholes = [two for one, two in pairwise(counts) if SHARE.match(said[one.end : two.start])]
    return [tag for tag in tags if tag not in wholes]


def _sort(parameter: Parameter) -> str:
    return SORT_OF.get(parameter.wire, parameter.wire)
