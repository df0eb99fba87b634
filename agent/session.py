"""Builds the session: STT → planner → TTS, one configuration for every transport."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from livekit.agents import NOT_GIVEN, AgentSession, inference, llm, stt, tts
from livekit.agents.vad import VAD
from livekit.agents.voice.events import ConversationItemAddedEvent

from agent.conversation import Conversation
from agent.dispatcher import Dispatcher
from agent.journal import journal_of
from agent.planner.choosing import planner_for
from agent.settings import Settings

MOST_STEPS = 8


@dataclass(frozen=True, slots=True)
class Voices:
    """The engines of a session that hears and speaks; none for a typed one."""

    hears: stt.STT[Any]
    speaks: tts.TTS[Any]
    vad: VAD


VoiceMakers = Callable[[Conversation], Awaitable[Voices]]


async def build_session(
    conversation: Conversation, settings: Settings, voices: Voices | None = None
) -> AgentSession[Any]:
    """A session over a conversation, not started. Without voices it is typed."""
    spoken = voices is not None
    session: AgentSession[Any] = AgentSession(
        stt=voices.hears if voices else NOT_GIVEN,
        tts=voices.speaks if voices else NOT_GIVEN,
        vad=voices.vad if voices else None,
        llm=await planner_for(conversation, settings),
        turn_handling={
            "turn_detection": "vad" if spoken else "manual",
            "endpointing": {"mode": "fixed", "min_delay": 0.4, "max_delay": 1.5},
            "interruption": {"mode": "vad", "min_duration": 0.4, "false_interruption_timeout": 1.0},
            "preemptive_generation": {"enabled": False},
        },
        aec_warmup_duration=None,
        session_close_transcript_timeout=0.3,
        user_away_timeout=None,
        max_tool_steps=MOST_STEPS,
    )

    conversation.spoken = conversation.spoken or spoken
    journal = journal_of(conversation)

    @session.on("conversation_item_added")
    def heard(event: ConversationItemAddedEvent) -> None:
        item = event.item
        if isinstance(item, llm.ChatMessage) and item.role == "assistant":
            conversation.said(item.text_content or "")
            journal.keep_soon()

    return session


def default_vad() -> VAD:
    """The voice activity detector that comes with the framework; nothing is fetched."""
    return inference.VAD()


async def start(session: AgentSession[Any], conversation: Conversation) -> None:
    """Start the session with the agent that serves this conversation."""
    await session.start(Dispatcher(conversation), record=False)
