"""Conversations through the one door: the inbox, a thread, who may look into it."""

from typing import Any

import pytest

from domain.problems import Conflict, Forbidden, Invalid, NotFound
from tests.conftest import Ask, person
from tools.call import Call
from tools.perform import Desk, perform


async def asked(desk: Desk, operation: str, **given: Any) -> Any:
    """Like `ask`, where an argument is itself called channel."""
    return (await perform(desk, Call(operation, given, person("dana")))).plain()


async def test_the_inbox_has_the_latest_first_and_says_who_waits(ask: Ask) -> None:
    page = await ask("list_conversations")
    assert [each["id"] for each in page["items"]] == ["conv-1", "conv-2"]
    maria = page["items"][0]
    assert (maria["contactName"], maria["channel"], maria["awaitingReply"]) == ("Maria Garcia", "sms", True)
    assert maria["lastMessageAt"] == "2026-03-10T13:42:00Z"


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"status": "closed"}, ["conv-2"]),
        ({"contactId": "maria-garcia"}, ["conv-1"]),
        ({"channel": "chat"}, []),
        ({"awaitingReply": False}, ["conv-2"]),
        ({"dateStart": "2026-03-10"}, ["conv-1"]),
        ({"dateEnd": "2026-03-06"}, ["conv-2"]),
    ],
)
async def test_the_inbox_is_narrowed(desk: Desk, filters: dict[str, object], found: list[str]) -> None:
    page = await asked(desk, "list_conversations", **filters)
    assert [each["id"] for each in page["items"]] == found


async def test_a_new_conversation_takes_the_channel_that_reaches(ask: Ask, desk: Desk) -> None:
    opened = await ask("create_conversation", contactId="wei-zhang")
    assert (opened["channel"], opened["status"], opened["lastMessageAt"]) == ("sms", "open", None)
    await ask("update_contact", id="wei-zhang", phone=None)
    assert (await ask("create_conversation", contactId="wei-zhang"))["channel"] == "email"
    await ask("update_contact", id="wei-zhang", email=None)
    with pytest.raises(Conflict, match="Wei Zhang has neither a phone number nor an e-mail address"):
        await ask("create_conversation", contactId="wei-zhang")
    assert (await asked(desk, "create_conversation", contactId="wei-zhang", channel="phone"))["channel"] == "phone"


async def test_nobody_waits_in_a_closed_conversation(ask: Ask) -> None:
    closed = await ask("update_conversation", id="conv-1", status="closed")
    assert (closed["status"], closed["awaitingReply"]) == ("closed", False)
    with pytest.raises(Invalid):
        await ask("update_conversation", id="conv-1", status="done")


async def test_what_was_said_is_listed_the_latest_first(ask: Ask) -> None:
    await ask("send_message", conversationId="conv-1", body="Yes, he is there.", by=person("priya"))
    page = await ask("list_conversation_messages", id="conv-1")
    said = [(each["direction"], each["body"], each["authorName"], each["status"]) for each in page["items"]]
    assert said == [
        ("out", "Yes, he is there.", "Priya Raman", "waiting"),
        ("in", "Is Mike still coming at 8?", None, "received"),
    ]
    theirs = await ask("list_conversation_messages", id="conv-1", direction="in", dateEnd="2026-03-10")
    assert theirs["count"] == 1


async def test_the_staff_note_beside_a_conversation(ask: Ask) -> None:
    note = await ask("create_conversation_note", id="conv-1", body="She is upset.", by=person("owen"))
    assert (note["conversationId"], note["authorId"], note["authorName"]) == ("conv-1", "owen", "Owen Castellano")
    assert (await ask("list_conversation_notes", id="conv-1"))["items"] == [note]
    assert (await ask("list_conversation_notes", id="conv-2"))["count"] == 0
    with pytest.raises(Forbidden):
        await ask("list_conversation_notes", id="conv-1", by=person("mike-a"))


async def test_a_technician_sees_the_threads_of_own_customers(ask: Ask) -> None:
    seen = await ask("list_conversations", by=person("mike-a"))
    assert [each["id"] for each in seen["items"]] == ["conv-1"]
    assert (await ask("list_conversation_messages", id="conv-1", by=person("mike-a")))["count"] == 1
    with pytest.raises(NotFound):
        await ask("get_conversation", id="conv-1", by=person("luis"))
    with pytest.raises(Forbidden):
        await ask("update_conversation", id="conv-1", status="closed", by=person("mike-a"))


@pytest.mark.parametrize("operation", ["get_conversation", "list_conversation_messages", "list_conversation_notes"])
async def test_another_company_does_not_see_the_thread(ask: Ask, operation: str) -> None:
    with pytest.raises(NotFound):
        await ask(operation, id="conv-1", by=person("lk-nora", "lakeshore"))
