"""What a company sets about itself is what the agent does: each setting, through a conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from agent.conversation import Conversation
from agent.opening import opening_words
from agent.public_facts import public_fact
from agent.settings import Settings
from agent.typed import Typed
from domain import demo
from domain.context import Actor
from domain.problems import Conflict, NotThen
from storage.database import Database
from storage.outbox import Parcel
from tests.agent.test_journal import MARIA, STRANGER
from tests.conftest import Ask, person
from tests.tools.test_notifications import told
from tools.perform import Desk

SUNDAY = datetime.fromisoformat("2026-03-15T09:00:00-06:00")
THURSDAY_NIGHT = datetime.fromisoformat("2026-03-12T22:00:00-06:00")
THANKS = "Thanks for calling Ridgeline Home Services. How can I help?"
Call = Callable[..., Any]


@pytest.fixture
async def call(desk: Desk, tmp_path: Path) -> AsyncIterator[Call]:
    """`await call(MARIA)`: a typed call by phone, at the demo's now unless another is given."""
    async with AsyncExitStack() as stack:

        async def started(actor: Actor, at: datetime | None = None, channel: str = "phone") -> Typed:
            here = replace(desk, clock=lambda: at or demo.demo_now())
            company = await desk.companies.of(actor.account_id)
            conversation = Conversation(here, actor, company, channel)
            return await stack.enter_async_context(Typed(conversation, Settings(data=tmp_path, openai_base_url=None)))

        yield started


async def opened(desk: Desk, at: datetime | None = None) -> str:
    """What a call from an unknown number is opened with."""
    here = replace(desk, clock=lambda: at or demo.demo_now())
    return opening_words(Conversation(here, STRANGER, await desk.companies.of("ridgeline"), "phone"))


async def test_the_greeting_opens_a_call_after_the_recording_notice(desk: Desk, ask: Ask) -> None:
    assert await opened(desk) == THANKS
    await ask("update_account_settings", greeting="{company}, good day!", recordingNotice="This call may be recorded.")
    assert await opened(desk) == "This call may be recorded. Ridgeline Home Services, good day!"


async def test_out_of_hours_a_caller_hears_when_the_office_opens(desk: Desk, ask: Ask) -> None:
    assert await opened(desk, SUNDAY) == THANKS
    await ask("update_account_settings", afterHours="message")
    assert await opened(desk) == THANKS
    assert await opened(desk, SUNDAY) == (
        "Thanks for calling Ridgeline Home Services. The office opens tomorrow at 8 AM. "
        "I can book a visit or take a message. How can I help?"
    )
    await ask("update_account_settings", closures=[{"start": "2026-03-16", "reason": "Inventory"}])
    assert "opens Tuesday, March 17 at 8 AM" in await opened(desk, SUNDAY)


async def test_who_wants_a_person_is_put_through_to_the_number_that_is_set(call: Call, ask: Ask) -> None:
    await ask("update_account_settings", transferNumber="+13035550142")
    typed = await call(MARIA)
    assert (await typed.say("let me talk to a person")).reply == "I'll put you through to a person now."
    assert typed.conversation.put_through_to == "+13035550142"
    page = await call(MARIA, channel="widget")
    assert (await page.say("let me talk to a person")).reply == "You can reach a person at (303) 555-0142."
    assert "Wants to speak" not in str(await told(ask, person("priya")))


async def test_nobody_is_put_through_to_an_office_that_takes_messages_at_night(call: Call, ask: Ask) -> None:
    await ask("update_account_settings", transferNumber="+13035550142", afterHours="message")
    typed = await call(MARIA, at=THURSDAY_NIGHT)
    reply = (await typed.say("let me talk to a person")).reply
    assert reply.endswith("have them call you back. The office opens tomorrow at 8 AM.")
    assert typed.conversation.put_through_to is None
    assert (await told(ask, person("priya")))[0] == "Wants to speak to a person: Maria Garcia ((720) 555-0204)"


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("are you open on saturday", "On Saturdays we're open 9 AM to noon."),
        ("hi are you guys open sundays", "We're closed on Sundays."),
        ("what are your hours", "We're open Monday to Thursday 8 AM to 5 PM"),
        ("how late are you open on fridays", "On Fridays we're open 8 AM to 4 PM."),
        ("do you come out to littleton", "Yes, we serve Littleton."),
        ("do you guys serve golden", "No, Golden is not in the service area."),
        ("what's your phone number", "The business line is (303) 555-0100."),
    ],
)
async def test_callers_are_told_hours_and_area(said: str, reply: str, call: Call) -> None:
    typed = await call(STRANGER)
    assert (await typed.say(said)).reply.startswith(reply)


