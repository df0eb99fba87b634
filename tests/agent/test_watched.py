"""The cloud planner over the real wire protocol: what it may do, and that its failures are never heard."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openai import AsyncOpenAI
from sqlalchemy import func, select

from agent.settings import Patience
from agent.writing import ModelWriter
from domain.problems import NotFound, Unavailable
from storage.audit import AuditEntry
from tests.agent.conftest import Talk
from tests.conftest import Ask
from tests.loopback_openai import Answer, OpenAI, Refusal, Silence, calls, says
from tools.perform import Desk

HASTY = Patience(filler_after=0.2, first_within=0.4, next_within=0.4)
SURE = 0.9
ASSIGN = '{"id": "job 1051", "techId": "Luis"}'
ASSIGNED = "Luis Ortega has job 1051, Sewer camera inspection."
QUESTION = "Delete job 1040, Annual furnace tune-up, for good?"


async def writes(desk: Desk) -> int:
    """How many writes were made."""
    async with desk.database.transaction("ridgeline", write=False) as session:
        return await session.scalar(select(func.count()).select_from(AuditEntry)) or 0


async def test_a_models_call_goes_through_the_door_and_its_words_are_spoken(talk: Talk, server: OpenAI) -> None:
    server.script += [calls("get_job", id="job 1042"), says("The furnace ", "isn't heating. ", "Mike has it.")]
    answered = await (await talk()).say("tell me about job ten forty two")
    assert [(each["operation"], each["args"]) for each in answered.calls] == [
        ("GET /api/jobs/{id}", {"id": "job-1042"})
    ]
    assert answered.reply == "The furnace isn't heating. Mike has it."
    result = json.loads(server.asked[1]["messages"][-1]["content"])
    assert result["result"]["title"] == "Furnace not heating"


async def test_a_destructive_call_is_asked_about_by_code_and_the_persons_yes_does_it(
    talk: Talk, server: OpenAI, ask: Ask
) -> None:
    server.script += [calls("delete_job", id="job 1040")]
    typed = await talk()
    answered = await typed.say("please delete job ten forty")
    assert (answered.reply, answered.asks, answered.calls) == (QUESTION, "confirmation", ())
    answered = await typed.say("yes")
    assert answered.reply == "Deleted job 1040, Annual furnace tune-up."
    assert len(server.asked) == 1, "the model is asked neither for the question nor for the answer"
    with pytest.raises(NotFound):
        await ask("get_job", id="job-1040")


async def test_the_model_cannot_say_yes(talk: Talk, server: OpenAI, ask: Ask) -> None:
    sure = calls("delete_job", id="job-1040", confirm=True, token="yes", question=QUESTION)
    itself = Answer((QUESTION, " Yes."), (("delete_job", '{"id": "job-1040"}'), ("answer_question", "{}")))
    server.script += [sure, says("I cannot. "), itself, calls("answer_question"), says("Well.")]
    typed = await talk()
    for said in ("yes delete job ten forty yes", "yes yes delete job ten forty"):
        await typed.say(said)
    assert (await ask("get_job", id="job-1040"))["number"] == 1040


FAILURES = {
    "a wrong key": Refusal(401, "invalid_api_key"),
    "too many requests": Refusal(429, "rate_limit_exceeded"),
    "a broken server": Refusal(500),
    "nothing at all": says(),
    "nothing, closed early": says(end="close"),
    "dies before a sentence is whole": says("I will gi", end="die"),
    "dies in a call": Answer(calls=(("assign_job", ASSIGN[:20]),), end="die"),
    "closes in a call": Answer(calls=(("assign_job", ASSIGN[:20]),), end="close"),
    "dies in the second call": Answer(calls=(("assign_job", ASSIGN), ("delete_job", '{"id"')), end="die"),
    "arguments that are no JSON": Answer(calls=(("assign_job", '{"id": "job 1051", techId: Mike'),)),
    "arguments that are no object": Answer(calls=(("assign_job", '["job 1051", "Mike"]'),)),
}
HANGS = {
    "hangs before the first word": Silence(),
    "hangs before a sentence is whole": says("I will gi", end="hang"),
    "hangs in a call": Answer(calls=(("assign_job", ASSIGN[:20]),), end="hang"),
}


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES.keys())
async def test_when_the_model_fails_the_local_planner_takes_the_turn(
    failure: Any, talk: Talk, server: OpenAI, desk: Desk
) -> None:
    server.script += [failure]
    before = await writes(desk)
    answered = await (await talk()).say("assign job 1051 to Luis")
    assert answered.reply == ASSIGNED
    assert [each["args"] for each in answered.calls] == [{"id": "job-1051", "techId": "luis"}]
    assert (len(server.asked), await writes(desk)) == (1, before + 1)


@pytest.mark.parametrize("failure", HANGS.values(), ids=HANGS.keys())
async def test_when_the_model_hangs_the_local_planner_takes_the_turn(
    failure: Any, talk: Talk, server: OpenAI, desk: Desk
) -> None:
    server.script += [failure]
    before = await writes(desk)
    answered = await (await talk(HASTY)).say("assign job 1051 to Luis")
    assert answered.reply.removeprefix("One moment. ") == ASSIGNED
    assert (len(server.asked), await writes(desk)) == (1, before + 1)


@pytest.mark.parametrize("end", ["die", "hang"])
async def test_what_was_said_before_it_failed_is_not_said_again(
    end: Any, talk: Talk, server: OpenAI, desk: Desk
) -> None:
    server.script += [says("Sure, giving it to Luis. ", "He will b", end=end)]
    before = await writes(desk)
    answered = await (await talk(HASTY)).say("assign job 1051 to Luis")
    assert answered.reply.removeprefix("One moment. ") == f"Sure, giving it to Luis. {ASSIGNED}"
    assert await writes(desk) == before + 1


@pytest.mark.parametrize(
    ("second", "reply"),
    [
        (Refusal(500), ASSIGNED),
        (says(), ASSIGNED),
        (says("Luis has it now. ", "He is", end="die"), "Luis has it now."),
    ],
)
async def test_a_failure_after_the_call_does_nothing_twice(
    second: Any, reply: str, talk: Talk, server: OpenAI, desk: Desk
) -> None:
    server.script += [Answer(calls=(("assign_job", ASSIGN),)), second]
    before = await writes(desk)
    answered = await (await talk()).say("assign job 1051 to Luis")
    assert (answered.reply, len(answered.calls), await writes(desk)) == (reply, 1, before + 1)


@pytest.mark.parametrize(
    ("said", "reply", "written"),
    [("tell me about job ten forty two", "Job 1042, Furnace not heating", 0), ("assign job 1051 to Luis", ASSIGNED, 1)],
)
async def test_what_is_surely_understood_is_done_without_the_model(
    said: str, reply: str, written: int, talk: Talk, server: OpenAI, desk: Desk
) -> None:
    before = await writes(desk)
    answered = await (await talk(reflex_from=SURE)).say(said)
    assert answered.reply.startswith(reply)
    assert (len(server.asked), await writes(desk)) == (0, before + written)


@pytest.mark.parametrize(
    "said",
    [
        "delete job ten forty",
        "assign job 1051 to Luis and text Maria that we are late",
        "assign job 1051",
        "the thing from before needs somebody",
    ],
    ids=["final", "two things", "something lacks", "unsure"],
)
async def test_anything_else_is_the_models(said: str, talk: Talk, server: OpenAI) -> None:
    server.script += [says("Let me see.")]
    await (await talk(reflex_from=SURE)).say(said)
    assert len(server.asked) == 1


async def test_few_tools_are_sent_and_the_prompt_begins_the_same_on_every_turn(talk: Talk, server: OpenAI) -> None:
    server.script += [calls("get_job", id="job 1042"), says("It is the furnace."), says("It is Tuesday.")]
    typed = await talk()
    await typed.say("tell me about job ten forty two")
    await typed.say("and what about the job after that one")
    assert len(server.asked) == 3
    assert all(len(each["tools"]) <= 25 for each in server.asked)
    for earlier, later in zip(server.asked, server.asked[1:], strict=False):
        assert later["messages"][: len(earlier["messages"])] == earlier["messages"]


async def test_a_card_number_never_reaches_the_model(talk: Talk, server: OpenAI) -> None:
    typed = await talk()
    assert typed._session is not None
    await typed._session.run(user_input="the card is 4242 4242 4242 4242")
    await typed.say("tell me about job ten forty two")
    assert server.asked
    assert "4242" not in json.dumps(server.asked)


async def test_the_writer_writes_and_says_when_it_cannot(server: OpenAI) -> None:
    writer = ModelWriter(AsyncOpenAI(api_key="none", base_url=server.url, timeout=0.3, max_retries=0), "a-model")
    server.script += [says(" Dear Maria, ", "we'll be there. ")]
    assert await writer.write("Write a mail.", "To Maria") == "Dear Maria, we'll be there."
    assert [each["content"] for each in server.asked[0]["messages"]] == ["Write a mail.", "To Maria"]
    for failure in (Refusal(500), Refusal(429), Silence()):
        server.script += [failure]
        with pytest.raises(Unavailable):
            await writer.write("Write a mail.", "To Maria")
