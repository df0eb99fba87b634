"""The queue: what waits, in which order and why; and giving jobs out from it."""

from typing import Any

import pytest

from agent.conversation import Conversation
from agent.replies import composed
from domain.problems import Conflict, Forbidden
from tests.conftest import Ask, person
from tools.perform import Desk


def places(answer: Any) -> list[tuple[int, int]]:
    """The jobs' numbers, each with its place."""
    return [(each["number"], each["position"]) for each in answer["items"]]


async def test_what_is_urgent_then_promised_then_old_comes_first(ask: Ask) -> None:
    assert places(await ask("list_dispatch_queue")) == [(1053, 1), (1051, 2), (1052, 3)]
    window = {"start": "2026-03-10T09:00:00-06:00", "end": "2026-03-10T12:00:00-06:00"}
    await ask("update_job", id="job-1052", priority="normal", promisedWindow=window)
    await ask("update_job", id="job-1047", techId=None)
    queue = await ask("list_dispatch_queue")
    assert places(queue) == [(1053, 1), (1052, 2), (1047, 3), (1051, 4)]
    assert [each["why"] for each in queue["items"]] == [
        "high priority, no time and nobody on it",
        "promised 9 AM to 12 PM, no time and nobody on it",
        "set for 1 PM with nobody on it",
        "no time and nobody on it",
    ]
    assert places(await ask("list_dispatch_queue", limit=1, offset=2)) == [(1047, 3)]
    assert places(await ask("list_dispatch_queue", priority="high")) == [(1053, 1)]


async def test_what_is_given_out_leaves_the_queue_once_it_has_a_time(ask: Ask) -> None:
    await ask("assign_job", id="job-1051", techId="luis")
    told = {each["number"]: each["why"] for each in (await ask("list_dispatch_queue"))["items"]}
    assert told[1051] == "Luis Ortega has it, but no time yet"
    await ask("update_job", id="job-1051", scheduledStart="2026-03-10T14:00:00-06:00")
    assert places(await ask("list_dispatch_queue")) == [(1053, 1), (1052, 2)]


async def test_somebody_elses_visit_is_not_on_its_way_any_more(ask: Ask) -> None:
    taken = await ask("assign_job", id="job-1045", techId="mike-o")
    assert (taken["techId"], taken["status"]) == ("mike-o", "scheduled")
    with pytest.raises(Conflict, match="Mike Alvarez has job 1042"):
        await ask("assign_job", id="job-1045", techId="mike-a")


async def test_the_queue_is_for_who_dispatches(ask: Ask) -> None:
    with pytest.raises(Forbidden):
        await ask("list_dispatch_queue", by=person("luis"))


async def test_the_first_of_the_queue_is_given_out_by_its_place(desk: Desk) -> None:
    conversation = Conversation(desk, person("priya"), await desk.companies.of("ridgeline"))
    turn = conversation.begin("1", "what should i be dispatching first")
    await conversation.call("list_dispatch_queue", {})
    assert composed(conversation, turn).startswith(
        "3 jobs: Job 1053, Furnace replacement for Wei Zhang: high priority, no time and nobody on it; Job 1051"
    )
    conversation.begin("2", "give the first one to mike alvarez")
    step = await conversation.call("assign_job", {"id": "the first one", "techId": "Mike Alvarez"})
    assert step.outcome is not None
    assert step.outcome.arguments == {"id": "job-1053", "techId": "mike-a"}
