"""Which of several fields a value is for, by the words that stand beside it: "cost us twenty", "reorder at thirty".

Only fields that say by which words they are known (`Said`) take part. A number keeps the sort that it was heard as
unless a field of another sort is named beside it: fifteen is no price where it is the minimum that is set to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import permutations

from agent.planner.sorts import SORT_OF
from agent.planner.spans import TaggedSpan
from tools.operation import Parameter

NUMBERS = ("count", "money")
POOLS = (NUMBERS, ("choice",))
MONEY = re.compile(r"\b(?:dollars?|bucks?|cents?|grand)\b", re.IGNORECASE)
FARTHEST, MOST = 7, 4
OF_ANOTHER_SORT, AFTERWARDS, NOWHERE = 2, 1, 99


@dataclass(frozen=True, slots=True)
class Sorted:
    """The tags, each of the sort of the field that it is for, and which field that is where words tell."""

    tags: list[TaggedSpan]
    owners: Mapping[TaggedSpan, str] = field(default_factory=dict)


def told_apart(parameters: Sequence[Parameter], said: str, tags: Sequence[TaggedSpan]) -> Sorted:
    """Give each value to the field whose words stand nearest, so that all together are as near as can be."""
    found: dict[TaggedSpan, Parameter] = {}
    for pool in POOLS:
        values = [tag for tag in tags if tag.field in pool][:MOST]
        fields = [each for each in _members(parameters) if _sort(each) in pool][:MOST]
        found |= _nearest(said, values, fields)
    owners: dict[TaggedSpan, str] = {}
    sorted_tags = []
    for tag in tags:
        mine = found.get(tag)
        sorted_tags.append(replace(tag, field=_sort(mine)) if mine else tag)
        if mine:
            owners[sorted_tags[-1]] = mine.wire
    return Sorted(sorted_tags, owners)


def _members(parameters: Iterable[Parameter]) -> list[Parameter]:
    """The fields that words tell of, those of lines among them, each name once."""
    every = [member for each in parameters for member in (each.lines.members if each.lines else (each,))]
    return list({each.wire: each for each in every if each.record is None and each.said}.values())


def _nearest(said: str, tags: list[TaggedSpan], fields: list[Parameter]) -> dict[TaggedSpan, Parameter]:
    """The pairs with the most tags named at all, and of those the ones with the fewest words between."""
    best: dict[TaggedSpan, Parameter] = {}
    least = (0, 0)
    places = [*fields, *([None] * len(tags))]
    for choice in set(permutations(places, len(tags))):
        pairs = [(tag, each, _between(said, tag, each)) for tag, each in zip(tags, choice, strict=True) if each]
        near = [pair for pair in pairs if pair[2] <= FARTHEST]
        score = (-len(near), sum(pair[2] for pair in near))
        if near and score < least:
            best, least = {tag: each for tag, each, _ in near}, score
    return best


def _between(said: str, tag: TaggedSpan, parameter: Parameter) -> int:
    """How many words stand between a value and the nearest words of a field; those before it are nearer."""
    other = 0 if tag.field == _sort(parameter) else OF_ANOTHER_SORT
    if other and MONEY.search(tag.text):
        return NOWHERE
    distances = [NOWHERE]
    for cue in _pattern(parameter.said).finditer(said):
        if cue.end() <= tag.start:
            distances.append(len(said[cue.end() : tag.start].split()))
        elif cue.start() >= tag.end:
            distances.append(len(said[tag.end : cue.start()].split()) + AFTERWARDS)
    return min(distances) + other


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b", re.IGNORECASE)


def _sort(parameter: Parameter) -> str:
    return SORT_OF.get(parameter.wire, parameter.wire)
