"""How often one may ask over REST: as often as anybody works, and told when to come back."""

from __future__ import annotations

import httpx
import pytest

from api.app import create_app
from domain.signin import SignIn
from tests.conftest import PASSWORD
from tools.perform import Desk


@pytest.fixture
def http(desk: Desk, signin: SignIn) -> httpx.AsyncClient:
    app = create_app(desk, signin, requests_per_minute=3)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://callout.example")


async def token(http: httpx.AsyncClient, who: str) -> dict[str, str]:
    answer = await http.post("/api/session", json={"email": who, "password": PASSWORD})
    http.cookies.clear()
    return {"Authorization": f"Bearer {answer.json()['token']}"}


async def test_too_many_are_told_to_wait_and_nobody_else_is(http: httpx.AsyncClient) -> None:
    dana, owen = await token(http, "dana@ridgeline.example"), await token(http, "owen@ridgeline.example")
    answers = [await http.get("/api/jobs?limit=1", headers=dana) for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["content-type"] == "application/problem+json"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert (await http.get("/api/jobs?limit=1", headers=owen)).status_code == 200
    assert (await http.get("/api/health")).status_code == 200


async def test_strangers_are_counted_by_their_address(http: httpx.AsyncClient) -> None:
    wrong = {"Authorization": "Bearer nobody-s"}
    statuses = [(await http.get("/api/jobs", headers=wrong)).status_code for _ in range(4)]
    assert statuses == [401, 401, 401, 429]


async def test_it_is_documented(http: httpx.AsyncClient) -> None:
    paths = (await http.get("/openapi.json")).json()["paths"]
    assert paths["/api/jobs"]["get"]["responses"]["429"]["headers"]["Retry-After"]
