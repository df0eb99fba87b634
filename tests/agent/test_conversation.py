"""What is asked and what answers it; what "it", "her" and "the second one" stand for; what is never done twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from agent.conversation import Conversation
from agent.pending import LAPSES_AFTER
from agent.settings import Settings
from agent.typed import Typed
from domain.problems import NotFound, Problem
from tests.agent.conftest import Talk
from tests.conftest import Ask, person
from tests.loopback_openai import Answer, OpenAI, calls, says
from tools.perform import Desk

Q1040 = "Delete job 1040, Annual furnace tune-up, for good?"
Q1041 = "Delete job 1041, Drain clearing, for good?"
BOTH = Answer(calls=(("delete_job", '{"id": "job 1040"}'), ("delete_job", '{"id": "job 1041"}')))
Gone = Callable[[str], Awaitable[bool]]


@pytest.fixture
def gone(ask: Ask) -> Gone:
    """Whether a job does not exist any more."""

    async def asked(job: str) -> bool:
        try:
            await ask("get_job", id=job)
        except NotFound:
            return True
        return False

    return asked


@pytest.fixture
async def conversation(desk: Desk) -> Conversation:
    """Dana's conversation without a session: the test says what is called, spoken and heard."""
    return Conversation(desk, person("dana"), await desk.companies.of("ridgeline"))


@pytest.mark.parametrize("said", ["the one on Wadsworth", "the second one", "Garza", "the other one"])
async def test_one_of_several_is_chosen_by_what_tells_it_apart(said: str, talk: Talk, server: OpenAI) -> None:
    server.script += [calls("list_jobs", contactId="Maria"), says("Here they are.")]
    typed = await talk()
    asked = await typed.say("show me the jobs of Maria")
    assert (asked.asks, [each["label"] for each in asked.choices]) == ("choice", ["Maria Garcia", "Maria Garza"])
    answered = await typed.say(said)
    assert [each["args"] for each in answered.calls] == [{"contactId": "maria-garza"}]
    assert answered.asks is None


async def test_what_is_missing_is_asked_for_and_then_the_call_is_made(talk: Talk, server: OpenAI) -> None:
    server.script += [calls("create_job", title="Boiler service")]
    typed = await talk()
    asked = await typed.say("book a boiler service please")
    assert (asked.reply, asked.asks) == ("Which customer?", "input")
    answered = await typed.say("Maria Garza")
    assert [each["args"] for each in answered.calls] == [{"title": "Boiler service", "contactId": "maria-garza"}]


@pytest.mark.parametrize("said", ["no", "never mind", "yes but tomorrow", "yeah no wait", "hold on"])
async def test_nothing_but_a_plain_yes_deletes(said: str, talk: Talk, server: OpenAI, gone: Gone) -> None:
    server.script += [calls("delete_job", id="job 1040")]
    typed = await talk()
    assert (await typed.say("please delete job ten forty")).reply == Q1040
    await typed.say(said)
    await typed.say("thanks")
    assert not await gone("job-1040")


async def test_a_question_lapses_after_a_minute(talk: Talk, server: OpenAI, gone: Gone) -> None:
    server.script += [calls("delete_job", id="job 1040")]
    typed = await talk()
    await typed.say("please delete job ten forty")
    assert typed.conversation.asking is not None
    typed.conversation.asking.asked_at -= LAPSES_AFTER + 1
    answered = await typed.say("yes")
    assert answered.asks is None
    assert not await gone("job-1040")


async def test_another_subject_drops_the_question(talk: Talk, server: OpenAI, gone: Gone) -> None:
    server.script += [calls("delete_job", id="job 1040"), calls("get_job", id="job 1042"), says("It is the furnace.")]
    typed = await talk()
    await typed.say("please delete job ten forty")
    answered = await typed.say("what's job ten forty two about")
    assert (answered.reply, answered.asks) == ("It is the furnace.", None)
    await typed.say("yes")
    assert not await gone("job-1040")


@pytest.mark.parametrize("heard", ["", "Delete job 1040,", "Delete job 1041, Drain clearing, for good?"])
async def test_a_yes_to_a_question_that_was_not_heard_asks_it_again(
    heard: str, conversation: Conversation, gone: Gone
) -> None:
    conversation.begin("1", "delete job ten forty")
    await conversation.call("delete_job", {"id": "job 1040"})
    conversation.said(heard)
    conversation.begin("2", "yes")
    steps = await conversation.settle()
    assert [step.asked is not None and step.asked.question for step in steps] == [Q1040]
    assert not await gone("job-1040")


async def test_words_said_before_the_question_never_answer_it(conversation: Conversation, gone: Gone) -> None:
    conversation.begin("1", "yes yes delete job ten forty")
    await conversation.call("delete_job", {"id": "job 1040"})
    conversation.said(Q1040)
    assert await conversation.settle() == []
    assert not await gone("job-1040")


async def test_one_yes_answers_one_question(conversation: Conversation, gone: Gone) -> None:
    conversation.begin("1", "delete job ten forty and ten forty one")
    for number in (1040, 1041):
        await conversation.call("delete_job", {"id": f"job {number}"})
    conversation.said(f"{Q1040} {Q1041}")
    conversation.begin("2", "yes")
    await conversation.settle()
    assert await conversation.settle() == [], "a planner that settles twice"
    assert (await gone("job-1040"), await gone("job-1041")) == (True, False)


