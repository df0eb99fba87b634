"""Approvals: what the office may not do alone waits; approved, it is done once, and otherwise not at all."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from domain.problems import Conflict, Forbidden, NeedsConfirmation, NotFound
from storage.approvals import Approval
from tests.conftest import Ask, person
from tools.call import Call, Outcome
from tools.perform import Desk, perform

DANA, PRIYA, OWEN, LUIS = person("dana"), person("priya"), person("owen"), person("luis")
STEEP = {"id": "quote-301", "discount": "1290.00"}  # 20 percent of 6450
SIX = [f"job-10{number}" for number in (49, 51, 52, 53, 54, 55)]


@pytest.fixture
async def strict(ask: Ask) -> None:
    """A company that wants to be asked."""
    await ask("update_account_settings", approvalLimit="10", approveRefunds=True, approveBulk=True)


async def held(desk: Desk, operation: str, /, by: Any = OWEN, **arguments: Any) -> Outcome:
    outcome = await perform(desk, Call(operation, arguments, by))
    assert outcome.held is not None, "it was simply done"
    return outcome


async def pending(ask: Ask, **given: Any) -> list[Any]:
    items: list[Any] = (await ask("list_approvals", **given))["items"]
    return items


async def total(ask: Ask, quote: str = "quote-301") -> str:
    return str((await ask("get_quote", id=quote))["total"])


@pytest.mark.both_engines
@pytest.mark.usefixtures("strict")
async def test_what_is_too_much_waits_and_is_done_when_it_is_approved(desk: Desk, ask: Ask) -> None:
    outcome = await held(desk, "update_quote", **STEEP)
    assert outcome.held == "That needs approval; I've asked Dana Whitfield and Priya Raman."
    asked = outcome.plain()
    assert asked | {"title": "Discount of 20 percent on quote 301", "status": "pending"} == asked
    assert (asked["requestedBy"], asked["decidedBy"], await total(ask)) == ("owen", None, "6450.00")
    told = [each["title"] for each in (await ask("list_notifications", by=PRIYA))["items"]]
    assert "Owen Castellano asks for your approval" in told

    approved = await ask("approve_request", id=asked["id"], by=PRIYA, reason="We want the job")
    assert (approved["status"], approved["decidedBy"], approved["reason"]) == ("approved", "priya", "We want the job")
    assert "$5,160.00" in approved["outcome"]
    assert await total(ask) == "5160.00"
    [notice] = [each for each in (await ask("list_notifications", by=OWEN))["items"] if each["body"]]
    assert notice["title"] == "Priya Raman approved it: Discount of 20 percent on quote 301"
    await ask("undo", by=PRIYA)
    assert await total(ask) == "6450.00"
    assert [each["id"] for each in await pending(ask)] == [asked["id"], "appr-1"]


@pytest.mark.usefixtures("strict")
async def test_what_is_not_too_much_is_simply_done(ask: Ask, desk: Desk) -> None:
    await ask("update_quote", id="quote-301", discount="645.00", by=OWEN)
    await ask("update_quote", id="quote-302", total="100.00", by=PRIYA)
    assert (await total(ask), await total(ask, "quote-302")) == ("5805.00", "100.00")
    assert (await perform(desk, Call("update_job", {"id": "job-1049", "priority": "high"}, OWEN))).held is None
    assert len(await pending(ask)) == 1


async def test_nobody_is_held_up_where_the_company_does_not_ask_for_it(ask: Ask) -> None:
    await ask("update_quote", **STEEP, by=OWEN)
    await ask("delete_payment", id="pay-1", by=OWEN)
    assert await total(ask) == "5160.00"


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize(
    ("operation", "arguments", "title"),
    [
        ("update_quote", {"id": "quote-301", "total": "5160.00"}, "Discount of 20 percent on quote 301"),
        ("update_quote", {"id": "quote-301", "changeLines": [{"unitPrice": "5000.00"}]}, "percent on quote 301"),
        ("update_estimate", {"id": "est-401", "high": "2400.00"}, "Discount of 25 percent on estimate 401"),
        ("update_invoice", {"id": "inv-2004", "discount": "20.00"}, "percent on invoice 2004"),
        ("update_payment", {"id": "pay-1", "amount": "1.00"}, "Refund of "),
        ("delete_payment", {"id": "pay-1"}, "Refund of "),
        ("bulk_jobs", {"jobIds": SIX, "priority": "emergency"}, "Change of 6 jobs at once: 10"),
    ],
)
async def test_every_way_to_do_it_waits(
    desk: Desk, ask: Ask, operation: str, arguments: dict[str, Any], title: str
) -> None:
    outcome = await held(desk, operation, **arguments)
    assert title in outcome.plain()["title"]
    assert outcome.plain()["operation"] == operation
    approved = await ask("approve_request", id=outcome.plain()["id"])
    assert approved["status"] == "approved"


@pytest.mark.usefixtures("strict")
async def test_a_refund_is_made_only_after_the_yes(desk: Desk, ask: Ask) -> None:
    before = Decimal((await ask("get_payment", id="pay-1"))["amount"])
    asked = (await held(desk, "delete_payment", id="pay-1")).plain()
    assert Decimal((await ask("get_payment", id="pay-1"))["amount"]) == before
    with pytest.raises(NeedsConfirmation, match=r"^Approve the refund of .* for Owen Castellano\?$"):
        await ask("approve_request", id=asked["id"], channel="voice")
    await ask("reject_request", id=asked["id"], reason="We did the work")
    assert (await ask("get_payment", id="pay-1"))["id"] == "pay-1"
    with pytest.raises(Conflict, match="was rejected already"):
        await ask("approve_request", id=asked["id"])


@pytest.mark.both_engines
async def test_of_two_who_decide_at_once_one_does_and_it_is_done_once(ask: Ask) -> None:
    async with asyncio.timeout(60):
        both = [ask("approve_request", id="appr-1", by=each) for each in (DANA, PRIYA, DANA, PRIYA)]
        ended = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in ended) == ["Conflict", "Conflict", "Conflict", "dict"]
    assert await total(ask, "quote-302") == "6970.00"


async def test_nobody_approves_their_own_request(desk: Desk, ask: Ask) -> None:
    await ask("update_user", id="owen", role="dispatcher")
    promoted = person("priya").__class__("ridgeline", PRIYA.role, "Owen Castellano", user_id="owen")
    with pytest.raises(Forbidden, match="your own request"):
        await ask("approve_request", id="appr-1", by=promoted)
    assert await total(ask, "quote-302") == "8200.00"


@pytest.mark.parametrize("who", [OWEN, LUIS])
async def test_who_may_not_decide_does_not(ask: Ask, who: Any) -> None:
    for operation in ("approve_request", "reject_request"):
        with pytest.raises(Forbidden):
            await ask(operation, id="appr-1", by=who)


async def test_who_has_left_or_may_not_any_more_gets_nothing(ask: Ask) -> None:
    await ask("update_user", id="owen", role="tech")
    with pytest.raises(Conflict, match=r"can't have that any more.* A technician may not change a quote"):
        await ask("approve_request", id="appr-1")
    await ask("update_user", id="owen", role="office", active=False)
    with pytest.raises(Conflict, match="does not work here any more"):
        await ask("approve_request", id="appr-1")
    assert await total(ask, "quote-302") == "8200.00"
    assert len(await pending(ask)) == 1, "it can still be rejected"


async def test_what_has_changed_since_is_said_and_nothing_is_half_done(ask: Ask) -> None:
    await ask("update_quote", id="quote-302", total="4100.00")
    with pytest.raises(Conflict, match="it would now be discount of 30 percent on quote 302"):
        await ask("approve_request", id="appr-1")
    assert await total(ask, "quote-302") == "4100.00"
    await ask("update_quote", id="quote-302", total="1000.00")
    with pytest.raises(Conflict, match=r"can't have that any more.*less than nothing"):
        await ask("approve_request", id="appr-1")
    assert [each["status"] for each in await pending(ask)] == ["pending"]


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("delete_user", {"id": "dana"}),
        ("update_quote", {"id": "lk-quote", "discount": "1.00"}),
        ("update_quote", {"id": "quote-302", "discount": "a lot"}),
        ("update_quote", {"id": "quote-302", "discount": "8000.00"}),
        ("update_account_settings", {"taxRate": "0"}),
        ("delete_job", {"id": "job-1040"}),
        ("send_quote", {"id": "quote-301"}),
        ("undo", {}),
    ],
)
async def test_a_call_that_somebody_has_tampered_with_is_not_made(
    desk: Desk, ask: Ask, operation: str, arguments: dict[str, Any]
) -> None:
    async with desk.database.transaction("ridgeline") as session:
        approval = (await session.scalars(select(Approval))).one()
        approval.operation, approval.arguments = operation, arguments
    before = [await ask("get_quote", id="quote-302"), await ask("get_job", id="job-1040")]
    with pytest.raises(Conflict):
        await ask("approve_request", id="appr-1")
    assert [await ask("get_quote", id="quote-302"), await ask("get_job", id="job-1040")] == before


@pytest.mark.usefixtures("strict")
async def test_who_asks_again_under_the_same_key_has_asked_once_and_takes_it_back(desk: Desk, ask: Ask) -> None:
    first, again = [await perform(desk, Call("update_quote", STEEP, OWEN, key="a key")) for _ in range(2)]
    assert (first.held, first.plain()) == (again.held, again.plain())
    assert len(await pending(ask)) == 2
    await ask("undo", by=OWEN)
    assert [each["id"] for each in await pending(ask)] == ["appr-1"]
    with pytest.raises(NotFound):
        await ask("approve_request", id=first.plain()["id"])


async def test_the_list_is_of_what_waits_unless_asked_otherwise(ask: Ask) -> None:
    await ask("reject_request", id="appr-1", by=PRIYA, reason="Ten percent at most")
    assert await pending(ask) == []
    [decided] = await pending(ask, status="rejected")
    assert (decided["reason"], decided["decidedByName"]) == ("Ten percent at most", "Priya Raman")
    assert len(await pending(ask, requestedById="owen", status=None)) == 1
