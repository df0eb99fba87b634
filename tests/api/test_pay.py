"""The link under an invoice: paid in part, it leads to the rest; paid, it says so; and never are two pages open."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api import pay
from api.app import create_app
from domain.companies import Companies
from domain.links import Links
from domain.payment_links import PURPOSE, Tills
from domain.signin import SignIn
from storage.database import Database
from tests.conftest import Ask
from tests.loopback_stripe import Refusal
from tests.street import Street, street_at
from tools.perform import Desk

INVOICE = "inv-2002"  # Bob Johnson, 325.00
LINKS = Links("http://callout.test", b"a secret of this test")


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    async with street_at(tmp_path) as outside:
        outside.ports = replace(outside.ports, links=LINKS)
        yield outside


@pytest.fixture
def desk(desk: Desk, street: Street) -> Desk:
    return replace(desk, ports=street.ports, clock=street.clock)


@pytest.fixture
async def browser(desk: Desk, database: Database, street: Street, signin: SignIn) -> AsyncIterator[httpx.AsyncClient]:
    def door(app: FastAPI) -> None:
        pay.mount(app, Tills(database, Companies(database), street.clock, street.ports))

    app = create_app(desk, signin, doors=(door,))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://callout.test") as client:
        yield client


async def mailed(ask: Ask, street: Street, database: Database) -> str:
    """The link in the letter that brings the invoice."""
    await ask("send_invoice", id=INVOICE)
    await street.passes(database)
    found = re.search(r"http://callout\.test/pay/\S+", street.letter)
    assert found is not None
    assert found.group() in street.pdf.replace("\n", "")
    return found.group()


def asked_for(street: Street, answer: httpx.Response) -> int:
    """What the page that it leads to asks for, in cents."""
    assert answer.status_code == 303
    (link,) = street.cards.open
    assert street.cards.links[link]["url"] == answer.headers["Location"]
    return street.cards.asked(link)


@pytest.mark.both_engines
async def test_paid_in_part_the_same_link_leads_to_the_rest(
    ask: Ask, street: Street, database: Database, browser: httpx.AsyncClient
) -> None:
    link = await mailed(ask, street, database)
    assert asked_for(street, await browser.get(link)) == 32500
    assert len(street.cards.links) == 1, "the page that was opened for the letter is good still"
    await ask("create_payment", invoiceId=INVOICE, amount="200.00")
    rest = await browser.get(link)
    await street.passes(database)
    assert asked_for(street, rest) == 12500
    assert asked_for(street, await browser.get(link)) == 12500
    await ask("create_payment", invoiceId=INVOICE, amount="125.00")
    await street.passes(database)
    paid = await browser.get(link)
    assert (paid.status_code, street.cards.open) == (200, [])
    assert "Invoice 2002 is paid; nothing is owed." in paid.text


async def test_followed_twice_at_once_it_opens_one_page(
    ask: Ask, street: Street, database: Database, browser: httpx.AsyncClient
) -> None:
    link = await mailed(ask, street, database)
    await ask("create_payment", invoiceId=INVOICE, amount="200.00")
    await street.passes(database)
    answers = await asyncio.gather(*(browser.get(link) for _ in range(4)))
    assert len({each.headers["Location"] for each in answers}) == 1
    assert asked_for(street, answers[0]) == 12500


async def test_a_made_up_link_leads_nowhere_and_a_void_invoice_says_so(
    ask: Ask, street: Street, database: Database, browser: httpx.AsyncClient
) -> None:
    other = LINKS.to("review", "ridgeline", INVOICE).replace("review", PURPOSE)
    draft, theirs = LINKS.to(PURPOSE, "ridgeline", "inv-2004"), LINKS.to(PURPOSE, "ridgeline", "lk-inv-2001")
    for link in ("/pay/nonsense", other, draft, theirs):
        assert (await browser.get(link)).status_code == 404
    link = await mailed(ask, street, database)
    await ask("update_invoice", id=INVOICE, status="void")
    assert "Invoice 2002 is void" in (await browser.get(link)).text


async def test_where_stripe_is_away_it_says_to_come_back(
    ask: Ask, street: Street, database: Database, browser: httpx.AsyncClient
) -> None:
    link = await mailed(ask, street, database)
    await ask("create_payment", invoiceId=INVOICE, amount="200.00")
    await street.passes(database, timedelta(minutes=1))
    street.cards.troubles = [Refusal(500)]
    assert "try again in a few minutes" in (await browser.get(link)).text
    assert (await browser.get(link)).status_code == 303
