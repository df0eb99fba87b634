"""Records that people call by their number: which words name the record, and which the parts that are on it.

"Put six thermostats on seven fourteen": the tagger hears two records and may take either for the one that is changed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from agent.planner.spans import TaggedSpan
from agent.speech import hear
from tools.operation import Operation

RECORDS = ("record", "job", "person", "invoice", "item")
NAMED = re.compile(r"^(?:the|that|our)?\s*(?:purchase order|order|p ?o|number)\s+(?:number\s+)?", re.IGNORECASE)
ORDERS = re.compile(r"\b(?:orders?|p ?o'?s?|shipment|delivery|draft)\b", re.IGNORECASE)
POINTING = re.compile(r"\b(?:that|this|the same) (?:order|p ?o|one)\b|\b(?:on|to|off|from) it\b", re.IGNORECASE)
FROM = re.compile(r"\b(?:from|with|through)\s*(?:the\s+)?$", re.IGNORECASE)


def numbered_apart(
    operation: Operation[Any, Any], said: str, tags: Sequence[TaggedSpan], choices: Collection[str]
) -> list[TaggedSpan]:
    """The tags, the one that names the numbered record as a record, and those that name parts as items.

    What comes from somebody is a person, and a word that is one of the operation's choices is a status.
    """
    own = next((each for each in operation.takes if each.in_path and hasattr(each.record, "number")), None)
    if own is None or not _lists_items(operation):
        return list(tags)
    records = [tag for tag in tags if tag.field in RECORDS]
    named = next((tag for test in (_is_number, _is_order) for tag in records if test(tag.text)), None)
    if named is None and not POINTING.search(said):
        return list(tags)

    def apart(tag: TaggedSpan) -> TaggedSpan:
        if tag is named:
            return replace(tag, field="record")
        if tag.field not in ("record", "job"):
            return tag
        if tag.text.lower() in choices:
            return replace(tag, field="status")
        return replace(tag, field="person" if FROM.search(said[: tag.start]) else "item")

    return [apart(tag) for tag in tags]


def _is_number(words: str) -> bool:
    return hear.number(NAMED.sub("", words.lower().strip())) is not None


def _is_order(words: str) -> bool:
    return ORDERS.search(words) is not None


def _lists_items(operation: Operation[Any, Any]) -> bool:
    lists = [each.lines for each in operation.takes if each.lines]
    return any(member.wire == "itemId" for lines in lists for member in lines.members)
