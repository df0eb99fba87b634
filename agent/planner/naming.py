"""Which of the tagged words name which record, where an operation takes several: by the noun beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from agent.planner.spans import TaggedSpan
from agent.speech import hear
from storage.base import Record
from storage.contacts import Contact
from storage.users import User
from tools.operation import Operation, Parameter, spoken_noun

# What people call these; anything else goes by its own name.
NOUNS: Mapping[str, str] = {
    "Quote": "quotes?|bids?|proposals?|offers?",
    "Estimate": "estimates?|ballparks?|guesstimates?",
    "Lead": "leads?|prospects?|inquiry|inquiries|opportunity|opportunities",
}
PEOPLE = (Contact, User)
LEAST_NUMBER = 100


def likely(
    operation: Operation[Any, Any], parameter: Parameter, said: str, tags: Sequence[TaggedSpan]
) -> list[TaggedSpan]:
    """The tags that may name this parameter's record, the likeliest first.

    What stands beside another's noun is left to that one: in "a quote from estimate four oh one" no customer is named.
    """
    kind = parameter.record
    assert kind is not None
    rivals = [each.record for each in operation.takes if each.record and each.record is not kind]
    rivals = [each for each in rivals if each.__name__ in NOUNS]
    mine = [tag for tag in tags if not any(beside(said, tag, other) for other in rivals)]
    if parameter.in_path and kind.__name__ in NOUNS:
        return sorted(mine, key=lambda tag: (not beside(said, tag, kind), not is_its_number(kind, tag)))
    if parameter.in_path or parameter.needed or (kind in PEOPLE and not _on_a_record(operation, kind)):
        return mine
    if kind.__name__ in NOUNS:
        return [tag for tag in mine if beside(said, tag, kind)]
    return [tag for tag in mine if tag.field != "record"] if kind in PEOPLE else mine


def beside(said: str, tag: TaggedSpan, kind: type[Record]) -> bool:
    """Whether the noun of this kind is in the tagged words, or stands right before or behind them."""
    before, after = said[: tag.start].rstrip(), said[tag.end :].lstrip()
    noun = _noun(kind)
    return bool(
        re.search(rf"\b(?:{noun})\b", tag.text, re.IGNORECASE)
        or re.search(rf"\b(?:{noun})(?: number)?$", before, re.IGNORECASE)
        or re.match(rf"(?:{noun})\b", after, re.IGNORECASE)
    )


def pointed_at(kind: type[Record], said: str) -> bool:
    """Whether the words only point at a record of one of these kinds: "a quote from that estimate"."""
    pointing = rf"\b(?:that|this|the|his|her|their|same) (?:{_noun(kind)})\b"
    return kind.__name__ in NOUNS and re.search(pointing, said, re.IGNORECASE) is not None


@cache
def _noun(kind: type[Record]) -> str:
    return NOUNS.get(kind.__name__, re.escape(spoken_noun(kind.__name__)))


def _on_a_record(operation: Operation[Any, Any], kind: type[Record]) -> bool:
    """Whether the operation is done to a record of another kind, or the person is one of the staff."""
    return kind is User or any(each.in_path and each.record not in (None, kind) for each in operation.takes)


def is_its_number(kind: type[Record], tag: TaggedSpan) -> bool:
    """Whether the tagged words are a number such as this kind has."""
    number = hear.number(tag.text) if hasattr(kind, "number") else None
    return number is not None and number >= LEAST_NUMBER
