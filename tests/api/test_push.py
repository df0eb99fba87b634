"""Signing a browser up over HTTP: with the key that our pushes are signed with, and only for who is signed in."""

from __future__ import annotations

import httpx
import pytest

from api.app import create_app
from domain.context import Ports
from domain.passwords import Passwords
from domain.sealing import Sealer
from domain.signin import SignIn
from integrations.push import WebPush, new_key
from tests.conftest import QUICK_HASH, person
from tests.loopback_push import push_service
from tools.perform import Desk


@pytest.fixture
def ports() -> Ports:
    pusher = WebPush(new_key(), "mailto:desk@ridgeline.example", loopback=True)
    return Ports(pusher=pusher, sealer=Sealer(b"a secret of this test"), passwords=Passwords(QUICK_HASH))


async def test_a_browser_gets_the_key_and_signs_up_with_what_that_gives(desk: Desk, signin: SignIn) -> None:
    headers = {"Authorization": f"Bearer {(await signin.issue(person('mike-a'))).token}"}
    transport = httpx.ASGITransport(create_app(desk, signin))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as http, push_service() as service:
        assert (await http.get("/api/push/key")).status_code == 401
        told = (await http.get("/api/push/key", headers=headers)).json()
        assert desk.ports.pusher is not None
        assert told == {"publicKey": desk.ports.pusher.public_key}
        signed_up = {"platform": "web", "token": service.browser().token}
        made = await http.post("/api/push/register", json=signed_up, headers=headers)
        assert made.status_code == 200
        assert made.json()["userId"] == "mike-a"
        assert service.url not in made.text
