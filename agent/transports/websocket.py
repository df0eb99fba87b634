"""The page's conversation: sound and text over one websocket at `/api/talk`.

Binary frames are 16-bit mono sound: 16 kHz in, 24 kHz out. Everything else is a small JSON object with a `t`.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack, suppress
from typing import Any

import structlog
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from livekit.agents import AgentSession
from livekit.agents.voice.events import AgentStateChangedEvent, UserInputTranscribedEvent
from pydantic_core import from_json

from agent.conversation import Conversation
from agent.installation import Installation
from agent.journal import journal_of
from agent.session import VoiceMakers, build_session, start
from agent.transports.captions import Captions
from agent.transports.microphone import FedMicrophone
from agent.transports.resuming import Resumable
from agent.transports.sinks import RATE, PacedSink
from agent.turn import Step
from agent.typed import LONGEST
from api.auth import actor_of
from api.problems import body
from domain.context import Actor
from domain.problems import Problem, Unauthenticated
from tools.call import dump

log = structlog.get_logger()
STATES = {"listening": "listening", "thinking": "thinking", "speaking": "speaking", "idle": "idle"}
HELLO_WITHIN = 10.0
LARGEST_MESSAGE = 64 * 1024


def mount(app: FastAPI, installation: Installation, voices: VoiceMakers | None) -> None:
    """Give the app its conversation."""
    resumable = Resumable(installation)

    @app.websocket("/api/talk")
    async def talk(socket: WebSocket) -> None:
        try:
            actor = await actor_of(socket)
        except Unauthenticated as problem:
            await socket.accept()  # or the page could not read why it was closed
            await socket.close(code=4401, reason=problem.sentence)
            return
        except Problem as problem:
            await socket.close(code=4403, reason=problem.sentence)
            return
        await socket.accept()
        with suppress(WebSocketDisconnect, TimeoutError):
            await Talk(socket, actor, installation, resumable, voices).run()


class Talk:
    """One socket, one conversation."""

    def __init__(
        self,
        socket: WebSocket,
        actor: Actor,
        installation: Installation,
        resumable: Resumable,
        voices: VoiceMakers | None,
    ) -> None:
        self.socket, self.actor, self.installation = socket, actor, installation
        self.resumable, self.voices = resumable, voices
        self.microphone: FedMicrophone | None = None
        self.muted = False
        self._outgoing: asyncio.Queue[dict[str, Any] | bytes] = asyncio.Queue()
        self._asked: str | None = None
        self._typing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Serve until the socket closes."""
        hello = await self._hello()
        conversation = await self.resumable.conversation(self.actor, hello.get("conversationId"))
        async with AsyncExitStack() as stack:
            stack.callback(self.resumable.leave, conversation)
            stack.push_async_callback(journal_of(conversation).close)
            sending = asyncio.create_task(self._sending())
            stack.callback(sending.cancel)
            session = await self._session(stack, conversation, audio=hello.get("audio") is True)
            self._ready(conversation)
            self._watch(session, conversation)
            await start(session, conversation)
            stack.push_async_callback(session.aclose)
            self._tell_question(conversation)
            await self._receiving(session, conversation)

    async def _hello(self) -> dict[str, Any]:
        async with asyncio.timeout(HELLO_WITHIN):
            message = await self.socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1000))
        return _object(message.get("text") or "") or {}

    async def _session(self, stack: AsyncExitStack, conversation: Conversation, *, audio: bool) -> AgentSession[Any]:
        if not audio or self.voices is None:
            session = await build_session(conversation, self.installation.settings)
            Captions(self.tell).attach(session)
            return session
        session = await build_session(conversation, self.installation.settings, await self.voices(conversation))
        self.microphone = FedMicrophone()
        sink = PacedSink(self._send_sound, lambda what: self.tell({"t": what}))
        stack.push_async_callback(sink.aclose)
        session.input.audio = self.microphone
        Captions(self.tell).attach(session, sink)
        return session

    def _watch(self, session: AgentSession[Any], conversation: Conversation) -> None:
        @session.on("user_input_transcribed")
        def heard(event: UserInputTranscribedEvent) -> None:
            self.tell({"t": "heard", "text": event.transcript, "final": event.is_final})

        @session.on("agent_state_changed")
        def state(event: AgentStateChangedEvent) -> None:
            self.tell({"t": "state", "state": STATES.get(event.new_state, "idle")})
            self._tell_question(conversation)

        conversation.watchers[:] = [self._tell_call]

    def _ready(self, conversation: Conversation) -> None:
        company, now = conversation.company, self.installation.desk.clock()
        self.tell(
            {
                "t": "ready",
                "conversationId": conversation.id,
                "who": {"name": self.actor.name, "role": self.actor.role.value},
                "may": sorted({each.may for each in conversation.operations.values()}),
                "company": {"name": company.name, "timezone": str(company.timezone)},
                "now": now.isoformat(),
                "rate": RATE,
                "voice": self.voices is not None,
            }
        )

    async def _receiving(self, session: AgentSession[Any], conversation: Conversation) -> None:
        while True:
            message = await self.socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            if (sound := message.get("bytes")) is not None:
                if self.microphone and not self.muted:
                    self.microphone.feed(sound)
                continue
            told = _object(message.get("text") or "")
            if told is not None:
                self._take(session, conversation, told)

    def _take(self, session: AgentSession[Any], conversation: Conversation, told: dict[str, Any]) -> None:
        match told.get("t"):
            case "text":
                if isinstance(told.get("text"), str):
                    self._say(session, told["text"])
            case "answer":
                self._say(session, "yes" if told.get("yes") is True else "no", to=told.get("id"), of=conversation)
            case "choose":
                asked, place = conversation.asking, told.get("index")
                if (
                    asked
                    and asked.id == told.get("id")
                    and isinstance(place, int)
                    and 0 <= place < min(len(asked.candidates), len(_NTH))
                ):
                    self._say(session, f"the {_NTH[place]} one")
            case "mute":
                self.muted = told.get("on") is True
            case "stop":
                session.interrupt()

    def _say(self, session: AgentSession[Any], text: str, *, to: object = None, of: Conversation | None = None) -> None:
        """Take typed words as a turn; a button's answer counts only for the question that it stood under."""
        if of is not None and (of.asking is None or of.asking.id != to):
            self.tell({"t": "error", "message": "That question is no longer open."})
            return
        if of is not None and of.asking is not None:
            of.asking.played = True
        words = text.strip()
        if not words or len(words) > LONGEST:
            self.tell({"t": "error", "message": f"Type something, up to {LONGEST} characters."})
            return
        task = asyncio.create_task(self._answer(session, words))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, session: AgentSession[Any], words: str) -> None:
        async with self._typing:
            with suppress(RuntimeError):
                session.interrupt()
            handle = session.generate_reply(user_input=words)
            await handle

    def _tell_call(self, step: Step) -> None:
        operation = step.operation
        if step.asked is not None:
            return
        outcome, problem = step.outcome, step.problem
        self.tell(
            {
                "t": "call",
                "operation": operation.name,
                "title": operation.description.rstrip("."),
                "method": operation.routes[0].method,
                "path": operation.routes[0].path,
                "args": json.loads(dump(dict(outcome.arguments if outcome else step.arguments))),
                "result": outcome.plain() if outcome else None,
                "problem": _brief(problem) if problem else None,
                "effect": operation.effect,
            }
        )

    def _tell_question(self, conversation: Conversation) -> None:
        asked = conversation.asking
        if (asked.id if asked else None) == self._asked:
            return
        self._asked = asked.id if asked else None
        if asked is None:
            self.tell({"t": "asks", "kind": None})
            return
        choices = [{"label": each.label, "detail": each.detail} for each in asked.candidates]
        told = {"t": "asks", "kind": asked.kind, "question": asked.question, "choices": choices, "id": asked.id}
        self.tell(told)

    def tell(self, message: dict[str, Any]) -> None:
        """Queue a message for the page."""
        self._outgoing.put_nowait(message)

    async def _send_sound(self, frame: bytes) -> None:
        self._outgoing.put_nowait(frame)

    async def _sending(self) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):
            while True:
                message = await self._outgoing.get()
                if isinstance(message, bytes):
                    await self.socket.send_bytes(message)
                else:
                    await self.socket.send_text(json.dumps(message))


_NTH = ("first", "second", "third", "fourth", "fifth")


def _object(text: str) -> dict[str, Any] | None:
    if len(text) > LARGEST_MESSAGE:
        return None
    try:
        read = from_json(text)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def _brief(problem: Problem) -> dict[str, str]:
    said = body(problem)
    return {"title": said["title"], "detail": said["detail"]}
