"""The page's conversation at `/api/talk`, typed: what each side says, and what is ignored or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from tests.agent.conftest import token

QUESTION = "Delete job 1040, Annual furnace tune-up, for good?"
Connect = Callable[..., WebSocketTestSession]


@pytest.fixture
def connect(client: TestClient) -> Iterator[Connect]:
    """`connect(who, conversationId=…)`: somebody's socket, past its hello."""
    with ExitStack() as stack:

        def connected(who: str = "dana@ridgeline.example", **hello: Any) -> WebSocketTestSession:
            headers = {"Authorization": f"Bearer {token(client, who)}"}
            socket = stack.enter_context(client.websocket_connect("/api/talk", headers=headers))
            socket.send_json({"t": "hello", "audio": False, **hello})
            return socket

        yield connected


def until(socket: WebSocketTestSession, kind: str, **facts: Any) -> dict[str, Any]:
    """The next message of this kind in which these facts stand."""
    while True:
        message: dict[str, Any] = socket.receive_json()
        if message["t"] == kind and all(message.get(name) == value for name, value in facts.items()):
            return message


def test_the_page_is_told_who_where_and_when_it_is(connect: Connect) -> None:
    ready = until(connect(), "ready")
    assert ready["who"] == {"name": "Dana Whitfield", "role": "admin"}
    assert ready["company"]["timezone"] == "America/Denver"
    assert ready["now"].startswith("2026-03-10T")
    assert ready["conversationId"]


def test_words_lead_to_a_call_a_reply_and_listening_again(connect: Connect) -> None:
    socket = connect()
    socket.send_json({"t": "text", "text": "assign job 1051 to Luis"})
    until(socket, "state", state="thinking")
    call = until(socket, "call")
    assert (call["operation"], call["method"], call["effect"]) == ("assign_job", "PATCH", "write")
    assert call["args"] == {"id": "job-1051", "techId": "luis"}
    assert call["result"]["techId"] == "luis"
    assert until(socket, "said", final=True)["text"] == "Luis Ortega has job 1051, Sewer camera inspection."
    until(socket, "state", state="listening")


def test_a_button_answers_the_question_that_it_stands_under_and_no_other(connect: Connect, client: TestClient) -> None:
    socket = connect()
    socket.send_json({"t": "text", "text": "delete job 1040"})
    asks = until(socket, "asks", kind="confirmation")
    assert asks["question"] == QUESTION
    socket.send_json({"t": "answer", "id": "another", "yes": True})
    assert until(socket, "error")["message"] == "That question is no longer open."
    until(socket, "state", state="listening")
    socket.send_json({"t": "answer", "id": asks["id"], "yes": True})
    assert until(socket, "call")["operation"] == "delete_job"
    until(socket, "asks", kind=None)
    socket.send_json({"t": "answer", "id": asks["id"], "yes": True})
    until(socket, "error")


def test_a_no_by_button_leaves_it(connect: Connect, client: TestClient) -> None:
    socket = connect()
    socket.send_json({"t": "text", "text": "delete job 1040"})
    asks = until(socket, "asks", kind="confirmation")
    socket.send_json({"t": "answer", "id": asks["id"], "yes": "yes"})
    until(socket, "asks", kind=None)
    headers = {"Authorization": f"Bearer {token(client)}"}
    assert client.get("/api/jobs/job-1040", headers=headers).status_code == 200


def test_one_of_several_is_chosen_by_its_place(connect: Connect) -> None:
    socket = connect()
    socket.send_json({"t": "text", "text": "show me Maria's jobs"})
    asks = until(socket, "asks", kind="choice")
    assert [each["label"] for each in asks["choices"]] == ["Maria Garcia", "Maria Garza"]
    for index in (2, -1, "1", None):
        socket.send_json({"t": "choose", "id": asks["id"], "index": index})
    socket.send_json({"t": "choose", "id": asks["id"], "index": 1})
    assert until(socket, "call")["args"]["contactId"] == "maria-garza"


def test_a_dropped_conversation_goes_on_for_its_owner_alone(connect: Connect) -> None:
    first = connect()
    conversation = until(first, "ready")["conversationId"]
    first.send_json({"t": "text", "text": "delete job 1040"})
    asks = until(first, "asks", kind="confirmation")
    until(first, "state", state="listening")
    first.close()
    theirs = connect("priya@ridgeline.example", conversationId=conversation)
    assert until(theirs, "ready")["conversationId"] != conversation


def test_its_owner_finds_the_question_still_open(connect: Connect) -> None:
    first = connect()
    conversation = until(first, "ready")["conversationId"]
    first.send_json({"t": "text", "text": "delete job 1040"})
    asks = until(first, "asks", kind="confirmation")
    until(first, "state", state="listening")
    first.close()
    again = connect(conversationId=conversation)
    assert until(again, "ready")["conversationId"] == conversation
    assert until(again, "asks")["id"] == asks["id"]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nonsense"}, {"Cookie": "callout_session=stale"}])
def test_nobody_unknown_talks(headers: dict[str, str], client: TestClient) -> None:
    with client.websocket_connect("/api/talk", headers=headers) as socket:
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert closed.value.code == 4401


def test_another_sites_page_is_refused_the_cookie(client: TestClient) -> None:
    headers = {"Cookie": f"callout_session={token(client)}", "Origin": "https://elsewhere.example"}
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/api/talk", headers=headers):
        pass


def test_malformed_messages_are_ignored(connect: Connect) -> None:
    socket = connect()
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
        assert socket.receive_json()["t"] == "ready"
