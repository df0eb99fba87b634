"""Tags that belong together: "ten" and "forty two" of one job, "twenty" and "amp breaker" or "mike" and "alvarez's" of
one name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agent.planner.spans import TaggedSpan
from agent.speech.numbers import is_number

EMPTY = frozenset(("the", "a", "an", "and", "of", "to", "for", "on", "in", "at", "it's", "its", "is", "tag", "job"))
EMPTY |= {"customer", "contact", "up", "out", "off", "down"}
TEXTS = {"summary", "body", "notes", "reason", "subject", "caption", "title", "interest", "search"}
RECORDS = {"record", "job", "item", "invoice"}
TOLD, LEFT_OUT = {"summary", "notes", "reason"}, 2  # told in one go, though the tagger loses a word of it
NAMES = {"person", "name", "record"}
MEASURE = re.compile(
    r"(?:by|inch|foot|feet|quarters?|hal[fv]e?s?|amp|volt|watt|ton|gallon|gauge|pound|horse|plus)\b", re.IGNORECASE
)


def joined(said: str, tags: Sequence[TaggedSpan], staff: Sequence[str] = ()) -> list[TaggedSpan]:
    """The tags, with neighbours that name one record or one colleague, or are one text, put together."""
    colleagues = {name.lower() for name in staff}
    whole: list[TaggedSpan] = []
    for tag in tags:
        if tag.text.lower().strip() in EMPTY:
            continue
        last = whole[-1] if whole else None
        if last and last.field in ("count", "money", "time") and _measures(tag) and last.end + 1 >= tag.start:
            whole[-1] = replace(tag, start=last.start, text=said[last.start : tag.end])
        elif last and (_one_sum(said, last, tag) or _one_text(said, last, tag)):
            whole[-1] = replace(last, end=tag.end, text=said[last.start : tag.end])
        elif last and not said[last.end : tag.start].strip() and (field := _of_both(said, last, tag, colleagues)):
            words = said[last.start : tag.end]
            whole[-1] = TaggedSpan(field, last.start, tag.end, words, max(last.p, tag.p))
        else:
            whole.append(tag)
    return whole


def _one_text(said: str, one: TaggedSpan, other: TaggedSpan) -> bool:
    """Whether two tags are one text of which the tagger lost a word or two."""
    between = said[one.end : other.start]
    alike = one.field == other.field and one.field in TOLD
    return alike and 0 < len(between.split()) <= LEFT_OUT and "," not in between


def _of_both(said: str, one: TaggedSpan, other: TaggedSpan, colleagues: set[str]) -> str | None:
    """What two neighbours are together; None if each is something of its own."""
    if {one.field, other.field} <= RECORDS and not (_full_name(one) and _full_name(other)):
        return one.field if one.field != "record" else other.field
    if one.field == other.field and one.field in TEXTS:
        return one.field
    name = said[one.start : other.end].lower().removesuffix("'s")
    return "person" if {one.field, other.field} <= NAMES and name in colleagues else None


def _one_sum(said: str, one: TaggedSpan, other: TaggedSpan) -> bool:
    """Whether two sums are the parts of one: "a hundred" and "fifty dollars"."""
    if {one.field, other.field} != {"money"} or said[one.end : other.start].strip() not in ("", "and"):
        return False
    return one.text.lower().split()[-1] in ("hundred", "thousand", "grand", "dollars", "dollar", "bucks")


def _full_name(tag: TaggedSpan) -> bool:
    """Whether a tag is a name by itself, of two words and more, none of them a number's."""
    said = tag.text.lower().split()
    return len(said) > 1 and not any(is_number(word) or word in EMPTY or word.endswith("'s") for word in said)


def _measures(tag: TaggedSpan) -> bool:
    """Whether a name goes on with a measure, so that the number before it is part of it: "twenty" "amp breaker"."""
    return tag.field == "name" and MEASURE.match(tag.text) is not None
