"""Own visits: nobody else's, nothing of the office's notes, another time only when the office says so."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from domain.context import Actor
from domain.problems import Conflict, Forbidden, Invalid, NotFound, NotThen, Problem
from domain.roles import Role
from storage.database import Database
from storage.notifications import Notification
from tests.conftest import Ask, person

pytestmark = pytest.mark.both_engines
MINE, THURSDAY = "job-1049", "2026-03-12T14:00:00-06:00"  # Siobhan's garbage disposal, tomorrow at nine with Mike O.


def customer(contact_id: str, name: str = "Siobhan Murphy") -> Actor:
    """A customer who is signed in."""
    return Actor("ridgeline", Role.CUSTOMER, name, contact_id=contact_id, phone="+17205550211")


SIOBHAN = customer("siobhan-murphy")


async def test_only_own_visits_and_nothing_that_the_office_notes(ask: Ask) -> None:
    await ask("update_job", id=MINE, notes="Pays late, do not tell")
    page = await ask("list_customer_jobs", by=SIOBHAN)
    (visit,) = page["items"]
    assert (visit["id"], visit["techName"], visit["status"]) == (MINE, "Mike O'Brien", "scheduled")
    assert "Pays late" not in str(page)
    assert (await ask("list_customer_jobs", by=customer("nobody")))["items"] == []


@pytest.mark.parametrize("who", ["dana", "priya", "owen", "mike-a"])
async def test_the_staff_are_no_customers(ask: Ask, who: str) -> None:
    with pytest.raises(Forbidden):
        await ask("list_customer_jobs", by=person(who))
    with pytest.raises(Forbidden):
        await ask("request_schedule_change", jobId=MINE, action="cancel", by=person(who))


@pytest.mark.parametrize("channel", ["rest", "voice"])
@pytest.mark.parametrize("theirs", ["job-1043", "Maria Garcia", "the thermostat install"])
async def test_nobody_elses_visit_can_be_named(ask: Ask, theirs: str, channel: str) -> None:
    with pytest.raises(NotFound) as refused:
        await ask("request_schedule_change", jobId=theirs, start=THURSDAY, by=SIOBHAN, channel=channel)
    assert refused.value.near == () or all("Garbage" in each.label for each in refused.value.near)
    assert (await ask("list_tickets", status="open"))["count"] == (await ask("list_tickets", status="open"))["count"]


async def test_the_office_is_asked_and_nothing_moves(ask: Ask, database: Database) -> None:
    before = await ask("get_job", id=MINE)
    answer = await ask("request_schedule_change", jobId=MINE, start=THURSDAY, reason="I have to work", by=SIOBHAN)
    assert answer["status"] == "requested"
    assert answer["told"].startswith("Thursday, March 12 at 2 PM looks free")
    assert (await ask("get_job", id=MINE))["scheduledStart"] == before["scheduledStart"]
    (ticket,) = (await ask("list_tickets", contactId="siobhan-murphy", jobId=MINE))["items"]
    assert ticket["subject"] == "Move job 1049 to Thursday, March 12 at 2 PM: Garbage disposal swap"
    assert (ticket["wants"], ticket["wantsStart"], ticket["body"]) == (
        "reschedule", "2026-03-12T20:00:00Z", "I have to work",
    )  # fmt: skip
    async with database.transaction("ridgeline", write=False) as session:
        told = select(Notification).where(Notification.record_id == ticket["id"])
        assert {each.user_id for each in await session.scalars(told)} == {"dana", "priya", "owen"}
    (visit,) = (await ask("list_customer_jobs", by=SIOBHAN))["items"]
    assert visit["requested"] == "you asked for Thursday, March 12 at 2 PM"


async def test_asked_again_it_is_one_ticket_and_over_once_it_is_done(ask: Ask) -> None:
    await ask("request_schedule_change", jobId=MINE, start=THURSDAY, reason="I have to work", by=SIOBHAN)
    await ask("request_schedule_change", jobId=MINE, action="cancel", reason="We move house", by=SIOBHAN)
    (ticket,) = (await ask("list_tickets", jobId=MINE))["items"]
    assert (ticket["wants"], ticket["wantsStart"]) == ("cancel", None)
    assert ticket["body"] == "I have to work\n\nWe move house"
    await ask("resolve_ticket", id=ticket["id"], resolution="Cancelled by phone")
    (visit,) = (await ask("list_customer_jobs", by=SIOBHAN))["items"]
    assert visit["requested"] is None


async def test_of_other_peoples_time_it_tells_yes_or_no_and_no_more(ask: Ask) -> None:
    taken = "2026-03-10T11:00:00-06:00"  # Mike O'Brien is at John Smith's until one
    answer = await ask("request_schedule_change", jobId=MINE, start=taken, by=SIOBHAN)
    assert answer["told"] == (
        "I've asked the office to move your visit for Garbage disposal swap to 11 AM; "
        "they'll tell you whether that works."
    )


async def test_where_the_company_lets_customers_do_it_it_is_done_if_nothing_is_in_the_way(ask: Ask) -> None:
    await ask("update_account_settings", selfService=True)
    taken = await ask("request_schedule_change", jobId=MINE, start="2026-03-10T11:00:00-06:00", by=SIOBHAN)
    assert taken["status"] == "requested"
    done = await ask("request_schedule_change", jobId=MINE, start=THURSDAY, by=SIOBHAN)
    assert (done["status"], done["ticketNumber"]) == ("done", None)
    moved = await ask("get_job", id=MINE)
    assert (moved["scheduledStart"], moved["scheduledEnd"]) == ("2026-03-12T20:00:00Z", "2026-03-12T21:00:00Z")
    await ask("request_schedule_change", jobId=MINE, action="cancel", by=SIOBHAN)
    assert (await ask("get_job", id=MINE))["status"] == "cancelled"


@pytest.mark.parametrize(
    ("who", "job", "sentence"),
    [
        ("maria-garcia", "job-1042", r"Mike Alvarez is there already; please ring us at \(303\) 555-0100"),
        ("linh-nguyen", "job-1045", "Luis Ortega is on the way; please ring us"),
        ("oak-street-cafe", "job-1050", "That is an emergency visit, so please ring us"),
        ("john-smith-oak", "job-1040", "is completed already; nothing was changed"),
    ],
)
async def test_what_is_under_way_urgent_or_over_is_not_changed_here(
    ask: Ask, who: str, job: str, sentence: str
) -> None:
    for action in ("cancel", "reschedule"):
        with pytest.raises(Conflict, match=sentence):
            await ask("request_schedule_change", jobId=job, action=action, start=THURSDAY, by=customer(who))


@pytest.mark.parametrize(
    ("given", "problem", "sentence"),
    [
        ({}, Invalid, "start must be given"),
        ({"start": "2026-03-09T14:00:00-06:00"}, Invalid, "That time has passed"),
        ({"start": "2028-03-09T14:00:00-06:00"}, Invalid, "too far ahead"),
        ({"start": "2026-03-15T14:00:00-06:00"}, NotThen, "We're closed"),
        ({"start": "2026-03-11T09:00:00-06:00"}, Conflict, "tomorrow at 9 AM already"),
    ],
)
async def test_what_cannot_be_is_said(ask: Ask, given: dict[str, Any], problem: type[Problem], sentence: str) -> None:
    with pytest.raises(problem, match=sentence):
        await ask("request_schedule_change", jobId=MINE, by=SIOBHAN, **given)
    assert (await ask("list_tickets", jobId=MINE))["count"] == 0


async def test_a_card_number_in_the_reason_is_kept_nowhere(ask: Ask) -> None:
    reason = "take it off 4242 4242 4242 4242 please"
    await ask("request_schedule_change", jobId=MINE, start=THURSDAY, reason=reason, by=SIOBHAN)
    kept = f"{await ask('list_tickets', jobId=MINE)} {await ask('list_audit')} {await ask('list_notifications')}"
    assert "4242" not in kept


async def test_a_request_can_be_taken_back(ask: Ask) -> None:
    await ask("request_schedule_change", jobId=MINE, start=THURSDAY, by=SIOBHAN)
    await ask("undo", by=SIOBHAN)
    assert (await ask("list_tickets", jobId=MINE))["count"] == 0
