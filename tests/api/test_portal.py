"""The customers' page in a real browser of a phone's width: a code by mail, another time asked for, a bill paid."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import uvicorn
from playwright.async_api import Page, ViewportSize, async_playwright, expect

from api.app import create_app
from domain.companies import Companies
from domain.outbox import Carrier
from domain.signin import SignIn
from storage.database import Database
from tests.conftest import QUICK_HASH, Ask
from tests.street import Street, street_at
from tools.perform import Desk

CHROMIUM = shutil.which("chromium")
PATIENT = 15_000
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    async with street_at(tmp_path) as outside:
        yield outside


@pytest.fixture
def desk(desk: Desk, street: Street) -> Desk:
    return replace(desk, ports=street.ports, clock=street.clock)


@pytest.fixture
async def address(desk: Desk, database: Database, street: Street) -> AsyncIterator[str]:
    """The application at an address of its own."""
    app = create_app(desk, SignIn(database, street.clock, QUICK_HASH))
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[door]))
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        server.should_exit = True
        await serving


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A phone's browser, in another zone than the company's."""
    if CHROMIUM is None:
        (pytest.fail if os.environ.get("CALLOUT_NOTHING_MAY_BE_SKIPPED") else pytest.skip)("chromium is not installed")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = await browser.new_page(viewport=PHONE, timezone_id="Asia/Tokyo")
        opened.set_default_timeout(PATIENT)
        yield opened
        await browser.close()


async def signed_in(page: Page, address: str, street: Street, database: Database, email: str) -> None:
    """By keyboard alone, with the code from the mail."""
    await page.goto(f"{address}/portal/ridgeline")
    await page.keyboard.type(email)
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Six digits")).to_be_focused(timeout=PATIENT)
    await Carrier(database, Companies(database), street.ports, street.clock).deliver_due()
    await page.keyboard.type(street.letter[:6])
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Visits")).to_be_visible(timeout=PATIENT)


async def test_a_visit_is_asked_for_at_another_time_of_the_companys_clock(
    page: Page, address: str, street: Street, database: Database, ask: Ask
) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    await signed_in(page, address, street, database, "siobhan@mail.example")
    await expect(page.get_by_text("Wed, Mar 11, 9:00 AM")).to_be_visible()
    await page.get_by_role("button", name="Change").click()
    await page.get_by_label("When would suit you?").fill("2026-03-12T14:00")
    await page.get_by_label("Why?").fill("I have to work")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Thursday, March 12 at 2 PM looks free", timeout=PATIENT)
    await expect(page.get_by_text("You asked for Thursday, March 12 at 2 PM")).to_be_visible()
    (ticket,) = (await ask("list_tickets", jobId="job-1049"))["items"]
    assert ticket["wantsStart"] == "2026-03-12T20:00:00Z"
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=f"{folder}/portal.png")
    assert problems == []


async def test_a_bill_is_paid_on_the_providers_page_and_signing_out_is_for_good(
    page: Page, address: str, street: Street, database: Database
) -> None:
    await page.route("https://buy.stripe.test/**", lambda route: route.fulfill(body="Stripe"))
    await signed_in(page, address, street, database, "bob.j@mail.example")
    if folder := os.environ.get("SCREENSHOTS"):
        await page.emulate_media(color_scheme="dark")
        await page.screenshot(path=f"{folder}/portal-dark.png")
    await page.get_by_role("button", name="Pay $325.00").click()
    await page.wait_for_url("https://buy.stripe.test/**")
    assert [street.cards.asked(link) for link in street.cards.open] == [32500]
    await page.go_back()
    await page.get_by_role("button", name="Sign out").click()
    await page.reload()
    await expect(page.get_by_label("Phone number or e-mail")).to_be_visible(timeout=PATIENT)


async def test_the_page_is_guarded_and_no_company_has_none(desk: Desk, signin: SignIn) -> None:
    transport = httpx.ASGITransport(create_app(desk, signin))
    async with httpx.AsyncClient(transport=transport, base_url="http://callout.test") as client:
        page = await client.get("/portal/13035550100")
        assert 'data-company="ridgeline"' in page.text
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
        assert "unsafe" not in page.headers["Content-Security-Policy"]
        assert (await client.get("/portal/nobody")).status_code == 404
