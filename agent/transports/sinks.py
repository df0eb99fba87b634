"""Where the agent's voice goes: kept for a recording, or paced out to a listener in real time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from livekit import rtc
from livekit.agents.voice.io import AudioOutput, AudioOutputCapabilities

RATE = 24_000
FRAME_SECONDS = 0.02
FRAME_BYTES = int(RATE * FRAME_SECONDS) * 2
LEAD = 0.2


class KeptSink(AudioOutput):
    """Keeps every sample, and says at once that it was played: a recording has no listener to wait for."""

    def __init__(self) -> None:
        super().__init__(label="kept", capabilities=AudioOutputCapabilities(pause=False), sample_rate=RATE)
        self.pcm = bytearray()
        self.first_at: float | None = None
        self._segment = 0.0

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Keep a frame."""
        await super().capture_frame(frame)
        if self._segment == 0.0:
            self.first_at = self.first_at or time.perf_counter()
            self.on_playback_started(created_at=time.time())
        self._segment += frame.duration
        self.pcm += frame.data.tobytes()

    def flush(self) -> None:
        """End of a segment: it has been played."""
        super().flush()
        if self._segment:
            played, self._segment = self._segment, 0.0
            self.on_playback_finished(playback_position=played, interrupted=False)

    def clear_buffer(self) -> None:
        """Stop the segment."""
        if self._segment:
            played, self._segment = self._segment, 0.0
            self.on_playback_finished(playback_position=played, interrupted=True)


@dataclass(slots=True)
class _Segment:
    """A stretch of speech on its way out: what waits, what was sent, and when it began to play."""

    waiting: bytearray = field(default_factory=bytearray)
    sent: int = 0
    ended: bool = False
    began: float | None = None

    @property
    def seconds_sent(self) -> float:
        """How much has gone out."""
        return self.sent / (RATE * 2)


class PacedSink(AudioOutput):
    """Sends 20 ms frames at the pace they are played, a little ahead, and can be paused and cleared."""

    def __init__(self, send: Callable[[bytes], Awaitable[None]], control: Callable[[str], None]) -> None:
        super().__init__(label="paced", capabilities=AudioOutputCapabilities(pause=True), sample_rate=RATE)
        self._send, self._control = send, control
        self._segments: list[_Segment] = []
        self._wake = asyncio.Event()
        self._paused_at: float | None = None
        self._pump = asyncio.create_task(self._pumping())

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Queue a frame for its time."""
        await super().capture_frame(frame)
        if not self._segments or self._segments[-1].ended:
            self._segments.append(_Segment())
        self._segments[-1].waiting += frame.data.tobytes()
        self._wake.set()

    def flush(self) -> None:
        """No more will come for this segment."""
        super().flush()
        if self._segments:
            self._segments[-1].ended = True
            self._wake.set()

    def clear_buffer(self) -> None:
        """Stop now: drop what was not heard, here and at the listener."""
        if not self._segments:
            return
        segments, self._segments = self._segments, []
        self._control("clear")
        for segment in segments:
            self.on_playback_finished(playback_position=self._played(segment), interrupted=True)

    def pause(self) -> None:
        """Hold still where we are; calling it again changes nothing."""
        if self._paused_at is None and self._segments:
            self._paused_at = time.monotonic()
            self._control("pause")

    def resume(self) -> None:
        """Go on; does nothing unless paused."""
        if self._paused_at is None:
            return
        held, self._paused_at = time.monotonic() - self._paused_at, None
        for segment in self._segments:
            if segment.began is not None:
                segment.began += held
        self._control("resume")
        self._wake.set()

    async def aclose(self) -> None:
        """Stop sending."""
        self._pump.cancel()
        await asyncio.gather(self._pump, return_exceptions=True)

    def _played(self, segment: _Segment) -> float:
        if segment.began is None:
            return 0.0
        now = self._paused_at or time.monotonic()
        return max(0.0, min(segment.seconds_sent, now - segment.began))

    async def _pumping(self) -> None:
        while True:
            if not self._segments or self._paused_at is not None:
                self._wake.clear()
                await self._wake.wait()
                continue
            await self._step(self._segments[0])

    async def _step(self, segment: _Segment) -> None:
        """Send what is due of the segment, or finish it, or wait a frame."""
        if segment.began is None and segment.waiting:
            segment.began = time.monotonic()
            self._control("segment")
            self.on_playback_started(created_at=time.time())
        ahead = segment.seconds_sent - self._played_so_far(segment)
        if segment.waiting and ahead < LEAD and (segment.ended or len(segment.waiting) >= FRAME_BYTES):
            frame = bytes(segment.waiting[:FRAME_BYTES])
            del segment.waiting[:FRAME_BYTES]
            segment.sent += len(frame)
            await self._send(frame)
        elif segment.ended and not segment.waiting and ahead <= 0:
            self._segments.remove(segment)
            self.on_playback_finished(playback_position=segment.seconds_sent, interrupted=False)
        else:
            await asyncio.sleep(FRAME_SECONDS / 2)

    def _played_so_far(self, segment: _Segment) -> float:
        return 0.0 if segment.began is None else time.monotonic() - segment.began
