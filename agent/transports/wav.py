"""WAV files: read as 16 kHz mono whatever they were, and written."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
from livekit import rtc
from numpy.typing import NDArray

from domain.problems import Invalid, TooLarge

RATE = 16_000
LONGEST = 300.0
WIDTHS = {1: np.uint8, 2: np.int16, 4: np.int32}


def read(data: bytes, name: str = "That recording") -> bytes:
    """16-bit mono samples at 16 kHz; raises `Invalid` with what is wrong, `TooLarge` over five minutes."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            channels, width, rate, frames = file.getparams()[:4]
            raw = file.readframes(frames)
    except (wave.Error, EOFError) as wrong:
        why = f" ({wrong})" if str(wrong) else ""
        raise Invalid(f"{name} is not a WAV file that can be read{why}; send 16-bit PCM.") from None
    if width not in WIDTHS or not 4000 <= rate <= 192_000 or channels < 1:
        raise Invalid(f"{name} has {width * 8}-bit samples at {rate} Hz; send 16-bit PCM at 8 to 48 kHz.")
    if not raw:
        raise Invalid(f"{name} is empty; record it again.")
    if len(raw) / (channels * width * rate) > LONGEST:
        raise TooLarge(f"{name} is over five minutes; send a shorter one.")
    return resampled(_mono(raw, width, channels), rate)


def read_file(path: Path) -> bytes:
    """The same, of a file."""
    try:
        data = path.read_bytes()
    except OSError as wrong:
        raise Invalid(f"{path} cannot be read: {wrong.strerror}.") from None
    return read(data, str(path))


def resampled(pcm: bytes, rate: int, to: int = RATE) -> bytes:
    """The samples at another rate."""
    if rate == to:
        return pcm
    resampler = rtc.AudioResampler(rate, to, quality=rtc.AudioResamplerQuality.HIGH)
    frames = [*resampler.push(bytearray(pcm)), *resampler.flush()]
    return b"".join(frame.data.tobytes() for frame in frames)


def write(path: Path, pcm: bytes, rate: int) -> None:
    """Write 16-bit mono samples."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm)


def _mono(raw: bytes, width: int, channels: int) -> bytes:
    whole = len(raw) // (width * channels) * width * channels
    samples: NDArray[np.float64] = np.frombuffer(raw[:whole], WIDTHS[width]).astype(np.float64)
    if width == 1:
        samples = (samples - 128) * 256
    elif width == 4:
        samples = samples / 65536
    mixed = samples.reshape(-1, channels).mean(axis=1)
    return bytes(mixed.clip(-32768, 32767).astype(np.int16).tobytes())
