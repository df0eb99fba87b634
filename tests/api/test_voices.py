"""The voices to choose from over HTTP, and the choice of one: against a server that speaks ElevenLabs' protocol."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from domain.signin import SignIn
from integrations.elevenlabs import ElevenLabsSpeech
from tests.conftest import person
from tests.loopback_elevenlabs import KEY, elevenlabs
from tools.perform import Desk


@asynccontextmanager
async def signed_in(desk: Desk, signin: SignIn, who: str = "dana") -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {(await signin.issue(person(who))).token}"}
    transport = httpx.ASGITransport(create_app(desk, signin))
    async with httpx.AsyncClient(transport=transport, base_url="http://here", headers=headers) as http:
        yield http


def with_voices(desk: Desk, key: str, folder: Path, url: str) -> Desk:
    return replace(desk, ports=replace(desk.ports, speech=ElevenLabsSpeech(key, folder, url)))


async def test_an_admin_lists_the_voices_and_chooses_one(desk: Desk, signin: SignIn, tmp_path: Path) -> None:
    async with elevenlabs() as server, signed_in(with_voices(desk, KEY, tmp_path, server.url), signin) as http:
        listed = (await http.get("/api/voices")).json()
        by_id = await http.patch("/api/account/settings", json={"voice": "v2"})
        by_name = await http.patch("/api/account/settings", json={"voice": "ada"})
        refused = await http.patch("/api/account/settings", json={"voice": "../voices"})
        back = await http.patch("/api/account/settings", json={"voice": None})
    assert listed == {
        "items": [
            {"id": "v1", "name": "Ada", "description": "Calm"},
            {"id": "v2", "name": "Bea", "description": ""},
        ]
    }
    assert [each.json()["voice"] for each in (by_id, by_name, back)] == ["v2", "v1", None]
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "voice")


@pytest.mark.parametrize("who", ["mike-a", "priya"])
async def test_who_may_not_change_the_settings_does_not_list_voices(who: str, desk: Desk, signin: SignIn) -> None:
    async with signed_in(desk, signin, who) as http:
        answer = await http.get("/api/voices")
    assert answer.status_code == 403
    assert answer.json()["detail"].endswith("may not change account settings; ask an admin.")


async def test_what_keeps_it_from_listing_is_said_in_a_sentence(desk: Desk, signin: SignIn, tmp_path: Path) -> None:
    async with signed_in(desk, signin) as http:
        unset = await http.get("/api/voices")
        choosing = await http.patch("/api/account/settings", json={"voice": "v1"})
    async with elevenlabs() as server, signed_in(with_voices(desk, "wrong", tmp_path, server.url), signin) as http:
        refused = await http.get("/api/voices")
    async with signed_in(with_voices(desk, KEY, tmp_path, server.url), signin) as http:
        gone = await http.get("/api/voices")
    assert [each.status_code for each in (unset, choosing, refused, gone)] == [409] * 4
    assert unset.json()["detail"] == choosing.json()["detail"]
    assert "set ELEVENLABS_API_KEY" in unset.json()["detail"]
    assert refused.json()["detail"] == "ElevenLabs refuses the key; set ELEVENLABS_API_KEY to a valid one."
    assert gone.json()["detail"].startswith("ElevenLabs does not answer")
