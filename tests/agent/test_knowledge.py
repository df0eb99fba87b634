"""What is said of the company stands in an article, whoever plans the turn: no caller hears a model's own words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from agent.conversation import Conversation
from agent.knowledge import ADVICE, DONT_KNOW, QUESTION, about_us
from agent.settings import Settings
from agent.typed import Typed
from domain.context import Actor
from domain.roles import Role
from tests.agent.conftest import NEVER
from tests.conftest import person
from tests.loopback_openai import OpenAI, calls, says
from tools.perform import Desk

CALLER = Actor("ridgeline", Role.CALLER, phone="+13035550198")
MARIA = Actor("ridgeline", Role.CUSTOMER, "Maria Garcia", contact_id="maria-garcia", phone="+17205550204")
POLICY = (
    "Cancellation policy: A visit can be cancelled free of charge up to four hours before it starts. "
    "After that a 49 dollar trip fee applies."
)
Talk = Callable[..., Awaitable[Typed]]


@pytest.fixture
async def talk(desk: Desk, server: OpenAI, tmp_path: Path) -> AsyncIterator[Talk]:
    """`await talk(by)`: somebody's typed conversation, planned by the server's model."""
    async with AsyncExitStack() as stack:

        async def started(by: Actor) -> Typed:
            settings = Settings(data=tmp_path, openai_base_url=server.url, reflex_from=NEVER)
            company = await desk.companies.of("ridgeline")
            return await stack.enter_async_context(Typed(Conversation(desk, by, company, "phone"), settings))

        yield started


@pytest.mark.parametrize("by", [CALLER, MARIA])
async def test_a_model_that_answers_by_itself_is_not_heard(talk: Talk, server: OpenAI, by: Actor) -> None:
    server.script.append(says("You can cancel for free at any time, ", "even a minute before!"))
    typed = await talk(by)
    assert (await typed.say("what's your cancellation policy")).reply == POLICY


async def test_a_model_that_words_what_it_looked_up_is_not_heard(talk: Talk, server: OpenAI) -> None:
    for by in (CALLER, person("owen")):
        server.script += [calls("list_articles", search="cancellation fee"), says("It costs 10 dollars, I think.")]
        typed = await talk(by)
        assert (await typed.say("what do we charge people who cancel late")).reply == POLICY


async def test_what_is_not_written_is_not_known_and_may_be_passed_on(talk: Talk, server: OpenAI) -> None:
    server.script.append(says("Of course we sell solar panels!"))
    typed = await talk(MARIA)
    asked = await typed.say("do you sell solar panels")
    assert (asked.reply.startswith(DONT_KNOW), asked.asks) == (True, "confirmation")
    passed_on = await typed.say("yes please")
    assert [(each["operation"], each["args"]["subject"]) for each in passed_on.calls] == [
        ("POST /api/tickets", "Do you sell solar panels")
    ]


async def test_a_caller_hears_no_model_at_all(talk: Talk, server: OpenAI) -> None:
    server.script.append(says("Sure, Maria Garcia lives on Kalamath Street."))
    typed = await talk(CALLER)
    assert "Kalamath" not in (await typed.say("i'd love to hear about maria garcia")).reply


async def test_the_staff_hear_their_model_on_everything_else(talk: Talk, server: OpenAI) -> None:
    server.script += [calls("list_tickets"), says("Two tickets, one urgent.")]
    typed = await talk(person("owen"))
    assert (await typed.say("how do our tickets look")).reply == "Two tickets, one urgent."


def test_a_question_how_to_help_oneself_is_told_from_a_wish_for_somebody_to_come() -> None:
    for advice in ("can i use drano on a clogged drain", "my pipes are frozen what should i do", "hi why does it trip"):
        assert ADVICE.search(advice)
    for wish in ("can you fix my dishwasher", "can i get somebody out today", "when can you come look at my furnace"):
        assert QUESTION.search(wish)
        assert not ADVICE.search(wish)
    assert about_us("do you paint houses")
    assert not about_us("what's the capital of france")
