"""Estimates through the one door: a range that makes sense, for a customer or for a lead."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.context import Actor
from domain.estimates import must_be_a_range
from domain.problems import Ambiguous, Conflict, Forbidden, Invalid, Missing, NotFound
from domain.roles import Role
from storage.estimates import Estimate
from tests.conftest import Ask, person

OWEN = person("owen")


async def test_an_estimate_takes_the_next_number(ask: Ask) -> None:
    made = await ask("create_estimate", contactId="erin-oconnor", title="Outlet repair", low="150", high="300.00")
    assert (made["number"], made["status"], made["low"], made["high"]) == (402, "draft", "150.00", "300.00")


async def test_an_estimate_for_a_lead_enters_nobody_twice(ask: Ask) -> None:
    made = await ask("create_estimate", leadId="lead-2", high="6000")
    assert (made["contactName"], made["title"]) == ("Bianca Rossi", "Bathroom remodel plumbing")
    lead = await ask("get_lead", id="lead-2")
    assert (lead["contactId"], lead["status"]) == (made["contactId"], "qualified")
    again = await ask("create_estimate", leadId="lead-2", title="Vent", high="900")
    assert again["contactId"] == made["contactId"]
    assert (await ask("list_estimates", leadId="lead-2"))["count"] == 2


async def test_an_estimate_for_the_contact_of_a_lead_is_of_that_lead(ask: Ask) -> None:
    assert (await ask("create_estimate", contactId="kathryn-leigh", title="Heat pump"))["leadId"] == "lead-3"
    await ask("convert_lead", id="lead-3")
    assert (await ask("create_estimate", contactId="kathryn-leigh", title="Humidifier"))["leadId"] == "lead-3"
    await ask("create_job", contactId="kathryn-leigh", title="Unrelated")
    assert (await ask("create_estimate", contactId="maria-garza", title="Faucet"))["leadId"] is None


@pytest.mark.parametrize("channel", ["voice", "mcp"])
async def test_who_is_no_customer_may_be_a_lead(ask: Ask, channel: str) -> None:
    made = await ask("create_estimate", contactId="bianca rossi", title="Rough in", channel=channel, by=OWEN)
    assert made["leadId"] == "lead-2"
    with pytest.raises(NotFound) as nobody:
        await ask("create_estimate", contactId="zebulon quux", title="Rough in", channel=channel, by=OWEN)
    assert nobody.value.field == "contactId"
    await ask("create_lead", name="Bianca Rosso", interest="Boiler")
    await ask("delete_contact", id=made["contactId"])
    with pytest.raises(Ambiguous) as which:
        await ask("create_estimate", contactId="bianca", title="Vent", channel=channel, by=OWEN)
    assert which.value.field == "leadId"
    chosen = {"contactId": "bianca", "leadId": which.value.candidates[0].id}
    assert (await ask("create_estimate", **chosen, title="Vent", channel=channel, by=OWEN))["leadId"] in chosen.values()


async def test_over_rest_ids_are_taken_at_their_word(ask: Ask) -> None:
    with pytest.raises(NotFound):
        await ask("create_estimate", contactId="lead-2", title="Rough in", channel="rest")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"contactId": "bob-johnson"}, Missing),
        ({"title": "Main line"}, Missing),
        ({"contactId": "bob-johnson", "title": "Main line", "low": "3000", "high": "2000"}, Invalid),
        ({"contactId": "bob-johnson", "title": "Main line", "status": "sent"}, Missing),
        ({"contactId": "bob-johnson", "title": "Main line", "status": "quoted"}, Conflict),
    ],
)
async def test_what_makes_no_sense_is_refused(ask: Ask, arguments: dict[str, Any], problem: type[Exception]) -> None:
    with pytest.raises(problem):
        await ask("create_estimate", **arguments)


async def test_another_range_than_was_seen_is_a_draft_again(ask: Ask) -> None:
    await ask("update_estimate", id="est-401", status="accepted")
    same = await ask("update_estimate", id="est-401", high="3200.00", title="Sewer line with liner")
    assert same["status"] == "accepted"
    assert (await ask("update_estimate", id="est-401", high="4000"))["status"] == "draft"
    with pytest.raises(Invalid, match=r"cannot go from \$4,500 to \$4,000"):
        await ask("update_estimate", id="est-401", low="4500")


async def test_a_customer_may_come_to_see_what_was_sent_to_them_alone(ask: Ask, desk: Any) -> None:
    async def seen(contact: str) -> list[str]:
        from sqlalchemy import select

        eye = Actor("ridgeline", Role.CUSTOMER, contact_id=contact).eye
        async with desk.database.transaction("ridgeline", eye=eye, write=False) as session:
            return list(await session.scalars(select(Estimate.id)))

    assert await seen("deshawn-carter") == []
    await ask("update_estimate", id="est-401", status="sent")
    assert await seen("deshawn-carter") == ["est-401"]
    assert await seen("maria-garcia") == []
    with pytest.raises(Forbidden):
        await ask("list_estimates", by=person("luis"))


@pytest.mark.parametrize("words", ["four oh one", "deshawn's", "the sewer line repair"])
async def test_an_estimate_is_found_by_number_customer_and_title(ask: Ask, words: str) -> None:
    assert (await ask("get_estimate", id=words, channel="voice", by=OWEN))["id"] == "est-401"


@given(st.one_of(st.none(), st.decimals(0, 10**6, places=2)), st.one_of(st.none(), st.decimals(0, 10**6, places=2)))
def test_a_range_is_refused_only_when_it_runs_backwards(low: Decimal | None, high: Decimal | None) -> None:
    estimate = Estimate(low=low, high=high, currency="USD")
    if low is not None and high is not None and low > high:
        with pytest.raises(Invalid):
            must_be_a_range(estimate)
    else:
        must_be_a_range(estimate)
