"""Who calls, as the trunk tells it; and what is said first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from livekit import rtc

from agent.installation import Installation
from agent.opening import opening_words as greeting
from agent.settings import Settings
from agent.transports.room import attested, conversation_with
from domain.problems import NotFound
from domain.roles import Role
from domain.signin import SignIn
from storage.database import Database
from tests.agent.test_identity import MARIA, number_of
from tools.perform import Desk

SIP = rtc.ParticipantKind.PARTICIPANT_KIND_SIP
LINE = "+13035550100"


@dataclass
class Participant:
    """A participant as a room tells of one."""

    attributes: dict[str, str]
    kind: int = SIP
    name: str = ""
    metadata: dict[str, str] = field(default_factory=dict)


def call(number: str, *, to: str = LINE, **attributes: str) -> Any:
    told = {"sip.phoneNumber": number, "sip.trunkPhoneNumber": to}
    return Participant(told | {f"sip.{name}": value for name, value in attributes.items()})


@pytest.fixture
def installation(desk: Desk, database: Database, signin: SignIn, tmp_path: Path) -> Installation:
    return Installation(Settings(data=tmp_path, openai_base_url=None), database, desk.companies, signin, desk)


@pytest.mark.parametrize("said", ["A", "TN-Validation-Passed-A"])
def test_full_attestation_is_believed(said: str) -> None:
    assert attested({"sip.verstat": said})


@pytest.mark.parametrize(
    "said", ["", "B", "C", "a", "TN-Validation-Passed-B", "TN-Validation-Failed-A", "No-TN-Validation", "A B"]
)
def test_nothing_less_is(said: str) -> None:
    assert not attested({"sip.verstat": said})


async def test_a_technician_calls_from_their_own_phone(installation: Installation) -> None:
    conversation = await conversation_with(installation, call(number_of("mike-a"), verstat="A"))
    assert (conversation.actor.role, conversation.actor.user_id) == (Role.TECH, "mike-a")
    assert (conversation.channel, conversation.identity) == ("phone", None)


@pytest.mark.parametrize("verstat", ["B", "", "TN-Validation-Failed-A"])
@pytest.mark.parametrize("number", [MARIA, number_of("mike-a"), number_of("dana")])
async def test_a_number_that_nobody_vouches_for_opens_nothing(
    installation: Installation, number: str, verstat: str
) -> None:
    conversation = await conversation_with(installation, call(number, verstat=verstat))
    assert (conversation.actor.role, conversation.actor.user_id, conversation.actor.contact_id) == (
        Role.CALLER,
        None,
        None,
    )
    assert "Maria" not in greeting(conversation)


async def test_who_is_in_the_room_by_browser_cannot_claim_a_number(installation: Installation) -> None:
    browser = replace(call(number_of("mike-a"), verstat="A"), kind=rtc.ParticipantKind.PARTICIPANT_KIND_STANDARD)
    assert (await conversation_with(installation, browser)).actor.role is Role.CALLER


async def test_the_dialled_number_says_which_company(installation: Installation) -> None:
    other = await installation.companies.of("lakeshore")
    assert other.business_line is not None
    conversation = await conversation_with(installation, call(MARIA, to=other.business_line, verstat="A"))
    assert (conversation.company.id, conversation.actor.role) == ("lakeshore", Role.CALLER)
    with pytest.raises(NotFound, match="business line"):
        await conversation_with(installation, call(MARIA, to="+13035559999", verstat="A"))


async def test_staff_are_asked_for_their_pin_and_strangers_are_greeted(installation: Installation) -> None:
    staff = await conversation_with(installation, call(number_of("priya"), verstat="A"))
    stranger = await conversation_with(installation, call("+13035559999", verstat="A"))
    assert "PIN" in greeting(staff)
    assert greeting(stranger) == "Thanks for calling Ridgeline Home Services. How can I help?"
