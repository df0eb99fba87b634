"""The voices that callers may be answered with, as the provider of this installation has them."""

from __future__ import annotations

from collections.abc import Sequence

from domain.context import Ports
from domain.ports import SpeechFailed, Voice
from domain.problems import FieldError, Invalid, Unavailable

NOT_SET_UP = "There are no voices to choose from here: set ELEVENLABS_API_KEY."
UNKNOWN = "There is no such voice to choose; give the id or the name of one that is listed."


async def offered(ports: Ports) -> Sequence[Voice]:
    """The voices to choose from; raises `Unavailable`."""
    if ports.speech is None:
        raise Unavailable(NOT_SET_UP)
    try:
        return await ports.speech.voices()
    except SpeechFailed as failed:
        raise Unavailable(str(failed)) from failed


async def chosen(ports: Ports, told: str) -> Voice:
    """The voice with this id, or else this name; raises `Unavailable`, and `Invalid` where there is none."""
    voices = await offered(ports)
    meant = [each for each in voices if each.id == told] or [
        each for each in voices if each.name.casefold() == told.casefold()
    ]
    if not meant:
        raise Invalid(UNKNOWN, [FieldError("voice", "is none of the voices to choose from")])
    return meant[0]
