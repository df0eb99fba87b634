"""Reports: the figures that the rest of the program tells, on a page, in a spreadsheet and in a mail."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import select

from domain.context import Ports
from domain.passwords import Passwords
from domain.problems import Forbidden, Invalid
from domain.reports import Type
from integrations.files import LocalFiles
from integrations.typst import TypstPrinter
from storage.contacts import Contact
from storage.database import Database
from storage.outbox import Parcel
from tests.conftest import QUICK_HASH, Ask, person
from tests.pdf import read

pytestmark = pytest.mark.both_engines


@pytest.fixture
def files(tmp_path: Path) -> LocalFiles:
    return LocalFiles(tmp_path / "files")


@pytest.fixture
def ports(files: LocalFiles) -> Ports:
    return Ports(passwords=Passwords(QUICK_HASH), files=files, printer=TypstPrinter())


async def content(files: LocalFiles, report: dict[str, str]) -> bytes:
    return (await files.read("ridgeline", report["url"].rpartition("/")[2]))[0]


async def test_a_pdf_says_what_the_analytics_say_and_draws_it(ask: Ask, files: LocalFiles) -> None:
    made = await ask("create_report", type="revenue", period="last_month")
    told = await ask("get_revenue_analytics", period="last_month")
    page = await content(files, made)
    text = read(page)
    assert made["headline"].startswith("$3,105.00 in February")
    assert made["name"] == "revenue-2026-02-01-to-2026-02-28.pdf"
    assert "against January" in text
    for figure in (told["revenue"]["amount"], told["collected"]["amount"], told["averageInvoice"]):
        assert f"{float(figure):,.2f}" in text
    for each in told["byCustomer"]:
        assert each["name"] in text
    assert [each["name"] for each in (await ask("list_reports"))["items"]] == [made["name"]]


@pytest.mark.parametrize("kind", get_args(Type))
async def test_every_kind_is_made_in_every_format(kind: str, ask: Ask, files: LocalFiles) -> None:
    made = {form: await ask("create_report", type=kind, format=form) for form in ("pdf", "csv", "excel", "json")}
    assert (await content(files, made["pdf"])).startswith(b"%PDF")
    rows = list(csv.DictReader(io.StringIO((await content(files, made["csv"])).decode())))
    assert {None} & {key for row in rows for key in row} == set()
    assert len({row["Section"] for row in rows}) > 1
    assert (await content(files, made["excel"])).startswith("\ufeff".encode())
    assert json.loads(await content(files, made["json"]))["figures"]


async def test_no_cell_of_a_spreadsheet_is_a_formula(ask: Ask, files: LocalFiles, database: Database) -> None:
    async with database.transaction("ridgeline") as session:
        for each in await session.scalars(select(Contact)):
            each.name, each.company = f'=HYPERLINK("http://x","{each.name}")', None
    rows = csv.reader(
        io.StringIO((await content(files, await ask("create_report", type="receivables", format="csv"))).decode())
    )
    cells = [cell for row in rows for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith("=")] == []


async def test_it_is_mailed_to_whoever_asks_with_the_file(ask: Ask, database: Database) -> None:
    made = await ask("create_report", type="receivables", mailMe=True, channel="voice")
    async with database.transaction("ridgeline", write=False) as session:
        parcel = (await session.scalars(select(Parcel).where(Parcel.record_id == made["id"]))).one()
    assert parcel.payload["to"] == "dana@ridgeline.example"
    assert parcel.payload["attachments"] == [{"name": made["name"], "mime": "application/pdf", "url": made["url"]}]
    await ask("undo")
    assert (await ask("list_reports"))["count"] == 0
    async with database.transaction("ridgeline", write=False) as session:
        assert await session.scalar(select(Parcel.state).where(Parcel.id == parcel.id)) == "cancelled"


async def test_what_there_is_no_report_of_is_said_with_what_there_is(ask: Ask) -> None:
    with pytest.raises(Invalid, match="there are summary, jobs, revenue, technicians, customers and receivables"):
        await ask("create_report", type="moonlight")
    with pytest.raises(Invalid, match="last_month"):
        await ask("create_report", type="jobs", period="the day before the flood")
    with pytest.raises(Invalid, match="end must be after the start"):
        await ask("create_report", type="jobs", dateStart="2026-03-02", dateEnd="2026-03-01")
    with pytest.raises(Forbidden):
        await ask("create_report", type="revenue", by=person("luis"))