@pytest.mark.parametrize(
    "said",
    [
        "what's your tax rate",
        "do you service furnaces",
        "can you come to my house on saturday",
        "can you come out to 905 kalamath street",
        "i need somebody out to littleton tomorrow at nine",
        "is the tech still coming on saturday",
    ],
)
async def test_nothing_else_is_a_question_about_the_company(said: str, desk: Desk) -> None:
    conversation = Conversation(desk, STRANGER, await desk.companies.of("ridgeline"), "phone")
    assert said == "do you service furnaces" or public_fact(conversation, said) is None


async def test_a_customer_is_offered_the_next_time_that_somebody_works(call: Call, ask: Ask) -> None:
    typed = await call(MARIA)
    refused = await typed.say("book a furnace tune up for sunday at nine")
    assert refused.reply == (
        "We're closed Sunday, March 15 at 9 AM. The next time that we're open is Monday, March 16 at 8 AM; "
        "shall I book that?"
    )
    assert refused.asks == "choice"
    booked = await typed.say("yes please")
    assert booked.calls[0]["result"]["scheduledStart"] == "2026-03-16T14:00:00Z"


async def test_another_time_will_do_as_well(call: Call) -> None:
    typed = await call(MARIA)
    await typed.say("book a furnace tune up for sunday at nine")
    booked = await typed.say("how about tuesday at ten")
    assert booked.calls[0]["result"]["scheduledStart"] == "2026-03-17T16:00:00Z"


async def test_the_office_may_book_whenever_it_likes(ask: Ask) -> None:
    visit = {"title": "Tune-up", "contactId": "maria-garcia", "scheduledStart": SUNDAY.isoformat()}
    with pytest.raises(NotThen):
        await ask("create_job", **visit, by=MARIA)
    assert (await ask("create_job", **visit, by=person("owen")))["status"] == "scheduled"


@pytest.mark.parametrize(
    ("address", "served"),
    [
        (None, True),
        ("12 Elm Street, Golden, CO 80401", False),
        ("12 Elm Street, Unit 4, Golden", False),
        ("12 Elm Street, Lakewood CO", True),
        ("905 Kalamath Street", True),
    ],
)
async def test_a_visit_outside_the_service_area_is_the_offices_to_allow(
    address: str | None, served: bool, ask: Ask
) -> None:
    visit = {"title": "Tune-up", "contactId": "maria-garcia"} | ({"address": address} if address else {})
    if served:
        assert (await ask("create_job", **visit, by=MARIA))["title"] == "Tune-up"
        return
    with pytest.raises(Conflict, match=r"Golden is outside our service area; we go to Denver, .* and Littleton"):
        await ask("create_job", **visit, by=MARIA)
    await ask("create_job", **visit, by=person("owen"))
    await ask("update_account_settings", addTowns=["Golden"])
    assert (await ask("create_job", **visit, by=MARIA))["title"] == "Tune-up"


async def test_times_are_spoken_in_the_zone_from_the_next_turn_on(call: Call) -> None:
    typed = await call(person("dana"), channel="field")
    assert "at 8 AM" in (await typed.say("when is job ten forty eight")).reply
    await typed.say("uh move us to central time")
    assert "at 9 AM" in (await typed.say("when is job ten forty eight")).reply


async def test_a_message_waits_as_long_as_is_set(call: Call, ask: Ask, database: Database) -> None:
    await ask("update_account_settings", undoSeconds=45)
    typed = await call(person("owen"), channel="field")
    await typed.say("text maria garcia that mike is running late")
    async with database.transaction("ridgeline", write=False) as session:
        parcel = (await session.scalars(select(Parcel))).one()
    assert (parcel.due_at - demo.demo_now()).total_seconds() == 45
