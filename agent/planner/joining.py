"""Tags that belong together: "ten" and "forty two" of one job, "twenty" and "amp breaker" or "mike" and "alvarez's" of
one name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agent.planner.spans import TaggedSpan

EMPTY = frozenset(("the", "a", "an", "and", "of", "to", "for", "on", "in", "at", "it's", "its", "is", "tag", "job"))
EMPTY |= {"customer", "contact"}
RECORDS = {"record", "job", "item", "invoice"}
NAMES = {"person", "name", "record"}
MEASURE = re.compile(
    r"(?:by|inch|foot|feet|quarters?|hal[fv]e?s?|amp|volt|watt|ton|gallon|gauge|pound|horse|plus)\b", re.IGNORECASE
)


def joined(said: str, tags: Sequence[TaggedSpan], staff: Sequence[str] = ()) -> list[TaggedSpan]:
    """The tags, with neighbours that name one record or one colleague put together."""
    colleagues = {name.lower() for name in staff}
    whole: list[TaggedSpan] = []
    for tag in tags:
        if tag.text.lower().strip() in EMPTY:
            continue
        last = whole[-1] if whole else None
        if last and last.field in ("count", "money", "time") and _measures(tag) and last.end + 1 >= tag.start:
            whole[-1] = replace(tag, start=last.start, text=said[last.start : tag.end])
        elif last and not said[last.end : tag.start].strip() and (field := _of_both(said, last, tag, colleagues)):
            words = said[last.start : tag.end]
            whole[-1] = TaggedSpan(field, last.start, tag.end, words, max(last.p, tag.p))
        else:
            whole.append(tag)
    return whole


def _of_both(said: str, one: TaggedSpan, other: TaggedSpan, colleagues: set[str]) -> str | None:
    """What two neighbours are together; None if each is something of its own."""
    if {one.field, other.field} <= RECORDS:
        return one.field if one.field != "record" else other.field
    name = said[one.start : other.end].lower().removesuffix("'s")
    return "person" if {one.field, other.field} <= NAMES and name in colleagues else None


def _measures(tag: TaggedSpan) -> bool:
    """Whether a name goes on with a measure, so that the number before it is part of it: "twenty" "amp breaker"."""
    return tag.field == "name" and MEASURE.match(tag.text) is not None
