"""Typed conversations: a session without sound, one utterance at a time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Self

from livekit.agents import AgentSession

from agent.conversation import Conversation
from agent.journal import journal_of
from agent.safety import without_cards
from agent.session import build_session, start
from agent.settings import Settings
from agent.turn import Step
from domain.problems import Invalid

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Answered:
    """What one utterance led to."""

    said: str
    reply: str
    asks: str | None
    choices: tuple[dict[str, str], ...]
    steps: tuple[Step, ...]
    seconds: float

    @property
    def calls(self) -> tuple[dict[str, Any], ...]:
        """The calls that ran to completion, as outsiders name them."""
        return tuple(told_call(step) for step in self.steps if step.outcome is not None)


def told_call(step: Step) -> dict[str, Any]:
    """A completed call: its method and path, its arguments with records as ids, its result."""
    assert step.outcome is not None
    return {"operation": step.operation.key, "args": dict(step.outcome.arguments), "result": step.outcome.plain()}


@dataclass(slots=True)
class Typed:
    """A conversation by text. `async with Typed(conversation, settings) as typed: await typed.say("...")`"""

    conversation: Conversation
    settings: Settings | None = None
    _session: AgentSession[Any] | None = None

    @classmethod
    def over(cls, conversation: Conversation, session: AgentSession[Any]) -> Self:
        """The same over a session that runs already."""
        return cls(conversation, _session=session)

    async def __aenter__(self) -> Self:
        assert self.settings is not None
        self._session = await build_session(self.conversation, self.settings)
        await start(self._session, self.conversation)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.aclose()
            await journal_of(self.conversation).close()

    async def say(self, text: str, modality: Literal["text", "audio"] = "text") -> Answered:
        """Say something and get the answer; raises `Invalid` for what is empty or too long."""
        assert self._session is not None, "use as a context manager"
        words, _ = without_cards(text.strip())
        if not words:
            raise Invalid("Say or type something first.")
        if len(words) > LONGEST:
            raise Invalid(f"That is too long to take in at once; keep it under {LONGEST} characters.")
        before, began = len(self.conversation.turns), time.perf_counter()
        self.conversation.spoken |= modality == "audio"
        run: Any = self._session.run(user_input=words, input_modality=modality)
        await run
        turns = self.conversation.turns[before:]
        steps = tuple(step for turn in turns for step in turn.steps)
        words = next((turn.concealed for turn in turns if turn.concealed), words)
        seconds = time.perf_counter() - began
        await journal_of(self.conversation).settled()
        return Answered(words, _reply(run), *open_question(self.conversation), steps, seconds)


def open_question(conversation: Conversation) -> tuple[str | None, tuple[dict[str, str], ...]]:
    """What is asked, and the choices offered."""
    asked = conversation.asking
    if asked is None:
        return None, ()
    return asked.kind, tuple({"id": each.id, "label": each.label, "detail": each.detail} for each in asked.candidates)


def _reply(run: Any) -> str:
    """The assistant's words of a run."""
    said = [
        (event.item.text_content or "").strip()
        for event in run.events
        if event.type == "message" and event.item.role == "assistant"
    ]
    return " ".join(said).strip()
