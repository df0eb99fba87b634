"""What is taken out, called otherwise, sent as what it is, or named by whose it is."""

from __future__ import annotations

from typing import Any

import pytest

from agent.conversation import Conversation
from agent.planner.local import plan_turn
from tests.conftest import person
from tools.perform import Desk


@pytest.mark.parametrize(
    ("said", "operation", "arguments"),
    [
        (
            "edit mountain hvac supply take out the old email",
            "update_supplier",
            {"id": "mountain hvac supply", "email": None},
        ),
        ("change the commercial label to business", "update_contact_tag", {"name": "business"}),
        ("escalate bob johnson's double charge", "update_ticket", {"priority": "high"}),
        ("text bob's invoice to him", "send_invoice", {"channel": "sms", "id": "bob"}),
        ("email patel his quote again", "send_quote", {"channel": "email"}),
        ("text bob that his invoice is ready", "send_message", {"channel": "sms"}),
        ("put first baptist in with the vips", "tag_contact", {"tagId": "VIP"}),
        ("what do we have for thermostats", "get_inventory_item", {"id": "thermostats"}),
        (
            "luis can grab deshawn carter's sewer thing he's the only one with the camera anyway",
            "assign_job",
            {"techId": "luis"},
        ),
        ("linh nguyen wants to reschedule her sink to friday at ten", "update_job", {"id": "linh nguyen's sink"}),
        ("set the greeting to thanks for calling", "update_account_settings", {"greeting": "Thanks for calling"}),
        ("make the undo window twenty seconds", "update_account_settings", {"undoSeconds": 20}),
    ],
)
async def test_it_is_heard(desk: Desk, said: str, operation: str, arguments: dict[str, Any]) -> None:
    conversation = Conversation(desk, person("dana"), await desk.companies.of("ridgeline"))
    (call,) = (await plan_turn(conversation, conversation.begin("1", said, 1.0))).calls
    assert (call.operation, {**call.arguments, **arguments}) == (operation, call.arguments)
