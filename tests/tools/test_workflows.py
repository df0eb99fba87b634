"""Workflows: step after step, by themselves or by hand, with waits and approvals, each done once and told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.context import Ports
from domain.links import Links
from domain.passwords import Passwords
from domain.problems import Conflict, Forbidden, Invalid, Missing
from tests.conftest import QUICK_HASH, Ask, person
from tests.lasting import Hands
from tests.tools.test_automation_rules import Bench
from tools.perform import Desk

OWEN, PRIYA = person("owen"), person("priya")
NOTE = {"operation": "create_contact_note", "arguments": {"id": "{job.contactId}", "body": "Done: {job.title}."}}
WAIT = {"waitSeconds": 3 * 86_400}
YES = {"approval": "A free check for {contact.name}"}
BOOK = {"operation": "POST /api/jobs", "arguments": {"contactId": "{contact.id}", "title": "Free check"}}


@pytest.fixture
def ports() -> Ports:
    return Ports(passwords=Passwords(QUICK_HASH), links=Links("https://callout.example", b"a secret of this test"))


@pytest.fixture
async def bench(desk: Desk, ask: Ask) -> Bench:
    for rule in (await ask("list_automation_rules"))["items"]:
        await ask("delete_automation_rule", id=rule["id"])
    hands = Hands()
    return Bench(replace(desk, clock=hands), hands)


async def made(ask: Ask, *steps: dict[str, Any], **facts: Any) -> str:
    by = facts.pop("by", person("dana"))
    return str((await ask("create_workflow", by=by, **{"name": "Free check", "steps": list(steps), **facts}))["id"])


async def run_of(ask: Ask, workflow: str) -> Any:
    [run] = (await ask("get_workflow", id=workflow))["runs"]
    return run


async def notes(ask: Ask, contact: str = "maria-garcia") -> int:
    found = (await ask("list_contact_notes", id=contact))["items"]
    return sum(each["body"].startswith("Done: ") for each in found)


@pytest.mark.both_engines
async def test_it_goes_step_by_step_through_a_wait_and_an_approval(ask: Ask, bench: Bench) -> None:
    workflow = await made(ask, NOTE, WAIT, YES, BOOK)
    started = await ask("trigger_workflow", id=workflow, jobId="job-1042", by=OWEN)
    assert (started["status"], started["workflowName"]) == ("running", "Free check")
    assert await notes(ask) == 0, "it can still be taken back"
    await bench.pass_by()
    run = await run_of(ask, workflow)
    assert (run["status"], run["step"]) == ("waiting", 2)
    assert [(each["what"], each["done"]) for each in run["log"]] == [("create_contact_note", True), ("wait", True)]
    assert run["log"][1]["told"] == "Waited 72 hours."
    assert await notes(ask) == 1
    [asked] = [each for each in (await ask("list_approvals"))["items"] if each["id"] == run["approvalId"]]
    assert (asked["title"], asked["requestedBy"]) == ("A free check for Maria Garcia", "owen")

    await ask("approve_request", id=asked["id"], by=PRIYA)
    await bench.pass_by()
    run = await run_of(ask, workflow)
    assert (run["status"], run["step"], run["problem"]) == ("done", 4, None)
    assert (await ask("list_jobs", search="Free check"))["count"] == 1
    entry = (await ask("list_audit", operation="create_job"))["items"][0]
    assert (entry["actorId"], entry["channel"]) == ("owen", "system")


@pytest.mark.both_engines
async def test_what_happens_begins_it_once_and_in_its_owners_name(ask: Ask, bench: Bench) -> None:
    workflow = await made(ask, NOTE, trigger="job.completed", by=PRIYA)
    await ask("update_job", id="job-1042", status="completed")
    await bench.pass_by()
    assert (await run_of(ask, workflow))["status"] == "done"
    assert await notes(ask) == 1
    await ask("update_workflow", id=workflow, enabled=False)
    await ask("update_job", id="job-1044", status="in_progress")
    await ask("update_job", id="job-1044", status="completed")
    await bench.pass_by()
    assert len((await ask("get_workflow", id=workflow))["runs"]) == 1


async def test_what_is_taken_back_in_time_begins_nothing(ask: Ask, bench: Bench) -> None:
    workflow = await made(ask, NOTE, trigger="job.completed")
    await ask("update_job", id="job-1042", status="completed", by=PRIYA)
    await ask("undo", by=PRIYA)
    await ask("trigger_workflow", id=workflow, jobId="job-1042", by=PRIYA)
    await ask("undo", by=PRIYA)
    await bench.pass_by()
    assert ((await ask("get_workflow", id=workflow))["runs"], await notes(ask)) == ([], 0)


async def test_a_rejection_stops_it_and_says_why(ask: Ask, bench: Bench) -> None:
    workflow = await made(ask, YES, BOOK)
    await ask("trigger_workflow", id=workflow, jobId="job-1042", by=OWEN)
    await bench.pass_by()
    await ask("reject_request", id=(await run_of(ask, workflow))["approvalId"], by=PRIYA, reason="Not this year")
    await bench.pass_by()
    run = await run_of(ask, workflow)
    assert (run["status"], run["problem"]) == ("stopped", "Rejected: Not this year.")
    assert (await ask("list_jobs", search="Free check"))["count"] == 0
    assert "stopped at step 1" in (await ask("list_notifications", by=OWEN))["items"][0]["title"]


async def test_a_step_that_is_refused_ends_it(ask: Ask, bench: Bench) -> None:
    workflow = await made(
        ask, {"operation": "update_job", "arguments": {"id": "{job.id}", "status": "cancelled"}}, NOTE
    )
    await ask("trigger_workflow", id=workflow, jobId="job-1040")
    await bench.pass_by()
    run = await run_of(ask, workflow)
    assert (run["status"], await notes(ask, "bob-johnson")) == ("failed", 0)
    assert "cannot become cancelled" in run["problem"]


async def test_what_its_owner_may_not_do_alone_waits_for_approval(ask: Ask, bench: Bench) -> None:
    await ask("update_account_settings", approvalLimit="10")
    lower = {"operation": "update_quote", "arguments": {"id": "{quote.id}", "total": "5160.00"}}
    workflow = await made(ask, lower, by=OWEN)
    await ask("trigger_workflow", id=workflow, quoteId="quote-301", by=OWEN)
    await bench.pass_by()
    run = await run_of(ask, workflow)
    assert (run["status"], (await ask("get_quote", id="quote-301"))["total"]) == ("waiting", "6450.00")
    await ask("approve_request", id=run["approvalId"])
    await bench.pass_by()
    assert (await run_of(ask, workflow))["status"] == "done"
    assert (await ask("get_quote", id="quote-301"))["total"] == "5160.00"


async def test_whose_it_is_has_only_what_they_have_by_then(ask: Ask, bench: Bench) -> None:
    assigned = {"operation": "assign_job", "arguments": {"id": "{job.id}", "techId": "luis"}}
    workflow = await made(ask, WAIT, assigned)
    await ask("trigger_workflow", id=workflow, jobId="job-1051", by=OWEN)
    await ask("update_user", id="owen", role="tech")
    await bench.pass_by()
    run = await run_of(ask, workflow)
    assert run["status"] == "failed"
    assert (await ask("get_job", id="job-1051"))["techId"] is None


async def test_one_that_is_off_or_empty_or_for_nothing_is_not_begun(ask: Ask) -> None:
    off, empty = await made(ask, NOTE, enabled=False), await made(ask)
    for workflow, why in ((off, "is off"), (empty, "has no steps")):
        with pytest.raises(Conflict, match=why):
            await ask("trigger_workflow", id=workflow, jobId="job-1042")
    with pytest.raises(Missing) as unsaid:
        await ask("trigger_workflow", id=await made(ask, NOTE), contactId="maria-garcia")
    assert unsaid.value.fields == ("jobId",)


async def test_one_that_is_turned_off_goes_no_further(ask: Ask, bench: Bench) -> None:
    workflow = await made(ask, NOTE, NOTE)
    await ask("trigger_workflow", id=workflow, jobId="job-1042")
    await ask("update_workflow", id=workflow, enabled=False)
    await bench.pass_by(timedelta(seconds=11))
    run = await run_of(ask, workflow)
    assert (run["status"], run["problem"]) == ("stopped", "The workflow was turned off or deleted meanwhile.")


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ([NOTE, {"operation": "make_coffee"}], "Step 2: there is no operation called make_coffee"),
        ([{"operation": "update_job", "arguments": {"id": "{job.id}", "colour": "red"}}], "Step 1: colour"),
        ([{"operation": "list_jobs"}], "Step 1: list jobs is for people to do"),
        ([{"operation": "approve_request", "arguments": {"id": "appr-1"}}], "Step 1: approve request is for people"),
        ([{"operation": "trigger_workflow", "arguments": {"id": "x"}}], "Step 1: trigger workflow is for people"),
        ([{"waitSeconds": 5, "approval": "Both"}], "Step 1: give an operation, a wait or an approval"),
        ([{}], "Step 1: give an operation"),
        ([{"approval": "For {job.secret}"}], r"Step 1: nothing is known for \{job.secret\}"),
        ([{"waitSeconds": 0}], "waitSeconds"),
    ],
)
async def test_a_step_that_could_never_be_done_is_refused_when_it_is_written(ask: Ask, steps: Any, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        await made(ask, *steps)
    workflow = await made(ask, NOTE)
    with pytest.raises(Invalid, match=why):
        await ask("update_workflow", id=workflow, steps=steps)


async def test_who_writes_it_gives_only_what_they_may(ask: Ask) -> None:
    settings = {"operation": "update_account_settings", "arguments": {"taxRate": "0"}}
    with pytest.raises(Invalid, match="Step 1: the office may not change account settings"):
        await made(ask, settings, by=OWEN)
    with pytest.raises(Forbidden):
        await made(ask, NOTE, by=person("luis"))
    for trigger in ("job.exploded", "coffee.made", "nonsense"):
        with pytest.raises(Invalid, match="There is no event"):
            await made(ask, NOTE, trigger=trigger)
    workflow = await made(ask, settings)
    changed = await ask("update_workflow", id=workflow, name="Tax", enabled=False, by=OWEN)
    assert (changed["ownerId"], changed["enabled"]) == ("dana", False)
    with pytest.raises(Invalid, match="Step 1"):
        await ask("update_workflow", id=workflow, trigger="job.completed", by=OWEN)
