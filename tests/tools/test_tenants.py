"""Hosting companies: what whoever runs the installation may do with one, and what everybody there notices of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from agent.conversation import Conversation
from agent.opening import opening_words
from api import welcome
from api.app import create_app
from domain import demo, operators
from domain.companies import Companies
from domain.context import Actor, Ports
from domain.lasting import Patient
from domain.links import Links
from domain.passwords import Passwords
from domain.ports import Letter
from domain.problems import Conflict, Forbidden, NeedsConfirmation, NotFound, Suspended
from domain.roles import Role
from domain.signin import SignIn
from domain.welcome import Welcomes
from storage.accounts import INSTALLATION
from storage.database import Database
from tests.conftest import PASSWORD, QUICK_HASH, Ask, person
from tests.lasting import Hands, Rehearsal
from tools.perform import Desk

pytestmark = pytest.mark.both_engines
OLIVE = Actor(INSTALLATION, Role.OPERATOR, "Olive Hart", user_id="olive")
SAID = "This account is suspended; call your provider."
CHOSEN = "a password of her own"


class Post:
    """Keeps the letters that go out."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    async def send(self, letter: Letter, key: str) -> None:
        self.letters.append(letter)


@pytest.fixture
def ports() -> Ports:
    return Ports(passwords=Passwords(QUICK_HASH), links=Links("http://callout.test", b"of this test"), mailer=Post())


@pytest.fixture
async def web(desk: Desk, signin: SignIn) -> AsyncIterator[httpx.AsyncClient]:
    welcomes = Welcomes(desk.database, desk.companies, desk.clock, desk.ports)

    def door(app: FastAPI) -> None:
        welcome.mount(app, welcomes)

    app = create_app(desk, signin, doors=(door,))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://callout.test") as client:
        yield client


async def signed_in(web: httpx.AsyncClient, email: str, password: str = PASSWORD) -> dict[str, str]:
    answer = await web.post("/api/session", json={"email": email, "password": password})
    web.cookies.clear()
    return {"Authorization": f"Bearer {answer.json()['token']}"}


async def test_companies_are_hosted_and_their_host_sees_nothing_that_they_keep(ask: Ask) -> None:
    assert (await ask("get_me", by=OLIVE))["role"] == "operator"
    listed = await ask("list_tenants", by=OLIVE)
    assert [each["id"] for each in listed["items"]] == ["lakeshore", "ridgeline"]
    for operation in ("list_contacts", "list_jobs", "list_users", "get_account_settings"):
        with pytest.raises(Forbidden):
            await ask(operation, by=OLIVE)
    for who in (person("dana"), person("priya"), Actor("ridgeline", Role.OPERATOR, user_id="dana")):
        with pytest.raises((Forbidden, NotFound)):
            await ask("update_tenant", id="lakeshore", status="suspended", by=who)


async def test_what_either_side_changes_both_see(ask: Ask) -> None:
    await ask("update_account_settings", name="Ridgeline Services Group", by=person("dana"))
    assert (await ask("get_tenant", id="ridgeline", by=OLIVE))["name"] == "Ridgeline Services Group"
    await ask("update_tenant", id="ridgeline", timezone="America/Chicago", taxRate="0.086", by=OLIVE)
    settings = await ask("get_account_settings", by=person("dana"))
    assert (settings["timezone"], settings["taxRate"]) == ("America/Chicago", "0.086")
    line = (await ask("get_tenant", id="lakeshore", by=OLIVE))["businessLine"]
    with pytest.raises(Conflict, match="reached at that number already"):
        await ask("update_tenant", id="ridgeline", businessLine=line, by=OLIVE)


async def test_a_new_company_gets_its_admin_by_a_link_that_is_good_once(
    ask: Ask, web: httpx.AsyncClient, desk: Desk
) -> None:
    made = await ask(
        "create_tenant",
        name="Harbor Plumbing",
        adminName="Ines Roth",
        adminEmail="ines@harbor.example",
        by=OLIVE,
    )
    link = made["inviteUrl"]
    assert (await ask("get_tenant", id=made["id"], by=OLIVE))["inviteUrl"] is None
    assert "Harbor Plumbing" in (await web.get(link)).text
    assert (await web.post(link, data={"password": "short"})).status_code == 422
    assert "ines@harbor.example" in (await web.post(link, data={"password": CHOSEN})).text
    assert (await web.post(link, data={"password": "another password"})).status_code == 404
    ines = await signed_in(web, "ines@harbor.example", CHOSEN)
    me = (await web.get("/api/users/me", headers=ines)).json()
    assert (me["role"], me["company"]) == ("admin", "Harbor Plumbing")
    job = {"title": "First visit", "contactId": (await contact(web, ines))}
    assert (await web.post("/api/jobs", json=job, headers=ines)).json()["number"] == 1001
    assert (await web.get("/api/users", headers=ines)).json()["count"] == 1
    with pytest.raises(Conflict, match="signs in with"):
        await ask("update_tenant", id="ridgeline", adminEmail="ines@harbor.example", by=OLIVE)


