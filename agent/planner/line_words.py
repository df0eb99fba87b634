"""What the lines of a quote or an invoice are for, where the tagger takes it for something else or for nothing.

A count with a price is a line's, "two thermostats at two forty nine"; so is what is put on or taken off, "put permit
fee ninety five dollars on quote three oh one". What is knocked off is a discount.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from agent.planner.lines import ADDED, ADDING, DROPPED, NAMING, lined
from agent.planner.spans import TaggedSpan
from agent.speech import hear
from tools.operation import Operation

DISCOUNT, DESCRIPTION = "discount", "description"
KNOCKED_OFF = re.compile(
    r"\b(?:knock|take|shave|chop|cut|drop|discount) (?:(?:another|an extra|him|her|them) )?"
    r"(?P<sum>(?:[a-z]+ ){1,6}?)off\b"
)
TAKEN_OFF = re.compile(r"\b(?:take|drop|remove|pull|scratch) (?:the )?(?P<what>[\w ]{3,40}?)(?: back)? (?:off|from)\b")
LEADING_UP = re.compile(r"\s*(?:(?:an?|the|another|line|item|charge)\b\s*)*(?:(?:for|of)\b\s*(?:an?\b|the\b)?\s*)?")
TRAILING = re.compile(r"\s*\b(?:at|for|is|of|costs?|comes to)?\s*$")
THE_WHOLE = re.compile(r"\b(?:total|price|it|that|him|her|them|quote|invoice|bill|bid)\b")
COUNTED = re.compile(
    r"\s*(?:of the |of )?((?:(?!for\b|at\b|to\b|on\b|from\b|and\b)[a-z'-]+ ?){1,4}?)(?= (?:for|at|to|on|and)\b|$)"
)
MORE = re.compile(r"\b(?:add|tack|throw|stick|toss|slap|include)\b")
THE_JOB = re.compile(r"\b(?:job|work order|visit|that|this|it)\b|'s\b")
MOST_WORDS = 6


def marked(operation: Operation[Any, Any], said: str, tags: Sequence[TaggedSpan]) -> list[TaggedSpan]:
    """The tags with what a line is for marked as its description, and what is knocked off as a discount."""
    wires = {each.wire for each in operation.takes}
    if DISCOUNT in wires and (discount := _knocked_off(said)):
        return _instead(tags, discount)
    money = next((tag for tag in tags if tag.field == "money"), None)
    parameter = lined(operation, said)
    members = parameter.lines.members if parameter and parameter.lines else ()
    if parameter is None or all(each.wire != DESCRIPTION for each in members):
        return list(tags)
    if any(tag.field in NAMING for tag in tags):
        return list(tags)
    if money and (done := next((tag for tag in tags if tag.field == "job" and _is_work(tag.text)), None)):
        return [replace(tag, field=DESCRIPTION) if tag is done else tag for tag in tags]
    if parameter.wire == DROPPED:
        return _instead(tags, _taken_off(said))
    count = next((tag for tag in tags if tag.field == "count"), None)
    if money is None or not (parameter.wire == ADDED or count):
        return list(tags)
    title = next((tag for tag in tags if tag.field == "title"), None)
    if title:
        return [replace(tag, field=DESCRIPTION) if tag is title else tag for tag in tags]
    if count:
        return _instead(tags, _counted(said, count))
    return _instead(tags, _put_on(said, money, tags) or _added(said, money))


def _is_work(words: str) -> bool:
    """Whether words are what was done, "the furnace repair", and not which job it was."""
    return hear.number(words) is None and not THE_JOB.search(words) and not hear.find_values(words)


def _instead(tags: Sequence[TaggedSpan], named: TaggedSpan | None) -> list[TaggedSpan]:
    """The tags, with this one in the place of those that it covers."""
    if named is None:
        return list(tags)
    apart = [tag for tag in tags if tag.end <= named.start or tag.start >= named.end]
    return sorted([*apart, named], key=lambda tag: tag.start)


def _knocked_off(said: str) -> TaggedSpan | None:
    """The sum that is taken off: "knock fifty bucks off that quote"."""
    found = KNOCKED_OFF.search(said.lower())
    if found is None or hear.money(found["sum"]) is None:
        return None
    start, end = found.span("sum")
    return TaggedSpan(DISCOUNT, start, end - 1, said[start : end - 1], 1.0)


def _put_on(said: str, money: TaggedSpan, tags: Sequence[TaggedSpan]) -> TaggedSpan | None:
    """The words between the verb and the price, if they name nothing else."""
    verb = ADDING.search(said[: money.start])
    opening = LEADING_UP.match(said, verb.end(), money.start) if verb else None
    if opening is None:
        return None
    words = TRAILING.sub("", said[opening.end() : money.start])
    taken = any(opening.end() <= tag.start < money.start for tag in tags)
    if taken or not words or len(words.split()) > MOST_WORDS or THE_WHOLE.search(words):
        return None
    return TaggedSpan(DESCRIPTION, opening.end(), opening.end() + len(words), words, money.p)


def _added(said: str, money: TaggedSpan) -> TaggedSpan | None:
    """What follows the price of something added, "add a forty nine dollar trip fee to it"; nothing, for a bare sum."""
    if not MORE.search(said[: money.start]):
        return None
    found = COUNTED.match(said, money.end)
    start, end = found.span(1) if found else (money.end, money.end)
    return TaggedSpan(DESCRIPTION, start, end, said[start:end], money.p)


def _counted(said: str, count: TaggedSpan) -> TaggedSpan | None:
    """What there are so many of: "ten outlets for Erin"."""
    found = COUNTED.match(said, count.end)
    return None if found is None else TaggedSpan(DESCRIPTION, found.start(1), found.end(1), found[1], count.p)


def _taken_off(said: str) -> TaggedSpan | None:
    """The line that is taken off: "take the permit fee off of quote three oh one"."""
    found = TAKEN_OFF.search(said)
    if found is None or hear.money(found["what"]) is not None or THE_WHOLE.search(found["what"]):
        return None
    return TaggedSpan(DESCRIPTION, found.start("what"), found.end("what"), found["what"], 1.0)
