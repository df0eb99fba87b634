"""A microphone that is fed from outside, and never falls silent in the middle: gaps are filled with silence.

A stream that stops while somebody speaks would leave the voice detector waiting for ever, and every reply with it.
"""

from __future__ import annotations

import asyncio
import time

from livekit import rtc
from livekit.agents.voice.io import AudioInput

RATE = 16_000
FRAME_SECONDS = 0.02
FRAME_BYTES = int(RATE * FRAME_SECONDS) * 2
GAP = 0.2
MOST_QUEUED = 500


class FedMicrophone(AudioInput):
    """16 kHz mono frames as they are fed; silence at real time when none come for a while."""

    def __init__(self) -> None:
        super().__init__(label="fed")
        self._frames: asyncio.Queue[bytes | None] = asyncio.Queue(MOST_QUEUED)
        self._rest = bytearray()
        self._silent_since: float | None = None

    def feed(self, pcm: bytes) -> None:
        """Take 16-bit samples; when the session is far behind, the newest are dropped rather than memory filled."""
        self._rest += pcm
        while len(self._rest) >= FRAME_BYTES:
            frame = bytes(self._rest[:FRAME_BYTES])
            del self._rest[:FRAME_BYTES]
            if not self._frames.full():
                self._frames.put_nowait(frame)

    def end(self) -> None:
        """No more will come."""
        while self._frames.full():
            self._frames.get_nowait()
        self._frames.put_nowait(None)

    async def __anext__(self) -> rtc.AudioFrame:
        data = await self._next()
        if data is None:
            raise StopAsyncIteration
        return rtc.AudioFrame(data, RATE, 1, len(data) // 2)

    async def _next(self) -> bytes | None:
        waiting = GAP if self._silent_since is None else self._until_next_silence()
        try:
            data = await asyncio.wait_for(self._frames.get(), waiting)
        except TimeoutError:
            now = time.monotonic()
            self._silent_since = (self._silent_since or now) + FRAME_SECONDS
            return bytes(FRAME_BYTES)
        self._silent_since = None
        return data

    def _until_next_silence(self) -> float:
        assert self._silent_since is not None
        return max(0.0, self._silent_since + FRAME_SECONDS - time.monotonic())
