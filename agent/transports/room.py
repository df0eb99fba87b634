"""LiveKit rooms: browsers and SIP phone calls, answered by worker processes that the server dispatches to."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping

from livekit import rtc
from livekit.agents import AgentServer, JobContext
from livekit.agents.voice.room_io import RoomOptions

from agent.callers import by_number, caller
from agent.conversation import Conversation
from agent.dispatcher import Dispatcher
from agent.installation import Installation
from agent.session import build_session
from agent.settings import Settings
from agent.voicing import Engines
from domain.context import Actor, Company
from domain.problems import Invalid, NotFound
from domain.roles import Role

NEEDED = ("LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET")
FULL_ATTESTATION = ("A", "TN-Validation-Passed-A")
GREETING = "Thanks for calling {company}. How can I help?"


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
    await job.connect()
    installation = await Installation.open(Settings())
    job.add_shutdown_callback(installation.close)
    participant = await job.wait_for_participant()
    actor, company = await who_calls(installation, participant)
    conversation = Conversation(installation.desk, actor, company, "phone")
    engines = Engines(installation.settings, installation.database)
    job.add_shutdown_callback(engines.close)
    voices = await engines.voices(conversation)
    session = await build_session(conversation, installation.settings, voices)
    await session.start(Dispatcher(conversation), room=job.room, room_options=RoomOptions(), record=False)
    await session.say(GREETING.format(company=company.name))


async def who_calls(installation: Installation, participant: rtc.RemoteParticipant) -> tuple[Actor, Company]:
    """Who a participant is: a SIP caller by an attested number, anybody else a caller of the dialled company."""
    attributes: Mapping[str, str] = participant.attributes
    dialled = attributes.get("sip.trunkPhoneNumber", "")
    company = await installation.companies.by_line(dialled) if dialled else None
    if company is None:
        if dialled:
            raise NotFound(f"No company here is reached at {dialled}; set its business line.")
        _, company = await caller(installation, "", "phone")
    number = attributes.get("sip.phoneNumber", "")
    if participant.kind != rtc.ParticipantKind.PARTICIPANT_KIND_SIP or not attested(attributes):
        return Actor(company.id, Role.CALLER, phone=number or None), company
    return await by_number(installation, company, number), company


def attested(attributes: Mapping[str, str]) -> bool:
    """Whether the carrier vouches for the number in full (STIR/SHAKEN level A), as the trunk maps it.

    Any other number can be forged by anybody.
    """
    return attributes.get("sip.verstat", attributes.get("callout.attestation", "")) in FULL_ATTESTATION
