"""Calls that wait for a person: for ten minutes, for whoever may make them, in any process, and for one answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from api.waiting import WaitingRoom
from domain import demo
from domain.problems import Conflict, NeedsConfirmation, NotFound
from tests.conftest import Ask, person
from tools.call import Call
from tools.perform import Desk

QUESTION = "Delete job 1040, Annual furnace tune-up, for good?"
ASKED = Call("delete_job", {"id": "job-1040"}, person("priya"), channel="mcp")


async def test_another_process_answers_and_whoever_said_yes_did_it(desk: Desk, ask: Ask) -> None:
    waiting = await WaitingRoom(desk).add(ASKED, QUESTION)
    room = WaitingRoom(desk)
    assert [each.question for each in await room.seen_by(person("dana"))] == [QUESTION]
    outcome = await room.answered(person("dana"), waiting, yes=True)
    assert outcome is not None
    [entry] = (await ask("list_audit", recordId="job-1040"))["items"]
    assert (entry["operation"], entry["actorId"]) == ("delete_job", "dana")
    with pytest.raises(NotFound, match="no longer open"):
        await room.answered(person("dana"), waiting, yes=True)


async def test_a_no_leaves_everything_as_it_is(desk: Desk, ask: Ask) -> None:
    room = WaitingRoom(desk)
    waiting = await room.add(ASKED, QUESTION)
    assert await room.answered(person("priya"), waiting, yes=False) is None
    assert await room.seen_by(person("priya")) == []
    assert (await ask("get_job", id="job-1040"))["number"] == 1040


async def test_after_ten_minutes_nobody_can_answer(desk: Desk) -> None:
    waiting = await WaitingRoom(desk).add(ASKED, QUESTION)
    later = WaitingRoom(replace(desk, clock=lambda: demo.demo_now() + timedelta(minutes=10)))
    assert await later.seen_by(person("priya")) == []
    with pytest.raises(NotFound):
        await later.answered(person("priya"), waiting, yes=True)


@pytest.mark.parametrize("other", [person("luis"), person("lk-nora", "lakeshore")])
async def test_it_is_nothing_to_who_may_not_do_it(desk: Desk, other: object) -> None:
    room = WaitingRoom(desk)
    waiting = await room.add(ASKED, QUESTION)
    assert await room.seen_by(other) == []  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        await room.answered(other, waiting, yes=True)  # type: ignore[arg-type]
    assert len(await room.seen_by(person("priya"))) == 1


async def test_a_yes_to_a_question_that_has_changed_is_none(desk: Desk, ask: Ask) -> None:
    room = WaitingRoom(desk)
    waiting = await room.add(ASKED, QUESTION)
    await ask("update_job", id="job-1040", title="Something else")
    with pytest.raises(NeedsConfirmation, match="Something else"):
        await room.answered(person("dana"), waiting, yes=True)
    assert (await ask("get_job", id="job-1040"))["title"] == "Something else"


async def test_what_the_rules_forbid_by_now_stays_forbidden(desk: Desk, ask: Ask) -> None:
    room = WaitingRoom(desk)
    question = "Delete Walter Krause from the address book for good?"
    waiting = await room.add(Call("delete_contact", {"id": "walter-krause"}, person("priya"), channel="mcp"), question)
    await ask("create_job", title="No heat", contactId="walter-krause")
    with pytest.raises(Conflict, match="open job 1056"):
        await room.answered(person("priya"), waiting, yes=True)
