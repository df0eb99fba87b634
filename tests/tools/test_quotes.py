"""Quotes through the one door: exact prices, how one stands, and the trail from a lead to a job."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from domain.context import Actor
from domain.problems import Conflict, Forbidden, Invalid, Missing, NotFound
from domain.roles import Role
from storage.quotes import Quote, QuoteLine
from tests.conftest import Ask, person
from tools.perform import Desk

OWEN = person("owen")
THERMOSTATS = [{"description": "Smart thermostat", "quantity": 2, "unitPrice": "249.00"}]
PERMIT = {"description": "Permit fee", "unitPrice": "95.00", "taxable": False}


async def test_a_price_for_all_of_it_makes_one_line_and_is_met_to_the_cent(ask: Ask) -> None:
    quote = await ask("create_quote", contactId="siobhan-murphy", title="Disposal swap", total="300")
    assert (quote["number"], quote["status"], quote["total"]) == (303, "draft", "300.00")
    assert [(each["description"], each["amount"]) for each in quote["lines"]] == [("Disposal swap", "275.71")]
    assert Decimal(quote["subtotal"]) + Decimal(quote["tax"]) == 300


async def test_lines_are_summed_and_taxed(ask: Ask) -> None:
    quote = await ask("create_quote", contactId="lynn-newman", lines=[*THERMOSTATS, PERMIT])
    assert (quote["title"], quote["subtotal"], quote["tax"], quote["total"]) == (
        "Smart thermostat",
        "593.00",
        "43.87",
        "636.87",
    )
    with pytest.raises(Invalid, match=r"come to \$636.87 with tax, not \$600.00"):
        await ask("create_quote", contactId="lynn-newman", lines=[*THERMOSTATS, PERMIT], total="600")
    assert (await ask("create_quote", contactId="lynn-newman", lines=THERMOSTATS, total="498"))["total"] == "541.87"


@pytest.mark.parametrize(
    ("given", "total", "last"),
    [
        ({"total": "7900"}, "7900.00", ("Three ton AC", "7260.36")),
        ({"discount": "200"}, "8000.00", ("Three ton AC", "7352.27")),
        ({"addLines": [PERMIT]}, "8295.00", ("Permit fee", "95.00")),
        ({"addLines": [PERMIT], "total": "8000"}, "8000.00", ("Discount", "-271.11")),
        ({"addLines": [PERMIT], "total": "8400"}, "8400.00", ("Adjustment", "96.50")),
    ],
)
async def test_a_price_is_changed_as_people_say_it(
    ask: Ask, given: dict[str, Any], total: str, last: tuple[str, str]
) -> None:
    quote = await ask("update_quote", id="quote-302", **given)
    assert quote["total"] == total
    assert (quote["lines"][-1]["description"], quote["lines"][-1]["amount"]) == last


async def test_a_second_discount_takes_the_place_of_the_first(ask: Ask) -> None:
    await ask("update_quote", id="quote-302", addLines=[PERMIT], total="8000")
    quote = await ask("update_quote", id="quote-302", total="7500")
    assert [each["description"] for each in quote["lines"]] == ["Three ton AC", "Permit fee", "Discount"]
    assert quote["total"] == "7500.00"
    assert len((await ask("update_quote", id="quote-302", total="8295.00"))["lines"]) == 2
    with pytest.raises(Invalid, match="less than nothing"):
        await ask("update_quote", id="quote-302", discount="9000")


async def test_an_offer_that_is_out_and_changes_is_a_draft_again(ask: Ask) -> None:
    assert (await ask("update_quote", id="quote-301", validUntil="2026-04-15"))["status"] == "sent"
    assert (await ask("update_quote", id="quote-301", title="High efficiency furnace"))["status"] == "sent"
    assert (await ask("update_quote", id="quote-301", total="6450.00"))["status"] == "sent"
    assert (await ask("update_quote", id="quote-301", addLines=[PERMIT]))["status"] == "draft"


async def test_an_offer_runs_out_by_its_day(ask: Ask, desk: Desk) -> None:
    assert (await ask("list_quotes", status="expired"))["count"] == 0
    await ask("update_quote", id="quote-301", validUntil="2026-03-10")
    assert (await ask("get_quote", id="quote-301"))["status"] == "sent"
    await ask("update_quote", id="quote-301", validUntil="2026-03-09")
    assert [each["id"] for each in (await ask("list_quotes", status="expired"))["items"]] == ["quote-301"]
    assert (await ask("list_quotes", status="sent"))["count"] == 0
    with pytest.raises(Conflict, match="Quote 301 was good until March 9, 2026; give it a later day first"):
        await ask("convert_quote", id="quote-301")
    assert (await ask("update_quote", id="quote-301", validUntil="2026-04-15"))["status"] == "sent"
    assert (await ask("update_quote", id="quote-301", status="expired"))["validUntil"] == "2026-03-09"


async def test_what_was_accepted_stays_as_it_was(ask: Ask) -> None:
    assert (await ask("update_quote", id="quote-301", status="accepted"))["status"] == "accepted"
    with pytest.raises(Conflict, match=r"was accepted at \$6,450.00"):
        await ask("update_quote", id="quote-301", total="6000")
    await ask("update_quote", id="quote-301", status="declined")
    with pytest.raises(Conflict, match="was declined"):
        await ask("convert_quote", id="quote-301")
    assert (await ask("update_quote", id="quote-301", total="6000"))["status"] == "draft"


async def test_a_quote_becomes_a_job_once(ask: Ask) -> None:
    await ask("update_quote", id="quote-301", addLines=[{**PERMIT, "quantity": 2}], notes="Use the side door.")
    quote = await ask("convert_quote", id="quote-301", techId="sam", scheduledStart="2026-03-16T08:00:00-06:00")
    assert (quote["status"], quote["jobNumber"]) == ("accepted", 1056)
    job = await ask("get_job", id=quote["jobId"])
    assert (job["title"], job["contactId"], job["techId"]) == ("Furnace replacement", "wei-zhang", "sam")
    assert (job["quoteId"], job["status"]) == ("quote-301", "scheduled")
    assert job["description"].splitlines() == [
        "As quoted, $6,640.00 (quote 301)",
        "- 2 × Permit fee",
        "Use the side door.",
    ]
    with pytest.raises(Conflict, match="Quote 301 has become job 1056, Furnace replacement"):
        await ask("convert_quote", id="quote-301")
    with pytest.raises(Conflict, match="Quote 301 has become job 1056"):
        await ask("update_quote", id="quote-301", status="declined")


async def test_undo_takes_the_job_back_and_the_offer_stands(ask: Ask) -> None:
    made = await ask("convert_quote", id="quote-301")
    await ask("undo")
    quote = await ask("get_quote", id="quote-301")
    assert (quote["status"], quote["jobId"]) == ("sent", None)
    with pytest.raises(NotFound):
        await ask("get_job", id=made["jobId"])
    assert (await ask("convert_quote", id="quote-301"))["jobId"] != made["jobId"]


async def test_from_the_first_call_to_the_job_nothing_is_entered_twice(ask: Ask) -> None:
    lead = await ask("create_lead", name="Gina Torres", phone="7205550377", interest="Heat pump", source="website")
    lead = await ask("convert_lead", id=lead["id"])
    estimate = await ask("create_estimate", contactId=lead["contactId"], title="Heat pump", low="9000", high="12000")
    quote = await ask("create_quote", estimateId=estimate["id"], total="10500")
    assert (quote["title"], quote["contactId"], quote["leadId"]) == ("Heat pump", lead["contactId"], lead["id"])
    assert (await ask("get_estimate", id=estimate["id"]))["status"] == "quoted"
    with pytest.raises(Conflict, match=f"Estimate {estimate['number']} has become quote {quote['number']}"):
        await ask("create_quote", estimateId=estimate["id"], total="10000")
    await ask("update_quote", id=quote["id"], status="accepted")
    quote = await ask("convert_quote", id=quote["id"])
    job = await ask("get_job", id=quote["jobId"])
    assert (job["quoteId"], job["leadId"], job["contactId"]) == (quote["id"], lead["id"], lead["contactId"])
    lead = await ask("get_lead", id=lead["id"])
    assert (lead["status"], lead["jobId"]) == ("won", job["id"])
    assert (quote["estimateId"], quote["estimateNumber"]) == (estimate["id"], estimate["number"])
    for noun in ("leads", "estimates", "quotes"):
        assert (await ask(f"list_{noun}", contactId=lead["contactId"]))["count"] == 1
    assert (await ask("list_quotes", estimateId=estimate["id"], leadId=lead["id"]))["count"] == 1
    assert (await ask("get_contact", id=lead["contactId"]))["leadIds"] == [lead["id"]]
    assert (await ask("get_estimate", id=estimate["id"]))["quoteNumber"] == quote["number"]
    assert (await ask("list_contacts"))["count"] == 21


async def test_a_quote_for_a_lead_who_says_yes_wins_it(ask: Ask) -> None:
    quote = await ask("create_quote", leadId="lead-1", total="8000")
    assert (quote["title"], (await ask("get_lead", id="lead-1"))["status"]) == ("New air conditioner", "qualified")
    await ask("update_quote", id=quote["id"], status="accepted")
    assert (await ask("get_lead", id="lead-1"))["status"] == "won"
    assert (await ask("get_contact", id=quote["contactId"]))["status"] == "customer"
    job = await ask("convert_quote", id=quote["id"])
    with pytest.raises(Conflict, match=f"has become a customer and job {job['jobNumber']}"):
        await ask("convert_lead", id="lead-1")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"title": "Boiler"}, Missing),
        ({"contactId": "bob-johnson"}, Missing),
        ({"contactId": "bob-johnson", "title": "Boiler", "status": "sent"}, Conflict),
        ({"contactId": "bob-johnson", "estimateId": "est-401"}, Invalid),
        ({"contactId": "bob-johnson", "lines": [{"description": "unheard of"}]}, Missing),
        ({"contactId": "bob-johnson", "title": "Boiler", "total": "-1"}, Invalid),
    ],
)
async def test_what_makes_no_offer_is_refused(ask: Ask, arguments: dict[str, Any], problem: type[Exception]) -> None:
    with pytest.raises(problem):
        await ask("create_quote", **arguments)


async def test_a_part_in_stock_brings_its_price(ask: Ask) -> None:
    quote = await ask("create_quote", contactId="erin-oconnor", lines=[{"description": "thermostat", "quantity": 3}])
    assert [(each["description"], each["amount"]) for each in quote["lines"]] == [("Smart thermostat", "747.00")]


async def test_a_customer_may_come_to_see_what_was_sent_to_them_alone(ask: Ask, desk: Desk) -> None:
    async def seen(contact: str, kind: type[Quote] | type[QuoteLine]) -> int:
        eye = Actor("ridgeline", Role.CUSTOMER, contact_id=contact).eye
        async with desk.database.transaction("ridgeline", eye=eye, write=False) as session:
            return len(list(await session.scalars(select(kind.id))))

    for kind in (Quote, QuoteLine):
        assert await seen("wei-zhang", kind) == 1
        assert await seen("xavier-dubois", kind) == 0
        assert await seen("maria-garcia", kind) == 0
    with pytest.raises(Forbidden):
        await ask("get_quote", id="quote-301", by=person("mike-a"))


async def test_a_quote_whose_customer_is_gone_says_so(ask: Ask) -> None:
    for job in (await ask("list_jobs", contactId="xavier-dubois"))["items"]:
        await ask("update_job_status", id=job["id"], status="cancelled")
    await ask("delete_contact", id="xavier-dubois")
    for operation in ("send_quote", "convert_quote"):
        with pytest.raises(Conflict, match="The customer of quote 302 was deleted"):
            await ask(operation, id="quote-302")
    assert (await ask("update_quote", id="quote-302", contactId="lynn-newman"))["contactName"] == "Lynn Newman"
    assert (await ask("convert_quote", id="quote-302"))["status"] == "accepted"


async def test_what_was_agreed_is_what_is_billed(ask: Ask) -> None:
    await ask("update_quote", id="quote-301", addLines=[{**PERMIT, "quantity": 2}])
    quote = await ask("convert_quote", id="quote-301")
    await ask("create_job_material", jobId=quote["jobId"], itemId="item-filter", quantity=1)
    invoice = await ask("create_invoice", jobId=quote["jobId"])
    assert [(each["description"], each["amount"]) for each in invoice["lines"]] == [
        (each["description"], each["amount"]) for each in quote["lines"]
    ]
    assert (invoice["total"], invoice["contactId"]) == (quote["total"], "wei-zhang")


@pytest.mark.parametrize("words", ["three oh one", "wei zhang's", "the furnace", "quote 301"])
async def test_a_quote_is_found_by_number_customer_and_title(ask: Ask, words: str) -> None:
    assert (await ask("get_quote", id=words, channel="voice", by=OWEN))["id"] == "quote-301"


@pytest.mark.both_engines
async def test_in_sql_as_in_python_it_stands_the_same(ask: Ask) -> None:
    for day, status in (("2026-03-09", "expired"), ("2026-03-10", "sent")):
        quote = await ask("create_quote", contactId="bob-johnson", title="Boiler", total="90", validUntil="2026-04-01")
        await ask("update_quote", id=quote["id"], status="sent", validUntil="2026-04-01")
        await ask("update_quote", id=quote["id"], validUntil=day)
        assert quote["id"] in {each["id"] for each in (await ask("list_quotes", status=status))["items"]}
    told = {each["id"]: each["status"] for each in (await ask("list_quotes"))["items"]}
    for status in ("draft", "sent", "accepted", "declined", "expired"):
        found = {each["id"] for each in (await ask("list_quotes", status=status))["items"]}
        assert found == {record_id for record_id, each in told.items() if each == status}


MOMENT = st.sampled_from([None, timedelta(days=-1), timedelta(days=1)])


@given(st.booleans(), st.booleans(), st.booleans(), MOMENT)
def test_a_quote_stands_one_way_whatever_its_facts(
    sent: bool, accepted: bool, declined: bool, lapses: timedelta | None
) -> None:
    from storage.clock import now

    at = now()
    quote = Quote(
        sent_at=at if sent else None,
        accepted_at=at if accepted else None,
        declined_at=at if declined else None,
        lapses_at=at + lapses if lapses else None,
    )
    late = lapses is not None and lapses < timedelta()
    expected = "accepted" if accepted else "declined" if declined else "draft" if not sent else None
    assert quote.status == (expected or ("expired" if late else "sent"))
