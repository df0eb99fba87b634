"""Signing in on a phone, under attack: copied tokens, races, floods, and names that nobody has."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from api.app import create_app
from domain.signin import SignIn
from storage.database import Database
from tests.conftest import PASSWORD, QUICK_HASH, Ask
from tests.lasting import Hands
from tools.perform import Desk

MIKE = {"email": "mike.alvarez@ridgeline.example", "password": PASSWORD, "device": "Mike's phone"}
AUTH, JOBS = "/api/mobile/auth", "/api/tech/jobs"
pytestmark = pytest.mark.both_engines


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
async def phone(desk: Desk, database: Database, clock: Hands) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(replace(desk, clock=clock), SignIn(database, clock, QUICK_HASH))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://callout.test") as client:
        yield client


async def looks(phone: httpx.AsyncClient, token: str) -> int:
    """How a look at the own jobs is answered."""
    return (await phone.get(JOBS, headers={"Authorization": f"Bearer {token}"})).status_code


async def refreshed(phone: httpx.AsyncClient, token: str) -> httpx.Response:
    return await phone.post(AUTH, json={"refreshToken": token})


async def test_a_pair_leads_to_the_next_and_is_dead_then(phone: httpx.AsyncClient, clock: Hands) -> None:
    first = (await phone.post(AUTH, json=MIKE)).json()
    assert (first["user"]["name"], first["user"]["role"], first["expiresIn"]) == ("Mike Alvarez", "tech", 900)
    assert await looks(phone, first["accessToken"]) == 200
    clock.now += timedelta(minutes=15)
    assert await looks(phone, first["accessToken"]) == 401
    second = (await refreshed(phone, first["refreshToken"])).json()
    assert await looks(phone, second["accessToken"]) == 200
    assert await looks(phone, second["refreshToken"]) == 401


async def test_a_token_shown_twice_ends_the_whole_family_and_no_other(phone: httpx.AsyncClient) -> None:
    other = (await phone.post(AUTH, json=MIKE)).json()
    first = (await phone.post(AUTH, json=MIKE)).json()
    second = (await refreshed(phone, first["refreshToken"])).json()
    third = (await refreshed(phone, second["refreshToken"])).json()
    assert (await refreshed(phone, first["refreshToken"])).status_code == 401
    assert await looks(phone, third["accessToken"]) == 401
    assert (await refreshed(phone, third["refreshToken"])).status_code == 401
    assert await looks(phone, other["accessToken"]) == 200


async def test_shown_by_several_at_once_nobody_keeps_it(phone: httpx.AsyncClient) -> None:
    first = (await phone.post(AUTH, json=MIKE)).json()
    answers = await asyncio.gather(*(refreshed(phone, first["refreshToken"]) for _ in range(4)))
    won = [each.json() for each in answers if each.status_code == 200]
    assert len(won) <= 1
    for each in won:
        assert await looks(phone, each["accessToken"]) == 401
        assert (await refreshed(phone, each["refreshToken"])).status_code == 401


async def test_signed_out_nothing_is_left_to_go_on_with(phone: httpx.AsyncClient) -> None:
    pair = (await phone.post(AUTH, json=MIKE)).json()
    mine = {"Authorization": f"Bearer {pair['accessToken']}"}
    assert (await phone.delete(AUTH, headers=mine)).status_code == 204
    assert await looks(phone, pair["accessToken"]) == 401
    assert (await refreshed(phone, pair["refreshToken"])).status_code == 401


async def test_a_new_password_or_leaving_ends_it(phone: httpx.AsyncClient, ask: Ask) -> None:
    first, second = [(await phone.post(AUTH, json=MIKE)).json() for _ in range(2)]
    await ask("update_user", id="mike-a", active=False)
    assert await looks(phone, first["accessToken"]) == 401
    assert (await refreshed(phone, first["refreshToken"])).status_code == 401
    await ask("update_user", id="mike-a", active=True, password="another one entirely")
    assert (await refreshed(phone, second["refreshToken"])).status_code == 401


async def test_guesses_are_few_at_both_doors_together_and_for_nobody_too(phone: httpx.AsyncClient) -> None:
    for email in (MIKE["email"], "nobody@ridgeline.example"):
        doors = ["/api/session", AUTH] * 6
        wrong = {"email": email, "password": "not it"}
        answers = [await phone.post(door, json=wrong) for door in doors]
        assert [each.status_code for each in answers] == [401] * 10 + [429] * 2
        assert len({each.json()["detail"] for each in answers[:10]}) == 1
        assert 0 < int(answers[-1].headers["Retry-After"]) <= 900
    assert (await phone.post(AUTH, json=MIKE)).status_code == 429


async def test_a_slip_in_between_keeps_nobody_out(phone: httpx.AsyncClient) -> None:
    for _ in range(2):
        for _ in range(9):
            await phone.post(AUTH, json={**MIKE, "password": "not it"})
        assert (await phone.post(AUTH, json=MIKE)).status_code == 200


async def test_from_one_place_there_is_an_end_to_trying_names(phone: httpx.AsyncClient) -> None:
    statuses = [
        (await phone.post(AUTH, json={"email": f"{n}@nowhere.example", "password": "x"})).status_code
        for n in range(102)
    ]
    assert statuses[-2:] == [429, 429]
    assert statuses[:100] == [401] * 100


@pytest.mark.parametrize("given", [{}, {"email": MIKE["email"]}, {**MIKE, "refreshToken": "x"}, {"deviceId": "x"}])
async def test_what_is_neither_one_nor_the_other_is_said(phone: httpx.AsyncClient, given: dict[str, str]) -> None:
    answer = await phone.post(AUTH, json=given)
    assert answer.status_code == 422
    assert PASSWORD not in answer.text
