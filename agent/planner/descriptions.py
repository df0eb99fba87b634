"""What a line is for, whole: where the tagger cut it short, "hours" of "hours labor", or saw none, "a forty nine dollar
trip fee".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from agent.planner.sorts import SORT_OF
from agent.planner.spans import TaggedSpan
from agent.speech.numbers import is_number
from tools.operation import Operation, Parameter

NAMING = frozenset(("item", "description", "title", "name", "reason", "interest"))
# Where words that nobody tagged stop being a line's name.
ENDING = frozenset(
    re.findall(
        r"\w+",
        "at for to on onto in from by each apiece and plus with due net per is it that this so please off up down not"
        " the a an dollars bucks even cents i he she they we",
    )
)
JOINING = frozenset(("plus", "and", "with", "also"))
DOCUMENTS = re.compile(r"\b(?:bills?|invoices?|quotes?|estimates?|jobs?)\b", re.IGNORECASE)
ARTICLE = re.compile(r"\s*(?:(?:the|an?|some)\s+)?", re.IGNORECASE)
CURRENCY = re.compile(r"\s+(?:dollars?|bucks|even)\b", re.IGNORECASE)
FEW = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"))
MOST_UNTAGGED = 4


def described(
    operation: Operation[Any, Any], said: str, tags: Sequence[TaggedSpan], parameter: Parameter
) -> list[TaggedSpan]:
    """The tags, for lines that are told by a description: each whole, and with those that were not tagged.

    What was heard as a name of a sort that has no place outside of the lines is one.
    """
    inside = {_sort(each) for each in parameter.lines.members} if parameter.lines else set()
    if "description" not in inside or "item" in inside:
        return list(tags)
    naming = NAMING - {_sort(each) for each in operation.takes if each.lines is None}
    told: list[TaggedSpan] = []
    for tag in tags:
        this = _span(said, tag.start, _last(said, tag.end), tag.p) if tag.field in naming else tag
        last = told[-1] if told else None
        if last and {last.field, this.field} == {"description"} and not said[last.end : this.start].strip():
            this = _span(said, told.pop().start, this.end, this.p)
        told.append(this)
    if "money" in inside:
        prices = [each for each in told if each.field == "money"]
        told += [name for price in prices if (name := _untagged(said, price, told))]
    told.sort(key=lambda each: each.start)
    return [_counted(tag, told[place + 1 : place + 2], said) for place, tag in enumerate(told)]


def _sort(parameter: Parameter) -> str:
    return SORT_OF.get(parameter.wire, parameter.wire)


def _counted(tag: TaggedSpan, following: Sequence[TaggedSpan], said: str) -> TaggedSpan:
    """A small bare number right before what is counted is no price: "two hours labor"."""
    beside = following and following[0].field == "description" and not said[tag.end : following[0].start].strip()
    return replace(tag, field="count") if tag.field == "money" and beside and tag.text.lower() in FEW else tag


def _untagged(said: str, price: TaggedSpan, told: Sequence[TaggedSpan]) -> TaggedSpan | None:
    """The name that follows a price, "a forty nine dollar trip fee", or stands between "plus" and it."""
    others = [each for each in told if each is not price]
    own = CURRENCY.match(said, price.end)
    start = own.end() if own else price.end
    end = _last(said, start)
    if start < end and not any(each.start < end and start < each.end for each in others):
        few = len(said[start:end].split()) <= MOST_UNTAGGED
        return _span(said, start, end, price.p) if few and not DOCUMENTS.search(said[start:end]) else None
    begins = max((each.end for each in others if each.end <= price.start), default=0)
    words = list(re.finditer(r"[\w'-]+", said[begins : price.start]))
    joints = [place for place, word in enumerate(words) if word[0].lower() in JOINING]
    named = [word for word in words[joints[-1] + 1 :] if word[0].lower() not in ENDING] if joints else []
    if not 0 < len(named) <= MOST_UNTAGGED:
        return None
    return _span(said, begins + named[0].start(), begins + named[-1].end(), price.p)


def _last(said: str, at: int) -> int:
    """Where the untagged words from here on stop naming what is before them."""
    for word in re.finditer(r"\S+", said[at:]):
        if word[0].lower().strip(",.") in ENDING or is_number(word[0].lower()):
            return at + len(said[at : at + word.start()].rstrip())
    return len(said.rstrip())


def _span(said: str, start: int, end: int, p: float) -> TaggedSpan:
    article = ARTICLE.match(said, start, end)
    start = article.end() if article else start
    end = start + len(said[start:end].removesuffix(" of").removesuffix(" for"))
    return TaggedSpan("description", start, end, said[start:end], p)
