"""What the local planner fills in from what was said, tags and all."""

from __future__ import annotations

from typing import Any

import pytest

from agent.conversation import Conversation
from agent.planner.recogniser import Recogniser
from agent.planner.slots import filled
from agent.planner.values import switched
from tests.conftest import person
from tools.catalog import OPERATIONS
from tools.perform import Desk


@pytest.mark.parametrize(
    ("name", "said", "given"),
    [
        (
            "create_lead",
            "new lead gina torres wants a tankless water heater",
            {"name": "Gina Torres", "interest": "Tankless water heater"},
        ),
        ("list_leads", "list the leads we haven't contacted yet", {"status": "new"}),
        ("list_leads", "which leads haven't we contacted yet", {"status": "new"}),
        ("update_lead", "mark gregory tanaka as contacted", {"id": "gregory tanaka", "status": "contacted"}),
        (
            "convert_lead",
            "turn the bathroom remodel lead into a job",
            {"id": "the bathroom remodel lead", "createJob": True},
        ),
    ],
)
async def test_values_go_to_their_fields(desk: Desk, name: str, said: str, given: dict[str, Any]) -> None:
    conversation = Conversation(desk, person("owen"), await desk.companies.of("ridgeline"))
    heard = Recogniser.load().recognise(said)
    assert await filled(conversation, OPERATIONS[name], said, heard) == given


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("turn it into a job", True),
        ("make her a customer", None),
        ("make her a customer but no job yet", False),
        ("without a job", False),
        ("jobs", None),
    ],
)
def test_a_yes_or_no_is_said_or_denied_or_left_open(said: str, meant: bool | None) -> None:
    assert switched(said, ("job", "work order")) is meant
