"""Values told apart by the words beside them; what came from what went; a numbered record from the parts on it."""

from __future__ import annotations

from typing import Any

import pytest

from agent.conversation import Conversation
from agent.planner.beside import told_apart
from agent.planner.lines import wholes_left_out
from agent.planner.recogniser import Recogniser
from agent.planner.signs import direction, signed
from agent.planner.slots import filled, value_for
from agent.planner.spans import TaggedSpan
from tests.conftest import person
from tools.catalog import OPERATIONS
from tools.perform import Desk


def tags(said: str, *heard: tuple[str, str]) -> list[TaggedSpan]:
    return [TaggedSpan(sort, said.index(words), said.index(words) + len(words), words, 0.9) for sort, words in heard]


@pytest.mark.parametrize(
    ("said", "heard", "owned"),
    [
        (
            "the cost is eight dollars we sell them for forty five",
            [("money", "eight dollars"), ("money", "forty five")],
            {"unitCost": "eight dollars", "unitPrice": "forty five"},
        ),
        (
            "list them fifty three our cost ninety retail",
            [("money", "fifty three"), ("money", "ninety")],
            {"unitCost": "fifty three", "unitPrice": "ninety"},
        ),
        (
            "we got forty and should reorder when it hits ten",
            [("count", "forty"), ("count", "ten")],
            {"quantity": "forty", "reorderAt": "ten"},
        ),
        ("set the minimum on run caps to fifteen", [("money", "fifteen")], {"reorderAt": "fifteen"}),
        ("set the minimum to fifteen dollars", [("money", "fifteen dollars")], {}),
        ("make it nineteen", [("money", "nineteen")], {}),
    ],
)
def test_a_value_is_the_fields_whose_words_are_nearest(
    said: str, heard: list[tuple[str, str]], owned: dict[str, str]
) -> None:
    apart = told_apart(OPERATIONS["create_inventory_item"].takes, said, tags(said, *heard))
    assert {wire: tag.text for tag, wire in apart.owners.items()} == owned


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("i just used two ignitors take them off the shelf", "went"),
        ("we're short three capacitors on the count", "went"),
        ("two of those tanks were defective so they shouldn't be counted", "went"),
        ("there's only three more capacitors than it says", "came"),
        ("i counted the pex and we're over by thirty feet", "came"),
        ("we got forty air filters in today", "came"),
        ("count is fourteen on the ignitors", "counted"),
        ("we've got fourteen ignitors on the shelf", "counted"),
        ("make it nine", "counted"),
        ("the ignitors please", None),
    ],
)
def test_what_came_is_told_from_what_went_and_what_was_counted(said: str, told: str | None) -> None:
    assert direction(said) == told


def test_an_amount_that_went_has_a_minus() -> None:
    assert [signed(2, "went"), signed("2.5", "went"), signed(2, "came"), signed(2, None)] == [-2, "-2.5", 2, 2]
    assert direction("two", "i pulled some pex for the van") == "went", "an answer goes by what was asked about"


@pytest.mark.parametrize(
    ("name", "said", "given"),
    [
        ("adjust_inventory_item", "take two filters out of stock", {"id": "filters", "change": -2}),
        ("adjust_inventory_item", "there are only five capacitors left", {"id": "capacitors", "counted": 5}),
        ("update_inventory_item", "ignitor cost is twenty two even", {"id": "ignitor", "unitCost": "22.00"}),
        (
            "create_inventory_item",
            "add a new part twenty by twenty air filter at twenty two dollars",
            {"name": "Twenty by twenty air filter", "unitPrice": "22.00"},
        ),
        (
            "update_purchase_order",
            "put six more thermostats on seven fourteen",
            {"id": "714", "addLines": [{"itemId": "thermostats", "quantity": 6}]},
        ),
        (
            "update_purchase_order",
            "drop the ignitors on seven oh one down to ten",
            {"id": "701", "changeLines": [{"itemId": "ignitors", "quantity": 10}]},
        ),
        (
            "update_purchase_order",
            "make seven oh one from front range instead of mountain",
            {"id": "701", "supplierId": "front range"},
        ),
        (
            "update_purchase_order",
            "flip the draft for johnstone over to ordered i just placed it by phone",
            {"id": "the draft for johnstone", "status": "ordered"},
        ),
        (
            "update_purchase_order",
            "take the filters off seven nineteen",
            {"id": "719", "dropLines": [{"itemId": "filters"}]},
        ),
        ("list_purchase_orders", "list the po's that haven't been received", {"status": "ordered"}),
        ("list_inventory_items", "what are we low on", {"low": True}),
    ],
)
async def test_an_utterance_fills_the_fields(desk: Desk, name: str, said: str, given: dict[str, Any]) -> None:
    conversation = Conversation(desk, person("owen"), await desk.companies.of("ridgeline"))
    assert await filled(conversation, OPERATIONS[name], said, Recogniser.load().recognise(said)) == given


async def test_an_answer_has_the_sign_of_what_it_answers(desk: Desk) -> None:
    conversation = Conversation(desk, person("owen"), await desk.companies.of("ridgeline"))
    for text in ("grabbed some filters off the shop shelf", "a couple"):
        conversation.begin(text, text)
    assert await value_for(conversation, OPERATIONS["adjust_inventory_item"], "change", "a couple", {}) == -2


def test_a_part_of_a_number_is_that_part() -> None:
    said = "eight of the twelve ignitors and three filters"
    counts = tags(said, ("count", "eight"), ("count", "twelve"), ("count", "three"))
    assert [tag.text for tag in wholes_left_out(said, counts)] == ["eight", "three"]
