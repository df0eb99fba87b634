"""Putting a caller through to a person, once what was said about it has been heard."""

from __future__ import annotations

import asyncio

import structlog
from aiohttp import ClientError
from livekit import api, rtc
from livekit.agents import AgentSession, JobContext
from livekit.agents.voice.events import AgentStateChangedEvent

from agent.conversation import Conversation
from agent.journal import journal_of
from agent.person import NOT_THROUGH

log = structlog.get_logger()


class Transfer:
    """Hands one call over to the number that the conversation was put through to."""

    def __init__(
        self,
        job: JobContext,
        participant: rtc.RemoteParticipant,
        session: AgentSession[None],
        conversation: Conversation,
    ) -> None:
        self._job, self._participant, self._session, self._conversation = job, participant, session, conversation
        self._going: asyncio.Task[None] | None = None

    def when_quiet(self, event: AgentStateChangedEvent) -> None:
        """Transfer when the agent has finished speaking."""
        if event.new_state == "listening" and self._conversation.put_through_to is not None:
            number, self._conversation.put_through_to = self._conversation.put_through_to, None
            self._going = asyncio.create_task(self._transfer(number))

    async def _transfer(self, number: str) -> None:
        try:
            await self._job.transfer_sip_participant(self._participant, f"tel:{number}")
        except (api.TwirpError, ClientError, TimeoutError, ValueError) as failed:
            log.warning("transfer_failed", kind=type(failed).__name__)
            turn = self._conversation.turn
            turn.put_through, turn.urgency = None, "person"
            await journal_of(self._conversation).keep()
            await self._session.say(NOT_THROUGH)
