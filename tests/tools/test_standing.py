"""Calls that stand: carried out as their owner is by then, once for a key, and looked at before they are kept."""

from __future__ import annotations

from typing import Any

import pytest

from domain.problems import Conflict, Forbidden, Invalid, NotFound
from domain.roles import Role
from tests.conftest import Ask
from tools import standing
from tools.catalog import OPERATIONS
from tools.perform import Desk

NOTE = {"id": "bob-johnson", "body": "Called back about job 1041"}


async def made(desk: Desk, owner: str, operation: str, key: str = "a key", **arguments: Any) -> standing.Ended:
    return await standing.carried_out(desk, "ridgeline", owner, operation, arguments, key)


async def notes(ask: Ask) -> int:
    return int((await ask("list_contact_notes", id="bob-johnson"))["count"])


@pytest.mark.both_engines
async def test_it_is_done_once_for_a_key_as_its_owner(desk: Desk, ask: Ask) -> None:
    before = await notes(ask)
    first, again = [await made(desk, "owen", "create_contact_note", **NOTE) for _ in range(2)]
    assert first.outcome is not None
    assert again.outcome is not None
    assert (first.outcome.plain(), again.outcome.replayed) == (again.outcome.plain(), True)
    assert await notes(ask) == before + 1
    [entry] = (await ask("list_audit", operation="create_contact_note"))["items"]
    assert (entry["actorId"], entry["channel"]) == ("owen", "system")


async def test_what_cannot_be_taken_back_was_agreed_to_when_it_was_set_up(desk: Desk, ask: Ask) -> None:
    assert (await made(desk, "priya", "delete_job", id="job-1040")).done
    with pytest.raises(NotFound):
        await ask("get_job", id="job-1040")


async def test_a_person_has_only_what_they_have_by_now(desk: Desk, ask: Ask) -> None:
    assert (await made(desk, "owen", "create_contact_note", **NOTE)).done
    await ask("update_user", id="owen", role="tech")
    ended = await made(desk, "owen", "assign_job", "another", id="job-1051", techId="luis")
    assert isinstance(ended.problem, Forbidden)
    await ask("update_user", id="owen", active=False)
    gone = await made(desk, "owen", "create_contact_note", "a third", **NOTE)
    assert gone.problem is not None
    assert "does not work here any more" in gone.problem.sentence


async def test_a_refusal_is_told_and_the_key_is_free_again(desk: Desk, ask: Ask) -> None:
    refused = await made(desk, "priya", "update_job", id="job-1040", status="cancelled")
    assert isinstance(refused.problem, Conflict)
    assert refused.told(desk.clock()) == "Job 1040 is completed; it cannot become cancelled."
    assert (await made(desk, "priya", "create_contact_note", **NOTE)).done


async def test_blanks_are_filled_from_what_set_it_off(desk: Desk) -> None:
    job = await standing.facts_of(desk, "ridgeline", "owen", "job", "job-1042")
    assert job is not None
    told = {
        "contactId": "{job.contactId}",
        "body": "Job {job.number} is done",
        "lines": [{"n": "{job.number}"}],
        "n": 2,
    }
    assert standing.filled(told, {"job": job}) == {
        "contactId": "maria-garcia", "body": "Job 1042 is done", "lines": [{"n": 1042}], "n": 2,
    }  # fmt: skip
    with pytest.raises(NotFound, match=r"\{job.scheduledDay\}"):
        standing.filled("{job.scheduledDay}", {"job": job})
    assert await standing.facts_of(desk, "ridgeline", "luis", "job", "job-1042") is None, "it is not his"
    assert await standing.facts_of(desk, "lakeshore", "owen", "job", "job-1042") is None


@pytest.mark.parametrize(
    ("role", "operation", "arguments", "why"),
    [
        (Role.ADMIN, "make_coffee", {}, "no operation called make_coffee"),
        (Role.ADMIN, "list_jobs", {}, "list jobs is for people to do"),
        (Role.ADMIN, "undo", {}, "undo is for people to do"),
        (Role.TECH, "create_campaign", {"name": "Spring"}, "a technician may not make a campaign"),
        (Role.ADMIN, "create_job", {"contactId": "{job.contactId}"}, "title: must be given"),
        (Role.ADMIN, "update_job", {"id": "{job.id}", "priority": "soonish"}, "priority"),
        (Role.ADMIN, "update_job", {"id": "{job.id}", "colour": "red"}, "colour"),
        (Role.ADMIN, "update_job", {"id": "{job.secret}"}, r"nothing is known for \{job.secret\}"),
        (Role.ADMIN, "update_job", {"id": "{lead.id}"}, r"nothing is known for \{lead.id\}"),
    ],
)
def test_what_could_never_be_done_is_not_kept(role: Role, operation: str, arguments: Any, why: str) -> None:
    with pytest.raises(Invalid, match=f"Step 3: .*{why}") as refused:
        standing.must_stand(OPERATIONS, role, operation, arguments, nouns=("job",), field="steps.2")
    assert refused.value.errors[0].field.startswith("steps.2.")


def test_what_is_filled_in_later_is_looked_at_later() -> None:
    arguments = {"id": "{job.id}", "scheduledStart": "{job.scheduledEnd}", "title": "After {job.title}"}
    made = standing.must_stand(OPERATIONS, Role.ADMIN, "update_job", arguments, nouns=("job",), field="steps.0")
    assert made is OPERATIONS["update_job"]
