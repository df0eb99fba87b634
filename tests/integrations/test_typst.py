"""Documents by Typst: whatever the data says is printed as it is, on as many pages as it takes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from integrations.typst import TypstPrinter
from tests.pdf import read

NAMES = ('#panic("x") *bold* $x$ @ref //no', "Nguyễn Đặng Łukasz Ødegård", "Антон", "ลูกค้า أحمد 张伟 😀\x00\x1b")


def data(*descriptions: str, **more: Any) -> dict[str, Any]:
    """An invoice with these lines."""
    lines = [{"description": each, "quantity": "2", "price": "$49.00", "amount": "$98.00"} for each in descriptions]
    return {
        "paper": "us-letter",
        "title": "Invoice",
        "number": "2003",
        "stamp": None,
        "company": {"name": "Ridgeline Home Services", "lines": ["(303) 555-0100"]},
        "to": {"label": "Bill to", "lines": ["Anil Patel"]},
        "facts": [["Due", "March 31, 2026"]],
        "about": None,
        "lines": lines,
        "sums": [["Total", "$98.00"]],
        "due": ["Balance due", "$98.00"],
        "pay": {"label": "Pay by card", "url": "https://pay.example/1"},
        "terms": ["Thank you."],
        "footer": "Ridgeline",
        **more,
    }


async def test_what_people_wrote_is_printed_and_never_run() -> None:
    text = read(await TypstPrinter().pdf("invoice", data(*NAMES, about=NAMES[0])))
    assert NAMES[0] in text
    assert NAMES[1] in text
    assert "Антон" in text
    assert "$98.00" in text


async def test_a_long_invoice_goes_on_with_its_heading_on_every_page() -> None:
    printer = TypstPrinter()
    pdf = await printer.pdf("invoice", data(*(f"Part {place} {'x' * 90}" for place in range(90))))
    pages = read(pdf).split("\f")[:-1]
    assert len(pages) > 2
    assert all("DESCRIPTION" in page for page in pages[:-1])
    assert all("Invoice 2003" in page for page in pages[1:])
    assert sum("Balance due" in page for page in pages) == 1


async def test_the_same_data_gives_the_same_bytes_however_many_print_at_once() -> None:
    printer = TypstPrinter()
    made = await asyncio.gather(*(printer.pdf("invoice", data("Labor")) for _ in range(8)))
    assert len(set(made)) == 1
    assert made[0].startswith(b"%PDF")


@pytest.mark.parametrize("name", ["none_such", "../document", "sheet.typ"])
async def test_only_a_template_that_is_there_is_printed(name: str) -> None:
    with pytest.raises(LookupError):
        await TypstPrinter().pdf(name, data("Labor"))
