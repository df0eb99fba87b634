"""flite by its command: clearer than espeak-ng, one sentence at a time."""

from __future__ import annotations

import asyncio
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncGenerator
from contextlib import suppress

HEADER = 44
CHUNK = 3200


def is_installed() -> bool:
    """Whether the command is there."""
    return shutil.which("flite") is not None


class Flite:
    """One of flite's 16 kHz voices: slt (a woman), rms or awb (men)."""

    sample_rate = 16_000

    def __init__(self, voice: str = "slt") -> None:
        self.name = f"flite-{voice}"
        self._voice = voice

    async def speak(self, text: str) -> AsyncGenerator[bytes, None]:
        """The samples of a text; closing the generator ends the command."""
        if not text.strip():
            return
        command = await asyncio.create_subprocess_exec(
            "flite", "-voice", self._voice, "-t", text, "-o", "/dev/stdout", stdout=PIPE, stderr=DEVNULL
        )
        assert command.stdout is not None
        spoken = False
        try:
            await command.stdout.readexactly(HEADER)
            while chunk := await command.stdout.read(CHUNK):
                yield chunk
            spoken = True
        finally:
            if not spoken:
                with suppress(ProcessLookupError):
                    command.kill()
            await command.communicate()  # reading what is left of its sound: until its pipe is empty it has not ended
