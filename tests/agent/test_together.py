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
        Planned("create_job_material", {"jobId": "the garcia furnace"}),
        Planned("create_job_material", {"jobId": "it", "itemId": "filter", "quantity": 2}),
    ]

    whole = put_together(dana, halves)

    assert [dict(each.arguments) for each in whole] == [
        {"jobId": "the garcia furnace", "itemId": "filter", "quantity": 2}
    ]


async def test_two_whole_requests_stay_two(dana: Conversation) -> None:
    calls = [
        Planned("create_job_material", {"jobId": "it", "itemId": "filter", "quantity": 2}),
        Planned("create_job_material", {"jobId": "it", "itemId": "ignitor", "quantity": 1}),
    ]

    assert put_together(dana, calls) == calls
