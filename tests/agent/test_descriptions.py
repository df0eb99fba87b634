"""Lines as they are said: what each is for, whole, however the tagger cut it; and where an amount goes."""

from __future__ import annotations

from typing import Any

import pytest

from agent.planner.descriptions import described
from agent.planner.line_words import marked
from agent.planner.lines import grouped, lined
from agent.planner.spans import TaggedSpan
from agent.planner.sums import by_so_much
from tools.catalog import OPERATIONS

CREATE, UPDATE = OPERATIONS["create_invoice"], OPERATIONS["update_invoice"]
Tags = list[tuple[str, str]]


def told(operation: Any, said: str, tags: Tags) -> list[dict[str, str]]:
    """What each line is told by."""
    spans, at = [], 0
    for sort, words in tags:
        at = said.index(words, at)
        spans.append(TaggedSpan(sort, at, at + len(words), words, 0.9))
        at += len(words)
    parameter = lined(operation, said)
    assert parameter is not None
    whole = described(operation, said, marked(operation, said, spans), parameter)
    return [{tag.field: tag.text for tag in group} for group in grouped(parameter, operation, whole)]


@pytest.mark.parametrize(
    ("said", "tags", "lines"),
    [
        (
            "three air filters at eighteen bucks each",
            [("count", "three"), ("description", "air"), ("item", "filters"), ("money", "eighteen bucks")],
            [{"count": "three", "description": "air filters", "money": "eighteen bucks"}],
        ),
        (
            "mrs tran needs a bill two hours labor at one twenty five",
            [("money", "two"), ("description", "hours"), ("money", "one twenty five")],
            [{"count": "two", "description": "hours labor", "money": "one twenty five"}],
        ),
        (
            "new bill for erin capacitor sixty five plus trip fee forty nine",
            [("person", "erin"), ("description", "capacitor"), ("money", "sixty five"), ("money", "forty nine")],
            [{"description": "capacitor", "money": "sixty five"}, {"description": "trip fee", "money": "forty nine"}],
        ),
        ("bill the garcias four twenty five", [("money", "four twenty five")], [{"money": "four twenty five"}]),
        (
            "he wants to settle later and can somebody cut him an invoice for eighty nine",
            [("money", "eighty nine")],
            [{"money": "eighty nine"}],
        ),
    ],
)
def test_a_line_is_told_whole(said: str, tags: Tags, lines: list[dict[str, str]]) -> None:
    assert told(CREATE, said, tags) == lines


@pytest.mark.parametrize(
    ("said", "tags", "wire", "lines"),
    [
        (
            "add a forty nine dollar trip fee to it",
            [("money", "forty nine dollar"), ("title", "trip")],
            "addLines",
            [{"money": "forty nine dollar", "description": "trip fee"}],
        ),
        ("take the trip fee off bob's invoice", [("record", "the trip fee"), ("record", "bob's invoice")],
         "dropLines", [{"description": "trip fee"}]),
        ("knock twenty off siobhan's bill", [("money", "twenty")], "changeLines", []),
        ("twenty oh four should be one fifteen", [("money", "one fifteen")], "changeLines", []),
        ("bump the labor up to one forty", [("description", "labor"), ("money", "one forty")],
         "changeLines", [{"description": "labor", "money": "one forty"}]),
    ],
)  # fmt: skip
def test_a_document_that_is_there_gets_more_less_or_other_lines(
    said: str, tags: Tags, wire: str, lines: list[dict[str, str]]
) -> None:
    parameter = lined(UPDATE, said)
    assert parameter is not None
    assert parameter.wire == wire
    assert told(UPDATE, said, tags) == lines


@pytest.mark.parametrize(
    ("said", "delta"),
    [
        ("twenty oh four should be one fifteen not ninety five", False),
        ("bring it down to two seventy five", False),
        ("change quote three oh one to seven thousand", False),
        ("bump siobhan's bill up twenty bucks", True),
    ],
)
def test_by_how_much_is_no_total(said: str, delta: bool) -> None:
    total = next(each for each in UPDATE.takes if each.wire == "total")
    assert by_so_much(total, said) is delta
