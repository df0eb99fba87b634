"""Push, to a service on loopback that decrypts and checks: who is told what, on which device; which are dropped."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.context import Actor, Ports
from domain.outbox import Carrier
from domain.passwords import Passwords
from domain.ports import DeliveryFailed, PushTarget
from domain.problems import Forbidden, Invalid, NotFound, Problem
from domain.roles import Role
from domain.sealing import Sealer
from integrations.push import WebPush, new_key
from storage.outbox import Parcel
from storage.push_devices import PushDevice
from tests.conftest import QUICK_HASH, Ask, person
from tests.lasting import Hands
from tests.loopback_push import PushService, push_service
from tools.perform import Desk

WINDOW = 11


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service() as running:
        yield running


@pytest.fixture
def ports(service: PushService) -> Ports:
    pusher = WebPush(new_key(), "mailto:desk@ridgeline.example", loopback=True)
    service.key = pusher.public_key
    return Ports(pusher=pusher, sealer=Sealer(b"a secret of this test"), passwords=Passwords(QUICK_HASH))


async def delivered(desk: Desk, hands: Hands) -> None:
    hands.on(timedelta(seconds=WINDOW))
    await Carrier(desk.database, desk.companies, desk.ports, hands).deliver_due()


async def devices(desk: Desk) -> list[PushDevice]:
    async with desk.database.transaction("ridgeline", write=False) as session:
        return list(await session.scalars(select(PushDevice)))


@pytest.mark.both_engines
async def test_what_somebody_is_told_shows_up_on_their_devices_alone(
    ask: Ask, desk: Desk, service: PushService
) -> None:
    phone, tablet, other = service.browser(), service.browser(), service.browser()
    for browser in (phone, tablet):
        await ask("register_push_device", by=person("mike-a"), platform="web", token=browser.token)
    await ask("register_push_device", by=person("tasha"), platform="web", token=other.token)
    sent = await ask("send_push", userId="mike-a", title="Truck", body="The truck is blocked in.")
    assert sent["devices"] == 2
    await delivered(desk, Hands())
    for browser in (phone, tablet):
        assert [(each["title"], each["body"]) for each in browser.shown] == [("Truck", "The truck is blocked in.")]
    assert other.shown == []
    assert len(set(service.topics)) == 2
    own = await ask("list_notifications", by=person("mike-a"))
    assert own["items"][0]["body"] == "The truck is blocked in."


async def test_what_rules_tell_goes_out_as_a_push_too(ask: Ask, desk: Desk, service: PushService) -> None:
    phone = service.browser()
    await ask("register_push_device", by=person("luis"), platform="web", token=phone.token)
    await ask("assign_job", id="job-1051", techId="luis")
    await delivered(desk, Hands())
    assert ["is yours" in each["title"] for each in phone.shown] == [True]


async def test_a_push_that_is_taken_back_in_time_stays(ask: Ask, desk: Desk, service: PushService) -> None:
    phone = service.browser()
    await ask("register_push_device", by=person("mike-a"), platform="web", token=phone.token)
    await ask("send_push", userId="mike-a", body="Come back.")
    await ask("undo")
    hands = Hands()
    await delivered(desk, hands)
    assert phone.shown == []
    await ask("send_push", userId="mike-a", body="Come back now.")
    await delivered(desk, hands)
    assert "shown up" in (await ask("undo"))["sentence"]


@pytest.mark.parametrize("status", [404, 410])
async def test_a_device_that_has_signed_off_is_dropped(ask: Ask, desk: Desk, service: PushService, status: int) -> None:
    await ask("register_push_device", by=person("mike-a"), platform="web", token=service.browser().token)
    service.answers = [status]
    await ask("send_push", userId="mike-a", body="Hello.")
    await delivered(desk, Hands())
    assert await devices(desk) == []
    assert (await ask("send_push", userId="mike-a", body="Hello."))["devices"] == 0


async def test_a_service_that_is_down_is_tried_again_and_shows_it_once(
    ask: Ask, desk: Desk, service: PushService
) -> None:
    phone, hands = service.browser(), Hands()
    await ask("register_push_device", by=person("mike-a"), platform="web", token=phone.token)
    service.answers = [503]
    await ask("send_push", userId="mike-a", body="Hello.")
    for _ in range(4):
        await delivered(desk, hands)
    assert len(phone.shown) == 1
    async with desk.database.transaction("ridgeline", write=False) as session:
        assert [each.state for each in await session.scalars(select(Parcel).where(Parcel.kind == "push"))] == ["sent"]


async def test_a_shared_tablet_belongs_to_whoever_signed_it_up_last(ask: Ask, desk: Desk, service: PushService) -> None:
    tablet = service.browser()
    for who in ("mike-a", "tasha", "tasha"):
        await ask("register_push_device", by=person(who), platform="web", token=tablet.token)
    assert [each.user_id for each in await devices(desk)] == ["tasha"]


async def test_how_a_device_is_reached_is_sealed_and_never_shown(ask: Ask, desk: Desk, service: PushService) -> None:
    phone = service.browser()
    shown = await ask("register_push_device", by=person("mike-a"), platform="web", token=phone.token)
    kept = (await devices(desk))[0]
    assert phone.endpoint not in kept.sealed_token + kept.fingerprint
    trail = json.dumps([shown, await ask("list_audit")])
    assert kept.fingerprint not in trail
    assert kept.sealed_token not in trail


def subscription(endpoint: str, **keys: str) -> str:
    good = {"p256dh": base64.urlsafe_b64encode(b"\x04" + b"x" * 64).decode(), "auth": "A" * 22}
    return json.dumps({"endpoint": endpoint, "keys": {**good, **keys}})


@pytest.mark.parametrize(
    "token",
    [
        "abc",
        "[]",
        "{}",
        subscription("http://push.example.com/x"),
        subscription("https://10.0.0.1/x"),
        subscription("https://169.254.169.254/latest/meta-data"),
        subscription("https://[::1]/x"),
        subscription("https://[::ffff:127.0.0.1]/x"),
        subscription("https://metadata.google.internal/x"),
        subscription("https://router/x"),
        subscription("https://user:word@push.example.com/x"),
        subscription("https://2130706433/x"),
        subscription("ftp://push.example.com/x"),
        subscription("https://push.example.com/x", auth="short"),
        subscription("https://push.example.com/x", p256dh="A" * 87),
        subscription("https://push.example.com/x", p256dh="ü" * 87),
    ],
)
async def test_only_subscriptions_with_a_public_push_service_are_taken(ask: Ask, desk: Desk, token: str) -> None:
    with pytest.raises(Invalid):
        await ask("register_push_device", by=person("mike-a"), platform="web", token=token)
    assert await devices(desk) == []


async def test_a_name_that_leads_into_the_house_is_not_called(service: PushService) -> None:
    outside = WebPush(new_key(), "mailto:desk@ridgeline.example")
    told = json.loads(service.browser().token)
    port = service.url.rsplit(":", 1)[1]
    target = PushTarget(f"http://localhost:{port}/push/0", told["keys"]["p256dh"], told["keys"]["auth"])
    with pytest.raises(DeliveryFailed, match="does not answer"):
        await outside.send(target, b"{}", "a key")


async def test_who_may(ask: Ask, service: PushService) -> None:
    with pytest.raises(Forbidden):
        await ask("send_push", by=person("mike-a"), userId="dana", body="Hello.")
    customer = Actor("ridgeline", Role.CUSTOMER, "Maria Garcia", contact_id="maria-garcia")
    with pytest.raises(Problem):
        await ask("register_push_device", by=customer, platform="web", token=service.browser().token)


async def test_said_aloud_a_device_is_asked_to_sign_itself_up(ask: Ask) -> None:
    with pytest.raises(Problem, match="signs itself up"):
        await ask("register_push_device", by=person("mike-a"), channel="voice")


def test_a_key_is_a_key_for_the_curve_and_says_nothing_of_itself() -> None:
    made: Any = WebPush(new_key(), "mailto:a@b.example")
    assert len(made.public_key) == 87
    assert made.key not in repr(made)


async def test_a_device_is_signed_off_by_its_owner_alone(ask: Ask, desk: Desk, service: PushService) -> None:
    mine = service.browser()
    device = await ask("register_push_device", by=person("mike-a"), platform="web", token=mine.token)
    for other in ("tasha", "priya"):
        with pytest.raises(NotFound):
            await ask("delete_push_device", id=device["id"], by=person(other))
    await ask("delete_push_device", id=device["id"], by=person("mike-a"))
    assert await devices(desk) == []
    assert (await ask("send_push", userId="mike-a", body="The truck is blocked in."))["devices"] == 0
    again = await ask("register_push_device", by=person("mike-a"), platform="web", token=mine.token)
    assert again["id"] != device["id"]
