"""The figures on the page: a stretch of days chosen by keyboard, reports made and fetched, contacts from a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.api.conftest import IN_THE_BROWSER, PATIENT
from tests.api.test_page import sign_in

pytestmark = IN_THE_BROWSER


async def test_a_manager_sees_the_numbers_and_has_a_report_made(page: Page) -> None:
    await sign_in(page, "Dana")
    await page.get_by_role("tab", name="Numbers").click()
    section = page.locator("#section")
    await expect(section.get_by_role("heading", name="Numbers")).to_be_visible(timeout=PATIENT)
    await page.get_by_role("radio", name="This month").focus()
    await page.keyboard.press("ArrowRight")
    await expect(section.locator(".board-summary")).to_contain_text("February, against January", timeout=PATIENT)
    await expect(page.get_by_role("radio", name="Last month")).to_be_focused()
    by_month = section.get_by_role("table", name="Invoiced by month")
    await expect(by_month.get_by_role("row", name="Feb 2026 $3,105")).to_have_count(1)
    for chart in ("Visits by status", "Visits by technician"):
        await expect(section.get_by_role("table", name=chart)).to_have_count(1)
    async with page.expect_download() as fetching:
        await section.get_by_role("button", name="Revenue as PDF").click()
    fetched = await fetching.value
    assert fetched.suggested_filename == "revenue-2026-02-01-to-2026-02-28.pdf"
    assert (await fetched.path()).read_bytes().startswith(b"%PDF")
    await expect(section.get_by_role("link", name=f"Download {fetched.suggested_filename}")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_numbers_fit_a_phone(page: Page, scheme: str) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    await sign_in(page, "Dana")
    await page.evaluate("document.getElementById('section-numbers').click()")
    await expect(page.locator("#section .chart").first).to_be_attached(timeout=PATIENT)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_technician_is_not_offered_them(page: Page) -> None:
    await sign_in(page, "Luis")
    await expect(page.get_by_role("tab", name="Stock")).to_be_visible(timeout=PATIENT)
    await expect(page.get_by_role("tab", name="Numbers")).to_have_count(0)


async def test_contacts_from_a_file_are_looked_over_then_entered(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("Name,Phone,E-mail\nAda Price,303 555 0188,ada@mail.example\nBo Lind,12,bo\n", encoding="utf-8")
    await sign_in(page, "Dana")
    await page.get_by_role("tab", name="Pipeline").click()
    await page.get_by_label("Choose a file").set_input_files(file)
    section = page.locator("#section")
    wrong = section.get_by_role("table", name=re.compile("Rows with errors"))
    await expect(wrong.get_by_role("row", name=re.compile("3 phone: 12"))).to_be_visible(timeout=PATIENT)
    await section.get_by_role("button", name="Enter 1 contact").click()
    await expect(section.get_by_text("1 contact entered")).to_be_visible(timeout=PATIENT)
