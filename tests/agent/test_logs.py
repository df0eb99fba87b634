"""No secret is ever written to a log, whatever level it is at: passwords, tokens, PINs, keys and codes."""

from __future__ import annotations

import logging

import pytest
import structlog
from starlette.testclient import TestClient

from tests.agent.conftest import token
from tests.conftest import PASSWORD

PIN, WRONG, FRESH, KEY = "739146", "not my password at all", "a brand new passphrase", "the-key-of-nobody-0123456789"
SAID = (f"set my pin to {PIN}", f"my pin is {' '.join(PIN)}", "what's on the board today")


def test_a_day_of_secrets_leaves_none_in_the_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as events:
        bearer = token(client)
        headers = {"Authorization": f"Bearer {bearer}"}
        made = {"name": "Ada Price", "role": "tech", "email": "ada@ridgeline.example", "password": FRESH, "pin": PIN}
        provider = {"name": "Ours", "kind": "openai", "baseUrl": "http://127.0.0.1:9/v1", "model": "m", "apiKey": KEY}
        day: tuple[tuple[int, str, str, dict[str, str]], ...] = (
            (401, "POST", "/api/session", {"email": "dana@ridgeline.example", "password": WRONG}),
            (201, "POST", "/api/users", made),
            (422, "POST", "/api/users", {**made, "role": "king"}),
            (201, "POST", "/api/llm-providers", provider),
            (422, "POST", "/api/llm-providers", {"name": KEY, "nonsense": KEY}),
            *((200, "POST", "/api/voice-command", {"text": said}) for said in SAID),
        )
        answers = [(client.request(how, where, json=what, headers=headers), status) for status, how, where, what in day]
        assert client.get("/api/jobs", headers={"Authorization": f"Bearer {bearer}x"}).status_code == 401
    assert [(each.status_code, each.text) for each, status in answers if each.status_code != status] == []
    assert "my pin" in answers[-2][0].json()["transcript"], "what was said got through, up to the secret"
    logging.getLogger("callout.test").debug("the log is listened to")
    written = caplog.text + repr(events) + repr([each.__dict__ for each in caplog.records])
    assert "the log is listened to" in written
    secrets = (bearer, PASSWORD, WRONG, FRESH, PIN, " ".join(PIN), KEY)
    assert [each for each in secrets if each in written] == []
