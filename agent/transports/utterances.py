"""A recording cut into utterances: the stretches in which somebody speaks."""

from __future__ import annotations

from livekit import rtc
from livekit.agents.vad import VAD, VADEventType

from agent.transports import wav

FRAME = 320
PAUSE = bytes(wav.RATE)
APART = 0.8
AROUND = 0.4


async def spoken_parts(vad: VAD, pcm: bytes) -> list[bytes]:
    """The stretches in which somebody speaks; pauses within a sentence do not cut it."""
    stream = vad.stream()
    for at in range(0, len(pcm) + len(PAUSE) * 2, FRAME * 2):
        chunk = (pcm + PAUSE * 2)[at : at + FRAME * 2]
        if len(chunk) == FRAME * 2:
            stream.push_frame(rtc.AudioFrame(chunk, wav.RATE, 1, FRAME))
    stream.end_input()
    stretches: list[tuple[float, float]] = []
    async for event in stream:
        if event.type == VADEventType.END_OF_SPEECH:
            end = event.timestamp - event.silence_duration
            start = end - event.speech_duration
            if stretches and start - stretches[-1][1] < APART:
                stretches[-1] = (stretches[-1][0], end)
            else:
                stretches.append((start, end))
    await stream.aclose()
    return [_cut(pcm, start - AROUND, end + AROUND) for start, end in stretches]


def _cut(pcm: bytes, start: float, end: float) -> bytes:
    first, last = max(0, int(start * wav.RATE)), int(end * wav.RATE)
    return pcm[first * 2 : last * 2]
