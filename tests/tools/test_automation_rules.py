"""Rules that do things by themselves: what their owner may do, once, never in circles, and all of it in the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.automation_rules import WORK
from domain.context import Ports
from domain.links import Links
from domain.outbox import Carrier
from domain.passwords import Passwords
from domain.ports import Run
from domain.problems import Forbidden, Invalid, NeedsConfirmation, NotFound, Problem
from storage.database import Database
from storage.outbox import Parcel
from storage.users import User
from tests.conftest import QUICK_HASH, Ask, person
from tests.lasting import Hands, Rehearsal
from tools.lasting import works
from tools.perform import Desk

DAY = timedelta(days=1)
NOTE = {"operation": "create_contact_note", "arguments": {"id": "{job.contactId}", "body": "Done: {job.title}."}}
REVIEW = {"operation": "POST /api/review-requests", "arguments": {"jobId": "{job.id}"}}


@dataclass
class Bench:
    """Does lasting work as it is begun, on a clock that is moved; each twice, as after a kill."""

    desk: Desk
    hands: Hands = field(default_factory=Hands)
    begun: list[str] = field(default_factory=list)

    async def start(self, work: str, key: str, arguments: Mapping[str, str]) -> None:
        self.begun.append(work)
        run: Run = Rehearsal(self.hands, self.pass_by)
        for _ in range(2):
            await works(self.desk)[work](run, arguments)

    async def pass_by(self, by: timedelta = timedelta(seconds=11)) -> None:
        """Time passes, and what is due is begun, and what that leads to as well."""
        self.hands.on(by)
        ports: Any = Ports(durable=self)
        while await Carrier(self.desk.database, self.desk.companies, ports, self.hands).deliver_due():
            self.hands.on(timedelta(seconds=11))


@pytest.fixture
def ports() -> Ports:
    links = Links("https://callout.example", b"a secret of this test")
    return Ports(passwords=Passwords(QUICK_HASH), links=links)


@pytest.fixture
async def bench(desk: Desk, ask: Ask) -> Bench:
    for rule in (await ask("list_automation_rules"))["items"]:
        await ask("delete_automation_rule", id=rule["id"])
    return Bench(desk)


async def rule(ask: Ask, *actions: dict[str, Any], **facts: Any) -> str:
    by = facts.pop("by", person("dana"))
    told = {"name": "A rule", "trigger": "job.completed", "actions": list(actions), **facts}
    return str((await ask("create_automation_rule", by=by, **told))["id"])


async def runs(ask: Ask, rule_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await ask("get_automation_rule", id=rule_id))["runs"]
    return found


async def notes(ask: Ask, contact: str) -> list[str]:
    return [each["body"] for each in (await ask("list_contact_notes", id=contact))["items"]]


@pytest.mark.both_engines
async def test_a_rule_is_carried_out_once_when_its_event_is_past_recall(ask: Ask, bench: Bench) -> None:
    made = await rule(ask, NOTE)
    await ask("update_job_status", by=person("mike-a"), id="job-1042", status="completed")
    assert not [each for each in await notes(ask, "maria-garcia") if each.startswith("Done:")]
    await bench.pass_by()
    assert len([each for each in await notes(ask, "maria-garcia") if each.startswith("Done:")]) == 1
    [run] = await runs(ask, made)
    assert (run["status"], run["event"], run["recordId"]) == ("done", "job.completed", "job-1042")
    trail = (await ask("list_audit", limit=200))["items"]
    [entry] = [each for each in trail if each["operation"] == "create_contact_note"]
    assert (entry["actorId"], entry["channel"]) == ("dana", "system")


async def test_a_customer_is_asked_for_a_review_the_day_after(ask: Ask, bench: Bench) -> None:
    made = await rule(ask, REVIEW, delaySeconds=86_400)
    await ask("update_job_status", id="job-1042", status="completed")
    await bench.pass_by(DAY - timedelta(minutes=1))
    assert await runs(ask, made) == []
    await bench.pass_by(timedelta(minutes=2))
    assert [each["status"] for each in await runs(ask, made)] == ["done"]
    asked = [each for each in (await ask("list_review_requests"))["items"] if each["jobId"] == "job-1042"]
    assert len(asked) == 1


async def test_what_is_taken_back_sets_nothing_off(ask: Ask, bench: Bench) -> None:
    made = await rule(ask, NOTE)
    await ask("update_job_status", id="job-1042", status="completed")
    await ask("undo")
    await bench.pass_by()
    assert await runs(ask, made) == []


@pytest.mark.parametrize(
    ("field", "operator", "value", "held"),
    [
        ("priority", "equals", "emergency", True),
        ("priority", "not_equals", "emergency", False),
        ("number", "more_than", 1041, True),
        ("number", "at_most", 1041, False),
        ("title", "contains", "FURNACE", True),
        ("scheduledStart", "less_than", "2026-03-01T00:00:00Z", False),
        ("techName", "equals", None, False),
        ("completedAt", "not_equals", None, True),
    ],
)
async def test_only_what_fits_the_conditions_sets_it_off(
    ask: Ask, bench: Bench, field: str, operator: str, value: Any, held: bool
) -> None:
    made = await rule(ask, NOTE, conditions=[{"field": field, "operator": operator, "value": value}])
    await ask("update_job_status", id="job-1042", status="completed")
    await bench.pass_by()
    [run] = await runs(ask, made)
    assert run["status"] == ("done" if held else "skipped")
    assert held or field[:4] in run["problem"]


async def test_what_is_off_or_deleted_stops_at_once(ask: Ask, bench: Bench) -> None:
    off, gone = await rule(ask, NOTE, delaySeconds=3600), await rule(ask, NOTE, delaySeconds=3600)
    await ask("update_job_status", id="job-1042", status="completed")
    await ask("update_automation_rule", id=off, enabled=False)
    await ask("delete_automation_rule", id=gone)
    await bench.pass_by(DAY)
    assert bench.begun == [WORK, WORK]
    assert not [each for each in await notes(ask, "maria-garcia") if each.startswith("Done:")]


async def test_an_owner_who_may_no_longer_is_refused_and_that_is_told(
    ask: Ask, bench: Bench, database: Database
) -> None:
    update = {"operation": "update_contact", "arguments": {"id": "{job.contactId}", "nickname": "Regular"}}
    made = await rule(ask, update, by=person("owen"))
    async with database.transaction("ridgeline") as session:
        owner = (await session.scalars(select(User).where(User.id == "owen"))).one()
        owner.role = "tech"
    await ask("update_job_status", id="job-1042", status="completed")
    await bench.pass_by()
    [run] = await runs(ask, made)
    assert run["status"] == "failed"
    assert "may not" in str(run)
    async with database.transaction("ridgeline") as session:
        owner = (await session.scalars(select(User).where(User.id == "owen"))).one()
        owner.active = False
    await ask("update_job_status", id="job-1043", status="completed")
    await bench.pass_by()
    assert "does not work here" in (await runs(ask, made))[0]["problem"]


async def test_what_fails_is_told_and_keeps_nothing_else_from_being_done(ask: Ask, bench: Bench) -> None:
    again = {"operation": "update_job_status", "arguments": {"id": "{job.id}", "status": "cancelled"}}
    made = await rule(ask, again, NOTE)
    await ask("update_job_status", id="job-1042", status="completed")
    await bench.pass_by()
    [run] = await runs(ask, made)
    assert [each["done"] for each in run["actions"]] == [False, True]
    assert "cannot become cancelled" in run["actions"][0]["told"]


async def test_rules_do_not_go_round_in_circles(ask: Ask, bench: Bench) -> None:
    touch = {"operation": "update_contact", "arguments": {"id": "{contact.id}", "city": "Golden"}}
    made = await rule(ask, touch, trigger="contact.updated")
    await ask("update_contact", id="maria-garcia", nickname="Mari")
    await bench.pass_by()
    assert sorted(each["status"] for each in await runs(ask, made)) == ["done", "stopped"]


async def test_rules_that_set_each_other_off_end_after_three(ask: Ask, bench: Bench) -> None:
    cities = ("Golden", "Boulder", "Aurora", "Arvada", "Parker")
    made = [
        await rule(
            ask,
            {"operation": "update_contact", "arguments": {"id": "{contact.id}", "city": city}},
            trigger="contact.updated",
            conditions=[{"field": "city", "value": before}],
        )
        for before, city in zip(("Littleton", *cities), cities, strict=False)
    ]
    await ask("update_contact", id="maria-garcia", city="Littleton")
    await bench.pass_by()
    assert (await ask("get_contact", id="maria-garcia"))["city"] == "Aurora"
    assert "stopped" in [each["status"] for each in await runs(ask, made[3])]


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"trigger": "job.finished"}, "job.finished"),
        ({"trigger": "invoice.overdue"}, "overdue"),
        ({"trigger": "nonsense"}, "nonsense"),
        ({"conditions": [{"field": "colour", "value": "red"}]}, "colour"),
        ({"conditions": [{"field": "priority", "operator": "more_than", "value": "low"}]}, "priority"),
        ({"conditions": [{"field": "priority", "value": "huge"}]}, "priority"),
        ({"conditions": [{"field": "number", "operator": "matches", "value": 1}]}, "conditions"),
        ({"actions": [{"operation": "make_coffee", "arguments": {}}]}, "make_coffee"),
        ({"actions": [{"operation": "list_jobs", "arguments": {}}]}, "list jobs"),
        ({"actions": [{"operation": "undo", "arguments": {}}]}, "undo"),
        ({"actions": [{"operation": "create_contact_note", "arguments": {"id": "{job.contactId}"}}]}, "body"),
        ({"actions": [{**NOTE, "arguments": {**NOTE["arguments"], "colour": "red"}}]}, "colour"),  # type: ignore[dict-item]
        ({"actions": [{"operation": "create_contact_note", "arguments": {"id": "{job.owner}", "body": "x"}}]}, "owner"),
        ({"actions": [{"operation": "create_contact_note", "arguments": {"id": "{lead.id}", "body": "x"}}]}, "lead"),
        ({"delaySeconds": -1}, "delaySeconds"),
    ],
)
async def test_what_could_never_be_carried_out_is_refused_when_it_is_written(
    ask: Ask, facts: dict[str, Any], named: str
) -> None:
    told = {"name": "A rule", "trigger": "job.completed", "conditions": [], "actions": [NOTE], **facts}
    with pytest.raises(Invalid) as refused:
        await ask("create_automation_rule", **told)
    assert named in refused.value.sentence
    assert refused.value.errors


async def test_a_record_that_is_not_there_is_no_part_of_a_rule(ask: Ask) -> None:
    for action in ({"operation": "assign_job", "arguments": {"id": "{job.id}", "techId": "lk-mike"}},):
        with pytest.raises(NotFound):
            await rule(ask, action)


async def test_nobody_writes_a_rule_that_does_what_they_may_not(ask: Ask, bench: Bench) -> None:
    hire = {"operation": "create_user", "arguments": {"name": "{job.title}", "role": "tech", "email": "a@b.example"}}
    with pytest.raises(Invalid, match="may not"):
        await rule(ask, hire, by=person("priya"))
    with pytest.raises(Forbidden):
        await rule(ask, NOTE, by=person("mike-a"))
    made = await rule(ask, hire)
    with pytest.raises(Problem):
        await ask("update_automation_rule", by=person("priya"), id=made, trigger="job.created")
    mine = await rule(ask, NOTE)
    changed = await ask("update_automation_rule", by=person("priya"), id=mine, delaySeconds=60)
    assert changed["ownerId"] == "priya"


async def test_what_nothing_takes_back_is_asked_about_when_it_is_said(ask: Ask, bench: Bench) -> None:
    drop = {"operation": "delete_contact_tag", "arguments": {"id": "tag-vip"}}
    tags = (await ask("list_contact_tags"))["items"]
    drop["arguments"] = {"id": tags[0]["id"]}
    with pytest.raises(NeedsConfirmation) as asked:
        await rule(ask, drop, channel="voice", conversation_id="c", turn="1")
    assert "by itself, without asking" in asked.value.question
    assert "job is completed" in asked.value.question
    made = await rule(ask, drop, channel="voice", conversation_id="c", turn="2", yes=asked.value.token)
    await ask("update_job_status", id="job-1042", status="completed")
    await bench.pass_by()
    assert (await runs(ask, made))[0]["status"] == "done"


async def test_nothing_is_left_for_rules_where_none_waits(ask: Ask, bench: Bench, database: Database) -> None:
    await rule(ask, NOTE, trigger="job.cancelled")
    await ask("update_job_status", id="job-1042", status="completed")
    async with database.transaction("ridgeline", write=False) as session:
        assert not list(await session.scalars(select(Parcel).where(Parcel.kind == "work")))
