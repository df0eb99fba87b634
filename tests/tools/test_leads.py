"""Leads through the one door: how far one has come, and what becomes of it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.context import Actor
from domain.leads import NEXT, Status, set_status
from domain.problems import Conflict, Forbidden, NeedsConfirmation, NotFound
from domain.roles import Role
from storage.leads import Lead
from tests.conftest import Ask, person

CALLER = Actor("ridgeline", Role.CALLER, phone="+17205550399")
OWEN = person("owen")


async def test_a_lead_becomes_a_customer_and_a_job(ask: Ask) -> None:
    lead = await ask("convert_lead", id="lead-1", createJob=True, scheduledStart="2026-03-12T09:00:00-06:00")
    assert (lead["status"], lead["contactName"], lead["jobTitle"]) == ("won", "Gregory Tanaka", "New air conditioner")
    contact = await ask("get_contact", id=lead["contactId"])
    assert (contact["phone"], contact["status"]) == ("+17205550301", "customer")
    job = await ask("get_job", id=lead["jobId"])
    assert (job["contactId"], job["leadId"], job["status"]) == (contact["id"], "lead-1", "scheduled")


async def test_a_lead_in_the_address_book_is_not_entered_twice(ask: Ask) -> None:
    before = (await ask("list_contacts"))["count"]
    lead = await ask("convert_lead", id="lead-3")
    assert (lead["contactId"], lead["jobId"]) == ("kathryn-leigh", None)
    assert (await ask("get_contact", id="kathryn-leigh"))["status"] == "customer"
    assert (await ask("list_contacts"))["count"] == before


@pytest.mark.parametrize("known", [{"phone": "(720) 555-0210"}, {"email": "Lynn.Newman@mail.example"}])
async def test_a_new_lead_is_known_by_number_or_address(ask: Ask, known: dict[str, str]) -> None:
    lead = await ask("create_lead", name="Lynn N", interest="Gas line", address="90 Yarrow Street", **known)
    assert lead["contactId"] == "lynn-newman"
    assert [each["id"] for each in (await ask("list_leads", contactId="lynn-newman"))["items"]] == [lead["id"]]
    job = await ask("convert_lead", id=lead["id"], createJob=True)
    assert (await ask("get_job", id=job["jobId"]))["address"] == "90 Yarrow Street"


async def test_a_number_that_two_contacts_share_is_settled_by_the_name(ask: Ask) -> None:
    await ask("create_contact", name="Luca Rossi", phone="+17205550302")
    bianca = await ask("create_contact", name="Bianca Rossi", phone="+17205550302")
    assert (await ask("convert_lead", id="lead-2"))["contactId"] == bianca["id"]
    with pytest.raises(Conflict, match="Luca Rossi and Bianca Rossi both have that number"):
        await ask("create_lead", name="Grandma Jo", phone="+17205550302", interest="Water softener")


async def test_converting_again_says_what_it_became(ask: Ask) -> None:
    await ask("convert_lead", id="lead-1", title="Three ton AC")
    with pytest.raises(Conflict, match="Gregory Tanaka has become a customer and job 1056, Three ton AC"):
        await ask("convert_lead", id="lead-1")
    with pytest.raises(Conflict, match="stays won"):
        await ask("update_lead", id="lead-1", status="lost")
    with pytest.raises(Conflict, match="job 1056"):
        await ask("delete_lead", id="lead-1")


async def test_undo_gives_the_lead_back(ask: Ask) -> None:
    made = await ask("convert_lead", id="lead-1", createJob=True)
    await ask("undo")
    lead = await ask("get_lead", id="lead-1")
    assert (lead["status"], lead["contactId"], lead["jobId"]) == ("new", None, None)
    with pytest.raises(NotFound):
        await ask("get_job", id=made["jobId"])


async def test_the_same_request_is_not_written_down_twice(ask: Ask) -> None:
    with pytest.raises(Conflict, match="Gregory Tanaka is down as a lead about New air conditioner already, new"):
        await ask("create_lead", name="G Tanaka", phone="720 555 0301", interest="new air conditioner")
    other = await ask("create_lead", name="Gregory Tanaka", phone="720 555 0301", interest="Sewer line")
    await ask("update_lead", id=other["id"], status="lost", reason="Too dear")
    await ask("create_lead", name="Gregory Tanaka", phone="720 555 0301", interest="Sewer line")


async def test_a_reason_means_lost_and_goes_when_it_is_won_back(ask: Ask) -> None:
    assert (await ask("update_lead", id="lead-2", reason="Went with Lakeshore"))["status"] == "lost"
    assert (await ask("update_lead", id="lead-2", status="contacted"))["reason"] is None


async def test_a_caller_leaves_a_request_and_sees_none(ask: Ask) -> None:
    lead = await ask("create_lead", name="Greg Watts", interest="New air conditioner", by=CALLER, channel="voice")
    assert (lead["phone"], lead["source"], lead["status"]) == ("+17205550399", "phone", "new")
    for operation, arguments in (("list_leads", {}), ("get_lead", {"id": lead["id"]})):
        with pytest.raises(Forbidden):
            await ask(operation, **arguments, by=CALLER)
    with pytest.raises(Forbidden, match="the office does the rest"):
        await ask("create_lead", name="Greg Watts", status="won", by=CALLER)
    assert (await ask("get_lead", id=lead["id"]))["name"] == "Greg Watts"
    told = (await ask("list_notifications", by=OWEN))["items"]
    assert [(each["title"], each["body"]) for each in told] == [
        ("New lead: Greg Watts", "New air conditioner, +17205550399")
    ]


@pytest.mark.parametrize("who", [person("mike-a"), Actor("ridgeline", Role.CUSTOMER, contact_id="maria-garcia")])
async def test_the_pipeline_is_the_offices(ask: Ask, who: Actor) -> None:
    with pytest.raises(Forbidden):
        await ask("list_leads", by=who)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"source": "the website"}, ["lead-1"]),
        ({"source": "referrals"}, ["lead-3"]),
        ({"interest": "heat pumps"}, ["lead-3"]),
        ({"status": "contacted"}, ["lead-2"]),
        ({"open": False}, []),
        ({"search": "tanaka"}, ["lead-1"]),
    ],
)
async def test_leads_are_found_as_people_ask(ask: Ask, filters: dict[str, Any], found: list[str]) -> None:
    assert [lead["id"] for lead in (await ask("list_leads", **filters))["items"]] == found


@pytest.mark.parametrize("words", ["tanaka", "the new air conditioner lead", "Gregory"])
async def test_a_lead_is_found_by_name_and_by_what_it_wants(ask: Ask, words: str) -> None:
    assert (await ask("get_lead", id=words, channel="voice", by=OWEN))["id"] == "lead-1"


async def test_deleting_asks_first(ask: Ask) -> None:
    with pytest.raises(NeedsConfirmation, match="Delete the lead for Bianca Rossi for good"):
        await ask("delete_lead", id="bianca", channel="voice")


@given(st.lists(st.sampled_from([*NEXT])))
def test_a_lead_moves_only_to_states_that_follow(wanted: list[Status]) -> None:
    lead = Lead(name="Ted", status="new")
    for status in wanted:
        now = lead.status
        try:
            set_status(lead, status)
        except Conflict:
            assert status not in NEXT[now]  # type: ignore[index]
            assert lead.status == now
        else:
            assert lead.status == status
