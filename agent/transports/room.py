"""LiveKit rooms: browsers and SIP phone calls, answered by worker processes that the server dispatches to."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from contextlib import AsyncExitStack

from livekit import rtc
from livekit.agents import AgentServer, JobContext
from livekit.agents.voice.room_io import RoomOptions

from agent.callers import caller, known_by, proof_of
from agent.conversation import Conversation
from agent.dispatcher import Dispatcher
from agent.greeting import greet
from agent.installation import Installation
from agent.journal import journal_of
from agent.session import build_session
from agent.settings import Settings
from agent.transports.keypad import Keypad
from agent.transports.transfer import Transfer
from agent.voicing import Engines, voice_settings
from domain.context import Company
from domain.problems import Invalid, NotFound

NEEDED = ("LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET")
FULL_ATTESTATION = ("A", "TN-Validation-Passed-A")


def work(settings: Settings) -> None:
    """Join LiveKit and answer until stopped; raises `Invalid` naming what is not set."""
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        raise Invalid(f"Set {', '.join(missing)} to join LiveKit.")
    server = AgentServer()
    server.rtc_session(answer, agent_name=os.environ.get("LIVEKIT_AGENT_NAME", ""))
    asyncio.run(server.run())


async def answer(job: JobContext) -> None:
    """Answer one room: find out who calls, greet, and converse."""
    closing = AsyncExitStack()
    job.add_shutdown_callback(closing.aclose)
    await job.connect()
    installation = await Installation.open(Settings())
    closing.push_async_callback(installation.close)
    participant = await job.wait_for_participant()
    conversation = await conversation_with(installation, participant)
    closing.push_async_callback(journal_of(conversation).close)
    engines = Engines(installation.settings, installation.database)
    closing.push_async_callback(engines.close)
    await journal_of(conversation).keep()
    session = await build_session(conversation, installation.settings, await engines.voices(conversation))
    Keypad(session).listen_to(job.room)
    putting_through = Transfer(job, participant, session, conversation)
    session.on("agent_state_changed", putting_through.when_quiet)
    await session.start(Dispatcher(conversation), room=job.room, room_options=RoomOptions(), record=False)
    await greet(session, conversation, voice_settings(installation.settings, conversation.company).voice_id)


async def conversation_with(installation: Installation, participant: rtc.RemoteParticipant) -> Conversation:
    """The conversation with a participant: as who the carrier says they are, or as a caller who may prove it."""
    attributes: Mapping[str, str] = participant.attributes
    by_phone = participant.kind == rtc.ParticipantKind.PARTICIPANT_KIND_SIP
    company = await _reached(installation, attributes)
    number = attributes.get("sip.phoneNumber", "") if by_phone else ""
    actor, claim = await known_by(installation, company, number, attested=attested(attributes))
    return Conversation(installation.desk, actor, company, "phone", identity=proof_of(installation, company, claim))


async def _reached(installation: Installation, attributes: Mapping[str, str]) -> Company:
    dialled = attributes.get("sip.trunkPhoneNumber", "")
    if not dialled:
        _, company = await caller(installation, "", "phone")
        return company
    reached = await installation.companies.by_line(dialled)
    if reached is None:
        raise NotFound(f"No company here is reached at {dialled}; set its business line.")
    return reached


def attested(attributes: Mapping[str, str]) -> bool:
    """Whether the carrier vouches for the number in full (STIR/SHAKEN level A), as the trunk maps it.

    Any other number can be forged by anybody.
    """
    return attributes.get("sip.verstat", attributes.get("callout.attestation", "")) in FULL_ATTESTATION
