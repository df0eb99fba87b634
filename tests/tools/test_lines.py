"""Lines: a list of groups of inputs whose members may be records, through the one door and by voice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any

import pytest
from pydantic import Field

from agent.conversation import Conversation
from agent.planner.lines import grouped, lined
from agent.planner.recogniser import Recognition
from agent.planner.slots import filled
from agent.planner.spans import TaggedSpan
from domain.context import Context
from domain.problems import Ambiguous, Invalid, Missing, NotFound
from storage.inventory import InventoryItem
from tests.conftest import person
from tools.call import Call
from tools.inventory import inventory
from tools.operation import Fields, placed
from tools.perform import Desk, perform


class PartLine(Fields):
    """One line of parts."""

    item: InventoryItem
    quantity: Annotated[Decimal, Field(gt=0)] = Decimal(1)
    unit_cost: Annotated[Decimal | None, Field(ge=0)] = None


@inventory.write("POST /orders", "order parts")
async def order_parts(ctx: Context, lines: Annotated[list[PartLine], Field(min_length=1, max_length=9)]) -> str:
    """Order parts."""
    return "; ".join(f"{line.quantity:f} {line.item.name} {sorted(line.given())}" for line in lines)


@pytest.fixture
def till(desk: Desk) -> Desk:
    return replace(desk, operations={order_parts.name: order_parts})


def order(channel: str, *lines: Mapping[str, Any]) -> Call:
    return Call(order_parts.name, {"lines": list(lines)}, person("dana"), channel)


async def test_a_lines_record_is_found_by_id_and_written_down_as_one(till: Desk) -> None:
    outcome = await perform(till, order("rest", {"itemId": "item-ignitor", "quantity": 12}))
    assert outcome.value == "12 Hot surface ignitor ['item', 'quantity']"
    assert outcome.arguments == {"lines": [{"itemId": "item-ignitor", "quantity": "12"}]}


async def test_spoken_words_name_it_and_the_place_of_a_doubtful_one_is_told(till: Desk) -> None:
    outcome = await perform(till, order("voice", {"itemId": "smart thermostat"}, {"itemId": "ignitors"}))
    assert [line["itemId"] for line in outcome.arguments["lines"]] == ["item-thermo", "item-ignitor"]
    with pytest.raises((Ambiguous, NotFound)) as unclear:
        await perform(till, order("voice", {"itemId": "ignitors"}, {"itemId": "flux compensator"}))
    assert isinstance(unclear.value, Ambiguous | NotFound)
    assert unclear.value.field == "lines.1.itemId"


async def test_over_rest_words_are_an_unknown_id(till: Desk) -> None:
    with pytest.raises(NotFound):
        await perform(till, order("rest", {"itemId": "ignitors"}))


@pytest.mark.parametrize(
    ("lines", "kind", "field"),
    [
        ([], Invalid, "lines"),
        ([{"quantity": 2}], Missing, "lines.0.itemId"),
        ([{"itemId": "item-ignitor", "quantity": 0}], Invalid, "lines.0.quantity"),
        ([{"itemId": "item-ignitor", "item": "x"}], Invalid, "lines.0.item"),
    ],
)
async def test_what_is_wrong_in_a_line_is_named_by_its_place(
    till: Desk, lines: list[Any], kind: type[Exception], field: str
) -> None:
    with pytest.raises(kind) as refused:
        await perform(till, order("rest", *lines))
    assert field in [each.field for each in getattr(refused.value, "errors", ())] + list(
        getattr(refused.value, "fields", ())
    )


def test_an_answer_is_put_where_it_belongs() -> None:
    given = {"contactId": "maria", "lines": [{"quantity": 1}, {"quantity": 2}]}
    assert placed(given, "lines.1.itemId", "x")["lines"] == [{"quantity": 1}, {"quantity": 2, "itemId": "x"}]
    assert given["lines"] == [{"quantity": 1}, {"quantity": 2}]


@pytest.fixture
async def conversation(till: Desk) -> Conversation:
    return Conversation(till, person("dana"), await till.companies.of("ridgeline"))


async def test_what_is_said_of_two_lines_makes_two(conversation: Conversation) -> None:
    said = "order twelve ignitors at nineteen dollars and three thermostats"
    tags = [("count", "twelve"), ("item", "ignitors"), ("money", "nineteen dollars")]
    tags += [("count", "three"), ("item", "thermostats")]
    spans = tuple(TaggedSpan(sort, said.index(w), said.index(w) + len(w), w, 0.9) for sort, w in tags)
    values = await filled(conversation, order_parts, said, Recognition((), (), spans, ()))
    assert values == {
        "lines": [
            {"itemId": "ignitors", "quantity": 12, "unitCost": "19.00"},
            {"itemId": "thermostats", "quantity": 3},
        ]
    }


def test_lines_are_added_only_where_they_can_be() -> None:
    parameter = lined(order_parts, "put six more thermostats on it")
    assert parameter is not None
    assert parameter.wire == "lines"
    assert grouped(parameter, order_parts, []) == []