async def contact(web: httpx.AsyncClient, who: dict[str, str]) -> str:
    made = await web.post("/api/contacts", json={"name": "Ada Price"}, headers=who)
    return str(made.json()["id"])


async def test_an_older_invitation_and_one_that_has_run_out_lead_nowhere(
    ask: Ask, web: httpx.AsyncClient, desk: Desk
) -> None:
    first = (await ask("create_tenant", name="Harbor", adminEmail="ines@harbor.example", by=OLIVE))["inviteUrl"]
    later = Hands(demo.demo_now() + timedelta(minutes=1))
    welcomes = Welcomes(desk.database, desk.companies, later, desk.ports)
    token = first.rpartition("/")[2]
    assert await welcomes.whose(token) == "Harbor"
    later.on(timedelta(days=14))
    assert await welcomes.whose(token) is None
    assert await welcomes.whose("nonsense") is None


async def test_a_suspended_company_hears_one_sentence_everywhere_and_comes_back_whole(
    ask: Ask, web: httpx.AsyncClient, desk: Desk, database: Database, signin: SignIn
) -> None:
    dana = await signed_in(web, "dana@ridgeline.example")
    jobs = (await web.get("/api/jobs", headers=dana)).json()["count"]
    talk = Conversation(desk, person("dana"), await desk.companies.of("ridgeline"), "phone")
    assert SAID not in opening_words(talk)
    await ask("update_tenant", id="ridgeline", status="suspended", by=OLIVE)

    rest = await web.get("/api/jobs", headers=dana)
    over_mcp = await web.post("/api/mcp", headers=dana, json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    again = await web.post("/api/session", json={"email": "dana@ridgeline.example", "password": PASSWORD})
    for answer in (rest, over_mcp, again):
        assert (answer.status_code, answer.json()["detail"]) == (403, SAID)
    await talk.refresh()
    assert opening_words(talk) == SAID
    with pytest.raises(Suspended, match=SAID):
        await ask("list_jobs", by=person("dana"), channel="voice")
    line = (await desk.companies.even_suspended("ridgeline")).business_line
    reached = await desk.companies.by_line(line or "")
    assert reached is not None
    assert reached.suspended
    assert "ridgeline" not in {each.id for each in await desk.companies.at_work()}
    assert (await web.get("/api/jobs", headers=await signed_in(web, "nora@lakeshore.example"))).status_code == 200

    await ask("update_tenant", id="ridgeline", status="active", by=OLIVE)
    assert (await web.get("/api/jobs", headers=dana)).status_code == 401
    back = await signed_in(web, "dana@ridgeline.example")
    assert (await web.get("/api/jobs", headers=back)).json()["count"] == jobs


async def test_lasting_work_waits_while_its_account_is_suspended(ask: Ask, desk: Desk, database: Database) -> None:
    hands, done = Hands(), []
    elsewhere = Companies(database)

    async def come_back() -> None:
        await ask("update_tenant", id="ridgeline", status="active", by=OLIVE)
        elsewhere.forget("ridgeline")

    async def look() -> None:
        done.append((await elsewhere.of("ridgeline")).id)

    await ask("update_tenant", id="ridgeline", status="suspended", by=OLIVE)
    run = Rehearsal(hands, come_back)
    await Patient(run).step("look", look)
    assert (done, len(run.waits)) == (["ridgeline"], 1)


async def test_shutting_out_and_a_second_company_of_one_name_are_asked_about(ask: Ask) -> None:
    with pytest.raises(NeedsConfirmation, match="Suspend Lakeshore Plumbing"):
        await ask("update_tenant", id="lakeshore", status="suspended", by=OLIVE, channel="voice")
    with pytest.raises(NeedsConfirmation, match="called Lakeshore Plumbing"):
        await ask("create_tenant", name="lakeshore plumbing", by=OLIVE, channel="voice")
    made = await ask("create_tenant", name="Summit Heating", by=OLIVE, channel="voice")
    assert (made["status"], made["currency"]) == ("active", "USD")
    await ask("undo", by=OLIVE)
    assert "Summit Heating" not in {each["name"] for each in (await ask("list_tenants", by=OLIVE))["items"]}


async def test_an_operator_is_made_once_an_address(ask: Ask, database: Database, desk: Desk, signin: SignIn) -> None:
    async def create(email: str) -> None:
        await operators.create(database, desk.companies, signin, "Nils", email, SecretStr(CHOSEN))

    await create("Nils@callout.example")
    nils = (await signin.sign_in("nils@callout.example", CHOSEN)).actor
    assert (nils.account_id, nils.role) == (INSTALLATION, Role.OPERATOR)
    with pytest.raises(Conflict, match="signs in with"):
        await create("dana@ridgeline.example")
    assert (await ask("list_tenants", by=nils))["count"] == 2
