"""A customer's own bills, and paying one: for no more than is owed, on one page at a time, never by card number."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.context import Actor, Ports
from domain.problems import Conflict, Forbidden, Invalid, NotFound, Unavailable
from domain.roles import Role
from storage.database import Database
from tests.conftest import Ask, person
from tests.loopback_stripe import Refusal
from tests.street import Street, street_at
from tools.call import Call
from tools.perform import Desk, perform

BILL = "inv-2002"  # Bob Johnson, 325.00, overdue
BOB = Actor("ridgeline", Role.CUSTOMER, "Robert Johnson", contact_id="bob-johnson", phone="+17205550208")
CARD = "4242424242424242"


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    async with street_at(tmp_path) as outside:
        yield outside


@pytest.fixture
def desk(desk: Desk, street: Street) -> Desk:
    return replace(desk, ports=street.ports, clock=street.clock)


@pytest.mark.both_engines
async def test_own_bills_alone_and_only_what_was_sent(ask: Ask) -> None:
    page = await ask("list_customer_invoices", by=BOB)
    (bill,) = page["items"]
    assert (bill["id"], bill["balance"], bill["status"], page["owed"]) == (BILL, "325.00", "overdue", "325.00")
    siobhan = Actor("ridgeline", Role.CUSTOMER, "Siobhan Murphy", contact_id="siobhan-murphy")
    assert (await ask("list_customer_invoices", by=siobhan))["items"] == [], "a draft is not sent yet"
    for who in ("dana", "mike-a"):
        with pytest.raises(Forbidden):
            await ask("list_customer_invoices", by=person(who))


async def test_it_is_paid_on_the_providers_page(ask: Ask, street: Street) -> None:
    page = await ask("pay_customer_invoice", invoiceId=BILL, by=BOB)
    (link,) = street.cards.open
    assert (page["url"], page["amount"]) == (street.cards.links[link]["url"], "325.00")
    assert street.cards.asked(link) == 32500
    assert street.cards.links[link]["metadata"] == {"account_id": "ridgeline", "invoice_id": BILL}
    again = await ask("pay_customer_invoice", invoiceId=BILL, by=BOB)
    assert (again["url"], len(street.cards.links)) == (page["url"], 1)


@pytest.mark.both_engines
async def test_for_a_part_there_is_a_page_of_its_own_and_the_other_is_closed(
    ask: Ask, street: Street, database: Database
) -> None:
    await ask("pay_customer_invoice", invoiceId=BILL, by=BOB)
    part = await ask("pay_customer_invoice", invoiceId=BILL, amount="100.00", by=BOB)
    await street.passes(database)
    (link,) = street.cards.open
    assert (street.cards.asked(link), street.cards.links[link]["url"]) == (10000, part["url"])
    await ask("create_payment", invoiceId=BILL, amount="100.00")
    await street.passes(database)
    rest = await ask("pay_customer_invoice", invoiceId=BILL, by=BOB)
    assert rest["amount"] == "225.00"
    assert [street.cards.asked(each) for each in street.cards.open] == [22500]


async def test_on_the_phone_the_link_is_texted_to_the_own_number(ask: Ask, street: Street, database: Database) -> None:
    answer = await ask("pay_customer_invoice", invoiceId="2002", by=BOB, channel="voice")
    assert answer["told"] == "I've texted you a link to pay $325.00 on invoice 2002."
    await street.passes(database)
    (text,) = street.phone.taken
    assert text["To"] == "+17205550208"
    assert answer["url"] in text["Body"]


async def test_nobody_elses_and_no_more_than_is_owed(ask: Ask, street: Street) -> None:
    for theirs in ("inv-2003", "inv-2004", "lk-inv-2001"):
        with pytest.raises(NotFound):
            await ask("pay_customer_invoice", invoiceId=theirs, by=BOB)
    with pytest.raises(Conflict, match=r"has \$325.00 left to pay, so \$325.01 is too much"):
        await ask("pay_customer_invoice", invoiceId=BILL, amount="325.01", by=BOB)
    await ask("mark_invoice_paid", id=BILL)
    with pytest.raises(Conflict, match="is paid already"):
        await ask("pay_customer_invoice", invoiceId=BILL, by=BOB)
    assert street.cards.links == {}


async def test_a_card_number_is_taken_in_no_field(ask: Ask) -> None:
    for given in ({"cardNumber": CARD}, {"amount": CARD}, {"reference": CARD}):
        with pytest.raises(Invalid) as refused:
            await ask("pay_customer_invoice", invoiceId=BILL, by=BOB, **given)
        assert CARD not in f"{refused.value} {refused.value.errors}"


async def test_without_a_provider_or_while_it_is_away_it_says_what_to_do(ask: Ask, desk: Desk, street: Street) -> None:
    street.cards.troubles = [Refusal(500)]
    with pytest.raises(Unavailable, match="try again in a few minutes"):
        await ask("pay_customer_invoice", invoiceId=BILL, by=BOB)
    bare = replace(desk, ports=Ports())
    with pytest.raises(Unavailable, match="Please pay by check to Ridgeline Home Services, or call"):
        await perform(bare, Call("pay_customer_invoice", {"invoiceId": BILL}, BOB))
