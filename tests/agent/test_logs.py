"""No secret is ever written to a log, whatever level it is at: passwords, tokens, PINs, keys and codes."""

from __future__ import annotations

import logging

import pytest
import structlog
from starlette.testclient import TestClient

from tests.agent.conftest import token
from tests.conftest import PASSWORD

PIN, WRONG, FRESH, KEY = "739146", "not my password at all", "a brand new passphrase", "the-key-of-nobody-0123456789"


def test_a_day_of_secrets_leaves_none_in_the_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as events:
        bearer = token(client)
        headers = {"Authorization": f"Bearer {bearer}"}
        client.post("/api/session", json={"email": "dana@ridgeline.example", "password": WRONG})
        client.get("/api/jobs", headers={"Authorization": f"Bearer {bearer}x"})
        made = {"name": "Ada Price", "role": "tech", "email": "ada@ridgeline.example", "password": FRESH, "pin": PIN}
        assert client.post("/api/users", json=made, headers=headers).status_code < 300
        client.post("/api/users", json={**made, "role": "king"}, headers=headers)
        client.post("/api/llm-providers", json={"name": "Ours", "kind": "openai", "apiKey": KEY}, headers=headers)
        client.post("/api/llm-providers", json={"name": KEY, "nonsense": KEY}, headers=headers)
        for said in (f"set my pin to {PIN}", f"my pin is {' '.join(PIN)}", "what's on the board today"):
            client.post("/api/voice/command", json={"text": said}, headers=headers)
    logging.getLogger("callout.test").debug("the log is listened to")
    written = caplog.text + repr(events) + repr([each.__dict__ for each in caplog.records])
    assert "the log is listened to" in written
    secrets = (bearer, PASSWORD, WRONG, FRESH, PIN, " ".join(PIN), KEY)
    assert [each for each in secrets if each in written] == []
