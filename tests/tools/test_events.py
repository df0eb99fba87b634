"""What writes tell: one word for what became of each record, in the order of the commits; nothing of what failed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from domain import listeners
from domain.context import Context
from domain.outbox import begin_work
from domain.problems import Problem
from storage.database import Database
from storage.events import Event
from storage.outbox import Parcel
from tests.conftest import Ask, person

pytestmark = pytest.mark.both_engines


async def told(database: Database) -> list[Event]:
    async with database.transaction("ridgeline", write=False) as session:
        return list(await session.scalars(select(Event).order_by(Event.seq)))


async def names(database: Database) -> list[str]:
    return [event.name for event in await told(database)]


async def test_a_new_record_is_created_and_comes_to_its_first_state(ask: Ask, database: Database) -> None:
    made = await ask("create_ticket", contactId="maria-garcia", subject="No heat", body="Since last night.")
    events = await told(database)
    assert [event.name for event in events] == ["ticket.created", "ticket.opened"]
    assert {(event.record_type, event.record_id, event.actor_id) for event in events} == {
        ("tickets", made["id"], "dana")
    }


async def test_a_change_of_state_has_the_name_of_the_state(ask: Ask, database: Database) -> None:
    await ask("update_job", id="job-1042", notes="Ring twice.")
    await ask("update_job_status", id="job-1042", status="completed")
    await ask("update_job_status", id="job-1043", status="cancelled")
    assert [each for each in await names(database) if each.startswith("job.")] == [
        "job.updated",
        "job.completed",
        "job.cancelled",
    ]


async def test_an_invoice_is_paid_by_a_payment_and_owed_again_without_it(ask: Ask, database: Database) -> None:
    invoice = (await ask("list_invoices", status="sent"))["items"][0]
    some = await ask("create_payment", invoiceId=invoice["id"], amount="1.00", method="cash")
    await ask("mark_invoice_paid", id=invoice["id"])
    await ask("delete_payment", id=some["id"])
    of_invoices = [each for each in await names(database) if each.startswith("invoice.")]
    assert of_invoices == ["invoice.updated", "invoice.paid", "invoice.sent"]


async def test_a_delete_and_its_undo_are_told(ask: Ask, database: Database) -> None:
    await ask("delete_contact_tag", id=(await ask("list_contact_tags"))["items"][0]["id"])
    await ask("undo")
    assert [each for each in await names(database) if each.startswith("contact_tag.")] == [
        "contact_tag.deleted",
        "contact_tag.restored",
    ]


async def test_nothing_is_told_of_what_failed_or_was_only_read(ask: Ask, database: Database) -> None:
    await ask("list_jobs")
    with pytest.raises(Problem):
        await ask("update_job_status", id="job-1040", status="cancelled")
    assert await told(database) == []


async def test_many_at_once_are_counted_without_a_gap(ask: Ask, database: Database) -> None:
    notes = [ask("create_contact_note", id="maria-garcia", body=f"Note {number}") for number in range(12)]
    await asyncio.gather(*notes)
    counted = [event.seq for event in await told(database)]
    assert counted == list(range(counted[0], counted[0] + 12))


async def test_who_listens_leaves_work_that_goes_with_an_undo(
    ask: Ask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def listen(ctx: Context, events: Sequence[Event]) -> None:
        for event in events:
            if event.name == "job.completed":
                begin_work(ctx, "think_of_it", {"event": event.id}, event)

    monkeypatch.setattr(listeners, "LISTENERS", (listen,))
    await ask("update_job_status", id="job-1042", status="completed", by=person("mike-a"))
    assert await left(database) == ["waiting"]
    await ask("undo", by=person("mike-a"))
    assert await left(database) == ["cancelled"]
    await ask("redo", by=person("mike-a"))
    assert await left(database) == ["waiting"]


async def left(database: Database) -> list[str]:
    async with database.transaction("ridgeline", write=False) as session:
        return list(await session.scalars(select(Parcel.state).where(Parcel.kind == "work")))
