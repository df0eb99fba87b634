"""The page's conversation at `/api/talk`, typed: what each side says, and what is ignored or refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from tests.agent.conftest import token

QUESTION = "Delete job 1040, Annual furnace tune-up, for good?"


@contextmanager
def connected(client: TestClient, who: str = "dana@ridgeline.example", **hello: Any) -> Iterator[WebSocketTestSession]:
    """Somebody's socket, past its hello; left in good order."""
    headers = {"Authorization": f"Bearer {token(client, who)}"}
    with client.websocket_connect("/api/talk", headers=headers) as socket:
        socket.send_json({"t": "hello", "audio": False, **hello})
        yield socket


@pytest.fixture
def socket(client: TestClient) -> Iterator[WebSocketTestSession]:
    """Dana's."""
    with connected(client) as made:
        yield made


def until(socket: WebSocketTestSession, sort: str, /, **facts: Any) -> dict[str, Any]:
    """The next message of this kind in which these facts stand."""
    while True:
        message: dict[str, Any] = socket.receive_json()
        if message["t"] == sort and all(message.get(name) == value for name, value in facts.items()):
            return message


def test_the_page_is_told_who_where_and_when_it_is(socket: WebSocketTestSession) -> None:
    ready = until(socket, "ready")
    assert ready["who"] == {"name": "Dana Whitfield", "role": "admin"}
    assert ready["company"]["timezone"] == "America/Denver"
    assert ready["now"].startswith("2026-03-10T")
    assert ready["conversationId"]


def test_words_lead_to_a_call_a_reply_and_listening_again(socket: WebSocketTestSession) -> None:
    socket.send_json({"t": "text", "text": "assign job 1051 to Luis"})
    until(socket, "state", state="thinking")
    call = until(socket, "call")
    assert (call["operation"], call["method"], call["effect"]) == ("assign_job", "PATCH", "write")
    assert call["args"] == {"id": "job-1051", "techId": "luis"}
    assert call["result"]["techId"] == "luis"
    assert until(socket, "said", final=True)["text"] == "Luis Ortega has job 1051, Sewer camera inspection."
    until(socket, "state", state="listening")


def test_a_button_answers_the_question_that_it_stands_under_and_no_other(
    socket: WebSocketTestSession, client: TestClient
) -> None:
    socket.send_json({"t": "text", "text": "delete job 1040"})
    asks = until(socket, "asks", kind="confirmation")
    assert asks["question"] == QUESTION
    socket.send_json({"t": "answer", "id": "another", "yes": True})
    assert until(socket, "error")["message"] == "That question is no longer open."
    socket.send_json({"t": "answer", "id": asks["id"], "yes": True})
    assert until(socket, "call")["operation"] == "delete_job"
    until(socket, "asks", kind=None)
    socket.send_json({"t": "answer", "id": asks["id"], "yes": True})
    until(socket, "error")


def test_a_no_by_button_leaves_it(socket: WebSocketTestSession, client: TestClient) -> None:
    socket.send_json({"t": "text", "text": "delete job 1040"})
    asks = until(socket, "asks", kind="confirmation")
    socket.send_json({"t": "answer", "id": asks["id"], "yes": "yes"})
    until(socket, "asks", kind=None)
    headers = {"Authorization": f"Bearer {token(client)}"}
    assert client.get("/api/jobs/job-1040", headers=headers).status_code == 200


def test_one_of_several_is_chosen_by_its_place(socket: WebSocketTestSession) -> None:
    socket.send_json({"t": "text", "text": "show me Maria's jobs"})
    asks = until(socket, "asks", kind="choice")
    assert [each["label"] for each in asks["choices"]] == ["Maria Garcia", "Maria Garza"]
    for index in (2, -1, "1", None):
        socket.send_json({"t": "choose", "id": asks["id"], "index": index})
    socket.send_json({"t": "choose", "id": asks["id"], "index": 1})
    assert until(socket, "call")["args"]["contactId"] == "maria-garza"


@pytest.fixture
def dropped(client: TestClient) -> tuple[str, str]:
    """A conversation of Dana's that ended with a question open: its id and the question's."""
    with connected(client) as socket:
        conversation = until(socket, "ready")["conversationId"]
        socket.send_json({"t": "text", "text": "delete job 1040"})
        return conversation, until(socket, "asks", kind="confirmation")["id"]


def test_a_dropped_conversation_goes_on_where_it_was(client: TestClient, dropped: tuple[str, str]) -> None:
    with connected(client, conversationId=dropped[0]) as again:
        assert until(again, "ready")["conversationId"] == dropped[0]
        assert until(again, "asks")["id"] == dropped[1]
        again.send_json({"t": "answer", "id": dropped[1], "yes": True})
        assert until(again, "call")["operation"] == "delete_job"


@pytest.mark.parametrize("who", ["priya@ridgeline.example", "nora@lakeshore.example"])
def test_nobody_else_goes_on_with_it(who: str, client: TestClient, dropped: tuple[str, str]) -> None:
    with connected(client, who, conversationId=dropped[0]) as theirs:
        assert until(theirs, "ready")["conversationId"] != dropped[0]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nonsense"}, {"Cookie": "callout_session=stale"}])
def test_nobody_unknown_talks(headers: dict[str, str], client: TestClient) -> None:
    with client.websocket_connect("/api/talk", headers=headers) as socket, pytest.raises(WebSocketDisconnect) as closed:
        socket.receive_json()
    assert closed.value.code == 4401


def test_another_sites_page_is_refused_the_cookie(client: TestClient) -> None:
    headers = {"Cookie": f"callout_session={token(client)}", "Origin": "https://elsewhere.example"}
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/api/talk", headers=headers):
        pass


def test_malformed_messages_are_ignored(socket: WebSocketTestSession) -> None:
    until(socket, "ready")
    for text in ("", "{", "[]", "7", "null", "[" * 50_000, '{"t": 7}', '{"t": "text"}', '{"t": "text", "text": null}'):
        socket.send_text(text)
    socket.send_text('{"t": "text", "text": "' + "x" * 70_000 + '"}')
    socket.send_bytes(b"\x00" * 641)
    socket.send_json({"t": "text", "text": "x" * 3000})
    assert "2000 characters" in until(socket, "error")["message"]
    socket.send_json({"t": "text", "text": "hello"})
    assert until(socket, "said", final=True)["text"]


@pytest.mark.parametrize("hello", ["", "{", "[]", '{"conversationId": 7}', '{"audio": "yes", "conversationId": {}}'])
def test_a_strange_hello_is_as_good_as_none(hello: str, client: TestClient) -> None:
    headers = {"Authorization": f"Bearer {token(client)}"}
    with client.websocket_connect("/api/talk", headers=headers) as socket:
        socket.send_text(hello)
        assert until(socket, "ready")


def test_what_was_typed_and_answered_is_in_the_log(client: TestClient) -> None:
    with connected(client) as socket:
        conversation = until(socket, "ready")["conversationId"]
        socket.send_json({"t": "text", "text": "assign job 1051 to Luis"})
        until(socket, "said", final=True)
        until(socket, "state", state="listening")
    headers = {"Authorization": f"Bearer {token(client)}"}
    asked = (client.get(f"/api/call-logs/{conversation}", headers=headers) for _ in range(100))
    log = next(answer for answer in asked if answer.status_code == 200).json()
    assert (log["kind"], log["userId"], log["outcome"]) == ("chat", "dana", "done")
    assert log["summary"] == "Luis Ortega has job 1051, Sewer camera inspection."
