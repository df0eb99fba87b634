"""A walk through every area: what is said is done, and REST and MCP show the same that was said to be done."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client

from agent.installation import Installation
from agent.serve import application
from agent.settings import Settings
from domain import demo
from domain.companies import Companies
from domain.context import Ports
from domain.links import Links
from domain.passwords import Passwords
from domain.signin import CUSTOMERS, SignIn, digest
from integrations.files import LocalFiles
from integrations.typst import TypstPrinter
from storage.accounts import CustomerSession
from storage.database import Database
from tests.conftest import PASSWORD, QUICK_HASH
from tests.postgres import Place
from tools.catalog import OPERATIONS
from tools.perform import Desk


@dataclass(frozen=True, slots=True)
class Step:
    """What is said in an area, the call it makes, where REST and MCP show it, and a word that both then have."""

    area: str
    said: str
    makes: str
    at: str
    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)
    shows: str = ""


WALK = (
    Step("core", "add a contact rosa delgado at three oh three five five five oh one eight eight", "POST /api/contacts",
         "/api/contacts?search=Rosa", "list_contacts", {"search": "Rosa"}, "Rosa Delgado"),
    Step("field", "put two ignitors on job ten forty eight", "POST /api/job-materials",
         "/api/job-materials?jobId=job-1048", "list_job_materials", {"jobId": "the panel upgrade"}, "gnitor"),
    Step("money", "invoice maria garza forty nine for the trip fee", "POST /api/invoices",
         "/api/invoices?contactId=maria-garza", "list_invoices", {"contactId": "maria garza"}, "rip fee"),
    Step("sales", "write up a quote for wei zhang forty two hundred for a new main line", "POST /api/quotes",
         "/api/quotes?contactId=wei-zhang", "list_quotes", {"contactId": "wei zhang"}, "4200.00"),
    Step("marketing", "make a tag called gold member", "POST /api/contact-tags",
         "/api/contact-tags", "list_contact_tags", {}, "old member"),
    Step("stock", "we got five more ignitors in", "POST /api/inventory/{id}/adjust",
         "/api/inventory?search=ignitor", "list_inventory_items", {"search": "ignitor"}, "gnitor"),
    Step("service", "open a ticket for bob johnson his drain smells again", "POST /api/tickets",
         "/api/tickets?contactId=bob-johnson", "list_tickets", {"contactId": "bob johnson"}, "smells"),
    Step("dispatch", "block luis friday from one to three for training", "POST /api/schedule/block",
         "/api/schedule?dateStart=2026-03-13&dateEnd=2026-03-14", "list_schedule",
         {"dateStart": "2026-03-13"}, "raining"),
    Step("notices", "tell luis in the app that the auger is in the van", "POST /api/notifications",
         "/api/notifications", "list_notifications", {}, "items"),
    Step("figures", "how many jobs did we finish last month", "GET /api/analytics/jobs",
         "/api/analytics/jobs?period=last_month", "get_job_analytics", {"period": "last_month"}, "completed"),
    Step("settings", "set the sales tax to nine percent", "PATCH /api/account/settings",
         "/api/account/settings", "get_account_settings", {}, "0.09"),
    Step("mailboxes", "is gmail connected", "GET /api/integrations/gmail/status",
         "/api/integrations/gmail/status", "get_gmail_status", {}, "onnected"),
    Step("search", "search everything for garcia", "GET /api/search",
         "/api/search?q=garcia", "search_everything", {"q": "garcia"}, "Maria Garcia"),
    Step("rules", "what automation rules do we have", "GET /api/automation-rules",
         "/api/automation-rules", "list_automation_rules", {}, "eview"),
    Step("approvals", "what's waiting on my approval", "GET /api/approvals",
         "/api/approvals", "list_approvals", {}, "iscount"),
    Step("billing", "show me our usage this month", "GET /api/billing/usage",
         "/api/billing/usage", "get_billing_usage", {}, "minutes"),
    Step("reviews", "ask bob johnson for a review", "POST /api/review-requests",
         "/api/review-requests?contactId=bob-johnson", "list_review_requests", {"contactId": "bob johnson"}, "bob-j"),
    Step("reports", "make me a report of last month's revenue", "POST /api/reports",
         "/api/reports", "list_reports", {}, "revenue"),
    Step("devices", "send a push to luis saying the truck is blocked in", "POST /api/push/send",
         "/api/audit?operation=send_push", "list_audit", {"operation": "send_push"}, "send_push"),
    Step("workflows", "what workflows do we have", "GET /api/workflows",
         "/api/workflows", "list_workflows", {}, "items"),
    Step("models", "which AI models are we hooked up to", "GET /api/llm-providers",
         "/api/llm-providers", "list_llm_providers", {}, "items"),
    Step("live", "keep this screen up to date by itself", "GET /api/realtime/subscribe",
         "/api/realtime/subscribe?wait=0", "subscribe", {"wait": 0}),
    Step("export", "export the contacts as csv", "GET /api/export/contacts",
         "/api/export/contacts?format=csv", "export_contacts", {"format": "csv"}),
)  # fmt: skip
OPERATOR = (
    Step("tenants", "list all the tenants", "GET /api/tenants", "/api/tenants", "list_tenants", {}, "Lakeshore"),
)
CUSTOMER = (
    Step("visits", "when is my appointment", "GET /api/customer/jobs",
         "/api/customer/jobs", "list_customer_jobs", {}, "Garbage disposal"),
    Step("wish", "can we move it to thursday at ten", "POST /api/customer/schedule",
         "/api/customer/jobs", "list_customer_jobs", {}, "Garbage disposal"),
    Step("bills", "what do i owe you", "GET /api/customer/invoices",
         "/api/customer/invoices", "list_customer_invoices", {}, "items"),
)  # fmt: skip


@pytest.fixture
async def address(place: Place, tmp_path: Path) -> AsyncIterator[str]:
    """The whole application on a port of its own, without a key; the local planner plans."""
    database = Database(place.url)
    companies, signin = Companies(database), SignIn(database, demo.demo_now, QUICK_HASH)
    links = Links("https://callout.example", b"a secret of this test")
    ports = Ports(
        files=LocalFiles(tmp_path / "files"), links=links, printer=TypstPrinter(), passwords=Passwords(QUICK_HASH)
    )
    desk = Desk(OPERATIONS, database, companies, demo.demo_now, b"a secret of this test", ports)
    settings = Settings(data=tmp_path, openai_base_url=None)
    app = application(Installation(settings, database, companies, signin, desk))
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="websockets-sansio"))
        serving = asyncio.create_task(server.serve(sockets=[door]))
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        server.should_exit = True
        await serving
    await database.close()


@pytest.mark.parametrize(
    ("who", "steps"), [("dana@ridgeline.example", WALK), ("olive@callout.example", OPERATOR)], ids=["staff", "operator"]
)
async def test_they_walk_through_every_area(address: str, who: str, steps: Sequence[Step]) -> None:
    async with httpx2.AsyncClient(base_url=address, timeout=60) as http:
        entered = await http.post("/api/session", json={"email": who, "password": PASSWORD})
        assert await walked(address, entered.json()["token"], steps) == ""


async def test_customers_walk_through_theirs(address: str, place: Place) -> None:
    token, now = f"{CUSTOMERS}of-this-test", demo.demo_now()
    database = Database(place.url)
    async with database.platform() as session:
        of = {"account_id": "ridgeline", "contact_id": "siobhan-murphy", "created_at": now}
        session.add(CustomerSession(hash=digest(token), expires_at=now + timedelta(hours=1), **of))
    await database.close()
    assert await walked(address, token, CUSTOMER) == ""


async def walked(address: str, token: str, steps: Sequence[Step]) -> str:
    """What went wrong on the way, a line each: the area, the door and what it answered."""
    wrong: list[tuple[str, str, object]] = []
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        httpx2.AsyncClient(base_url=address, headers=headers, timeout=60) as http,
        Client(streamable_http_client(f"{address}/api/mcp", http_client=http)) as client,
    ):
        for step in steps:
            said = (await http.post("/api/voice-command", json={"text": step.said})).json()
            if [each["operation"] for each in said.get("calls", [])] != [step.makes]:
                wrong.append((step.area, "voice", said.get("reply", said)))
            shown = await http.get(step.at)
            if shown.status_code != 200 or step.shows not in shown.text:
                wrong.append((step.area, "REST", shown.text[:300]))
            asked = {"operation": step.tool, "arguments": step.arguments}
            told = await client.call_tool("execute_operation", asked)
            words = " ".join(getattr(each, "text", "") for each in told.content)
            if told.is_error or step.shows not in words:
                wrong.append((step.area, "MCP", words[:300]))
    return "\n".join(f"{area}, {door}: {told}" for area, door, told in wrong)
