"""Invoices: their sums, their numbers, what may follow what, and when one is overdue."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain import demo
from domain.context import Actor
from domain.problems import Conflict, Forbidden, Invalid, Missing, NeedsConfirmation, NotFound, Problem
from domain.roles import Role
from storage.database import Database
from storage.invoices import Invoice
from tests.conftest import Ask, person
from tools.call import Call
from tools.perform import Desk, perform

OWEN = person("owen")
BOB = "bob-johnson"


async def drafted(ask: Ask, *lines: dict[str, Any], **given: Any) -> Any:
    """A draft for Bob Johnson."""
    wanted = list(lines) or [{"description": "Labor", "quantity": 2, "unitPrice": "125.00"}]
    return await ask("create_invoice", contactId=BOB, lines=wanted, **given)


async def sent(ask: Ask, **given: Any) -> Any:
    """An invoice that counts as sent, of 250.00 and the tax on it."""
    draft = await drafted(ask, **given)
    return await ask("update_invoice", id=draft["id"], status="sent")


async def test_a_draft_adds_up_with_the_accounts_tax(ask: Ask) -> None:
    made = await drafted(
        ask,
        {"description": "Labor", "quantity": 1.5, "unitPrice": "125.00", "taxable": False},
        {"description": "Capacitor", "unitPrice": "65.00"},
        {"description": "Discount", "unitPrice": "-20.00"},
    )
    assert [line["amount"] for line in made["lines"]] == ["187.50", "65.00", "-20.00"]
    # 8.81 percent of the 45.00 that is taxable is 3.9645
    assert (made["subtotal"], made["tax"], made["total"], made["balance"]) == ("232.50", "3.96", "236.46", "236.46")
    assert (made["number"], made["status"], made["issued"], made["due"]) == (2006, "draft", None, None)


async def test_a_jobs_invoice_is_of_what_the_job_took(ask: Ask) -> None:
    await ask("create_job_material", jobId="job-1044", itemId="item-thermo")
    await ask("create_job_material", jobId="job-1044", name="Wire", quantity=20, unitPrice="0.50")
    made = await ask("create_invoice", jobId="job-1044")
    assert made["contactId"] == "catherine-lee"
    assert [(line["description"], line["amount"]) for line in made["lines"]] == [
        ("Smart thermostat", "249.00"),
        ("Wire", "10.00"),
    ]
    with pytest.raises(Conflict, match="Job 1044 is billed on invoice 2006 already"):
        await ask("create_invoice", jobId="job-1044")
    assert (await ask("create_invoice", jobId="job-1044", lines=[{"unitPrice": "49"}]))["lines"][0]["description"] == (
        "Thermostat install"
    )


async def test_a_part_of_the_stock_brings_its_price(ask: Ask) -> None:
    made = await drafted(ask, {"description": "ignitors", "quantity": 2})
    assert [(line["description"], line["amount"]) for line in made["lines"]] == [("Hot surface ignitor", "178.00")]
    with pytest.raises(Missing) as missing:
        await drafted(ask, {"description": "Labor"}, {"description": "Flux compensation"})
    assert missing.value.fields == ("lines.0.unitPrice",)
    with pytest.raises(Missing):
        await ask("create_invoice")


async def test_lines_are_added_changed_and_dropped_by_name(ask: Ask) -> None:
    made = await drafted(ask, {"description": "Labor, two technicians", "unitPrice": "250"})
    more = [{"description": "Trip fee", "unitPrice": "49"}, {"description": "Capacitor", "unitPrice": "65"}]
    await ask("update_invoice", id=made["id"], addLines=more)
    changed = await ask(
        "update_invoice",
        id=made["id"],
        changeLines=[{"description": "labor", "quantity": 2}, {"description": "capacitor", "unitPrice": "60"}],
        dropLines=[{"description": "the trip fee"}],
    )
    assert [(line["description"], line["amount"]) for line in changed["lines"]] == [
        ("Labor, two technicians", "500.00"),
        ("Capacitor", "60.00"),
    ]
    assert changed["subtotal"] == "560.00"
    with pytest.raises(Conflict, match="no one line called filters; it has Labor, two technicians and Capacitor"):
        await ask("update_invoice", id=made["id"], dropLines=[{"description": "filters"}])
    whole = await ask("update_invoice", id=made["id"], lines=[{"description": "Flat rate", "unitPrice": "300"}])
    assert [line["description"] for line in whole["lines"]] == ["Flat rate"]
    await ask("undo")
    again = await ask("get_invoice", id=made["id"])
    assert (again["lines"], again["total"]) == (changed["lines"], changed["total"])


async def test_what_comes_to_less_than_nothing_is_no_invoice(ask: Ask) -> None:
    with pytest.raises(Invalid, match="less than nothing"):
        await drafted(ask, {"description": "Refund", "unitPrice": "-5"})
    with pytest.raises(Invalid, match="more than one document"):
        await drafted(ask, {"description": "Gold", "unitPrice": "9999999999", "quantity": 1000})


async def test_only_a_draft_is_deleted_and_the_refusal_comes_before_the_question(ask: Ask) -> None:
    draft = await drafted(ask)
    with pytest.raises(NeedsConfirmation, match=r"Delete draft invoice 2006 to Robert Johnson, \$272.03, for good\?"):
        await ask("delete_invoice", id=draft["id"], channel="voice")
    await ask("delete_invoice", id=draft["id"])
    with pytest.raises(NotFound):
        await ask("delete_invoice", id=draft["id"])
    for number, why in (("2002", "overdue.*void it instead"), ("2001", "paid.*stays in the books")):
        for channel in ("rest", "voice"):
            with pytest.raises(Conflict, match=why):
                await ask("delete_invoice", id=f"inv-{number}", channel=channel)


async def test_voiding_asks_and_takes_the_invoice_out_of_what_is_owed(ask: Ask) -> None:
    with pytest.raises(NeedsConfirmation, match=r"Void invoice 2005 to Harold Simmons, \$2,780.00\?"):
        await ask("update_invoice", id="inv-2005", status="void", channel="voice")
    voided = await ask("update_invoice", id="inv-2005", status="void")
    assert (voided["status"], voided["total"], voided["balance"]) == ("void", "2780.00", "0.00")
    for change in ({"status": "sent"}, {"due": "2026-04-01"}, {"addLines": [{"unitPrice": "1"}]}):
        with pytest.raises(Conflict, match="void"):
            await ask("update_invoice", id="inv-2005", **change)
    with pytest.raises(Conflict, match=r"Invoice 2003 has \$500.00 paid on it"):
        await ask("update_invoice", id="inv-2003", status="void")


@pytest.mark.parametrize(
    ("number", "status", "why"),
    [
        ("2001", "sent", "paid; delete its payment"),
        ("2002", "sent", "due February 17, 2026"),
        ("2003", "overdue", "due March 31, 2026"),
        ("2003", "draft", "has been sent"),
    ],
)
async def test_how_an_invoice_stands_follows_from_its_facts(ask: Ask, number: str, status: str, why: str) -> None:
    with pytest.raises(Conflict, match=why):
        await ask("update_invoice", id=f"inv-{number}", status=status)


async def test_sending_dates_it_by_the_accounts_terms(ask: Ask) -> None:
    made = await sent(ask)
    assert (made["status"], made["issued"], made["due"]) == ("sent", "2026-03-10", "2026-03-24")
    own = await sent(ask, issued="2026-03-01", due="2026-04-15")
    assert (own["issued"], own["due"]) == ("2026-03-01", "2026-04-15")
    with pytest.raises(Invalid, match="cannot be due before"):
        await ask("update_invoice", id=own["id"], due="2026-02-01")


@pytest.mark.both_engines
async def test_an_invoice_is_overdue_from_the_day_after_in_the_accounts_zone(ask: Ask, desk: Desk) -> None:
    made = await sent(ask, due="2026-03-20")
    zone = ZoneInfo("America/Denver")

    async def seen(moment: datetime) -> tuple[str, list[str]]:
        later = replace(desk, clock=lambda: moment)
        card = await perform(later, Call("get_invoice", {"id": made["id"]}, OWEN))
        listing = {"status": "overdue", "contactId": BOB, "sort": "number"}
        late = await perform(later, Call("list_invoices", listing, OWEN))
        return card.value.status, [str(each.number) for each in late.value.items]

    assert await seen(datetime(2026, 3, 20, 23, 59, 59, tzinfo=zone)) == ("sent", ["2002"])
    assert await seen(datetime(2026, 3, 21, tzinfo=zone)) == ("overdue", ["2002", "2006"])
    moved = await ask("update_invoice", id=made["id"], due="2026-03-30")
    assert moved["status"] == "sent"
    assert await seen(datetime(2026, 3, 21, tzinfo=zone)) == ("sent", ["2002"])


@pytest.mark.parametrize("status", ["draft", "sent", "paid", "overdue", "void"])
async def test_the_status_in_sql_is_the_status_in_the_record(ask: Ask, desk: Desk, status: str) -> None:
    await ask("update_invoice", id=(await drafted(ask))["id"], status="void")
    every = await ask("list_invoices", sort="number")
    wanted = [each["number"] for each in every["items"] if each["status"] == status]
    assert wanted
    filtered = await ask("list_invoices", status=status, sort="number")
    assert [each["number"] for each in filtered["items"]] == wanted
    async with desk.database.transaction("ridgeline", write=False, now=demo.demo_now) as session:
        told = select(Invoice.number).where(Invoice.status.in_([status])).order_by(Invoice.number)
        assert list(await session.scalars(told)) == wanted


async def test_lists_say_who_owes_and_what_went_out_when(ask: Ask) -> None:
    async def numbers(**listing: Any) -> list[int]:
        return [each["number"] for each in (await ask("list_invoices", sort="number", **listing))["items"]]

    assert await numbers(status="unpaid") == [2002, 2003, 2005]
    assert await numbers(contactId=BOB) == [2002]
    assert await numbers(search="johnson") == [2002]
    assert await numbers(dateStart="2026-03-01", dateEnd="2026-03-02") == [2001, 2003]
    assert await numbers(dateStart="2026-03-01T07:00:00Z", dateEnd="2026-03-02T07:00:00Z") == [2003]
    biggest = await ask("list_invoices", status="unpaid", sort="-balance")
    assert [each["balance"] for each in biggest["items"]] == ["2780.00", "740.50", "325.00"]


@pytest.mark.both_engines
async def test_numbers_have_no_gaps_however_many_write_at_once(ask: Ask, desk: Desk, database: Database) -> None:
    async def one(place: int) -> None:
        lines = [{"description": "Labor", "unitPrice": "-1" if place % 3 == 0 else "10"}]
        with_key = Call("create_invoice", {"contactId": BOB, "lines": lines}, OWEN, key=f"key {place}")
        try:
            await perform(desk, with_key)
        except Invalid:
            assert place % 3 == 0

    await asyncio.gather(*(one(place) for place in range(24)))
    async with database.transaction("ridgeline", write=False) as session:
        numbers = list(await session.scalars(select(Invoice.number).order_by(Invoice.number)))
    assert numbers == list(range(2001, 2006 + 16))


async def test_customers_see_what_was_sent_to_them_and_technicians_nothing(ask: Ask, database: Database) -> None:
    await drafted(ask)
    bob = Actor("ridgeline", Role.CUSTOMER, "Bob", contact_id=BOB)
    for actor, seen in ((bob, [2002]), (person("luis"), [])):
        async with database.transaction("ridgeline", eye=actor.eye, write=False) as session:
            assert list(await session.scalars(select(Invoice.number))) == seen
        with pytest.raises(Forbidden):
            await ask("list_invoices", by=actor)


async def test_what_an_undo_would_leave_must_add_up(ask: Ask) -> None:
    made = await sent(ask)
    await ask("update_invoice", id=made["id"], addLines=[{"description": "Trip fee", "unitPrice": "49"}], by=OWEN)
    await ask("mark_invoice_paid", id=made["id"])
    with pytest.raises(Conflict, match="paid or voided since"):
        await ask("undo", by=OWEN)
    assert (await ask("get_invoice", id=made["id"]))["status"] == "paid"


DEEDS: Sequence[tuple[str, dict[str, Any]]] = (
    ("update_invoice", {"status": "sent"}),
    ("update_invoice", {"status": "void"}),
    ("update_invoice", {"status": "draft"}),
    ("update_invoice", {"addLines": [{"description": "Fee", "unitPrice": "49.00"}]}),
    ("update_invoice", {"changeLines": [{"description": "Labor", "quantity": 1}]}),
    ("update_invoice", {"due": "2026-03-01", "issued": "2026-02-01"}),
    ("create_payment", {"amount": "100.00"}),
    ("mark_invoice_paid", {}),
    ("delete_invoice", {}),
    ("undo", {}),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.sampled_from(DEEDS), max_size=8))
async def test_whatever_happens_to_an_invoice_its_money_adds_up(deeds: list[Any], ask: Ask) -> None:
    made = await drafted(ask)
    for name, given_ in deeds:
        named = {"invoiceId": made["id"]} if name == "create_payment" else {} if name == "undo" else {"id": made["id"]}
        try:
            await ask(name, **named, **given_)
        except Problem:
            continue
    try:
        found = await ask("get_invoice", id=made["id"])
    except NotFound:
        return
    lines, money = found["lines"], {name: Decimal(found[name]) for name in ("subtotal", "tax", "total", "paid")}
    assert money["subtotal"] == sum(Decimal(line["amount"]) for line in lines)
    assert money["total"] == money["subtotal"] + money["tax"]
    received = (await ask("list_payments", invoiceId=made["id"]))["items"]
    assert money["paid"] == sum(Decimal(each["amount"]) for each in received) <= money["total"]
    late = bool(found["due"]) and date.fromisoformat(found["due"]) < demo.demo_now().date()
    stands = "paid" if money["paid"] == money["total"] else "overdue" if late else "sent"
    assert found["status"] in ("draft", "void") or found["status"] == stands
    if found["status"] in ("draft", "void"):
        assert money["paid"] == 0


async def test_something_is_taken_off_or_it_is_brought_to_a_total(ask: Ask) -> None:
    made = await drafted(
        ask, {"description": "Labor", "unitPrice": "250"}, {"description": "Trip fee", "unitPrice": "49"}
    )
    less = await ask("update_invoice", id=made["id"], discount="20")
    # 325.34 with the tax; what is taken off is taken off that
    assert (less["total"], less["lines"][-1]["description"], less["lines"][-1]["amount"]) == (
        "305.34",
        "Discount",
        "-18.38",
    )
    brought = await ask("update_invoice", id=made["id"], total="300")
    assert (brought["total"], len(brought["lines"]), brought["lines"][-1]["amount"]) == ("300.00", 3, "-23.29")
    only = await drafted(ask, {"description": "Labor", "quantity": 2, "unitPrice": "50"})
    repriced = await ask("update_invoice", id=only["id"], total="217.62")
    assert [(line["description"], line["unitPrice"]) for line in repriced["lines"]] == [("Labor", "100.00")]
    with pytest.raises(Invalid):
        await ask("update_invoice", id=only["id"], total="-1")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(total=st.decimals(0, 5000, places=2), quantity=st.integers(1, 9))
async def test_any_total_can_be_reached(total: Decimal, quantity: int, ask: Ask) -> None:
    made = await drafted(ask, {"description": "Labor", "quantity": quantity, "unitPrice": "50"})
    brought = await ask("update_invoice", id=made["id"], total=str(total))
    assert Decimal(brought["total"]) == total


async def test_a_question_about_an_invoice_is_answered_with_that_first(ask: Ask, desk: Desk) -> None:
    async def answer(number: str, said: str) -> str | None:
        card = (await perform(desk, Call("get_invoice", {"id": f"inv-{number}"}, OWEN))).value
        return str(card.answering(said, demo.demo_now()))

    assert await answer("2005", "when is it due") == "March 11, $2,780.00 open."
    assert await answer("2003", "how much is still open on it") == "$740.50 of $1,240.50 open, due March 31."
    assert await answer("2001", "has it been paid") == "Yes, $189.00, paid."
    assert await answer("2004", "is there tax on it") == "$7.69 tax on $87.31."
    assert await answer("2002", "read me the line items") == "Drain clearing, $298.69: $325.00 in all."
    assert await answer("2002", "which job is it for") == "Job 1041, Drain clearing."
    assert await answer("2004", "when did it go out") == "It has not been sent yet."


async def test_a_list_of_what_is_owed_says_the_sum_first(ask: Ask, desk: Desk) -> None:
    page = (await perform(desk, Call("list_invoices", {"status": "unpaid", "limit": 1}, OWEN))).value
    assert page.lead(demo.demo_now()) == "$3,845.50 on 3 invoices."
    assert (await ask("list_invoices", status="unpaid"))["owed"] == "3845.50"
    assert (await ask("list_invoices"))["owed"] is None
    nothing = (await perform(desk, Call("list_invoices", {"status": "unpaid", "contactId": "wei-zhang"}, OWEN))).value
    assert nothing.lead(demo.demo_now()) == "Nothing."
