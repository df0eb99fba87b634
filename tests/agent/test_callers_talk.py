"""Callers and technicians as they really talk, through the whole conversation by text."""

from __future__ import annotations

import pytest

from agent.conversation import Conversation
from agent.settings import Settings
from agent.typed import Answered, Typed
from domain.context import Actor
from domain.roles import Role
from tests.conftest import person
from tools.perform import Desk

STRANGER = Actor("ridgeline", Role.CALLER, phone="+17205550788", unlisted=True)
CATHERINE = Actor("ridgeline", Role.CUSTOMER, "Catherine Lee", contact_id="catherine-lee", phone="+17205550206")


async def said(desk: Desk, by: Actor, *turns: str) -> list[Answered]:
    """What each turn led to."""
    conversation = Conversation(desk, by, await desk.companies.of("ridgeline"), "phone")
    async with Typed(conversation, Settings(openai_api_key=None, openai_base_url=None)) as typed:
        return [await typed.say(turn) for turn in turns]


def did(answered: Answered) -> list[str]:
    """The operations that ran, as outsiders name them."""
    return [each["operation"] for each in answered.calls]


async def test_a_stranger_books_and_gives_name_and_address_in_one_answer(desk: Desk) -> None:
    *_, asked, last = await said(
        desk,
        STRANGER,
        "my sink is leaking under the cabinet can somebody come tomorrow at ten",
        "oh sorry yeah i'm destiny okafor it's seven twelve east seventeenth avenue denver",
    )
    assert asked.reply == "What's your name?"
    assert did(last) == ["POST /api/jobs"]
    told = last.calls[0]["args"]
    assert (told["callerName"], told["address"]) == ("Destiny Okafor", "712 East 17th Avenue, Denver")


async def test_a_customer_is_asked_before_a_visit_is_called_off(desk: Desk) -> None:
    asked, done = await said(desk, CATHERINE, "i can't have anyone in here today so please cancel it", "yes i'm sure")
    assert (did(asked), asked.asks) == ([], "confirmation")
    assert did(done) == ["POST /api/customer/schedule"]


async def test_what_it_would_cost_is_answered_and_nothing_is_called_off(desk: Desk) -> None:
    (answer,) = await said(desk, CATHERINE, "if i cancelled on you now would there be a charge")
    assert did(answer) == ["GET /api/knowledge-base"]
    assert "49" in answer.reply


async def test_her_is_whoever_was_spoken_of(desk: Desk) -> None:
    _, sent = await said(
        desk, person("mike-o"), "what's siobhan murphy's phone number", "text her that i'm running late"
    )
    assert sent.calls[0]["args"]["contactId"] == "siobhan-murphy"


async def test_a_question_beside_an_open_one_is_no_answer_to_it(desk: Desk) -> None:
    asked, other = await said(
        desk, person("priya"), "book a boiler service tuesday at nine", "hang on what does sam have on thursday"
    )
    assert asked.asks == "input"
    assert did(other) == ["GET /api/schedule"]


@pytest.mark.parametrize("by", [STRANGER, CATHERINE])
@pytest.mark.parametrize(
    ("said_first", "then", "told"),
    [
        ("hi quick one you guys open saturdays", "what about sunday", "closed on Sundays"),
        ("do y'all come out to aurora or is that too far east", "and what about boulder", "Boulder is not"),
    ],
)
async def test_hours_and_towns_are_told_however_they_are_asked_for(
    desk: Desk, by: Actor, said_first: str, then: str, told: str
) -> None:
    first, second = await said(desk, by, said_first, then)
    assert first.reply.startswith(("On Saturdays", "Yes, we serve"))
    assert told in second.reply
