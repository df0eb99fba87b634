"""How people say of which record the changes are asked: "who touched job ten forty two"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from agent.planner.reading import Words
from domain.audit import kind_said
from domain.numbers import number

KIND = re.compile(
    r"\b(?P<kind>jobs?|invoices?|quotes?|estimates?|tickets?|purchase orders?|contacts?|customers?|leads?|payments?|"
    r"suppliers?|campaigns?|workflows?|users?|articles?)\b(?: number)?(?P<after>(?: [a-z0-9-]+){0,5})"
)
CALLED = {"customer": "contact", "customers": "contacts"}
RECORDS = ("record", "job", "invoice", "item", "person")
ACTED = re.compile(r"\b(?:by|did|has|does|from)\s*$")
LONGEST = 5


def record_type(words: Words) -> str | None:
    """The kind of record, in one word."""
    found = KIND.search(words.said)
    kind = kind_said(CALLED.get(found["kind"], found["kind"])) if found else None
    return found["kind"].removesuffix("s") if found and kind else None


def record_id(words: Words) -> str | None:
    """Which one: the number behind its kind, else the words that name a record beside it."""
    found = KIND.search(words.said)
    if found is None:
        return None
    after = found["after"].split()
    for length in range(min(LONGEST, len(after)), 0, -1):
        if (said := number(" ".join(after[:length]))) is not None:
            return str(said)
    named = [tag for tag in words.tags if tag.field in RECORDS and not ACTED.search(words.said[: tag.start])]
    told = next((tag.text for tag in named if found["kind"] in tag.text or tag.end + 1 >= found.start()), "")
    return re.sub(rf"^(?:the|that|our) |'s(?=\s|$)|\b{found['kind']}\b", "", told).strip() or None


TRAIL: Mapping[str, Callable[[Words], Any]] = {"recordType": record_type, "recordId": record_id}