async def test_a_changed_record_is_asked_about_anew(conversation: Conversation, ask: Ask, gone: Gone) -> None:
    conversation.begin("1", "delete job ten forty")
    await conversation.call("delete_job", {"id": "job 1040"})
    conversation.said(Q1040)
    await ask("update_job", id="job-1040", title="Annual boiler check")
    conversation.begin("2", "yes")
    (step,) = await conversation.settle()
    assert step.asked is not None
    assert step.asked.question == "Delete job 1040, Annual boiler check, for good?"
    assert not await gone("job-1040")


async def test_yes_to_both_does_both_and_a_plain_yes_the_first(talk: Talk, server: OpenAI, gone: Gone) -> None:
    server.script += [BOTH, BOTH]
    typed = await talk()
    assert (await typed.say("please delete jobs ten forty and ten forty one")).reply == f"{Q1040} {Q1041}"
    assert (await typed.say("no")).reply == f"Okay, I've left it. {Q1041}"
    assert (await typed.say("no")).asks is None
    await typed.say("please delete jobs ten forty and ten forty one")
    answered = await typed.say("yes to both")
    assert [each["args"]["id"] for each in answered.calls] == ["job-1040", "job-1041"]
    assert await gone("job-1040")
    assert await gone("job-1041")


async def test_pronouns_and_ordinals_stand_for_what_was_spoken_of(talk: Talk, server: OpenAI) -> None:
    server.script += [calls("get_contact", id="Maria Garza"), says("There.")]
    server.script += [calls("list_contact_notes", id="her"), says("There.")]
    server.script += [calls("list_jobs", status="unscheduled"), says("There.")]
    server.script += [calls("get_job", id="the second one"), says("There.")]
    server.script += [calls("assign_job", id="it", techId="Luis"), says("There.")]
    typed = await talk()
    await typed.say("pull up Maria Garza please")
    notes = await typed.say("and her notes please")
    listed = await typed.say("jobs that have no date yet")
    second = await typed.say("look at the second of those")
    assigned = await typed.say("give it to Luis")
    jobs = [each["id"] for each in listed.calls[0]["result"]["items"]]
    assert notes.calls[0]["args"] == {"id": "maria-garza"}
    assert second.calls[0]["args"] == {"id": jobs[1]}
    assert assigned.calls[0]["args"] == {"id": jobs[1], "techId": "luis"}


async def test_an_unknown_name_offers_the_near_ones(talk: Talk, server: OpenAI) -> None:
    server.script += [calls("get_contact", id="Maria Gomez"), says("There.")]
    typed = await talk()
    asked = await typed.say("pull up Maria Gomez please")
    assert asked.asks == "choice"
    assert "Maria Garza" in asked.reply
    answered = await typed.say("Garza")
    assert answered.calls[0]["args"] == {"id": "maria-garza"}


async def test_what_was_done_is_taken_back(talk: Talk, server: OpenAI, ask: Ask) -> None:
    before = await ask("get_job", id="job-1051")
    server.script += [calls("assign_job", id="job 1051", techId="Luis"), says("Luis has it.")]
    typed = await talk()
    await typed.say("give job ten fifty one to Luis")
    assert (await ask("get_job", id="job-1051"))["techId"] == "luis"
    undone = await typed.say("undo that")
    assert [each["operation"] for each in undone.calls] == ["POST /api/undo"]
    assert (await ask("get_job", id="job-1051"))["techId"] == before["techId"]


async def test_a_model_that_calls_twice_in_one_turn_acts_once(talk: Talk, server: OpenAI, ask: Ask) -> None:
    one = '{"title": "Boiler service", "contactId": "Maria Garza"}'
    other = '{"contactId": "maria-garza", "title": "Boiler service"}'
    twice = Answer(calls=(("create_job", one), ("create_job", other)))
    server.script += [twice, calls("create_job", title="Boiler service", contactId="Maria Garza"), says("Booked.")]
    before = (await ask("list_jobs"))["count"]
    await (await talk()).say("book a boiler service for Maria Garza")
    assert (await ask("list_jobs"))["count"] == before + 1


@pytest.mark.parametrize("start", ["xT00:00:00", "2026-03-11T00:00:00", "2026-99-99T00:00:00Z", "", None, ["a"], {}])
async def test_no_time_that_a_model_makes_up_breaks_the_call(start: Any, conversation: Conversation) -> None:
    conversation.begin("1", "move job ten fifty one")
    step = await conversation.call("update_job", {"id": "job 1051", "scheduledStart": start})
    assert step.outcome is None or start is None
    assert step.asked is not None or step.problem is None or isinstance(step.problem, Problem)


async def test_a_correction_changes_what_was_made(desk: Desk, tmp_path: Path) -> None:
    conversation = Conversation(desk, person("dana"), await desk.companies.of("ridgeline"))
    async with Typed(conversation, Settings(data=tmp_path, openai_base_url=None)) as typed:
        made = await typed.say("book a boiler service for Maria Garcia tomorrow at ten")
        corrected = await typed.say("make it nine")
    assert made.calls[0]["args"]["scheduledStart"] == "2026-03-11T10:00:00-06:00"
    assert [each["operation"] for each in corrected.calls] == ["PATCH /api/jobs/{id}"]
    assert corrected.calls[0]["args"] == {
        "id": made.calls[0]["result"]["id"],
        "scheduledStart": "2026-03-11T09:00:00-06:00",
    }
