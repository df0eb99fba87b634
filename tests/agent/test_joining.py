"""What a tagger took for two things and is one."""

import pytest

from agent.planner.joining import joined
from agent.planner.spans import TaggedSpan

STAFF = ("Mike Alvarez", "Luis Ortega")


@pytest.mark.parametrize(
    ("said", "tags", "whole"),
    [
        ("show me mike alvarez's route", ["person mike", "record alvarez's"], ["person mike alvarez's"]),
        ("give luis the sink leak", ["person luis", "record the sink leak"], ["person luis", "record the sink leak"]),
        ("ten forty two is done", ["job ten", "record forty two"], ["job ten forty two"]),
        ("send luis or mike", ["person luis", "person mike"], ["person luis", "person mike"]),
    ],
)
def test_neighbours_that_name_one_thing_are_one(said: str, tags: list[str], whole: list[str]) -> None:
    spans = []
    for each in tags:
        field, _, words = each.partition(" ")
        spans.append(TaggedSpan(field, said.index(words), said.index(words) + len(words), words, 1.0))
    assert [f"{each.field} {each.text}" for each in joined(said, spans, STAFF)] == whole
