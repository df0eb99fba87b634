"""What the recogniser was not trained on is heard by phrases of the operations' own."""

from __future__ import annotations

import pytest

from agent.conversation import Conversation
from agent.planner.phrases import phrased
from agent.planner.recogniser import Recogniser
from tests.conftest import person
from tools.catalog import OPERATIONS
from tools.perform import Desk


@pytest.mark.parametrize(
    ("said", "kept", "gone"),
    [
        ("merge jon smyth into john smith please", "john smith", "jon smyth"),
        ("okay can you merge john smith with jon smyth", "john smith", "jon smyth"),
        ("john smith and jon smyth are the same person", "john smith", "jon smyth"),
        ("jon smyth is a duplicate of john smith", "john smith", "jon smyth"),
        ("merge the two john smiths", "john smith", "john smith"),
    ],
)
async def test_two_cards_are_one(said: str, kept: str, gone: str, desk: Desk) -> None:
    conversation = Conversation(desk, person("owen"), await desk.companies.of("ridgeline"))
    plan = phrased(conversation, said)
    assert plan is not None
    assert [(each.operation, dict(each.arguments)) for each in plan.calls] == [
        ("merge_contacts", {"id": kept, "duplicateId": gone})
    ]


def test_only_what_is_not_trained_needs_phrases() -> None:
    trained = Recogniser.load().knows
    phrases = [each for each in OPERATIONS.values() if each.options.get("phrases")]
    assert phrases
    assert [each.name for each in phrases if any(str(route) in trained for route in each.routes)] == []
