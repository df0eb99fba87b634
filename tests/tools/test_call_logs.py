"""Calls in the log: written down by hand, put right, found by who and when, and seen by whom they concern."""

import pytest

from domain.context import Actor
from domain.problems import Ambiguous, Forbidden, Invalid, NeedsConfirmation, NotFound
from domain.roles import Role
from tests.conftest import Ask, person

OWEN, MIKE, LUIS = person("owen"), person("mike-a"), person("luis")
MARIA = Actor("ridgeline", Role.CUSTOMER, "Maria Garcia", contact_id="maria-garcia", phone="+17205550204")


async def test_a_call_is_logged_now_and_by_whoever_says_so(ask: Ask) -> None:
    log = await ask("create_call_log", contactId="maria-garcia", summary="Told her we'd be late.", by=OWEN)
    assert (log["direction"], log["userId"], log["kind"]) == ("inbound", "owen", "call")
    assert (log["at"], log["contactName"]) == ("2026-03-10T14:30:00Z", "Maria Garcia")
    newest = (await ask("list_call_logs"))["items"]
    assert [each["contactId"] for each in newest] == ["maria-garcia", "bob-johnson"]


async def test_a_call_is_put_right(ask: Ask) -> None:
    changed = await ask(
        "update_call_log",
        id="call-1",
        contactId=None,
        phone="720 555 0199",
        direction="outbound",
        recordingUrl="https://recordings.ridgeline.example/881",
    )
    assert (changed["contactId"], changed["phone"], changed["direction"]) == (None, "+17205550199", "outbound")
    assert changed["summary"] == "Disputes the drain clearing charge"
    for wrong in ({"at": "2026-03-10T10:00:00-06:00"}, {"durationSeconds": -1}, {"recordingUrl": "javascript:x"}):
        with pytest.raises(Invalid):
            await ask("update_call_log", id="call-1", **wrong)


@pytest.mark.parametrize(
    "words",
    [
        "bob's call",
        "the call with bob yesterday",
        "the call with bob johnson from monday",
        "yesterday's four twenty call",
        "bob's sixteen twenty",
        "the last call",
    ],
)
async def test_a_call_is_found_by_who_and_when(words: str, ask: Ask) -> None:
    at = "2026-03-09T09:00:00-06:00"
    await ask("create_call_log", contactId="catherine-lee", summary="Wants to move to Thursday", at=at)
    assert (await ask("get_call_log", id=words, channel="voice"))["id"] == "call-1"


async def test_two_calls_with_one_person_are_told_apart_by_the_day(ask: Ask) -> None:
    await ask("create_call_log", contactId="bob-johnson", at="2026-03-06T09:00:00-06:00")
    with pytest.raises(Ambiguous, match=r"Friday, March 6 or .*Monday, March 9|Monday, March 9 or .*Friday, March 6"):
        await ask("get_call_log", id="bob's call", channel="voice")


async def test_a_technician_sees_their_own_and_a_customer_none(ask: Ask) -> None:
    mine = await ask("create_call_log", contactId="maria-garcia", summary="She's home all day", by=MIKE)
    assert [each["id"] for each in (await ask("list_call_logs", by=MIKE))["items"]] == [mine["id"]]
    assert (await ask("list_call_logs", by=LUIS))["count"] == 0
    for other in (LUIS, person("lk-nora", "lakeshore")):
        with pytest.raises(NotFound):
            await ask("get_call_log", id=mine["id"], by=other)
    with pytest.raises(Forbidden):
        await ask("list_call_logs", by=MARIA)
    with pytest.raises(Forbidden):
        await ask("delete_call_log", id=mine["id"], by=MIKE)


async def test_deleting_names_who_and_when(ask: Ask) -> None:
    with pytest.raises(NeedsConfirmation, match=r"call with Robert Johnson, yesterday at 4:20 PM\?"):
        await ask("delete_call_log", id="call-1", channel="voice")
