"""Halves of one request become one call."""

import pytest

from agent.conversation import Conversation
from agent.planner.plan import Planned
from agent.planner.together import put_together
from tests.conftest import person
from tools.perform import Desk


@pytest.fixture
async def dana(desk: Desk) -> Conversation:
    return Conversation(desk, person("dana"), await desk.companies.of("ridgeline"))


async def test_what_one_half_lacks_the_other_tells(dana: Conversation) -> None:
    halves = [
        Planned("assign_job", {"id": "erin's outlet", "techId": "him"}),
        Planned("assign_job", {"id": "that", "techId": "mike"}),
    ]

    whole = put_together(dana, halves)

    assert [dict(each.arguments) for each in whole] == [{"id": "erin's outlet", "techId": "mike"}]


async def test_two_whole_requests_stay_two(dana: Conversation) -> None:
    calls = [
        Planned("assign_job", {"id": "erin's outlet", "techId": "mike"}),
        Planned("assign_job", {"id": "the sewer camera", "techId": "luis"}),
    ]

    assert put_together(dana, calls) == calls
