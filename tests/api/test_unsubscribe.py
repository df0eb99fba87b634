"""The link under a campaign's mail: looking does nothing, the button and one click do, and a made-up link does not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api import unsubscribe
from api.app import create_app
from domain import demo
from domain.companies import Companies
from domain.consent import Subscriptions
from domain.links import Links
from domain.signin import SignIn
from storage.campaigns import CampaignRecipient
from storage.contacts import Contact
from storage.database import Database
from tools.perform import Desk

LINKS = Links("http://callout.test", b"a secret of this test")


@pytest.fixture
async def browser(desk: Desk, database: Database, signin: SignIn) -> AsyncIterator[httpx.AsyncClient]:
    subscriptions = Subscriptions(database, Companies(database), demo.demo_now, LINKS)

    def door(app: FastAPI) -> None:
        unsubscribe.mount(app, subscriptions)

    app = create_app(desk, signin, doors=(door,))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://callout.test") as client:
        yield client


async def opted_out(database: Database) -> bool:
    async with database.transaction("ridgeline", write=False) as session:
        return (await session.get_one(Contact, ("ridgeline", "maria-garcia"))).opted_out_at is not None


async def link_of(database: Database) -> str:
    async with database.transaction("ridgeline", write=False) as session:
        theirs = select(CampaignRecipient.id).where(CampaignRecipient.contact_id == "maria-garcia")
        return LINKS.to("unsubscribe", "ridgeline", str(await session.scalar(theirs)))


async def test_looking_asks_and_the_button_unsubscribes(browser: httpx.AsyncClient, database: Database) -> None:
    link = await link_of(database)
    page = await browser.get(link)
    assert page.status_code == 200
    assert "Ridgeline Home Services" in page.text
    assert '<form method="post">' in page.text
    assert not await opted_out(database)
    done = await browser.post(link, data={"List-Unsubscribe": "One-Click"})
    assert "You are unsubscribed" in done.text
    assert await opted_out(database)


@pytest.mark.parametrize(
    "link", ["/unsubscribe/nonsense", LINKS.to("review", "ridgeline", "x").replace("review", "unsubscribe")]
)
async def test_a_made_up_link_leads_nowhere(browser: httpx.AsyncClient, database: Database, link: str) -> None:
    assert (await browser.get(link)).status_code == 404
    assert (await browser.post(link)).status_code == 404
    assert not await opted_out(database)
