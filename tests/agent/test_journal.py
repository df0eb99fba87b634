"""The agent writes its conversations down by itself: who it was, what was said, what was done, and how it ended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from agent.callers import known_by
from agent.conversation import Conversation
from agent.installation import Installation
from agent.settings import Settings
from agent.typed import Typed
from domain.context import Actor
from domain.roles import Role
from domain.signin import SignIn
from storage.database import Database
from tests.conftest import Ask, person
from tests.tools.test_notifications import told
from tools.perform import Desk

MARIA = Actor("ridgeline", Role.CUSTOMER, "Maria Garcia", contact_id="maria-garcia", phone="+17205550204")
STRANGER = Actor("ridgeline", Role.CALLER, phone="+17205550999")
MIKE = person("mike-a")
CARD = "four two four two four two four two four two four two four two four two"
Talking = Callable[..., Awaitable[Typed]]


@pytest.fixture
def talking(desk: Desk, tmp_path: Path) -> Callable[..., Any]:
    """`async with await talking(MARIA) as typed`: a call by phone, planned locally."""

    async def started(actor: Actor, channel: str = "phone") -> Typed:
        conversation = Conversation(desk, actor, await desk.companies.of(actor.account_id), channel)
        return Typed(conversation, Settings(data=tmp_path, openai_base_url=None))

    return started


async def only(ask: Ask, **wanted: Any) -> dict[str, Any]:
    """The one call in the log that is not the demo's."""
    [log] = [each for each in (await ask("list_call_logs", **wanted))["items"] if each["id"] != "call-1"]
    return dict(log)


async def test_a_call_is_there_turn_by_turn_and_so_survives_its_breaking_off(talking: Talking, ask: Ask) -> None:
    typed = await talking(MARIA)
    async with typed:
        await typed.say("hello")
        begun = await only(ask)
        assert begun["transcript"] == "Maria Garcia: hello\nCallout: Hello. How can I help?"
        assert (begun["contactId"], begun["phone"], begun["kind"]) == ("maria-garcia", "+17205550204", "call")
        await typed.say("what is your policy if i cancel")
        assert "49 dollar" in (await only(ask))["transcript"]
    ended = await only(ask)
    assert (ended["id"], ended["outcome"]) == (begun["id"], "answered")
    assert [each["operation"] for each in ended["calls"]] == ["GET /api/knowledge-base"]


async def test_what_was_done_is_summed_up_and_found_in_the_audit(talking: Talking, ask: Ask) -> None:
    async with await talking(MIKE, "field") as typed:
        await typed.say("text maria garcia that i'm on my way")
        await typed.say("job ten forty two is done")
    log = await only(ask)
    assert (log["kind"], log["userId"], log["outcome"]) == ("chat", "mike-a", "done")
    assert log["summary"] == "Sent Maria Garcia the message. Job 1042, Furnace not heating, is completed."
    assert [each["args"]["id"] for each in log["calls"][1:]] == ["job-1042"]
    entries = (await ask("list_audit", actorId="mike-a"))["items"]
    assert {each["conversationId"] for each in entries} == {log["id"]}


async def test_a_card_number_never_reaches_it(talking: Talking, ask: Ask, database: Database) -> None:
    async with await talking(MARIA) as typed:
        await typed.say(f"my card is {CARD} can you charge it")
        await typed.say("it's 4242 4242 4242 4242")
    log = await only(ask)
    assert "[card number removed]" in log["transcript"]
    assert "4242" not in str(log)
    assert "four two" not in str(log)


async def test_a_pin_never_reaches_it(desk: Desk, database: Database, signin: SignIn, ask: Ask, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, openai_base_url=None)
    installation = Installation(settings, database, desk.companies, signin, desk)
    company = await desk.companies.of("ridgeline")
    actor, _ = await known_by(installation, company, "+13035550101", attested=False)
    async with Typed(Conversation(desk, actor, company, "phone"), settings) as typed:
        await typed.say("my pin is four eight two one")
    log = await only(ask)
    assert "four eight two one" not in str(log)
    assert "4821" not in str(log)


async def test_danger_and_a_wish_for_a_person_are_told_to_the_office_at_once(talking: Talking, ask: Ask) -> None:
    async with await talking(STRANGER) as typed:
        await typed.say("i smell gas in the basement")
        for each in ("priya", "owen"):
            assert (await told(ask, person(each)))[0] == "Emergency on the line: somebody at (720) 555-0999"
        answered = await typed.say("let me talk to a person")
        assert (
            answered.reply
            == "I'll let the office know that you'd like to speak to a person and have them call you back."
        )
    log = await only(ask)
    assert (log["outcome"], log["contactId"], log["phone"]) == ("emergency", None, "+17205550999")
    assert log["summary"].startswith("Emergency: “i smell gas in the basement”")
    notices = await told(ask, person("priya"))
    assert len(notices) == 4
    assert await told(ask, person("luis")) == []
    [about] = [
        each for each in (await ask("list_notifications", by=person("owen")))["items"] if "Wants" in each["title"]
    ]
    assert (about["recordType"], about["recordId"]) == ("call log", log["id"])


async def test_what_a_person_wrote_of_it_is_not_overwritten(talking: Talking, ask: Ask) -> None:
    async with await talking(MARIA) as typed:
        await typed.say("hello")
        await ask("update_call_log", id=(await only(ask))["id"], summary="Wants a call back on Friday")
        await typed.say("what is your policy if i cancel")
    log = await only(ask)
    assert log["summary"] == "Wants a call back on Friday"
    assert "policy" in log["transcript"]


async def test_a_log_that_was_deleted_stays_deleted(talking: Talking, ask: Ask) -> None:
    async with await talking(MARIA) as typed:
        await typed.say("hello")
        await ask("delete_call_log", id=(await only(ask))["id"])
        await typed.say("thanks bye")
    assert (await ask("list_call_logs"))["count"] == 1


async def test_a_caller_who_says_nothing_has_called(talking: Talking, ask: Ask) -> None:
    async with await talking(STRANGER):
        pass
    assert (await only(ask))["outcome"] == "abandoned"


async def test_a_page_that_is_only_opened_is_no_call(talking: Talking, ask: Ask) -> None:
    async with await talking(person("dana"), "field"):
        pass
    assert (await ask("list_call_logs"))["count"] == 1


async def test_people_who_ask_who_called_hear_of_calls_alone(talking: Talking, ask: Ask) -> None:
    async with await talking(person("owen"), "field") as typed:
        await typed.say("what's on the board today")
    assert (await ask("list_call_logs"))["count"] == 2
    assert (await ask("list_call_logs", channel="voice"))["count"] == 1
    assert (await ask("list_call_logs", channel="voice", kind="chat"))["count"] == 1


async def test_no_customer_sees_it_and_a_technician_their_own(talking: Talking, ask: Ask) -> None:
    for actor in (MARIA, MIKE):
        async with await talking(actor) as typed:
            await typed.say("hello")
    assert [each["userId"] for each in (await ask("list_call_logs", by=MIKE))["items"]] == ["mike-a"]
    assert (await ask("list_call_logs", by=person("luis")))["count"] == 0
