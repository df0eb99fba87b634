"""Providers' webhooks: proved, stored once, dealt with once; and nothing else comes in."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import random
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import func, select

from agent.safety import without_cards
from api import webhooks
from api.app import create_app
from domain import demo
from domain.companies import Companies
from domain.context import Ports
from domain.lasting import works
from domain.outbox import Carrier
from domain.problems import Unavailable
from domain.webhooks import Inbox
from integrations.elevenlabs_webhooks import ElevenLabsWebhooks
from integrations.stripe_webhooks import StripeWebhooks
from storage.accounts import INSTALLATION
from storage.call_logs import CallLog
from storage.database import Database
from storage.notifications import Notification
from storage.payments import Payment
from storage.webhook_events import WebhookEvent
from tests.conftest import Ask
from tests.lasting import Hands, Rehearsal
from tests.tools.test_tenants import OLIVE, SAID
from tools.perform import Desk

pytestmark = pytest.mark.both_engines
SECRETS = {"stripe": "a secret of this test", "elevenlabs": "another secret of this test"}
HEADERS = {"stripe": ("Stripe-Signature", "v1"), "elevenlabs": ("ElevenLabs-Signature", "v0")}
NOW = int(demo.demo_now().timestamp())


@dataclass
class Begun:
    """Lasting work that is done where it is begun, as often as it is."""

    desk: Any = None
    began: list[str] = field(default_factory=list)

    async def start(self, work: str, key: str, arguments: Mapping[str, str]) -> None:
        self.began.append(key)
        run = Rehearsal(Hands(), nothing)
        for _ in range(2):  # a step may be done twice
            await works(*self.desk)[work](run, arguments)


async def nothing() -> None:
    return None


@dataclass
class World:
    """An application with its webhooks, and the carrier behind it."""

    client: httpx.AsyncClient
    database: Database
    carrier: Carrier

    async def sends(self, provider: str, told: Any, at: int = NOW) -> httpx.Response:
        body = json.dumps(told).encode()
        return await self.raw(provider, body, signed(provider, body, at))

    async def raw(self, provider: str, body: bytes, signature: str) -> httpx.Response:
        headers = {HEADERS[provider][0]: signature, "Content-Type": "application/json"}
        return await self.client.post(f"/api/webhooks/{provider}", content=body, headers=headers)

    async def deals(self) -> None:
        while await self.carrier.deliver_due():
            pass

    async def all(self, kind: Any, account: str = "ridgeline") -> list[Any]:
        async with self.database.transaction(account, write=False) as session:
            return list(await session.scalars(select(kind).order_by(kind.created_at, kind.id)))

    async def stored(self) -> int:
        return sum([len(await self.all(WebhookEvent, each)) for each in ("ridgeline", "lakeshore", INSTALLATION)])


def signed(provider: str, body: bytes, at: int = NOW, secret: str | None = None) -> str:
    key = (secret or SECRETS[provider]).encode()
    return f"t={at},{HEADERS[provider][1]}={hmac.new(key, f'{at}.'.encode() + body, hashlib.sha256).hexdigest()}"


@pytest.fixture
async def world(desk: Desk, signin: Any, database: Database) -> AsyncIterator[World]:
    cleaned = lambda said: without_cards(said)[0]  # noqa: E731
    begun = Begun()
    ports = Ports(
        webhooks={
            "stripe": StripeWebhooks(SecretStr(SECRETS["stripe"])),
            "elevenlabs": ElevenLabsWebhooks(SecretStr(SECRETS["elevenlabs"]), cleaned),
        },
        durable=begun,
    )
    begun.desk = (database, desk.companies, ports, demo.demo_now)
    inbox = Inbox(database, desk.companies, ports, demo.demo_now, demo.demo_now)

    def door(app: FastAPI) -> None:
        webhooks.mount(app, inbox)

    app = create_app(desk, signin, doors=(door,))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        yield World(client, database, Carrier(database, desk.companies, ports, demo.demo_now))


def event(kind: str, about: dict[str, Any], event_id: str = "evt_1", at: int = NOW) -> dict[str, Any]:
    return {"id": event_id, "object": "event", "type": kind, "created": at, "data": {"object": about}}


def paid(coins: int = 18500, reference: str = "pi_1", **changes: Any) -> dict[str, Any]:
    metadata = {"account_id": "ridgeline", "invoice_id": "inv-2003"}
    facts = {"object": "checkout.session", "id": "cs_1", "payment_intent": reference, "mode": "payment"}
    money = {"payment_status": "paid", "amount_total": coins, "currency": "usd"}
    return {**facts, **money, "metadata": metadata, **changes}


CALL = {
    "type": "post_call_transcription",
    "event_timestamp": NOW,
    "data": {
        "agent_id": "agent-of-ridgeline",
        "conversation_id": "conv_1",
        "transcript": [
            {"role": "agent", "message": "How can I help?"},
            {"role": "user", "message": "My card is 4242 4242 4242 4242, the furnace is out."},
        ],
        "metadata": {
            "start_time_unix_secs": NOW - 95,
            "call_duration_secs": 90,
            "phone_call": {"direction": "inbound", "external_number": "+17205550204", "agent_number": "+13035550100"},
        },
        "analysis": {"transcript_summary": "Maria's furnace is out."},
    },
}


async def owed(ask: Ask) -> tuple[Decimal, str]:
    invoice = await ask("get_invoice", id="inv-2003")
    return Decimal(invoice["balance"]), invoice["status"]


async def test_a_card_payment_settles_its_invoice_once_however_it_is_told(world: World, ask: Ask) -> None:
    before, _ = await owed(ask)
    coins = int(before * 100)
    intent = {"object": "payment_intent", "id": "pi_1", "amount_received": coins, "currency": "usd"}
    whose = {"metadata": {"account_id": "ridgeline", "invoice_id": "inv-2003"}}
    told = [event("checkout.session.completed", paid(coins))] * 40
    told += [event("payment_intent.succeeded", {**intent, **whose}, "evt_2")] * 10
    random.Random(7).shuffle(told)
    answers = await asyncio.gather(*(world.sends("stripe", each) for each in told))
    assert {each.status_code for each in answers} == {200}
    assert sum(not each.json()["again"] for each in answers) == 2
    await asyncio.gather(world.deals(), world.deals())
    await world.sends("stripe", told[0])
    await world.deals()
    payments = [each for each in await world.all(Payment) if each.reference == "pi_1"]
    assert [(each.amount, each.method) for each in payments] == [(before, "card")]
    assert await owed(ask) == (Decimal(0), "paid")


async def test_what_does_not_fit_is_kept_and_the_office_is_told(world: World, ask: Ask) -> None:
    before, status = await owed(ask)
    await world.sends("stripe", event("checkout.session.completed", paid(int(before * 100) + 1)))
    await world.sends("stripe", event("checkout.session.completed", paid(100, "pi_2", currency="eur"), "evt_2"))
    await world.sends("stripe", event("checkout.session.completed", paid(payment_status="unpaid"), "evt_3"))
    nowhere = {"account_id": "ridgeline", "invoice_id": "no-such-invoice"}
    await world.sends("stripe", event("checkout.session.completed", paid(100, "pi_4", metadata=nowhere), "evt_4"))
    await world.deals()
    assert await owed(ask) == (before, status)
    titles = {each.title for each in await world.all(Notification) if "card" in each.title or "currency" in each.title}
    assert any("came in by card for invoice 2003" in each for each in titles)
    assert any("in another currency" in each for each in titles)
    assert any("has no invoice" in each for each in titles)
    assert sorted(each.state for each in await world.all(WebhookEvent)) == ["done", "done", "done", "kept"]


async def test_refunds_and_disputes_are_told_and_change_no_books(world: World, ask: Ask) -> None:
    before, _ = await owed(ask)
    await world.sends("stripe", event("checkout.session.completed", paid(100)))
    await world.deals()
    dispute = {"object": "dispute", "id": "dp_1", "payment_intent": "pi_1", "amount": 100, "currency": "usd"}
    await world.sends("stripe", event("charge.dispute.created", {**dispute, "reason": "product_not_received"}, "evt_2"))
    charge = {"object": "charge", "id": "ch_1", "payment_intent": "pi_1", "amount_refunded": 100, "currency": "usd"}
    await world.sends("stripe", event("charge.refunded", charge, "evt_3"))
    await world.deals()
    notes = {each.title: each.body for each in await world.all(Notification)}
    assert "product not received" in notes["A card payment on invoice 2003 was disputed: $1.00"]
    assert "A card payment on invoice 2003 was refunded: $1.00" in notes
    assert (await owed(ask))[0] == before - 1


async def test_a_call_that_is_over_is_in_the_log_once_without_card_numbers(world: World) -> None:
    for _ in range(3):
        assert (await world.sends("elevenlabs", CALL)).status_code == 200
    await world.deals()
    [log] = [each for each in await world.all(CallLog) if each.summary == "Maria's furnace is out."]
    facts = (log.contact_id, log.phone, log.duration_seconds, log.direction)
    assert facts == ("maria-garcia", "+17205550204", 90, "inbound")
    assert "furnace is out" in log.transcript
    [kept] = await world.all(WebhookEvent)
    assert "4242" not in log.transcript + json.dumps(kept.payload)


async def test_an_agent_is_a_companys_by_its_settings(world: World, ask: Ask, desk: Desk) -> None:
    told = json.loads(json.dumps(CALL))
    told["data"]["metadata"]["phone_call"] = None
    await world.sends("elevenlabs", told)
    assert len(await world.all(WebhookEvent, INSTALLATION)) == 1
    await ask("update_account_settings", elevenlabsAgent="agent-of-ridgeline")
    told["data"]["conversation_id"] = "conv_2"
    await world.sends("elevenlabs", told)
    await world.deals()
    assert [each.state for each in await world.all(WebhookEvent)] == ["done"]


async def test_unknown_kinds_and_strange_forms_are_kept(world: World) -> None:
    told = [
        event("price.created", {"metadata": {"account_id": "ridgeline"}}, "evt_1"),
        event("invented.tomorrow", {}, "evt_2"),
        event("checkout.session.completed", {"metadata": {"account_id": "no-such-account"}}, "evt_3"),
        event("charge.refunded", {"metadata": {"account_id": "ridgeline"}, "amount_refunded": []}, "evt_4"),
    ]
    assert {(await world.sends("stripe", each)).status_code for each in told} == {200}
    audio = {"type": "post_call_audio", "event_timestamp": NOW, "data": {"conversation_id": "conv_9"}}
    assert (await world.sends("elevenlabs", audio)).status_code == 200
    await world.deals()
    assert (await world.stored(), len(await world.all(WebhookEvent))) == (5, 2)


async def test_a_suspended_companys_events_are_kept_until_it_is_back(world: World, ask: Ask) -> None:
    await ask("update_tenant", id="ridgeline", status="suspended", by=OLIVE)
    answer = await world.sends("stripe", event("checkout.session.completed", paid(100)))
    assert (answer.status_code, answer.json()["detail"]) == (403, SAID)
    await world.deals()
    assert [each.state for each in await world.all(WebhookEvent)] == ["waiting"]
    await ask("update_tenant", id="ridgeline", status="active", by=OLIVE)
    await world.deals()
    assert [each.state for each in await world.all(WebhookEvent)] == ["done"]


@pytest.mark.parametrize("provider", HEADERS)
async def test_two_hundred_changed_requests_are_refused_and_leave_nothing(world: World, provider: str) -> None:
    told = event("checkout.session.completed", paid(100)) if provider == "stripe" else CALL
    body, dice = json.dumps(told).encode(), random.Random(provider)
    before = await rows(world.database)
    for number in range(200):
        changed, signature = MUTATIONS[number % len(MUTATIONS)](dice, provider, body)
        answer = await world.raw(provider, changed, signature)
        assert answer.status_code == 400, (number, answer.text)
        assert answer.json()["title"] == "Bad request"
    assert await rows(world.database) == before
    assert await world.stored() == 0


def other_byte(dice: random.Random, provider: str, body: bytes) -> tuple[bytes, str]:
    place = dice.randrange(len(body))
    return body[:place] + bytes([body[place] ^ (1 << dice.randrange(8))]) + body[place + 1 :], signed(provider, body)


def cut_or_longer(dice: random.Random, provider: str, body: bytes) -> tuple[bytes, str]:
    return dice.choice((body[: dice.randrange(len(body))], body + b" ", b"")), signed(provider, body)


def other_header(dice: random.Random, provider: str, body: bytes) -> tuple[bytes, str]:
    right = signed(provider, body)
    place = dice.randrange(2, len(right))
    wrong = "".join(dice.sample("0123456789abcdef", 2)).replace(right[place], "")[:1]
    spoiled = right[:place] + wrong + right[place + 1 :]
    return body, dice.choice((spoiled, right.split(",")[0], right.split(",")[1], right.replace("=", ":"), "", "t=,v1="))


def other_time(dice: random.Random, provider: str, body: bytes) -> tuple[bytes, str]:
    away = dice.choice((-1, 1)) * dice.choice((301, 3600, 86_400, 10**9))
    return body, signed(provider, body, NOW + away)


def moved_time(dice: random.Random, provider: str, body: bytes) -> tuple[bytes, str]:
    return body, signed(provider, body, NOW - 4000).replace(str(NOW - 4000), str(NOW - dice.randrange(250)))


def other_secret(dice: random.Random, provider: str, body: bytes) -> tuple[bytes, str]:
    other = next(each for each in SECRETS if each != provider)
    return body, signed(provider, body, secret=dice.choice((SECRETS[other], "x", SECRETS[provider][:-1])))


def other_scheme(dice: random.Random, provider: str, body: bytes) -> tuple[bytes, str]:
    right = signed(provider, body)
    return body, right.replace(HEADERS[provider][1], dice.choice(("v2", "v9", "V1", "vv")))


def not_an_event(dice: random.Random, provider: str, body: bytes) -> tuple[bytes, str]:
    told = dice.choice((b"[]", b"{}", b"null", b"\xff\xfe", b'{"id": 1', b'{"type": "x", "data": 3}', b"[" * 2000))
    return told, signed(provider, told)


MUTATIONS = (
    other_byte,
    cut_or_longer,
    other_header,
    other_time,
    moved_time,
    other_secret,
    other_scheme,
    not_an_event,
)


async def rows(database: Database) -> int:
    """How much is kept that an event could add to."""
    count = 0
    for account in ("ridgeline", "lakeshore", INSTALLATION):
        async with database.transaction(account, write=False) as session:
            for kind in (Payment, CallLog, Notification, WebhookEvent):
                count += await session.scalar(select(func.count()).select_from(kind)) or 0
    return count


async def test_at_the_edges_of_the_window_it_is_still_now(world: World) -> None:
    for number, away in enumerate((-300, 300)):
        told = event("invented.tomorrow", {}, f"evt_{number}")
        assert (await world.sends("stripe", told, NOW + away)).status_code == 200


async def test_too_much_is_not_read(world: World) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(6):
            yield b" " * 1024 * 1024

    answer = await world.client.post("/api/webhooks/stripe", content=pieces())
    assert answer.status_code == 413
    assert await world.stored() == 0


async def test_without_a_secret_nothing_is_taken(database: Database) -> None:
    inbox = Inbox(database, Companies(database), Ports(), demo.demo_now, demo.demo_now)
    with pytest.raises(Unavailable, match="STRIPE_WEBHOOK_SECRET"):
        await inbox.take("stripe", b"{}", "")
