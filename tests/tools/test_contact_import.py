"""A file of contacts through the one door: what is entered, what is told and given back, and how it is taken back."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.app import create_app
from domain.contact_import import MOST_ROWS
from domain.problems import Forbidden, Invalid, Missing, NeedsConfirmation, TooLarge
from domain.signin import SignIn
from tests.api.test_files import token
from tests.conftest import Ask, person
from tools.perform import Desk

PEOPLE = """\
First Name,Last Name,Company,Mobile,Home Phone,E-mail,Street Address,City,Tags,Gate code,Status
Ada,Price,,303 555 0188 x12,303-555-0189,ada@mail.example,12 Elm Street,Denver,"VIP, New",4411,
,,Lark Bakery,,,hello@lark.example,,,,,prospect
Maria,Garcia-Lopez,,(720) 555-0204,,,,,,,
Ben,Ode,,12,,not an address,,,,,
,,,,,nobody@mail.example,,,,,
Ada,Again,,,,ADA@mail.example,,,,,
"""


def sent(text: str | bytes, **more: Any) -> dict[str, Any]:
    data = text.encode() if isinstance(text, str) else text
    return {"file": {"data": base64.b64encode(data).decode(), "name": "people.csv"}, **more}


async def test_good_rows_are_entered_and_every_other_is_told(ask: Ask) -> None:
    done = await ask("import_contacts", **sent(PEOPLE))
    assert (done["total"], done["imported"]) == (6, 2)
    assert [(each["row"], each["field"], each["contactId"], each["sameAsRow"]) for each in done["duplicates"]] == [
        (4, "phone", "maria-garcia", None),
        (7, "email", None, 2),
    ]
    assert [(each["row"], each["field"], each["value"]) for each in done["errors"]] == [
        (5, "phone", "12"),
        (5, "email", "not an address"),
        (6, "name", ""),
    ]
    assert "is not a phone number" in done["errors"][0]["message"]
    assert done["rejected"].splitlines() == [PEOPLE.splitlines()[place] for place in (0, 4, 5)]


async def test_what_has_no_field_is_kept_in_a_note(ask: Ask) -> None:
    columns = (await ask("import_contacts", **sent(PEOPLE)))["columns"]
    assert (columns["Mobile"], columns["Gate code"]) == ("phone", "note")
    ada = await ask("get_contact", id="Ada Price", channel="voice")
    assert (ada["phone"], ada["email"], ada["tags"], ada["status"]) == (
        "+13035550188",
        "ada@mail.example",
        ["New", "VIP"],
        "customer",
    )
    notes = await ask("list_contact_notes", id=ada["id"])
    assert [each["body"].splitlines() for each in notes["items"]] == [
        ["Home Phone: 303-555-0189", "Gate code: 4411", "Phone extension: 12"]
    ]
    assert (await ask("get_contact", id="Lark Bakery", channel="voice"))["status"] == "lead"


async def test_a_preview_says_the_same_and_enters_nothing(ask: Ask) -> None:
    before = (await ask("list_contacts"))["count"]
    preview = await ask("preview_contact_import", **sent(PEOPLE))
    assert (await ask("list_contacts"))["count"] == before
    assert preview == await ask("import_contacts", **sent(PEOPLE))


@pytest.mark.both_engines
async def test_one_undo_takes_all_of_it_back_and_redo_brings_it_again(ask: Ask) -> None:
    many = "Name,Phone,Tags,Notes\n" + "".join(f"Number {n},3035552{n:03},Bulk,Dog {n}\n" for n in range(250))
    before = [(await ask(name))["count"] for name in ("list_contacts", "list_contact_tags")]
    await ask("import_contacts", **sent(many))
    after = [(await ask(name))["count"] for name in ("list_contacts", "list_contact_tags")]
    assert after == [before[0] + 250, before[1] + 1]
    assert (await ask("undo"))["sentence"] == "Removed 250 contacts again."
    assert [(await ask(name))["count"] for name in ("list_contacts", "list_contact_tags")] == before
    assert (await ask("redo"))["sentence"] == "Brought 250 contacts back."
    assert [(await ask(name))["count"] for name in ("list_contacts", "list_contact_tags")] == after
    assert (await ask("import_contacts", **sent(many)))["imported"] == 0


async def test_who_said_no_to_mailings_is_left_alone(ask: Ask) -> None:
    done = await ask("import_contacts", **sent("Name,Opt-out,Subscribed\nA,yes,\nB,,no\nC,no,yes\nD,,\nE,perhaps,\n"))
    assert [(each["row"], each["field"], each["value"]) for each in done["errors"]] == [
        (6, "acceptsMarketing", "perhaps")
    ]
    found = {each["name"]: each["acceptsMarketing"] for each in (await ask("list_contacts", limit=200))["items"]}
    assert [found[name] for name in "ABCD"] == [False, False, True, True]


async def test_what_was_exported_comes_in_again_as_it_was(desk: Desk, signin: SignIn, ask: Ask) -> None:
    odd = {"name": '=Ana; "Nana" O\'Hara', "company": "@home, inc.", "address": "-5 Elm Street"}
    await ask(
        "create_contact", **odd, phone="+44 20 7946 0958", tags=["VIP", "Commercial"], status="inactive",
        acceptsMarketing=False,
    )  # fmt: skip
    transport = httpx.ASGITransport(create_app(desk, signin))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as http:
        ours, theirs = await token(signin, "dana"), await token(signin, "lk-nora", "lakeshore")
        exported = await http.get("/api/export/contacts?format=excel", headers=ours)
        headers = {**theirs, "Content-Type": "text/csv"}
        done = (await http.post("/api/contacts/import", content=exported.content, headers=headers)).json()
        assert (done["imported"], done["errors"], done["duplicates"]) == (21, [], [])
        lists = [(await http.get("/api/contacts?limit=200", headers=each)).json()["items"] for each in (ours, theirs)]
    own = ("id", "createdAt", "updatedAt", "optedOutAt", "leadIds")
    told = [[{name: each[name] for name in each if name not in own} for each in some] for some in lists]
    assert [each for each in told[0] if each not in told[1]] == []


@pytest.mark.parametrize(
    ("file", "message"),
    [(b"Phone,Color\n303 555 0188,red\n", "None of the columns says who it is"), (b"PK\x03\x04", "save it as CSV")],
)
async def test_a_file_that_says_nothing_of_people_is_refused(ask: Ask, file: bytes, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        await ask("import_contacts", **sent(file))


async def test_it_needs_a_file_of_bearable_size_and_somebody_of_the_office(ask: Ask) -> None:
    with pytest.raises(Missing):
        await ask("import_contacts")
    with pytest.raises(TooLarge):
        await ask("import_contacts", **sent("Name\n" + "Ada\n" * (MOST_ROWS + 1)))
    with pytest.raises(Forbidden):
        await ask("import_contacts", **sent(PEOPLE), by=person("luis"))


async def test_a_program_asks_before_it_enters_many(ask: Ask) -> None:
    with pytest.raises(NeedsConfirmation, match="Enter 5 new contacts from that file") as asked:
        await ask("import_contacts", **sent("Name\nA\nB\nC\nD\nE\n"), channel="mcp")
    done = await ask("import_contacts", **sent("Name\nA\nB\nC\nD\nE\n"), channel="mcp", yes=asked.value.token)
    assert done["imported"] == 5


@pytest.fixture
async def http(desk: Desk, signin: SignIn) -> AsyncIterator[httpx.AsyncClient]:
    """Dana at the application."""
    headers = await token(signin, "dana")
    transport = httpx.ASGITransport(create_app(desk, signin))
    async with httpx.AsyncClient(transport=transport, base_url="http://here", headers=headers) as made:
        yield made


async def test_a_form_and_the_bare_file_are_the_same(http: httpx.AsyncClient) -> None:
    file = b"Name,Phone\nAda Price,303 555 0188\n"
    form = await http.post("/api/contacts/import/preview", files={"file": ("p.csv", file)}, data={"status": "lead"})
    bare = await http.post(
        "/api/contacts/import/preview?status=lead", content=file, headers={"Content-Type": "text/csv"}
    )
    assert (form.status_code, form.json()["imported"]) == (200, 1)
    assert form.json() == bare.json()
