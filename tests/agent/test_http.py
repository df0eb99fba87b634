"""`POST /api/voice-command` at its door: what it takes, whom it answers, and what it refuses."""

from __future__ import annotations

import io
import wave
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from tests.agent.conftest import token
from tests.conftest import PASSWORD

PATH = "/api/voice-command"
QUESTION = "Delete job 1040, Annual furnace tune-up, for good?"


@pytest.fixture
def dana(client: TestClient) -> TestClient:
    """The client with Dana's token."""
    client.headers["Authorization"] = f"Bearer {token(client)}"
    return client


def recording(seconds: float, rate: int = 16_000) -> bytes:
    """A WAV of silence."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(int(seconds * rate) * 2))
    return made.getvalue()


def refused(answer: httpx2.Response, *statuses: int) -> Any:
    """The problem that an answer tells."""
    assert answer.status_code in statuses, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].endswith((".", "?"))
    return answer.json()


def test_a_question_is_asked_and_answered_in_the_same_conversation(dana: TestClient) -> None:
    asked = dana.post(PATH, json={"text": "delete job 1040"}).json()
    assert (asked["transcript"], asked["reply"], asked["asks"]) == ("delete job 1040", QUESTION, "confirmation")
    assert (asked["calls"], asked["choices"]) == ([], [])
    done = dana.post(PATH, json={"text": "yes", "conversationId": asked["conversationId"]}).json()
    assert [each["operation"] for each in done["calls"]] == ["DELETE /api/jobs/{id}"]
    assert (done["calls"][0]["args"], done["asks"]) == ({"id": "job-1040"}, None)
    assert dana.get("/api/jobs/job-1040").status_code == 404


def test_a_yes_in_another_conversation_answers_nothing(dana: TestClient) -> None:
    dana.post(PATH, json={"text": "delete job 1040"})
    assert dana.post(PATH, json={"text": "yes"}).json()["calls"] == []
    assert dana.get("/api/jobs/job-1040").status_code == 200


@pytest.mark.parametrize("who", ["priya@ridgeline.example", "nora@lakeshore.example"])
def test_a_conversation_is_its_owners_alone(who: str, client: TestClient) -> None:
    mine = {"Authorization": f"Bearer {token(client)}"}
    asked = client.post(PATH, json={"text": "delete job 1040"}, headers=mine).json()
    theirs = {"Authorization": f"Bearer {token(client, who)}"}
    going_on = {"text": "yes", "conversationId": asked["conversationId"]}
    refused(client.post(PATH, json=going_on, headers=theirs), 404)
    assert client.get("/api/jobs/job-1040", headers=mine).status_code == 200


def test_an_unknown_conversation_is_not_found(dana: TestClient) -> None:
    refused(dana.post(PATH, json={"text": "hello", "conversationId": "nobody's"}), 404)


@pytest.mark.parametrize("length", [2_001, 10_000, 20_001])
def test_what_is_too_long_is_refused_in_a_sentence(length: int, dana: TestClient) -> None:
    refused(dana.post(PATH, json={"text": "x" * length}), 422)


@pytest.mark.parametrize(
    "body",
    [{}, {"text": None}, {"text": ""}, {"text": "  "}, {"text": 7}, {"text": "hi", "more": 1}, {"conversationId": "x"}],
)
def test_what_says_nothing_is_refused(body: Any, dana: TestClient) -> None:
    refused(dana.post(PATH, json=body), 422)


@pytest.mark.parametrize("body", [b"{", b"[]", b"7", b"\xff\xfe", b"null", b"text=hello", b"[" * 100_000])
def test_garbage_is_malformed(body: bytes, dana: TestClient) -> None:
    refused(dana.post(PATH, content=body, headers={"Content-Type": "application/json"}), 400)


def test_a_broken_form_is_malformed(dana: TestClient) -> None:
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=x"):
        refused(dana.post(PATH, content=b"--y\r\nnothing", headers={"Content-Type": content_type}), 400, 422)


def test_only_somebody_signed_in_is_heard(client: TestClient) -> None:
    refused(client.post(PATH, json={"text": "hello"}), 401)
    refused(client.post(PATH, json={"text": "hello"}, headers={"Authorization": "Bearer nonsense"}), 401)


@pytest.mark.parametrize(
    ("audio", "statuses"),
    [
        (b"", (422,)),
        (b"not a recording", (422,)),
        (b"RIFF\x00\x00\x00\x00WAVE", (422,)),
        (recording(0), (422,)),
        (recording(301, rate=8000), (413,)),
        (recording(1)[:60], (422,)),
        (b"\x00" * (15 * 1024 * 1024 + 1), (413,)),
    ],
    ids=["empty", "text", "a header alone", "no samples", "too long", "cut short", "too large"],
)
def test_a_recording_that_cannot_be_heard_is_refused(audio: bytes, statuses: tuple[int, ...], dana: TestClient) -> None:
    refused(dana.post(PATH, files={"audio": ("said.wav", audio, "audio/wav")}), *statuses)


def test_words_and_a_recording_at_once_are_refused(dana: TestClient) -> None:
    files = {"audio": ("said.wav", recording(1), "audio/wav")}
    refused(dana.post(PATH, data={"text": "hello"}, files=files), 422)


def test_somebody_chooses_their_own_pin_by_saying_their_password_again(client: TestClient) -> None:
    mine = {"Authorization": f"Bearer {token(client, 'priya@ridgeline.example')}"}

    def chosen(password: str, pin: str) -> int:
        return client.put("/api/session/pin", json={"password": password, "pin": pin}, headers=mine).status_code

    assert chosen("not my password", "4821") == 401
    assert chosen(PASSWORD, "1234") == 422
    assert chosen(PASSWORD, "4821") == 204
    assert [chosen("a guess", "4821") for _ in range(6)] == [401] * 5 + [429]


def test_a_command_is_in_the_log_as_soon_as_it_is_answered(dana: TestClient) -> None:
    answered = dana.post(PATH, json={"text": "assign job 1051 to luis"}).json()
    log = dana.get(f"/api/call-logs/{answered['conversationId']}").json()
    assert log["transcript"] == (
        "Dana Whitfield: assign job 1051 to luis\nCallout: Luis Ortega has job 1051, Sewer camera inspection."
    )
    assert log["calls"] == [{"operation": "PATCH /api/jobs/{id}/assign", "args": {"id": "job-1051", "techId": "luis"}}]
