"""The voices of a conversation: made from the settings, with the account's own names to listen for."""

from __future__ import annotations

from agent.conversation import Conversation
from agent.installation import Installation
from agent.session import VoiceMakers, Voices


def voice_makers(installation: Installation) -> VoiceMakers:
    """Makes the voices of each new conversation; engines are shared, languages are an account's."""

    async def make(conversation: Conversation) -> Voices:
        raise NotImplementedError

    return make
